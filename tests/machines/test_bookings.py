"""Everything that people, time and a failing storage can do to bookings, in any order.

After every step nothing is held twice and no limit is exceeded. Once all is quiet again the ledgers are what the bookings
say, no leg is stranded, and every booking that was ever confirmed is there with its intents, under its own id.
"""

import asyncio
import os
from collections.abc import Coroutine
from datetime import date, time, timedelta
from itertools import combinations

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from application.aggregate import aggregate
from application.asking import Ask, DayPart, When
from application.book import Booked, book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.check_out import check_out
from application.deliver import deliver
from application.faults import Stale, Unavailable
from application.rebuild_day import check_day, rebuild_day
from application.release_no_shows import release_no_shows
from application.remind import remind
from application.saved import Saved
from application.sit_here import sit_here
from application.sweep import sweep
from application.walk_in import walk_in
from domain.booking import LIVE, Booking, State
from domain.capacity import Capacity
from domain.ids import BookingId
from domain.kinds import KINDS, Kind
from domain.ledger import DayChange
from domain.people import Person
from domain.places import Resource
from domain.refusals import Refused
from domain.settling import days_of, due_entries
from domain.when import Instant, Interval, on_wall
from tests.fakes import World, a_world
from tests.machines.town import DAYS, DIRECTORY, NOW, PEOPLE, QUOTA_OF_PARKING, RESOURCES, ZONE

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "60"))
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
    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.world: World = a_world(DIRECTORY, PEOPLE, NOW)
        self.confirmed: dict[BookingId, State] = {}
        self.lost_answers = False

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
            return None
        event(result.why.value if isinstance(result, Refused) else type(result).__name__)
        match result:
            case Booked(booking=booking) | Saved(booking=booking):
                self.confirmed[booking.id] = booking.state
        return result

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

    @rule(times=st.integers(1, 3), committed=st.booleans(), skip=st.integers(0, 4))
    def storage_will_fail(self, times: int, committed: bool, skip: int) -> None:
        fault = Unavailable("storage fails")
        self.world.bookings.fail_next(times=skip)
        if committed:
            self.world.bookings.fail_next(after=fault, times=times)
        else:
            self.world.bookings.fail_next(before=fault, times=times)

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
                return
            if isinstance(result, Booked):
                self.confirmed[result.booking.id] = result.booking.state

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
        for day in DAYS:
            capacity = Capacity(directory=DIRECTORY, day=day)
            seated: dict[object, set[str]] = {}
            for head in live:
                for key in capacity.needed(due_entries(head, day, ZONE)):
                    seated.setdefault(key, set()).add(head.person)
            for key, who in seated.items():
                assert len(who) <= capacity.limit(key), (day, key, who)  # type: ignore[arg-type]
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

    def quiet(self) -> None:
        """Faults end, holds run out, the safety net runs: then everything must agree."""
        bookings = self.world.bookings
        bookings.before_apply = None
        bookings._orders.clear()
        self.world.clock.advance(timedelta(minutes=5))
        touched = {day for head in self.heads() for day in days_of(head, ZONE)}
        for day in sorted(touched | set(bookings.rows)):
            left = self.loop.run_until_complete(_mended(self.world, day))
            assert left == (), (day, left)
        assert not [head for head in self.heads() if head.state is State.HELD]
        assert not [head for head in self.heads() if head.moving is not None]


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
