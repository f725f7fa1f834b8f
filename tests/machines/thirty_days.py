"""A month in a town with two rooms: people book, meet and change their minds on both sides, every night passes its jobs, and
the wire between the two, Graph's promises and our processes fail now and then.

By day everybody is at it until the evening; then nothing goes wrong any more, an administrator lifts what fuses there are,
and the night belongs to the jobs.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from application.aggregate import aggregate
from application.check_in import check_in
from application.extend_series import extend_series
from application.faults import Unavailable
from application.make_series import SeriesAsk, make_series
from application.reconcile_calendars import reconcile_calendars
from application.release_no_shows import release_no_shows
from application.renew_subscriptions import renew_subscriptions
from application.retain import retain
from application.sweep import sweep
from domain.booking import Booking, State
from domain.calendar_event import Mailbox
from domain.ledger import Kept, Version
from domain.pact import Pact
from domain.privacy import Terms
from domain.series import Frequency, Pattern
from domain.when import Instant, Interval, instant, later, on_wall
from local.exchange.errors import GraphError
from tests.application.outlook import lifts_fuse
from tests.application.town import PEOPLE
from tests.builders import LUXEMBOURG
from tests.machines.both_sides import BEN, BOXES, CYCLE, ROOMS, Both, Killed
from tests.machines.test_both_sides_in_chaos import Chaos, when

HOUR, HALF_AN_HOUR = timedelta(hours=1), timedelta(minutes=30)
MINUTES = timedelta(minutes=5)
AWAY = 22
"""On Thursdays Exchange is away for an hour from eleven: in half hours."""
KEPT_DAYS = 7
ACTS = (
    "book", "book", "book", "drive", "move", "cancel", "delete the mirror",
    "meet", "meet", "meet directly", "repeat", "move theirs", "cancel theirs",
    "room declines", "move an occurrence", "skip an occurrence",
    "move ours there", "cancel ours there",
    "compare", "links die", "noise", "wire", "die", "die", "promise",
)  # fmt: skip
LIFECYCLE = ("missed", "reauthorizationRequired", "subscriptionRemoved")
type Job = Callable[[Any], Awaitable[object]]
NIGHT: tuple[tuple[time, Job], ...] = (
    (time(0, 20), renew_subscriptions),
    (time(1, 30), reconcile_calendars),
    (time(2, 10), extend_series),
    (time(2, 40), aggregate),
    (time(3, 10), sweep),
    (time(4, 10), retain),
    (time(6, 20), renew_subscriptions),
)


class Month(Chaos):
    """`thorough`: rooms are looked at every ten minutes by night and on Sundays too, as they are in truth."""

    def __init__(self, both: Both, chance: Random, *, thorough: bool) -> None:
        super().__init__(both)
        self.chance, self.thorough = chance, thorough
        terms = Terms(keep_bookings_days=KEPT_DAYS)
        pact = replace(Pact(), profile=replace(Pact().profile, terms=terms))
        both.world.profiles.kept = Kept(value=pact, version=Version("v1"))

    # of what is over, nobody changes anything

    def mine(self) -> list[Booking]:
        return [each for each in super().mine() if each.at.span.start > self.both.now]

    def copies(self, room: Mailbox) -> list[str]:
        now, events = self.both.now, self.both.outlook.event
        return [each for each in super().copies(room) if _begins(events(room, each)) > now]

    # a day, and the night after it

    async def day(self, day: date) -> None:
        """From six to eight in the evening."""
        working = day.isoweekday() < 6
        self.both.cycle = CYCLE if self.thorough or working else HOUR
        self.theirs = [each for each in self.theirs if self.still(each)]
        self.series = [each for each in self.series if self.still(each)]
        self.both.outlook.knobs.notifications_lost = self.chance.random() < 0.1
        self.both.outlook.knobs.notification_copies = self.chance.randint(1, 3)
        if day.isoweekday() == 1:
            await self.tries(partial(self.every_week, day))
        for half in range(15, 36):
            await self.until(day, time(half // 2, half % 2 * 30))
            if half == AWAY and day.isoweekday() == 4:
                self.both.outlook.faults.add(503, times=None, retry_after=120)
            if half == AWAY + 2:
                self.both.outlook.faults.clear()
            if working:
                await self.half_an_hour()
        await self.calms()
        await self.until(day, time(20))

    async def night(self, day: date, idle: Callable[[], None]) -> None:
        """Up to seven in the morning after `day`. `idle` is asked before the jobs begin."""
        self.both.cycle = CYCLE if self.thorough else HOUR
        self.both.outlook.log.clear()
        await self.until(day, time(23, 50))
        idle()
        tomorrow = day + timedelta(days=1)
        for at, job in NIGHT:
            await self.until(tomorrow, at)
            await self.tries(partial(job, self.both.world.ports))
        await self.until(tomorrow, time(7))

    async def half_an_hour(self) -> None:
        ports = self.both.world.ports
        for each in self.begin():
            if self.chance.random() < 0.6:
                caller = self.both.world.people.known[each.person]
                await self.tries(partial(check_in, ports, caller=caller, booking=each.id))
        await self.tries(partial(release_no_shows, ports))
        if self.chance.random() < 0.6:
            slot = (
                self.chance.randint(0, 6),
                self.chance.randint(7, 18),
                self.chance.randint(1, 3),
            )
            span = when(slot, self.both.now)
            await self.acts(self.chance.choice(ACTS), self.chance.randint(0, 7), span)

    def begin(self) -> list[Booking]:
        """Those whose people should be there by now."""
        now = self.both.now
        there = Interval(later(now, -MINUTES), later(now, MINUTES))
        return [
            each
            for each in self.both.ours()
            if not each.foreign and each.state is State.BOOKED and there.holds(each.at.span.start)
        ]

    async def every_week(self, day: date) -> None:
        room, start = self.chance.choice(ROOMS), self.chance.randint(8, 16)
        pattern = Pattern(
            frequency=Frequency.WEEKLY,
            first=day + timedelta(days=2),
            weekdays=frozenset({3}),
            count=4,
        )
        ask = SeriesAsk(
            caller=PEOPLE[0],
            person=PEOPLE[0].id,
            resource=room.id,
            pattern=pattern,
            starts=time(start),
            ends=time(start, 45),
        )
        await make_series(self.both.world.ports, ask)

    # what goes wrong, and how it is left

    async def between(self, what: str, which: int) -> None:
        match what:
            case "wire":
                self.both.outlook.faults.chaos(0.05 * (which % 4))
            case "promise":
                self.promise(which)
            case _:
                await super().between(what, which)

    def promise(self, which: int) -> None:
        """Graph has something to say about one of its promises."""
        held = self.both.outlook.subscriptions()
        if held:
            self.both.outlook.lifecycle(held[which % len(held)].id, LIFECYCLE[which % 3])

    async def calms(self) -> None:
        """Nor does Graph say more than there is, so that its answers can be counted."""
        self.both.outlook.faults.clear()
        knobs = self.both.outlook.knobs
        knobs.transient_412, knobs.empty_pages, knobs.replays = 0.0, 0, 0
        await self.both.lives(HALF_AN_HOUR)
        for box in BOXES:
            await self.tries(partial(lifts_fuse, self.both.world, box))
        await self.both.lives(HALF_AN_HOUR)

    async def tries(self, job: Callable[[], Awaitable[object]]) -> None:
        """Again after a moment, as a timer or a person would, where the process died or the storage was away."""
        for _ in range(5):
            try:
                await job()
            except (Killed, Unavailable):
                await self.both.lives(MINUTES)
            else:
                return
        raise AssertionError(f"{job} never gets done")

    async def until(self, day: date, wall: time) -> None:
        left = on_wall(day, wall, LUXEMBOURG) - self.both.now
        if left > timedelta():
            await self.both.lives(left)

    def still(self, event: str) -> bool:
        """Whether somebody would still touch it: a meeting to come, or a series that began within the week."""
        try:
            found = self.both.outlook.event(BEN, event)
        except GraphError:
            return False
        return _begins(found) > later(
            self.both.now, -timedelta(days=6 if found["recurrence"] else 0)
        )


def _begins(event: dict[str, Any]) -> Instant:
    return instant(datetime.fromisoformat(event["start"]["dateTime"] + "+00:00"))
