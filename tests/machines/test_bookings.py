"""Everything that people, time and a failing storage can do to bookings, in any order.

After every step nothing is held twice and no limit is exceeded. Once all is quiet again the ledgers are what the bookings
say, no leg is stranded, and every booking that was ever confirmed is there with its intents, under its own id.
"""

import asyncio
import os
from collections.abc import Coroutine
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import combinations

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from application.aggregate import aggregate
from application.asking import Ask, DayPart, When
from application.book import Booked, book
from application.cancel_booking import cancel_booking
from application.cancel_series import cancel_series
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.check_out import check_out
from application.close_place import Closing, Relocated, relocate
from application.deliver import deliver
from application.faults import Stale, Unavailable
from application.make_series import SeriesAsk, SeriesMade, make_series
from application.ports import Ports
from application.rebuild_day import check_day, rebuild_day
from application.release_no_shows import release_no_shows
from application.remind import remind
from application.saved import Saved
from application.sit_here import sit_here
from application.sweep import sweep
from application.walk_in import walk_in
from domain.booking import LIVE, SETTLED, Booking, State, home_of
from domain.capacity import Capacity
from domain.ids import BookingId, PersonId, ResourceId, SeriesId
from domain.kinds import KINDS, Kind
from domain.ledger import CapacityKey, DayChange
from domain.people import Person
from domain.places import Mode, Resource
from domain.proving import Fault
from domain.refusals import Refusal, Refused
from domain.series import Frequency, Pattern
from domain.settling import days_of, due_entries
from domain.when import Instant, Interval, PartId, on_wall
from tests.fakes import World, a_world
from tests.machines.town import (
    DAYS,
    DIRECTORY,
    NOW,
    PEOPLE,
    QUOTA_OF_PARKING,
    RESOURCES,
    STRANGER,
    ZONE,
)

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "40"))
ACTS = ("cancel", "check-in", "check-out", "change", "release")
TOKENS = frozenset({Fault.TOKEN_MISSING, Fault.TOKEN_STRAY})
OVER = frozenset({State.CANCELLED, State.RELEASED, State.ENDED, State.DECLINED})
people = st.sampled_from(PEOPLE)
resources = st.sampled_from(RESOURCES)
days = st.sampled_from(DAYS)
parts = st.sampled_from(["morning", "afternoon", "day"])
hours = st.integers(0, 23)


@st.composite
def whens(draw: st.DrawFn) -> When:
    day = draw(days)
    if draw(st.booleans()):
        return DayPart(day=day, part=draw(parts))  # type: ignore[arg-type]  # a NewType of str
    start = on_wall(day, time(draw(hours)), ZONE)
    return Interval(start, Instant(start + timedelta(hours=draw(st.integers(1, 60)))))


