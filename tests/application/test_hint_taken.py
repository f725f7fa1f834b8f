"""A room that Outlook says is busy is marked and comes last; it is never taken from anybody."""

from dataclasses import replace

import pytest

from application.exchange import ExchangeTerms, Trouble, Why
from application.exchange_resources import Busy
from application.hint_taken import with_hints
from application.list_places import Filter
from application.ports import Ports
from application.search_availability import FreePlace, search_availability
from application.show_place import ShownPlace, show_place
from domain.calendar_event import ShowAs, mailbox
from domain.refusals import Refused
from tests.application.town import ADA, a_town
from tests.builders import a_desk, a_room, span
from tests.fakes import World

ROOM, OTHER = (a_room(name, mailbox=f"{name}@example.org") for name in ("room-1", "room-2"))
MORNING = span("09:00", "12:00")
BUSY = Busy(span("10:00", "11:00"), ShowAs.BUSY)


@pytest.fixture
def world() -> World:
    world = a_town(a_desk(), ROOM, OTHER, a_room("room-3"))
    world.schedules.busy = {mailbox(ROOM.mailbox): (BUSY,), mailbox(OTHER.mailbox): ()}
    return world


def ports(world: World, *, on: bool = True) -> Ports:
    return replace(world.ports, exchange=ExchangeTerms(on=on))


async def found(world: World, *, on: bool = True) -> list[tuple[str, bool]]:
    there = ports(world, on=on)
    free = await search_availability(there, viewer=ADA, wanted=Filter(), when=MORNING)
    assert not isinstance(free, Refused)
    return [(each.resource.id, each.perhaps_taken) for each in await with_hints(there, free)]


async def test_a_room_that_outlook_says_is_busy_comes_last_with_a_mark(world: World) -> None:
    assert await found(world) == [
        ("desk-1", False),
        ("room-2", False),
        ("room-3", False),
        ("room-1", True),
    ]
    assert world.schedules.asked == [(mailbox(ROOM.mailbox), mailbox(OTHER.mailbox))]


async def test_what_our_books_know_of_is_no_news(world: World) -> None:
    known = Busy(span("09:00", "10:00"), ShowAs.BUSY)
    free = FreePlace(resource=ROOM, span=MORNING, free=(span("10:00", "12:00"),))
    for busy, taken in ((known, False), (BUSY, True)):
        world.schedules.busy = {mailbox(ROOM.mailbox): (busy,)}
        (hinted,) = await with_hints(ports(world), (free,))
        assert hinted.perhaps_taken is taken


async def test_nothing_is_asked_without_an_exchange(world: World) -> None:
    assert not any(taken for _, taken in await found(world, on=False))
    assert world.schedules.asked == []


async def test_trouble_changes_nothing(world: World) -> None:
    world.schedules.trouble = Trouble(why=Why.LATER)
    assert [name for name, _ in await found(world)] == ["desk-1", "room-1", "room-2", "room-3"]


async def test_the_place_says_so_and_can_be_asked_for_all_the_same(world: World) -> None:
    for place, taken in ((ROOM, True), (OTHER, False), (a_desk(), False)):
        shown = await show_place(ports(world), viewer=ADA, place=place.id, when=MORNING)
        assert isinstance(shown, ShownPlace)
        assert shown.perhaps_taken is taken and shown.refused is None
