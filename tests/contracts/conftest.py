"""Every contract runs twice: over memory, and over the emulator through the adapters."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from adapters.azure import table_service
from adapters.provision import make_tables
from adapters.settings import Settings, read_settings
from adapters.tables.archive import TableDayArchive
from adapters.tables.assignments import TableAssignments
from adapters.tables.audit import TableAudit
from adapters.tables.bookings import TableBookings
from adapters.tables.codes import TableCodes
from adapters.tables.directory_store import DirectoryStore
from adapters.tables.heartbeats import TableHeartbeats
from adapters.tables.identities import TableIdentities, TableSessionVersions
from adapters.tables.kept_counts import TableKeptCounts
from adapters.tables.ledger_rows import day_partition
from adapters.tables.links import TableLinks
from adapters.tables.mailboxes import TableMailboxes
from adapters.tables.mails import TableMails
from adapters.tables.names import BOOKINGS, TABLES, plan_key
from adapters.tables.opened import any_bookings, credential_of, open_tables
from adapters.tables.outbox import TableOutbox
from adapters.tables.people import TablePeople
from adapters.tables.places import TablePlaces
from adapters.tables.privacy import TablePreferences, TableProfiles
from adapters.tables.quotas import TableQuotas
from adapters.tables.register import TableRegister
from adapters.tables.requests import TableRequests
from adapters.tables.series import TableSeriesBook
from adapters.tables.statistics import TableStatistics
from adapters.tables.tallies import TableTallies
from adapters.tables.wire import TableWire
from application.ports import Limiter, Ports
from domain.ids import PersonId
from domain.limits import Limits
from domain.people import Person, Team
from domain.places import Directory
from tests.azurite import Azurite
from tests.builders import NOW
from tests.fakes import FakeClock, FakeIds, World, a_world

type Fill = Callable[[Directory, Sequence[Person], Sequence[Team]], Awaitable[None]]
type Plan = Callable[[date, PersonId], Awaitable[None]]


@dataclass
class FakeDrawings:
    """Drawings in memory, by hash."""

    kept: dict[str, bytes] = field(default_factory=dict)

    async def keep(self, drawing_hash: str, svg: bytes) -> None:
        self.kept[drawing_hash] = svg


@dataclass(frozen=True)
class Kit:
    """The ports under test, their clock, `fill`, which puts a municipality in place, and `plan`, which lays a work plan."""

    ports: Ports
    clock: FakeClock
    fill: Fill
    plan: Plan


def settings_of(azurite: Azurite, outbox: Path | None = None) -> Settings:
    return read_settings(
        {
            "STORAGE_ACCOUNT": azurite.account,
            "STORAGE_ACCOUNT_KEY": azurite.key,
            "TABLES_ENDPOINT": azurite.table_endpoint,
            "QUEUES_ENDPOINT": azurite.queue_endpoint or azurite.table_endpoint,
            "BLOBS_ENDPOINT": azurite.blob_endpoint or azurite.table_endpoint,
            "MAIL_OUTBOX": str(outbox or ""),
        }
    )


@pytest.fixture
def settings(azurite_tables: Azurite) -> Settings:
    return settings_of(azurite_tables)


@pytest.fixture
def sent() -> list[str]:
    """Method and path of every request to storage."""
    return []


@pytest.fixture(scope="session")
def tables_made(azurite_tables: Azurite) -> None:
    asyncio.run(make_tables(settings_of(azurite_tables)))


@pytest.fixture
async def wire(settings: Settings, tables_made: None, sent: list[str]) -> AsyncIterator[TableWire]:
    """A wire over tables without a row."""
    asked: list[str] = []

    def note(method: str, path: str) -> None:
        asked.append(path)
        sent.append(f"{method} {path}")

    opened = open_tables(settings, credential_of(settings), on_request=note)
    yield opened
    await opened.close()
    await _empty(settings, {name for name in TABLES if any(f"/{name}(" in path for path in asked)})


async def _empty(settings: Settings, names: set[str]) -> None:
    """Whoever writes a table reads it too in these tests, so the tables that were asked are those to be emptied."""
    async with table_service(settings) as service:
        for name in names:
            await service.delete_table(name)
            await service.create_table(name)


async def a_secret() -> bytes:
    return b"of this test"


def ports_over(wire: TableWire, world: World) -> Ports:
    """The ports of `world`, with those that storage keeps over `wire`."""
    return replace(
        world.ports,
        bookings=TableBookings(wire, FakeIds()),
        outbox=TableOutbox(wire),
        requests=TableRequests(wire, world.clock, a_secret),
        quotas=TableQuotas(wire),
        series=TableSeriesBook(wire),
        places=TablePlaces(wire),
        people=(people := TablePeople(wire)),
        staff=people,
        identities=TableIdentities(wire),
        session_versions=TableSessionVersions(wire),
        profiles=TableProfiles(wire),
        preferences=TablePreferences(wire),
        heartbeats=TableHeartbeats(wire),
        statistics=TableStatistics(wire),
        mails=TableMails(wire),
        archive=TableDayArchive(wire),
        register=TableRegister(wire),
        assignments=TableAssignments(wire, FakeIds()),
        tallies=(tallies := TableTallies(wire, "one", a_secret)),
        limiter=Limiter(tallies, Limits()),
        codes=TableCodes(wire, a_secret),
        audit=TableAudit(wire, world.clock, FakeIds()),
        links=TableLinks(wire),
        mailboxes=TableMailboxes(wire),
        platform=replace(world.ports.platform, kept_counts=TableKeptCounts(wire)),
    )


@pytest.fixture
def store(wire: TableWire, settings: Settings) -> DirectoryStore:
    return DirectoryStore(wire, FakeIds(), FakeDrawings(), lambda: any_bookings(settings))


@pytest.fixture(params=["memory", "storage"])
def kit(request: pytest.FixtureRequest) -> Kit:
    world = a_world(None, (), NOW)
    if request.param == "memory":
        return Kit(world.ports, world.clock, _filling(world), _planning(world))
    store: DirectoryStore = request.getfixturevalue("store")

    async def fill(directory: Directory, people: Sequence[Person], teams: Sequence[Team]) -> None:
        await store.replace(directory, people, teams, {})

    wire: TableWire = request.getfixturevalue("wire")

    async def plan(day: date, person: PersonId) -> None:
        await wire.insert(BOOKINGS, day_partition(day), plan_key(person), {"v": 1})

    return Kit(ports_over(wire, world), world.clock, fill, plan)


def _filling(world: World) -> Fill:
    async def fill(directory: Directory, people: Sequence[Person], teams: Sequence[Team]) -> None:
        world.places.known = directory
        world.people.known = {person.id: person for person in people}
        world.people.teams = {team.id: team for team in teams}

    return fill


def _planning(world: World) -> Plan:
    async def plan(day: date, person: PersonId) -> None:
        world.bookings.write_row(day, plan_key(person), "office", None)

    return plan
