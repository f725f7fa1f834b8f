"""A room's answer: looked for at growing intervals, waited for while somebody thinks about it, given up on when there is
none."""

from datetime import timedelta

import pytest

from application.deliver import deliver
from application.exchange import Trouble, Why
from application.sync_calendars import sync_calendars
from domain.booking import Booking, State
from domain.calendar_event import Response
from domain.notices import Topic
from domain.when import later
from tests.application.invited import (
    ROOM,
    a_house,
    asks,
    called,
    forget_calls,
    link_of,
    meetings,
    now_of,
    rings,
    says,
)
from tests.fakes import World

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NOT_NOW = Trouble(why=Why.LATER, wait=timedelta(seconds=20))


async def state(world: World, booking: Booking) -> State:
    return (await now_of(world, booking.id)).state


async def looks(world: World, *, within: timedelta) -> list[int]:
    """At which seconds the organiser's copy was read."""
    began, found = world.clock.now(), []
    for _ in range(int(within.total_seconds())):
        before = called(world).count("read")
        await rings(world, until=SECOND)
        if called(world).count("read") > before:
            found.append(int((world.clock.now() - began).total_seconds()))
    return found


class TestAnAnswer:
    @pytest.mark.parametrize(
        ("answer", "becomes"),
        [(Response.ACCEPTED, State.BOOKED), (Response.DECLINED, State.DECLINED)],
    )
    async def test_is_heard_within_seconds(self, answer: Response, becomes: State) -> None:
        world = a_house()
        made = await asks(world)
        says(world, answer)
        await rings(world, until=timedelta(seconds=8))
        assert await state(world, made) is becomes
        assert not link_of(world, made).awaits and await world.links.open() == ()

    async def test_is_looked_for_though_the_message_comes_a_moment_early(self) -> None:
        world = a_house()
        made = await asks(world)
        await rings(world, until=SECOND)
        look_at = link_of(world, made).look_at
        assert look_at is not None
        says(world, Response.DECLINED)
        world.clock.set(later(look_at, -SECOND))
        await deliver(world.ports, made.id)
        assert await state(world, made) is State.DECLINED

    async def test_no_ends_the_meeting_and_is_told_once(self) -> None:
        world = a_house()
        made = await asks(world)
        says(world, Response.DECLINED)
        await rings(world, until=10 * MINUTE)
        assert meetings(world) == ()
        told = [each.topic for each in world.notices.told.values() if each.booking.id == made.id]
        assert told == [Topic.DECLINED]

    async def test_that_does_not_come_is_looked_for_less_and_less(self) -> None:
        world = a_house()
        made = await asks(world)
        seen = await looks(world, within=timedelta(seconds=310))
        assert [round(each, -1) for each in seen] == [0, 20, 40, 90, 300] or len(seen) == 5
        assert await state(world, made) is State.DECLINED
        await rings(world, until=MINUTE)
        assert meetings(world) == () == meetings(world, ROOM)

    async def test_is_looked_for_less_where_graph_tells_us(self) -> None:
        world = a_house(notify="https://here.example/graph/notifications")
        await asks(world)
        assert len(await looks(world, within=timedelta(seconds=310))) == 4

    async def test_of_maybe_waits_for_whoever_approves(self) -> None:
        world = a_house()
        made = await asks(world, "15:00", "16:00")
        says(world, Response.TENTATIVE)
        await rings(world, until=61 * MINUTE)
        assert await state(world, made) is State.PENDING
        assert called(world).count("read") <= 10
        says(world, Response.ACCEPTED)
        await rings(world, until=16 * MINUTE)
        assert await state(world, made) is State.BOOKED

    async def test_of_yes_after_we_gave_up_is_undone(self) -> None:
        world = a_house()
        world.calendars.trouble_next(NOT_NOW, of="cancel", times=2)
        made = await asks(world)
        await rings(world, until=timedelta(minutes=5, seconds=2))
        assert await state(world, made) is State.DECLINED
        says(world, Response.ACCEPTED)
        await rings(world, until=2 * MINUTE)
        assert await state(world, made) is State.DECLINED
        assert meetings(world) == () == meetings(world, ROOM)

    async def test_is_waited_for_again_after_another_wish(self) -> None:
        from application.change_booking import Changes, change_booking
        from tests.application.town import ADA
        from tests.builders import span

        world = a_house()
        world.calendars.says = Response.ACCEPTED
        made = await asks(world)
        await rings(world, until=timedelta(seconds=10))
        world.calendars.says = Response.NONE
        to = Changes(when=span("11:00", "12:00"))
        await change_booking(world.ports, caller=ADA, booking=made.id, changes=to)
        await rings(world, until=MINUTE)
        assert await state(world, made) is State.PENDING and link_of(world, made).awaits
        says(world, Response.DECLINED)
        await rings(world, until=MINUTE)
        assert await state(world, made) is State.DECLINED


class TestLooking:
    async def test_is_not_done_twice_for_two_messages(self) -> None:
        world = a_house()
        made = await asks(world)
        for delay in (6, 7, 8, 9):
            await world.doorbell.ring(made.id, delay=timedelta(seconds=delay))
        assert len(await looks(world, within=MINUTE)) == 3

    async def test_goes_on_after_a_message_was_lost(self) -> None:
        world = a_house()
        made = await asks(world)
        world.doorbell.rings.clear()
        says(world, Response.ACCEPTED)
        world.clock.advance(2 * MINUTE)
        await sync_calendars(world.ports)
        await rings(world)
        assert await state(world, made) is State.BOOKED

    async def test_ends_when_the_answer_was_heard_elsewhere(self) -> None:
        from application.from_exchange import accept_booking

        world = a_house()
        made = await asks(world)
        await accept_booking(world.ports, made.id, at=made.at)
        forget_calls(world)
        await rings(world, until=10 * MINUTE)
        assert called(world) == [] and await world.links.open() == ()

    async def test_of_a_throttled_mailbox_waits_and_does_not_give_up_at_once(self) -> None:
        world = a_house()
        made = await asks(world)
        world.calendars.trouble_next(Trouble(why=Why.LATER, wait=timedelta(minutes=6)), of="read")
        await rings(world, until=timedelta(minutes=5, seconds=30))
        assert await state(world, made) is State.PENDING
        says(world, Response.ACCEPTED)
        await rings(world, until=MINUTE)
        assert await state(world, made) is State.BOOKED

    async def test_of_what_cannot_be_read_ends_at_last(self) -> None:
        world = a_house()
        made = await asks(world)
        world.calendars.trouble_next(NOT_NOW, of="read", times=99)
        await rings(world, until=timedelta(minutes=10, seconds=30))
        assert await state(world, made) is State.DECLINED

    async def test_of_a_meeting_that_was_never_made_ends_after_five_minutes(self) -> None:
        world = a_house()
        world.calendars.trouble_next(NOT_NOW, of="create", times=99)
        made = await asks(world)
        await rings(world, until=timedelta(minutes=5, seconds=5))
        assert await state(world, made) is State.DECLINED
        assert await world.links.open() == () or meetings(world) == ()


async def test_waiting_costs_one_read_of_a_link_and_nothing_at_exchange_when_it_is_over() -> None:
    world = a_house()
    world.calendars.says = Response.ACCEPTED
    made = await asks(world)
    await rings(world, until=MINUTE)
    forget_calls(world)
    for _ in range(5):
        world.clock.set(later(world.clock.now(), MINUTE))
        assert await deliver(world.ports, made.id) == "nothing"
    assert called(world) == []