class Bookings(RuleBasedStateMachine):
    @initialize(calm=st.booleans())
    def begin(self, calm: bool) -> None:
        """`calm`: nothing fails in this world, so nothing may be left to repair in it."""
        self.loop = asyncio.new_event_loop()
        self.world: World = a_world(DIRECTORY, (*PEOPLE, STRANGER), NOW)
        self.confirmed: dict[BookingId, State] = {}
        self.series: list[SeriesId] = []
        self.calm = calm
        self.looked_at = 0
        self.latest: dict[BookingId, Booking] = {}

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.quiet()
            self.loop.close()

    def run_(self, action: Coroutine[object, object, object]) -> object:
        """Carry out a use case; an unknown outcome is an answer too, a Stale or a bug is not."""
        try:
            result = self.loop.run_until_complete(action)
        except Unavailable:
            event("unavailable")
            self.calm = False
            return None
        event(result.why.value if isinstance(result, Refused) else type(result).__name__)
        if isinstance(result, Booked | Saved):
            self.noted(result.booking)
        if isinstance(result, SeriesMade):
            self.series.append(result.series.id)
            for each in result.decided:
                if each.booking is not None:
                    self.noted(each.booking)
        return result

    def noted(self, booking: Booking) -> None:
        """What somebody was answered."""
        self.confirmed[booking.id] = booking.state

    def heads(self) -> list[Booking]:
        return [
            value
            for rows in self.world.bookings.rows.values()
            for _, value in rows.values()
            if isinstance(value, Booking)
        ]

    def known(self, data: st.DataObject) -> BookingId:
        return data.draw(st.sampled_from(sorted(self.confirmed)))

    # -- what people do

    @rule(person=people, by=people, resource=resources, when=whens())
    def books(self, person: Person, by: Person, resource: Resource, when: When) -> None:
        ask = Ask(caller=by, person=person.id, resource=resource.id, when=when)
        self.run_(book(self.world.ports, ask))

    @rule(person=people, day=days, hour=hours, length=st.integers(12, 60))
    def travels(self, person: Person, day: date, hour: int, length: int) -> None:
        """Over midnight, or over several days."""
        start = on_wall(day, time(hour), ZONE)
        ask = Ask(
            caller=person,
            person=person.id,
            resource=ResourceId("van"),
            when=Interval(start, Instant(start + timedelta(hours=length))),
        )
        self.run_(book(self.world.ports, ask))

    @precondition(lambda self: not self.calm)
    @rule(person=people, day=days, length=st.integers(24, 60), written=st.integers(0, 5))
    def a_process_is_killed_on_the_way(
        self, person: Person, day: date, length: int, written: int
    ) -> None:
        """Some writes of a span are done, and then nobody goes on."""
        self.world.bookings._orders.clear()
        self.world.bookings.fail_next(times=written)
        self.world.bookings.fail_next(before=Unavailable("killed"), times=1000)
        self.travels(person=person, day=day, hour=10, length=length)
        self.world.bookings._orders.clear()

    @precondition(lambda self: not self.calm and self.confirmed)
    @rule(data=st.data(), when=whens(), written=st.integers(0, 4))
    def a_process_is_killed_on_a_move(self, data: st.DataObject, when: When, written: int) -> None:
        self.world.bookings._orders.clear()
        self.world.bookings.fail_next(times=written)
        self.world.bookings.fail_next(before=Unavailable("killed"), times=1000)
        booking, changes = self.known(data), Changes(when=when)
        mover = PEOPLE[-1]
        self.run_(change_booking(self.world.ports, caller=mover, booking=booking, changes=changes))
        self.world.bookings._orders.clear()

    @rule(person=people, resource=resources)
    def walks_in(self, person: Person, resource: Resource) -> None:
        self.run_(walk_in(self.world.ports, caller=person, person=person.id, resource=resource.id))

    @rule(person=people, resource=resources)
    def sits_elsewhere(self, person: Person, resource: Resource) -> None:
        self.run_(sit_here(self.world.ports, caller=person, person=person.id, resource=resource.id))

    @precondition(lambda self: self.confirmed)
    @rule(data=st.data(), by=people, when=st.none() | whens(), resource=st.none() | resources)
    def changes(
        self, data: st.DataObject, by: Person, when: When | None, resource: Resource | None
    ) -> None:
        changes = Changes(when=when, resource=resource.id if resource else None, note="moved")
        booking = self.known(data)
        self.run_(change_booking(self.world.ports, caller=by, booking=booking, changes=changes))

    @precondition(lambda self: self.confirmed)
    @rule(
        data=st.data(), by=people, use_case=st.sampled_from([cancel_booking, check_in, check_out])
    )
    def cancels_or_checks(self, data: st.DataObject, by: Person, use_case) -> None:  # type: ignore[no-untyped-def]
        self.run_(use_case(self.world.ports, caller=by, booking=self.known(data)))

    @rule(
        person=people,
        resource=resources,
        weekdays=st.sets(st.integers(1, 7), min_size=1),
        n=st.integers(1, 4),
    )
    def makes_a_series(
        self, person: Person, resource: Resource, weekdays: set[int], n: int
    ) -> None:
        pattern = Pattern(
            frequency=Frequency.WEEKLY, first=DAYS[0], weekdays=frozenset(weekdays), count=n
        )
        ask = SeriesAsk(
            caller=person,
            person=person.id,
            resource=resource.id,
            pattern=pattern,
            part=PartId("afternoon"),
        )
        self.run_(make_series(self.world.ports, ask))

    @precondition(lambda self: self.series)
    @rule(data=st.data(), from_day=days, by=people)
    def cancels_a_series(self, data: st.DataObject, from_day: date, by: Person) -> None:
        series = data.draw(st.sampled_from(self.series))
        self.run_(cancel_series(self.world.ports, caller=by, series=series, from_day=from_day))

    @precondition(lambda self: self.world.places.known is DIRECTORY)
    @rule(resource=resources)
    def a_place_is_closed(self, resource: Resource) -> None:
        """It is blocked in the directory; what is booked there is moved or cancelled; later it is open again."""
        closed = replace(resource, mode=Mode.BLOCKED)
        self.world.places.known = replace(
            DIRECTORY, resources={**DIRECTORY.resources, resource.id: closed}
        )
        closing = Closing(site=resource.site, resource=resource.id, reason="water")
        done = self.run_(relocate(self.world.ports, closing, caller=PEOPLE[-1]))
        if isinstance(done, Relocated):
            left = {each.booking.id for each in done.left}
            now = self.world.clock.now()
            for head in self.heads():
                if head.at.resource == resource.id and head.seen_at(now) in SETTLED:
                    assert head.id in left or head.span.end <= now, head
        self.world.places.known = DIRECTORY

    # -- what time and the machines do

    @rule(minutes=st.sampled_from([1, 10, 45, 90, 300, 900]))
    def time_passes(self, minutes: int) -> None:
        self.world.clock.advance(timedelta(minutes=minutes))

    @rule(job=st.sampled_from([release_no_shows, remind, sweep, aggregate]))
    def a_job_runs(self, job) -> None:  # type: ignore[no-untyped-def]
        self.run_(job(self.world.ports))

    @precondition(lambda self: self.world.doorbell.rings)
    @rule(data=st.data())
    def a_message_arrives(self, data: st.DataObject) -> None:
        ring = data.draw(st.sampled_from(self.world.doorbell.rings[-5:]))
        self.run_(deliver(self.world.ports, ring.booking, tries=ring.tries))

    @precondition(lambda self: not self.calm)
    @rule(times=st.integers(1, 3), committed=st.booleans(), skip=st.integers(0, 4))
    def storage_will_fail(self, times: int, committed: bool, skip: int) -> None:
        fault = Unavailable("storage fails")
        self.world.bookings.fail_next(times=skip)
        if committed:
            self.world.bookings.fail_next(after=fault, times=times)
        else:
            self.world.bookings.fail_next(before=fault, times=times)

    @precondition(lambda self: not self.calm)
    @rule(times=st.integers(1, 15), skip=st.integers(0, 4))
    def storage_will_be_gone(self, times: int, skip: int) -> None:
        """Long enough to exhaust every retry: as good as a process killed half-way."""
        self.world.bookings.fail_next(times=skip)
        self.world.bookings.fail_next(before=Unavailable("storage is gone"), times=times)

    @rule(person=people, resource=resources, when=whens())
    def somebody_is_quicker(self, person: Person, resource: Resource, when: When) -> None:
        ask = Ask(caller=person, person=person.id, resource=resource.id, when=when)

        async def interfere(_: DayChange) -> None:
            try:
                result = await book(self.world.ports, ask)
            except Unavailable:
                self.calm = False
                return
            if isinstance(result, Booked):
                self.noted(result.booking)

        self.world.bookings.before_apply = interfere

    @precondition(lambda self: self.confirmed)
    @rule(data=st.data(), by=people, times=st.integers(1, 4), when=whens(), skip=st.integers(0, 2))
    def several_interfere(
        self, data: st.DataObject, by: Person, times: int, when: When, skip: int
    ) -> None:
        """Others do something to a booking just before each of the next writes, each others' too."""
        booking = self.known(data)
        acts = [data.draw(st.sampled_from(ACTS)) for _ in range(times)]
        waiting = [""] * skip + acts

        async def interfere(_: DayChange) -> None:
            act = waiting.pop(0)
            self.world.bookings.before_apply = interfere if waiting else None
            try:
                await _act(self.world.ports, act, booking, by, when)
            except Unavailable:
                self.calm = False

        self.world.bookings.before_apply = interfere

    # -- what must hold

    @invariant()
    def nothing_is_held_twice(self) -> None:
        if not hasattr(self, "world"):
            return
        live = [head for head in self.heads() if head.state in LIVE - {State.HELD}]
        for one, two in combinations(live, 2):
            if not one.span.overlaps(two.span):
                continue
            assert one.at.resource != two.at.resource, (one, two)
            if KINDS[one.at.kind].seats and KINDS[two.at.kind].seats:
                assert one.person != two.person, (one, two)

    @invariant()
    def no_limit_is_exceeded(self) -> None:
        if not hasattr(self, "world"):
            return
        live = [head for head in self.heads() if head.state in LIVE - {State.HELD}]
        for day in sorted({day for each in live for day in days_of(each, ZONE)}):
            capacity = Capacity(directory=DIRECTORY, day=day)
            seated: dict[CapacityKey, set[PersonId]] = {}
            for head in live:
                for key in capacity.needed(due_entries(head, day, ZONE)):
                    seated.setdefault(key, set()).add(head.person)
            for key, who in seated.items():
                assert len(who) <= capacity.limit(key), (day, key, who)
        now = self.world.clock.now()
        for person in PEOPLE:
            mine = [h for h in live if h.person == person.id and h.at.kind is Kind.PARKING]
            assert len([h for h in mine if h.span.end > now]) <= QUOTA_OF_PARKING

    @invariant()
    def what_was_confirmed_is_there(self) -> None:
        if not hasattr(self, "world"):
            return
        heads = {head.id: head for head in self.heads()}
        for booking in self.confirmed:
            assert booking in heads
            rows = self.loop.run_until_complete(self.world.outbox.of(booking))
            assert rows and rows[0].intents[0].notice == "booked"
            told = [intent.revision for row in rows for intent in row.intents]
            assert len(told) == len(set(told)), "an intent was recorded twice"

    @invariant()
    def every_write_is_a_step_that_is_told(self) -> None:
        """What is over never lives again; every write that gives someone a place, moves or takes it has its intent."""
        if not hasattr(self, "world"):
            return
        applied = self.world.bookings.applied
        for change in applied[self.looked_at :]:
            if change.head is None:
                continue
            after, before = change.head[0], self.latest.get(change.head[0].id)
            self.latest[after.id] = after
            assert before is None or before.state not in OVER or not after.live, (before, after)
            assert after.live or after.moving is None, after
            assert before is None or before.state not in OVER or before.at == after.at, after
            given = after.state in SETTLED and (before is None or before.state not in SETTLED)
            moved = before is not None and before.at != after.at and after.state in SETTLED
            if given or moved or after.state is State.RELEASED:
                told = [intent.revision for intent in change.intents]
                assert told == [after.revision], (before, after)
        self.looked_at = len(applied)

    @invariant()
    def a_heads_own_day_agrees_with_it_at_any_moment(self) -> None:
        """Other days may follow later; tokens go with the ledgers of their day, always."""
        if not hasattr(self, "world"):
            return
        for day, rows in self.world.bookings.rows.items():
            if not rows:
                continue
            for each in self.loop.run_until_complete(check_day(self.world.ports, day)):
                own = each.booking is not None and home_of(each.booking) == day
                assert each.fault not in TOKENS and not own, each

    def what_ran_out_stands_in_nobodys_way(self) -> None:
        """Nobody is refused because of a share whose booking has gone, whether or not anything was repaired."""
        for day in sorted(self.world.bookings.rows):
            whole = self.loop.run_until_complete(self.world.bookings.whole_day(day))
            heads = {head.id: head for head in self.heads()}
            for entry in [e for ledger in whole.resources.values() for e in ledger.entries]:
                head = heads.get(entry.booking)
                if (
                    head is not None
                    and entry in due_entries(head, day, ZONE)
                    and head.state in SETTLED
                ):
                    continue
                ask = Ask(
                    caller=STRANGER,
                    person=STRANGER.id,
                    resource=entry.resource,
                    when=entry.span,
                    override="checking",
                )
                result = self.loop.run_until_complete(book(self.world.ports, ask))
                live = [h for h in self.heads() if h.state in SETTLED and h.person != STRANGER.id]
                blocked = any(
                    h.at.resource == entry.resource and h.span.overlaps(entry.span) for h in live
                )
                if isinstance(result, Refused):
                    assert blocked or result.why is not Refusal.TAKEN, (entry, result)

    def quiet(self) -> None:
        """Faults end, holds run out, the safety net runs: then everything must agree."""
        bookings = self.world.bookings
        bookings.before_apply = None
        bookings._orders.clear()
        if self.calm:
            # Nothing failed, so nothing is left to repair.
            for day in sorted(bookings.rows):
                found = self.loop.run_until_complete(check_day(self.world.ports, day))
                assert found == (), (day, found)
        self.world.clock.advance(timedelta(minutes=5))
        self.what_ran_out_stands_in_nobodys_way()
        touched = {day for head in self.heads() for day in days_of(head, ZONE)}
        for day in sorted(touched | set(bookings.rows)):
            left = self.loop.run_until_complete(_mended(self.world, day))
            assert left == (), (day, left)
        assert not [head for head in self.heads() if head.state is State.HELD]
        assert not [head for head in self.heads() if head.moving is not None]


async def _act(ports: Ports, act: str, booking: BookingId, by: Person, when: When) -> None:
    match act:
        case "cancel":
            await cancel_booking(ports, caller=by, booking=booking)
        case "check-in":
            await check_in(ports, caller=by, booking=booking)
        case "check-out":
            await check_out(ports, caller=by, booking=booking)
        case "change":
            await change_booking(ports, caller=by, booking=booking, changes=Changes(when=when))
        case "release":
            await release_no_shows(ports)
        case _:
            return


async def _mended(world: World, day: date) -> tuple[object, ...]:
    try:
        await rebuild_day(world.ports, day)
        return await check_day(world.ports, day)
    except Stale as stale:
        return (stale,)


Bookings.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=40, deadline=None, print_blob=True
)
TestBookings = Bookings.TestCase
