"""Replacing a municipality: whole or not at all, and nothing old left lying about."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from adapters.clock import RandomIds
from adapters.tables.bookings import TableBookings
from adapters.tables.directory_store import DirectoryStore
from adapters.tables.identities import TableIdentities
from adapters.tables.names import PLACES
from adapters.tables.people import TablePeople
from adapters.tables.places import TablePlaces, current_generation
from adapters.tables.wire import TableWire
from application.faults import Misconfigured, Stale
from application.identity import Bound, Identity
from domain.ids import PersonId
from domain.people import Role
from domain.places import Directory
from tests.builders import a_desk, a_directory, a_person
from tests.contracts.changes import write
from tests.contracts.conftest import FakeDrawings
from tests.fakes import FakeIds

PEOPLE = tuple(a_person(f"p-{n}") for n in range(250))


def numbered(number: int, desks: int = 1) -> Directory:
    return replace(
        a_directory(*(a_desk(f"desk-{n}", note="wide " * 40) for n in range(desks))),
        version=str(number),
    )


async def test_a_large_municipality_comes_back_whole(store: DirectoryStore) -> None:
    large = numbered(1, desks=3000)
    await store.replace(large, PEOPLE, (), {})
    assert await store.directory() == large
    assert len(await store.people()) == len(PEOPLE)


async def test_the_last_two_generations_are_kept(store: DirectoryStore, wire: TableWire) -> None:
    names: list[str] = []
    for number in range(3):
        await store.replace(numbered(number), (), (), {})
        current = await current_generation(wire)
        assert current is not None
        names.append(current.name)
    stored = [
        bool(await wire.range(PLACES, f"generation|{name}", from_key="0", before_key=":"))
        for name in names
    ]
    assert stored == [False, True, True]


async def test_whoever_is_no_longer_in_the_import_is_gone(store: DirectoryStore) -> None:
    await store.replace(numbered(1), PEOPLE, (), {})
    await store.replace(numbered(2), PEOPLE[:3], (), {})
    assert {person.id for person in await store.people()} == {"p-0", "p-1", "p-2"}
    assert PersonId("p-3") not in {person.id for person in await store.people()}


async def test_whoever_came_by_signing_in_stays_and_is_still_who_they_are(
    store: DirectoryStore, wire: TableWire
) -> None:
    identities, people = TableIdentities(wire), TablePeople(wire)
    await store.replace(numbered(1), PEOPLE[:3], (), {})
    made = a_person("made", object_id="object-made")
    await people.write(made, None)
    await identities.bind(
        Identity(tenant="t", object_id="object-made"), Bound(person=made.id, made=True)
    )
    kept = await people.read(PersonId("p-1"))
    assert kept is not None
    signed_in = replace(kept.value, object_id="object-1", roles=frozenset({Role.HR}))
    await people.write(signed_in, kept.version)
    await identities.bind(Identity(tenant="t", object_id="object-1"), Bound(person=signed_in.id))

    await store.replace(numbered(2), PEOPLE[:2], (), {})
    after = {person.id: person for person in await store.people()}
    assert set(after) == {"p-0", "p-1", "made"} and after[made.id] == made
    assert after[signed_in.id] == replace(PEOPLE[1], object_id="object-1")

    at_the_issuer = DirectoryStore(
        wire, RandomIds(), FakeDrawings(), store._any_bookings, roles_at_sign_in=True
    )
    await people.write(signed_in, (await people.read(signed_in.id) or kept).version)
    await at_the_issuer.replace(numbered(3), PEOPLE[:2], (), {})
    after = {person.id: person for person in await store.people()}
    assert after[signed_in.id] == signed_in
    await at_the_issuer.replace(numbered(4), PEOPLE[:1], (), {})
    assert {person.id for person in await store.people()} == {"p-0", "made"}


async def test_two_imports_at_a_time_are_one(store: DirectoryStore, wire: TableWire) -> None:
    await store.replace(numbered(1), (), (), {})

    class Meanwhile(FakeDrawings):
        async def keep(self, drawing_hash: str, svg: bytes) -> None:
            await store.replace(numbered(2), (), (), {})

    slow = DirectoryStore(wire, RandomIds(), Meanwhile(), store._any_bookings)
    with pytest.raises(Stale, match="another import"):
        await slow.replace(numbered(3), (), (), {"hash": b"<svg/>"})
    current = await store.directory()
    assert current is not None and current.version == "2"


async def test_the_time_zone_stays_once_there_are_bookings(
    store: DirectoryStore,
    wire: TableWire,
) -> None:
    await store.replace(numbered(1), (), (), {})
    elsewhere = replace(numbered(2), zone=ZoneInfo("America/Sao_Paulo"))
    await store.replace(elsewhere, (), (), {})
    await write(TableBookings(wire, FakeIds()))
    with pytest.raises(Misconfigured, match="time zone cannot change from America/Sao_Paulo"):
        await store.replace(numbered(3), (), (), {})
    assert await store.directory() == elsewhere


async def test_a_process_learns_of_an_import_within_fifteen_seconds(
    store: DirectoryStore,
    wire: TableWire,
    sent: list[str],
) -> None:
    now = [100.0]
    places = TablePlaces(wire, seconds=lambda: now[0])
    await store.replace(numbered(1), (), (), {})
    first = await places.directory()
    await store.replace(numbered(2), (), (), {})
    sent.clear()
    now[0] += 14.9
    assert await places.directory() is first and sent == []
    now[0] += 0.2
    assert (await places.directory()).version == "2" and len(sent) == 2
    now[0] += 15
    assert (await places.directory()).version == "2" and len(sent) == 3
