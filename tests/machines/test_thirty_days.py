"""Thirty days of a town and its Outlook, over a change of the clocks: every evening both sides say the same, every night
nothing is written and next to nothing asked, and at the end nothing of what is past is left lying.
"""

import asyncio
import os
from collections import Counter
from datetime import timedelta
from functools import partial
from random import Random

import pytest

from adapters.http.front import Front
from domain.booking import State, Target, home_of
from domain.calendar_event import span_in
from domain.calendar_sync import Link, Role
from domain.notices import Topic
from domain.when import Instant, day_of, later, whole_day
from tests.application.town import heads
from tests.builders import LUXEMBOURG, at
from tests.http.hooks.test_over_the_wire import Door, no_pages
from tests.machines.both_sides import BOXES, OURS, Both, both_sides
from tests.machines.test_both_sides import agree
from tests.machines.thirty_days import KEPT_DAYS, Month
from tests.serving import serving

DAYS = 30
EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "8"))
MONTHS = max(1, EXAMPLES // 400)
"""With many examples, also more months, and every night as long as it is."""
BEGINNINGS = (at("2026-10-12 06:00"), at("2027-03-15 06:00"))
OURS_SEEN = {State.BOOKED, State.RELEASED, State.CANCELLED}
SILENCES = 2 * DAYS
"""Promises given up at most: on some days Graph tells nothing, and then some are at each change that is found."""
THEIRS_SEEN = {State.BOOKED, State.CANCELLED}


def agrees(both: Both) -> None:
    """As always; and of what we keep for it, nothing is there twice."""
    agree(both)
    copies = Counter((e.home, e.event) for e in both.world.links.every if e.event and not e.off)
    assert all(number == 1 for number in copies.values())


def to_come(both: Both, after: Instant) -> dict[str, tuple[Target, State]]:
    """A move that broke off is undone by night, and so is no difference."""
    return {e.id: (e.at, e.state) for e in both.ours() if e.at.span.end > after}


def idle(both: Both, began: Instant) -> None:
    """Nothing was written, and per mailbox and cycle at most one page of changes asked for."""
    log = both.outlook.log
    assert log.writes() == []
    cycles = (both.now - began) // both.cycle + 1
    for box in BOXES:
        asked = [each for each in log.entries if each.mailbox == box]
        assert len(asked) <= cycles, [each.path for each in asked]
        assert all("delta" in each.path for each in asked)


def nothing_lies_about(both: Both) -> None:
    """What we keep for being in step is of the window, and of bookings that we keep."""
    listed, kept = (later(both.now, -timedelta(days=days)) for days in (3, 3 + KEPT_DAYS))
    for link in both.world.links.every:
        ends = _ends(link) or both.now
        assert ends > listed or link.off or link.role is Role.MIRROR, link
        # A booking that was moved is kept as long as one of the day that it was made for.
        assert max(ends, whole_day(home_of(link.booking), LUXEMBOURG).end) > kept, link
    assert {each.box.address for each in both.outlook.subscriptions()} == set(BOXES)
    assert len(both.outlook.subscriptions()) == len(BOXES)
    assert set(both.world.mailboxes.kept) <= {*BOXES, *OURS}


def _ends(link: Link) -> Instant | None:
    span = span_in(link.seen or link.asked)
    return span.end if span is not None else None


def much_happened(both: Both) -> None:
    """Else it would prove nothing: bookings in every state, of both sides, and notifications that were taken."""
    states = Counter((each.state, each.foreign) for each in heads(both.world))
    assert {state for state, foreign in states if not foreign} >= OURS_SEEN
    assert {state for state, foreign in states if foreign} >= THEIRS_SEEN
    sent = Counter(status for _, _, status in both.outlook.graph.subscriptions.postman.sent)
    assert sum(kept.value.silences for kept in both.world.mailboxes.kept.values()) <= SILENCES
    assert sent[202] > 3 * DAYS and set(sent) == {202}


def told_once(both: Both) -> None:
    """No booking was declined twice, whatever died in between."""
    declined = Counter(
        key.rsplit("-", 1)[0]
        for key, notice in both.world.notices.told.items()
        if notice.topic is Topic.DECLINED
    )
    assert all(number == 1 for number in declined.values())


@pytest.mark.parametrize("number", range(MONTHS))
def test_for_thirty_days_both_sides_stay_in_step(number: int) -> None:
    async def go() -> None:
        door = Door()
        began = BEGINNINGS[number % len(BEGINNINGS)]
        with serving(door) as address:
            async with both_sides(began, notify=f"{address}/graph/notifications") as both:
                door.front = Front(both.world.ports, lambda: no_pages)
                await lives_a_month(both, number)

    asyncio.run(go())


async def lives_a_month(both: Both, number: int) -> None:
    month = Month(both, Random(number), thorough=MONTHS > 1)
    first = day_of(both.began, LUXEMBOURG)
    for day in (first + timedelta(days=n) for n in range(DAYS)):
        await month.day(day)
        agrees(both)
        evening = both.now
        before = to_come(both, evening)
        await month.night(day, partial(idle, both, evening))
        assert both.outlook.log.writes() == []
        assert to_come(both, evening) == before
        agrees(both)
    much_happened(both)
    nothing_lies_about(both)
    told_once(both)
