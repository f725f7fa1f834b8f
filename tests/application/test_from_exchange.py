"""What Exchange says of a booking of ours: heard once, and only while it is about that booking."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.exchange import ExchangeTerms
from application.extend_series import extend_series
from application.from_exchange import (
    WentOn,
    accept_booking,
    decline_booking,
    end_by_exchange,
    move_by_exchange,
)
from application.make_series import SeriesAsk, SeriesMade, make_series
from application.release_no_shows import release_no_shows
from application.saved import Saved
from application.walk_in import walk_in
from domain.audit import EXCHANGE, Action
from domain.booking import Booking, State
from domain.ids import BookingId, PersonId, ResourceId
from domain.kinds import Kind
from domain.refusals import Refusal
from domain.rooms import WhyDeclined
from domain.series import Frequency, Pattern
from domain.when import Interval
from tests.application.town import (
    ADA,
    DAY_AFTER,
    GONE,
    TOMORROW,
    a_town,
    booked,
    books,
    entries,
    faults,
    head,
    heads,
    nothing_left,
    notices_of,
    refused,
)
from tests.builders import MORNING, TODAY, a_desk, a_room, a_vehicle, span
from tests.fakes import World

ROOM, OTHER = a_room(mailbox="room-1@example.org"), a_room("room-2", mailbox="room-2@example.org")
NIGHTS = span("2026-11-24 16:00", "2026-11-26 10:00")


def a_house(*, on: bool = True) -> World:
    """Two rooms that Exchange decides."""
    rules = {Kind.ROOM: {"within_opening_hours": False, "longest": timedelta(days=5)}}
    world = a_town(ROOM, OTHER, a_desk("desk-1"), a_vehicle(), rules=rules)
    return replace(world, ports=replace(world.ports, exchange=ExchangeTerms(on=on)))


async def asks(world: World) -> Booking:
    return await books(world, "09:00", "10:00", place="room-1")


async def accepted(world: World) -> Booking:
    made = await asks(world)
    await accept_booking(world.ports, made.id)
    return head(world, made.id)


def saved(done: Saved | WentOn) -> Saved:
    assert isinstance(done, Saved), done
    return done


async def test_a_room_that_exchange_decides_waits_and_holds_its_place() -> None:
    world = a_house()
    assert (await asks(world)).state is State.PENDING
    assert [entry.state for entry in await entries(world)] == [State.PENDING]


async def test_so_does_one_for_several_days_on_each_of_them() -> None:
    world = a_house()
    made = await books(world, NIGHTS, place="room-1")
    assert made.state is State.PENDING
    for day in (TODAY, TOMORROW, DAY_AFTER):
        assert [entry.state for entry in await entries(world, day)] == [State.PENDING]
    assert await faults(world) == []


async def test_every_date_of_a_series_waits_for_its_own_answer() -> None:
    world = a_house()
    ask = SeriesAsk(
        caller=ADA,
        person=ADA.id,
        resource=ROOM.id,
        pattern=Pattern(frequency=Frequency.DAILY, first=TODAY, count=3),
        part=MORNING.id,
    )
    made = await make_series(world.ports, ask)
    assert isinstance(made, SeriesMade)
    one, two, three = (each.id for each in heads(world))
    await accept_booking(world.ports, one)
    await decline_booking(world.ports, two, WhyDeclined.ROOM)
    states = [head(world, each).state for each in (one, two, three)]
    assert states == [State.BOOKED, State.DECLINED, State.PENDING]
    await extend_series(world.ports)
    assert len(heads(world)) == 3, "what the room declined is not asked again"


@pytest.mark.parametrize("place", ["desk-1", "car-1"])
async def test_everything_else_is_booked_at_once(place: str) -> None:
    assert (await books(a_house(), place=place)).state is State.BOOKED


async def test_without_exchange_or_a_mailbox_a_room_is_booked_at_once() -> None:
    assert (await asks(a_house(on=False))).state is State.BOOKED
    bare = a_town(a_room())
    world = replace(bare, ports=replace(bare.ports, exchange=ExchangeTerms(on=True)))
    assert (await asks(world)).state is State.BOOKED


async def test_an_accepted_booking_that_goes_to_another_time_or_room_is_asked_again() -> None:
    for changes in (
        Changes(when=span("10:00", "11:00")),
        Changes(resource=ResourceId("room-2")),
        Changes(when=NIGHTS),
    ):
        world = a_house()
        made = await accepted(world)
        done = await change_booking(world.ports, caller=ADA, booking=made.id, changes=changes)
        assert booked(done).state is State.PENDING
        assert await faults(world) == []


async def test_a_note_asks_nobody() -> None:
    world = a_house()
    made = await accepted(world)
    changes = Changes(note="with the flip chart")
    done = await change_booking(world.ports, caller=ADA, booking=made.id, changes=changes)
    assert booked(done).state is State.BOOKED


async def test_whoever_walks_into_a_room_has_it_and_the_room_may_still_say_no() -> None:
    world = a_house()
    there = booked(await walk_in(world.ports, caller=ADA, person=PersonId("ada"), resource=ROOM.id))
    assert there.state is State.CHECKED_IN
    await decline_booking(world.ports, there.id, WhyDeclined.ROOM)
    assert head(world, there.id).state is State.DECLINED
    assert await nothing_left(world)


async def test_an_answer_is_heard_once() -> None:
    world = a_house()
    made = await asks(world)
    assert saved(await accept_booking(world.ports, made.id)).changed
    assert not saved(await accept_booking(world.ports, made.id)).changed
    assert head(world, made.id).state is State.BOOKED
    assert saved(await decline_booking(world.ports, made.id, WhyDeclined.ROOM)).changed
    assert not saved(await decline_booking(world.ports, made.id, WhyDeclined.ROOM)).changed
    assert await notices_of(world, made.id) == ["booked", "declined"]
    assert await nothing_left(world)


async def test_the_audit_hears_that_it_was_exchange() -> None:
    world = a_house()
    made = await asks(world)
    await accept_booking(world.ports, made.id)
    deed = (await world.outbox.of(made.id))[-1].intents[0].deed
    assert deed is not None
    assert (deed.action, deed.actor, deed.origin) == (Action.BOOKING_ACCEPTED, None, EXCHANGE)


async def test_an_answer_to_what_is_not_asked_any_more_says_nothing() -> None:
    world = a_house()
    made = await asks(world)
    changes = Changes(when=span("11:00", "12:00"))
    await change_booking(world.ports, caller=ADA, booking=made.id, changes=changes)
    for done in (
        await accept_booking(world.ports, made.id, at=made.at),
        await decline_booking(world.ports, made.id, WhyDeclined.ROOM, at=made.at),
    ):
        assert isinstance(done, WentOn)
    assert head(world, made.id).state is State.PENDING


async def test_a_room_that_answered_is_not_given_up_for_silence() -> None:
    world = a_house()
    made = await accepted(world)
    done = await decline_booking(world.ports, made.id, WhyDeclined.NO_ANSWER)
    assert done == WentOn(booking=head(world, made.id))


async def test_what_was_cancelled_here_stays_so_whatever_exchange_says() -> None:
    world = a_house()
    made = await asks(world)
    booked(await cancel_booking(world.ports, caller=ADA, booking=made.id))
    gone = head(world, made.id)
    assert await accept_booking(world.ports, made.id) == WentOn(booking=gone)
    assert await decline_booking(world.ports, made.id, WhyDeclined.ROOM) == WentOn(booking=gone)
    there = span("13:00", "14:00")
    moved = await move_by_exchange(world.ports, made.id, span=there, resource=ROOM)
    assert moved == WentOn(booking=gone)
    assert not saved(await end_by_exchange(world.ports, made.id)).changed
    assert head(world, made.id) == gone


async def test_what_is_not_there_went_on_without_a_booking() -> None:
    done = await accept_booking(a_house().ports, BookingId("2026-11-24-nowhere"))
    assert done == WentOn(booking=None)


async def test_a_meeting_cancelled_in_outlook_ends_the_booking_and_tells_once() -> None:
    world = a_house()
    made = await accepted(world)
    assert saved(await end_by_exchange(world.ports, made.id)).booking.state is State.CANCELLED
    assert not saved(await end_by_exchange(world.ports, made.id)).changed
    assert await notices_of(world, made.id) == ["booked", "cancelled"]
    assert await nothing_left(world)


async def test_a_meeting_cancelled_while_it_is_used_ends_now() -> None:
    world = a_house()
    made = await accepted(world)
    world.clock.advance(timedelta(hours=1, minutes=5))
    booked(await check_in(world.ports, caller=ADA, booking=made.id))
    await end_by_exchange(world.ports, made.id)
    ended = head(world, made.id)
    assert (ended.state, ended.ended_at) == (State.ENDED, world.clock.now())


async def test_a_meeting_that_is_over_is_not_ended_moved_or_declined() -> None:
    world = a_house()
    made = await accepted(world)
    world.clock.advance(timedelta(hours=3))
    over = head(world, made.id)
    there = span("13:00", "14:00")
    assert await end_by_exchange(world.ports, made.id) == WentOn(booking=over)
    assert await decline_booking(world.ports, made.id, WhyDeclined.ROOM) == WentOn(booking=over)
    moved = await move_by_exchange(world.ports, made.id, span=there, resource=ROOM)
    assert moved == WentOn(booking=over)


@pytest.mark.parametrize(
    "there", [span("12:03", "13:01"), span("2026-11-29 02:07", "2026-12-01 03:00")]
)
async def test_a_meeting_moved_in_outlook_takes_its_booking_along_against_every_rule(
    there: Interval,
) -> None:
    world = a_house()
    made = await accepted(world)
    await books(world, "12:00", "13:00", who="bob", place="room-2")
    done = await move_by_exchange(world.ports, made.id, span=there, resource=OTHER)
    assert saved(done).changed
    again = await move_by_exchange(world.ports, made.id, span=there, resource=OTHER)
    assert not saved(again).changed
    moved = head(world, made.id)
    assert (moved.span, moved.at.resource, moved.state) == (there, "room-2", State.BOOKED)
    intent = (await world.outbox.of(made.id))[-1].intents[0]
    assert (intent.notice, intent.before) == ("changed", made.at)


async def test_a_write_of_unknown_outcome_is_not_written_twice() -> None:
    world = a_house()
    made = await asks(world)
    world.bookings.fail_next(after=GONE)
    assert saved(await accept_booking(world.ports, made.id)).booking.state is State.BOOKED
    assert head(world, made.id).revision == made.revision + 1


async def test_nobody_checks_in_before_the_room_answered_and_nobody_loses_it_for_that() -> None:
    world = a_house()
    made = await asks(world)
    world.clock.advance(timedelta(hours=1, minutes=5))
    no = refused(await check_in(world.ports, caller=ADA, booking=made.id))
    assert no.why is Refusal.AWAITING_ANSWER
    world.clock.advance(timedelta(minutes=30))
    await release_no_shows(world.ports)
    assert head(world, made.id).state is State.PENDING
    await accept_booking(world.ports, made.id)
    await release_no_shows(world.ports)
    assert head(world, made.id).state is State.BOOKED
