"""What Exchange, and people in Outlook, can do to bookings at any moment: the part of a state machine that plays them."""

from collections.abc import Coroutine
from datetime import date, time, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from application.asking import Ask
from application.book import Booked, book
from application.from_exchange import (
    WentOn,
    accept_booking,
    decline_booking,
    end_by_exchange,
    move_by_exchange,
)
from application.impose import end_foreign, impose_foreign
from application.ports import Ports
from application.saved import Saved
from application.tell_clash import tell_clash
from domain.booking import LIVE, Booking, State, Target, promised
from domain.ids import BookingId
from domain.people import Person
from domain.places import Resource
from domain.rooms import WhyDeclined, decided_by_exchange
from domain.when import Instant, Interval, on_wall
from tests.machines.town import DAYS, PEOPLE, RESOURCES, ZONE
from tests.machines.watched import Watched

ROOMS = tuple(each for each in RESOURCES if each.mailbox)
rooms = st.sampled_from(ROOMS)
MEETINGS = tuple(BookingId(f"{DAYS[n % 2]}-outlook-{n}") for n in range(4))
SAID = ("accepted", "declined", "silent", "ended")


@st.composite
def spans(draw: st.DrawFn) -> Interval:
    """Off every grid, at night, over midnight and over the hour that is skipped."""
    start = on_wall(draw(st.sampled_from(DAYS)), time(draw(st.integers(0, 23)), 7), ZONE)
    return Interval(start, Instant(start + timedelta(minutes=draw(st.integers(10, 3000)))))


class Exchange(Watched):
    def asked(self) -> list[BookingId]:
        """Bookings of ours that are known to Exchange, whatever has become of them."""
        on = self.world.ports.exchange.on
        by_id = {room.id: room for room in ROOMS}
        return sorted(
            head.id
            for head in self.heads()
            if not head.foreign
            and head.state is not State.HELD
            and head.at.resource in by_id
            and decided_by_exchange(by_id[head.at.resource], on=on)
        )

    @rule(
        person=st.sampled_from(PEOPLE),
        room=rooms,
        day=st.sampled_from(DAYS),
        hour=st.integers(8, 18),
    )
    def asks_for_a_room(self, person: Person, room: Resource, day: date, hour: int) -> None:
        start = on_wall(day, time(hour), ZONE)
        when = Interval(start, Instant(start + timedelta(hours=1)))
        ask = Ask(caller=person, person=person.id, resource=room.id, when=when)
        done = self.run_(book(self.world.ports, ask))
        if isinstance(done, Booked):
            on = self.world.ports.exchange.on
            assert done.booking.state is (State.PENDING if on else State.BOOKED)

    @precondition(lambda self: self.asked())
    @rule(data=st.data(), said=st.sampled_from(SAID), twice=st.booleans())
    def exchange_speaks(self, data: st.DataObject, said: str, twice: bool) -> None:
        booking = data.draw(st.sampled_from(self.asked()))
        for _ in range(1 + twice):
            before = self.head(booking)
            done = self.run_(_said(self.world.ports, booking, said))
            if isinstance(done, WentOn):
                assert self.head(booking) == before or self.world.bookings.before_apply is None

    @precondition(lambda self: self.asked())
    @rule(data=st.data(), room=rooms, to=spans())
    def somebody_moves_a_meeting(self, data: st.DataObject, room: Resource, to: Interval) -> None:
        """To where the room's calendar is free: two meetings of ours never stand in one room."""
        booking = data.draw(st.sampled_from(self.asked()))
        self.world.bookings.before_apply = None
        if any(_in_the_way(head, booking, room, to) for head in self.heads()):
            return
        done = self.run_(move_by_exchange(self.world.ports, booking, span=to, resource=room))
        if isinstance(done, Saved):
            assert (done.booking.span, done.booking.at.resource) == (to, room.id)

    @rule(meeting=st.sampled_from(MEETINGS), room=rooms, at=spans(), twice=st.booleans())
    def somebody_meets_by_outlook(
        self, meeting: BookingId, room: Resource, at: Interval, twice: bool
    ) -> None:
        there = Target(
            resource=room.id, site=room.site, kind=room.kind, span=at, promise=promised(at, ZONE)
        )
        for _ in range(1 + twice):
            self.run_quietly(impose_foreign(self.world.ports, meeting, there))
        for head in self.heads():
            if head.at.resource == room.id and head.span.overlaps(at):
                self.run_(tell_clash(self.world.ports, head.id, meeting))

    @rule(meeting=st.sampled_from(MEETINGS))
    def a_meeting_is_cancelled_in_outlook(self, meeting: BookingId) -> None:
        self.run_quietly(end_foreign(self.world.ports, meeting))

    def run_quietly(self, action: Coroutine[object, object, Saved | None]) -> None:
        """As `run_`, of what no person was answered."""

        async def quietly() -> object:
            await action
            return None

        self.run_(quietly())

    def head(self, booking: BookingId) -> Booking:
        return next(each for each in self.heads() if each.id == booking)


def _in_the_way(head: Booking, booking: BookingId, room: Resource, to: Interval) -> bool:
    targets = [head.at, *([head.moving.to] if head.moving is not None else [])]
    return (
        head.id != booking
        and not head.foreign
        and head.state in LIVE
        and any(each.resource == room.id and each.span.overlaps(to) for each in targets)
    )


async def _said(ports: Ports, booking: BookingId, said: str) -> object:
    match said:
        case "accepted":
            return await accept_booking(ports, booking)
        case "declined":
            return await decline_booking(ports, booking, WhyDeclined.ROOM)
        case "silent":
            return await decline_booking(ports, booking, WhyDeclined.NO_ANSWER)
        case _:
            return await end_by_exchange(ports, booking)
