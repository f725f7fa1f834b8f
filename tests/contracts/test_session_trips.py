"""How often storage is asked who somebody is: once in 15 seconds, side by side, and not at all in between."""

from dataclasses import replace

import pytest

from adapters.http.session import Door
from adapters.tables.identities import TableIdentities, TableSessionVersions
from adapters.tables.people import TablePeople
from adapters.tables.wire import TableWire
from application.identity import Bound, Identity
from domain.ids import PersonId
from domain.sessions import Lifetime
from tests.builders import NOW, a_directory, a_person
from tests.fakes import a_world


@pytest.fixture
def seconds() -> list[float]:
    return [100.0]


async def test_an_ordinary_request_asks_storage_nothing_about_who_it_is_from(
    wire: TableWire, sent: list[str], seconds: list[float]
) -> None:
    people = TablePeople(wire, seconds=lambda: seconds[0])
    versions = TableSessionVersions(wire, seconds=lambda: seconds[0])
    world = a_world(a_directory(), (), NOW)
    ports = replace(world.ports, people=people, staff=people, session_versions=versions)
    door = Door(ports=ports, lifetime=Lifetime(), secure=True)
    await people.write(a_person("ada"), None)
    session = await door.begun(PersonId("ada"))

    sent.clear()
    assert await door.person(session) is not None
    assert len(sent) == 1, "the version was just read"
    sent.clear()
    for _ in range(50):
        seconds[0] += 0.2
        assert await door.person(session) is not None
    assert sent == []
    seconds[0] += 15
    assert await door.person(session) is not None
    assert len(sent) == 2


async def test_an_end_everywhere_is_known_elsewhere_within_fifteen_seconds(
    wire: TableWire, seconds: list[float]
) -> None:
    here = TableSessionVersions(wire)
    there = TableSessionVersions(wire, seconds=lambda: seconds[0])
    assert await there.of(PersonId("ada")) == 0
    await here.end_all(PersonId("ada"))
    assert await here.of(PersonId("ada")) == 1
    seconds[0] += 15
    assert await there.of(PersonId("ada")) == 1


async def test_a_bearers_identity_is_asked_for_once_in_fifteen_seconds(
    wire: TableWire, sent: list[str], seconds: list[float]
) -> None:
    identities = TableIdentities(wire, seconds=lambda: seconds[0])
    identity = Identity(tenant="t", object_id="o")
    await identities.bind(identity, Bound(person=PersonId("ada")))
    sent.clear()
    for _ in range(10):
        assert await identities.find(identity) is not None
    assert len(sent) == 1
