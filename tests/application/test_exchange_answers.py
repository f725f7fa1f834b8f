"""Every answer that Exchange may give to a write, and what is done then: once, later, or not again."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.deliver import deliver
from application.exchange import Trouble, Why
from application.sync_calendars import sync_calendars
from domain.booking import Booking, State
from domain.calendar_event import EventId, Response
from domain.calendar_sync import Role
from domain.kinds import Kind
from domain.places import Mirror
from domain.when import later
from tests.application.invited import (
    ADAS,
    ROOM,
    SERVICE,
    a_house,
    asks,
    by_person,
    called,
    forget_calls,
    link_of,
    meetings,
    now_of,
    rings,
    the_meeting,
)
from tests.application.town import ADA, books
from tests.builders import span
from tests.fakes import World

TEN_MINUTES = timedelta(minutes=10)
ELEVEN = span("11:00", "12:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table. `calls`: all that follow within ten minutes, the room saying yes at its first chance.
    `state`: what becomes of the booking; `left`: how many meetings there are then."""

    name: str
    trouble: Trouble
    of: str
    done: bool = False
    calls: tuple[str, ...]
    state: State = State.BOOKED
    left: int = 1


LATER = Trouble(why=Why.LATER, wait=timedelta(seconds=40), code="ApplicationThrottled")
SOON = Trouble(why=Why.LATER, code="ErrorInternalServerError")
UNKNOWN = Trouble(why=Why.UNKNOWN, code="timeout")
REFUSED = Trouble(why=Why.REFUSED, code="ErrorInvalidRequest")
CLOSED = Trouble(why=Why.CLOSED, code="ErrorAccessDenied")
GONE = Trouble(why=Why.GONE, code="ErrorItemNotFound")
THERE = Trouble(why=Why.THERE, code="Conflict")
OUTDATED = Trouble(why=Why.OUTDATED, code="ErrorIrresolvableConflict")
SIGNED_OUT = Trouble(why=Why.SIGNED_OUT, code="InvalidAuthenticationToken")

CREATING = (
    Row(name="429", trouble=LATER, of="create", calls=("create", "create", "read")),
    Row(name="503", trouble=SOON, of="create", calls=("create", "create", "read")),
    Row(
        name="timeout, not made",
        trouble=UNKNOWN,
        of="create",
        calls=("create", "made_for", "create", "read"),
    ),
    Row(
        name="timeout, made",
        trouble=UNKNOWN,
        of="create",
        done=True,
        calls=("create", "made_for", "read"),
    ),
    Row(
        name="409, made",
        trouble=THERE,
        of="create",
        done=True,
        calls=("create", "made_for", "read"),
    ),
    Row(
        name="400",
        trouble=REFUSED,
        of="create",
        calls=("create",),
        state=State.DECLINED,
        left=0,
    ),
    Row(
        name="403 of the service mailbox",
        trouble=CLOSED,
        of="create",
        calls=("create",),
        state=State.DECLINED,
        left=0,
    ),
    Row(
        name="401",
        trouble=SIGNED_OUT,
        of="create",
        calls=("create", "create", "read"),
    ),
)
CHANGING = (
    Row(name="429", trouble=LATER, of="change", calls=("change", "change", "read")),
    Row(name="timeout, not done", trouble=UNKNOWN, of="change", calls=("change", "change", "read")),
    Row(
        name="timeout, done",
        trouble=UNKNOWN,
        of="change",
        done=True,
        calls=("change", "change", "read"),
    ),
    Row(name="412", trouble=OUTDATED, of="change", calls=("change", "read", "change", "read")),
    Row(
        name="404 of the event",
        trouble=GONE,
        of="change",
        calls=("change",),
        state=State.CANCELLED,
    ),
    Row(
        name="400",
        trouble=REFUSED,
        of="change",
        calls=("change", "cancel"),
        state=State.DECLINED,
        left=0,
    ),
)
CANCELLING = (
    Row(name="429", trouble=LATER, of="cancel", calls=("cancel", "cancel"), left=0),
    Row(name="timeout, not done", trouble=UNKNOWN, of="cancel", calls=("cancel", "cancel"), left=0),
    Row(
        name="timeout, done",
        trouble=UNKNOWN,
        of="cancel",
        done=True,
        calls=("cancel", "cancel"),
        left=0,
    ),
    Row(name="404 of the event", trouble=GONE, of="cancel", done=True, calls=("cancel",), left=0),
    Row(
        name="412 for no reason", trouble=OUTDATED, of="cancel", calls=("cancel", "cancel"), left=0
    ),
    Row(name="400", trouble=REFUSED, of="cancel", calls=("cancel",), left=1),
)


