"""What happened to bookings and could not be mailed, for tests and for looking at."""

from dataclasses import replace

from adapters.http.pages.place import Alternative
from adapters.http.pages.slip import Slip, Slips
from domain.kinds import Kind
from domain.notices import Topic
from tests.http.pages.sample import TODAY, span


def told() -> Slips:
    """Two things that happened to bookings and could not be mailed."""
    morning, later = span(TODAY, "09:00", "10:00"), span(TODAY, "13:00", "14:30")
    free = Alternative(name="Sëtzungssall", kind=Kind.ROOM, span=morning, href="/?a")
    slip = Slip(
        topic=Topic.DECLINED,
        kind=Kind.ROOM,
        name="Versammlungssall Emeraudenhaus",
        span=morning,
        why="no-answer",
        reason="",
        before="",
        before_span=None,
        alternatives=(free, replace(free, span=later, href="/?b", elsewhere="Al Bank")),
    )
    moved = replace(
        slip,
        topic=Topic.CHANGED,
        name="Salle 3",
        span=later,
        why="",
        alternatives=(),
        reason="Peinture",
        before="Salle 2",
        before_span=morning,
    )
    return Slips(each=(slip, moved), keys="a b", action="/me/notices", back="/", linked=True)
