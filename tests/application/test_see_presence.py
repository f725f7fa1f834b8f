"""Whether a colleague can be reached: for whom the viewer may see it of, when Exchange says so at once."""

from dataclasses import replace

import pytest

from application.exchange import ExchangeTerms, Trouble, Why
from application.exchange_resources import PresenceNow
from application.ports import Ports
from application.see_others import eyes_of, faces
from application.see_presence import with_presences
from application.show_place import ShownPlace, show_place
from domain.ids import ResourceId
from domain.ledger import Kept, Version
from domain.pact import Pact, PrivacyProfile
from domain.privacy import Relation, Terms
from domain.reachable import Presence
from domain.when import Interval
from tests import builders as make
from tests.application.town import books
from tests.fakes import World, a_world

ADA = replace(make.a_person("ada", team="civil"), object_id="O-ADA")
BOB = replace(make.a_person("bob", team="civil"), object_id="")
MIA = make.a_person("mia", team="civil")
MORNING = make.span("08:00", "12:00")


@pytest.fixture
def world() -> World:
    world = a_world(make.a_directory(make.a_desk()), (ADA, BOB, MIA), make.NOW)
    agree(world)
    world.presences.now = {"o-ada": PresenceNow("Busy", "InAMeeting")}
    return world


def agree(world: World, *, presence: bool = True) -> None:
    terms = Terms(names=frozenset({Relation.OWN_TEAM}), presence=presence)
    pact = Pact(profile=PrivacyProfile(version=2, terms=terms))
    world.profiles.kept = Kept(value=pact, version=Version("v1"))


async def seen(world: World, when: Interval = MORNING, *, on: bool = True) -> list[Presence | None]:
    """What Mia sees beside the names at the desk."""
    ports: Ports = replace(world.ports, exchange=ExchangeTerms(on=on))
    shown = await show_place(ports, viewer=MIA, place=ResourceId("desk-1"), when=when)
    assert isinstance(shown, ShownPlace)
    return [face.presence for face in shown.faces]


async def test_a_word_is_beside_the_name(world: World) -> None:
    await books(world)
    assert await seen(world) == [Presence.MEETING]
    assert world.presences.asked == [("o-ada",)]


async def test_nothing_is_asked_unless_the_municipality_switched_it_on(world: World) -> None:
    await books(world)
    agree(world, presence=False)
    assert await seen(world) == [None]
    agree(world)
    assert await seen(world, on=False) == [None]
    assert world.presences.asked == []


async def test_nothing_is_asked_of_another_day_or_of_whom_the_tenant_does_not_know(
    world: World,
) -> None:
    await books(world, make.span("2026-11-25 09:00", "2026-11-25 10:00"))
    assert await seen(world, make.span("2026-11-25 08:00", "2026-11-25 12:00")) == [None]
    await books(world, who="bob")
    assert await seen(world) == [None]
    assert world.presences.asked == []


async def test_trouble_shows_nothing(world: World) -> None:
    await books(world)
    world.presences.trouble = Trouble(why=Why.SIGNED_OUT)
    assert await seen(world) == [None]


async def test_looking_at_a_plan_asks_nothing(world: World) -> None:
    eyes = await eyes_of(replace(world.ports, exchange=ExchangeTerms(on=True)), MIA)
    entry = make.an_entry("08:00", "12:00", person="ada")
    found = faces(eyes, MORNING, entry.site, make.ledgers_of(entry))
    assert [face.presence for each in found.values() for face in each] == [None]
    assert world.presences.asked == []


async def test_a_whole_table_is_one_question(world: World) -> None:
    agree(world)
    ports = replace(world.ports, exchange=ExchangeTerms(on=True))
    eyes = await eyes_of(ports, MIA)
    held = [
        make.an_entry(f"{hour:02}:00", f"{hour + 1:02}:00", name=str(hour), person=who)
        for hour, who in ((8, "ada"), (9, "bob"), (10, "ada"))
    ]
    found = faces(eyes, MORNING, held[0].site, make.ledgers_of(*held))
    shown = await with_presences(ports, found, eyes.roll)
    told = [face.presence for each in shown.values() for face in each]
    assert told == [Presence.MEETING, None, Presence.MEETING]
    assert world.presences.asked == [("o-ada",)]