def named(rows: tuple[Row, ...]) -> list[object]:
    return [pytest.param(row, id=row.name) for row in rows]


async def settles(world: World, booking: Booking, row: Row) -> None:
    assert row.of in called(world)
    await rings(world, until=TEN_MINUTES)
    assert tuple(called(world)) == row.calls
    assert len(meetings(world)) == row.left
    assert (await now_of(world, booking.id)).state is row.state


@pytest.mark.parametrize("row", named(CREATING))
async def test_an_answer_to_a_creation(row: Row) -> None:
    world = a_house()
    world.calendars.says = Response.ACCEPTED
    world.calendars.trouble_next(row.trouble, after=row.done, of=row.of)
    made = await asks(world)
    await settles(world, made, row)


@pytest.mark.parametrize("row", named(CHANGING))
async def test_an_answer_to_a_change(row: Row) -> None:
    world = a_house()
    made = await asks(world)
    forget_calls(world)
    world.calendars.says = Response.ACCEPTED
    world.calendars.trouble_next(row.trouble, after=row.done, of=row.of)
    await change_booking(world.ports, caller=ADA, booking=made.id, changes=Changes(when=ELEVEN))
    await deliver(world.ports, made.id)
    await settles(world, made, row)


@pytest.mark.parametrize("row", named(CANCELLING))
async def test_an_answer_to_a_cancellation(row: Row) -> None:
    world = a_house()
    made = await asks(world)
    forget_calls(world)
    world.calendars.trouble_next(row.trouble, after=row.done, of=row.of)
    await cancel_booking(world.ports, caller=ADA, booking=made.id)
    await deliver(world.ports, made.id)
    await rings(world, until=TEN_MINUTES)
    assert tuple(called(world)) == row.calls
    assert len(meetings(world)) == row.left
    assert (await now_of(world, made.id)).state is State.CANCELLED


class TestAThrottledMailbox:
    async def test_is_not_asked_again_before_its_time_by_anybody(self) -> None:
        world = a_house()
        world.calendars.trouble_next(LATER)
        await asks(world)
        until = world.mailboxes.kept[SERVICE].value.not_before
        assert until == later(world.clock.now(), timedelta(seconds=40))
        await asks(world, "11:00", "12:00")
        await rings(world, until=timedelta(seconds=39))
        assert called(world) == ["create"]
        await rings(world, until=timedelta(seconds=20))
        assert called(world).count("create") == 3

    async def test_keeps_the_people_told_once(self) -> None:
        world = a_house()
        world.calendars.trouble_next(LATER, times=3, of="cancel")
        made = await asks(world, who="bob")
        await cancel_booking(world.ports, caller=ADA, booking=made.id)
        await rings(world, until=TEN_MINUTES)
        told = list(world.notices.told)
        await rings(world, until=TEN_MINUTES)
        assert list(world.notices.told) == told and len(set(told)) == len(told)

    async def test_with_all_places_taken_is_gone_to_later(self) -> None:
        world = a_house()
        now = world.clock.now()
        for _ in range(2):
            await world.mailboxes.take_slot(
                SERVICE, now=now, until=later(now, timedelta(minutes=2))
            )
        made = await asks(world)
        assert called(world) == []
        await rings(world, until=timedelta(minutes=3))
        assert called(world).count("create") == 1
        assert len(meetings(world)) == 1 and made.state is State.PENDING

    async def test_no_place_is_kept_when_the_work_is_done(self) -> None:
        world = a_house()
        world.calendars.trouble_next(UNKNOWN)
        await asks(world)
        assert world.mailboxes.slots == {}


