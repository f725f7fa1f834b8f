"""Everything that people, time and a failing storage can do to bookings, in any order.

What must hold all the while is in tests/machines/watched.py. MACHINE_EXAMPLES says how long to try (`make prove`: more).
"""

import os
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

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
from application.faults import Unavailable
from application.make_series import SeriesAsk, make_series
from application.ports import Ports
from application.release_no_shows import release_no_shows
from application.remind import remind
from application.sit_here import sit_here
from application.sweep import sweep
from application.walk_in import walk_in
from domain.booking import SETTLED
from domain.ids import BookingId, ResourceId
from domain.ledger import DayChange
from domain.people import Person
from domain.places import Mode, Resource
from domain.series import Frequency, Pattern
from domain.when import Instant, Interval, PartId, on_wall
from tests.machines.exchange import Exchange
from tests.machines.town import (
    DAYS,
    DIRECTORY,
    PEOPLE,
    RESOURCES,
    ZONE,
)

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "40"))
type Job = Callable[[Ports], Coroutine[object, object, object]]
JOBS: tuple[Job, ...] = (release_no_shows, remind, sweep, aggregate)
DAY_PART = DayPart(day=DAYS[0], part=PartId("day"))
ACTS = ("cancel", "check-in", "check-out", "change", "release")
people = st.sampled_from(PEOPLE)
resources = st.sampled_from(RESOURCES)
days = st.sampled_from(DAYS)
parts = st.sampled_from([PartId("morning"), PartId("afternoon"), PartId("day")])
hours = st.integers(0, 23)


@st.composite
def whens(draw: st.DrawFn) -> When:
    day = draw(days)
    if draw(st.booleans()):
        return DayPart(day=day, part=draw(parts))
    start = on_wall(day, time(draw(hours)), ZONE)
    return Interval(start, Instant(start + timedelta(hours=draw(st.integers(1, 60)))))


class Bookings(Exchange):
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
    @rule(data=st.data(), by=people, act=st.sampled_from(["cancel", "check-in", "check-out"]))
    def cancels_or_checks(self, data: st.DataObject, by: Person, act: str) -> None:
        self.run_(_act(self.world.ports, act, self.known(data), by, DAY_PART))

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
                if (
                    head.at.resource == resource.id
                    and not head.foreign
                    and head.seen_at(now) in SETTLED
                ):
                    assert head.id in left or head.span.end <= now, head
        self.world.places.known = DIRECTORY

    # -- what time and the machines do

    @rule(minutes=st.sampled_from([1, 10, 45, 90, 300, 900]))
    def time_passes(self, minutes: int) -> None:
        self.world.clock.advance(timedelta(minutes=minutes))

    @rule(job=st.sampled_from(JOBS))
    def a_job_runs(self, job: Job) -> None:
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

    @rule(person=people, resource=resources, when=whens(), same=st.booleans())
    def somebody_is_quicker(
        self, person: Person, resource: Resource, when: When, same: bool
    ) -> None:
        """`same`: it is the very place and time that is about to be written, whatever that will be."""

        async def interfere(change: DayChange) -> None:
            ask = Ask(caller=person, person=person.id, resource=resource.id, when=when)
            if same and change.head is not None:
                at = change.head[0].at
                ask = replace(ask, resource=at.resource, when=at.span)
            try:
                result = await book(self.world.ports, ask)
            except Unavailable:
                self.calm = False
                return
            if isinstance(result, Booked):
                self.noted(result.booking)

        self.world.bookings.before_apply = interfere

    @rule(
        data=st.data(),
        person=people,
        rival=people,
        resource=resources,
        when=whens(),
        moves=st.booleans(),
    )
    def two_want_one_place(
        self,
        data: st.DataObject,
        person: Person,
        rival: Person,
        resource: Resource,
        when: When,
        moves: bool,
    ) -> None:
        self.somebody_is_quicker(person=rival, resource=resource, when=when, same=False)
        if moves and self.confirmed:
            self.changes(data=data, by=PEOPLE[-1], when=when, resource=resource)
        else:
            self.books(person=person, by=person, resource=resource, when=when)

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


async def _act(ports: Ports, act: str, booking: BookingId, by: Person, when: When) -> object:
    match act:
        case "cancel":
            return await cancel_booking(ports, caller=by, booking=booking)
        case "check-in":
            return await check_in(ports, caller=by, booking=booking)
        case "check-out":
            return await check_out(ports, caller=by, booking=booking)
        case "change":
            return await change_booking(
                ports, caller=by, booking=booking, changes=Changes(when=when)
            )
        case "release":
            return await release_no_shows(ports)
        case _:
            return None


Bookings.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=40, deadline=None, print_blob=True
)
TestBookings = Bookings.TestCase
