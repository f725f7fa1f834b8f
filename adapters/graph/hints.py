"""Who is busy (getSchedule) and who is there (getPresencesByUserId), for pages: hints, never locks.

Permissions Calendars.ReadBasic or more for the mailbox that asks; Presence.Read.All (Entra).
"""

from collections.abc import Collection, Mapping
from datetime import UTC
from itertools import batched
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from adapters.graph.reading import SHOWN_AS, Fields, moment_of
from adapters.graph.web import Web
from application.exchange import Trouble
from application.exchange_resources import Busy, PresenceNow
from domain.calendar_event import Mailbox, ShowAs, mailbox
from domain.when import Instant, Interval

SCHEDULES, PRESENCES = 20, 650
"""So many at once, by the documents."""
EVERY = 15  # minutes of the view that we do not read; there is a default, and it is another
IN_UTC = ZoneInfo("UTC")


class WebSchedules:
    """`asking`: the mailbox that asks; None: the first of those that are asked about."""

    def __init__(self, web: Web, asking: Mailbox | None) -> None:
        self._web, self._asking = web, asking

    async def schedule(
        self, boxes: Collection[Mailbox], within: Interval
    ) -> Mapping[Mailbox, tuple[Busy, ...]] | Trouble:
        known: dict[Mailbox, tuple[Busy, ...]] = {}
        for some in batched(boxes, SCHEDULES, strict=False):
            path = f"/users/{quote(self._asking or some[0], safe='')}/calendar/getSchedule"
            found = await self._web.post(path, _question(some, within))
            if isinstance(found, Trouble):
                return found
            for each in Fields(found).each("value"):
                box = mailbox(each.text("scheduleid"))
                if box in some and "error" not in each:
                    known[box] = _busy(each)
        return known


class WebPresences:
    def __init__(self, web: Web) -> None:
        self._web = web

    async def presences(self, ids: Collection[str]) -> Mapping[str, PresenceNow] | Trouble:
        known: dict[str, PresenceNow] = {}
        for some in batched(ids, PRESENCES, strict=False):
            found = await self._web.post("/communications/getPresencesByUserId", {"ids": some})
            if isinstance(found, Trouble):
                return found
            for each in Fields(found).each("value"):
                if each.text("id") and each.text("availability"):
                    known[each.text("id")] = PresenceNow(
                        each.text("availability"), each.text("activity")
                    )
        return known


def _question(boxes: tuple[Mailbox, ...], within: Interval) -> dict[str, Any]:
    return {
        "schedules": boxes,
        "startTime": _at(within.start),
        "endTime": _at(within.end),
        "availabilityViewInterval": EVERY,
    }


def _at(moment: Instant) -> dict[str, str]:
    wall = moment.astimezone(UTC).replace(tzinfo=None)
    return {"dateTime": wall.isoformat(timespec="seconds"), "timeZone": "UTC"}


def _busy(schedule: Fields) -> tuple[Busy, ...]:
    found = []
    for each in schedule.each("scheduleitems"):
        start, end = moment_of(each.within("start"), IN_UTC), moment_of(each.within("end"), IN_UTC)
        shown = SHOWN_AS.get(each.word("status"), ShowAs.UNKNOWN)
        if start is not None and end is not None and start < end and shown is not ShowAs.FREE:
            found.append(Busy(Interval(start, end), shown))
    return tuple(found)