class TestAClosedMailbox:
    async def test_of_the_service_is_tried_once_an_hour(self) -> None:
        world = a_house()
        made = await asks(world)
        forget_calls(world)
        world.calendars.trouble_next(CLOSED, times=2, of="cancel")
        await cancel_booking(world.ports, caller=ADA, booking=made.id)
        await deliver(world.ports, made.id)
        assert world.mailboxes.kept[SERVICE].value.suspended_at is not None
        await rings(world, until=timedelta(minutes=59))
        assert called(world) == ["cancel"]
        await rings(world, until=timedelta(minutes=62))
        assert called(world) == ["cancel"] * 3
        assert world.mailboxes.kept[SERVICE].value.suspended_at is None
        assert meetings(world) == ()

    async def test_of_a_person_does_not_keep_them_from_booking(self) -> None:
        world = by_person()
        world.calendars.trouble_next(CLOSED, of="create")
        made = await asks(world)
        assert the_meeting(world).booking == made.id
        assert [each.box for each in world.calendars.calls] == [ADAS, SERVICE]
        await asks(world, "11:00", "12:00")
        assert [each.box for each in world.calendars.calls] == [ADAS, SERVICE, SERVICE]

    async def test_of_a_person_in_which_something_may_have_been_made_gets_no_second_meeting(
        self,
    ) -> None:
        world = by_person()
        world.calendars.trouble_next(UNKNOWN, after=True, of="create")
        made = await asks(world)
        world.calendars.trouble_next(CLOSED, of="made_for")
        await rings(world, until=timedelta(minutes=7))
        assert (await now_of(world, made.id)).state is State.DECLINED
        assert called(world).count("create") == 1 and meetings(world) == ()
        world.clock.advance(timedelta(minutes=50))
        for _ in range(4):
            world.clock.advance(timedelta(minutes=5))
            await sync_calendars(world.ports)
            await rings(world, until=timedelta(minutes=1))
        assert meetings(world, ADAS) == ()

    async def test_pitfall_21_of_a_person_goes_without_a_mirror_until_it_is_open(self) -> None:
        world = a_house(mirrors={Kind.DESK: Mirror.FREE})
        world.calendars.trouble_next(CLOSED, of="create")
        made = await asks(world, "15:00", "16:00", place="desk-1")
        (row,) = await world.outbox.of(made.id)
        assert row.done_at is not None
        assert await world.links.open() == (made.id,)
        await deliver(world.ports, made.id)
        assert called(world) == ["create"]
        world.clock.advance(timedelta(hours=1))
        await deliver(world.ports, made.id)
        assert len(meetings(world, ADAS)) == 1 and await world.links.open() == ()

    async def test_of_a_person_takes_a_change_and_an_end_when_it_is_open(self) -> None:
        world = a_house(mirrors={Kind.DESK: Mirror.FREE})
        made = await asks(world, "15:00", "16:00", place="desk-1")
        for trouble, do in ((CLOSED, "change"), (CLOSED, "delete")):
            world.calendars.trouble_next(trouble, of=do)
            if do == "change":
                to = Changes(when=span("16:00", "17:00"))
                await change_booking(world.ports, caller=ADA, booking=made.id, changes=to)
            else:
                await cancel_booking(world.ports, caller=ADA, booking=made.id)
            await deliver(world.ports, made.id)
            assert await world.links.open() == (made.id,)
            world.clock.advance(timedelta(hours=1))
            await deliver(world.ports, made.id)
            assert await world.links.open() == ()
        assert meetings(world, ADAS) == ()

    async def test_that_stays_closed_is_let_be_after_the_booking(self) -> None:
        world = a_house(mirrors={Kind.DESK: Mirror.FREE})
        world.calendars.trouble_next(CLOSED, of="create", times=9)
        made = await asks(world, place="desk-1")
        world.clock.advance(timedelta(days=2))
        forget_calls(world)
        await deliver(world.ports, made.id)
        assert called(world) == [] and await world.links.open() == ()


async def test_what_exchange_refuses_is_counted_and_told_nobody() -> None:
    world = a_house()
    world.calendars.trouble_next(REFUSED, of="create")
    made = await asks(world)
    assert world.mailboxes.kept[ROOM].value.refused == 1
    assert world.notices.told == {}
    await deliver(world.ports, made.id)
    assert called(world) == ["create"]


async def test_pitfall_02_of_two_that_were_made_all_the_same_one_is_left() -> None:
    world = a_house()
    world.calendars.trouble_next(UNKNOWN, of="create", after=True)
    made = await books(world, "09:00", "10:00", place="room-1")
    await deliver(world.ports, made.id)
    first = the_meeting(world)
    world.calendars.put(SERVICE, replace(first, id=EventId("double"), uid="double"))
    assert len(meetings(world)) == 2
    await rings(world, until=timedelta(seconds=30))
    assert len(meetings(world)) == 1
    assert link_of(world, made, Role.MEETING).event == the_meeting(world).id
