"""What Exchange calls a conflict with something that is not to be found: tried ever later, and then given up."""

from datetime import timedelta

import pytest

from application.change_booking import Changes, change_booking
from application.deliver import deliver
from application.exchange import Trouble, Why
from application.link_calls import MOST_CONFLICTS
from application.sync_calendars import sync_calendars
from domain.booking import State
from domain.kinds import Kind
from domain.places import Mirror
from tests.application.invited import (
    ADAS,
    SERVICE,
    a_house,
    asks,
    called,
    forget_calls,
    meetings,
    now_of,
    rings,
)
from tests.application.town import ADA
from tests.builders import span

THERE = Trouble(why=Why.THERE, code="Conflict")
TEN_MINUTES = timedelta(minutes=10)


class TestWhatIsInConflictForEver:
    """409 to a creation, and nothing to be found that would be in its way."""

    @pytest.mark.parametrize("of", ["create", "change"])
    async def test_a_mirror_is_tried_ever_later_and_then_given_up(self, of: str) -> None:
        world = a_house(mirrors={Kind.DESK: Mirror.FREE})
        if of == "create":
            world.calendars.trouble_next(THERE, of=of, times=99)
        made = await asks(world, place="desk-1")
        if of == "change":
            world.calendars.trouble_next(THERE, of=of, times=99)
            to = Changes(when=span("16:00", "17:00"))
            await change_booking(world.ports, caller=ADA, booking=made.id, changes=to)
            await deliver(world.ports, made.id)
        await rings(world, until=timedelta(minutes=5))
        few = called(world).count(of)
        assert 4 <= few <= 6
        await rings(world, until=timedelta(hours=1))
        assert called(world).count(of) == MOST_CONFLICTS + 1
        assert (await now_of(world, made.id)).state is State.BOOKED
        assert await world.links.open() == ()

    async def test_an_administrator_sees_that_one_was_given_up_and_not_whose(self) -> None:
        world = a_house(mirrors={Kind.DESK: Mirror.FREE})
        world.calendars.trouble_next(THERE, of="create", times=99)
        await asks(world, place="desk-1")
        await rings(world, until=timedelta(hours=1))
        assert world.mailboxes.kept[SERVICE].value.refused == 1
        assert ADAS not in world.mailboxes.kept or not world.mailboxes.kept[ADAS].value.refused

    async def test_nothing_is_asked_again_when_the_timer_comes_by(self) -> None:
        world = a_house(mirrors={Kind.DESK: Mirror.FREE})
        world.calendars.trouble_next(THERE, of="create", times=99)
        made = await asks(world, place="desk-1")
        await rings(world, until=timedelta(hours=1))
        forget_calls(world)
        await sync_calendars(world.ports)
        await deliver(world.ports, made.id)
        await rings(world, until=timedelta(hours=1))
        assert "create" not in called(world)

    async def test_a_conflict_that_passes_is_forgotten(self) -> None:
        world = a_house(mirrors={Kind.DESK: Mirror.FREE})
        world.calendars.trouble_next(THERE, of="create", times=3)
        made = await asks(world, place="desk-1")
        await rings(world, until=timedelta(minutes=5))
        (kept,) = await world.links.of(made.id)
        assert kept.value.event is not None and kept.value.conflicts == 0
        assert len(meetings(world, ADAS)) == 1

    async def test_a_room_is_given_up_as_one_that_does_not_answer(self) -> None:
        world = a_house()
        world.calendars.trouble_next(THERE, of="create", times=99)
        made = await asks(world)
        await rings(world, until=TEN_MINUTES)
        assert (await now_of(world, made.id)).state is State.DECLINED
        await rings(world, until=timedelta(hours=1))
        assert called(world).count("create") <= MOST_CONFLICTS + 1
