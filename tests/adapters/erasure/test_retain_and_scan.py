"""After the days that were agreed nobody stands in the books any more: looked through in storage, before and after."""

import asyncio
from collections.abc import Iterator

import pytest

from adapters.provision import provision
from adapters.seating.shelf import CONTAINER, BlobShelf
from adapters.settings import Settings
from application.aggregate import JOB as SUMMED
from application.list_seats import list_seats
from application.ports import Beat
from application.rebuild_day import check_day
from application.retain import retain
from domain.erasing import is_stranger
from domain.ids import SiteId
from tests import azurite as emulator
from tests.adapters.erasure.life import RIE, WORDS, ZEB, a_life, a_municipality, a_process
from tests.adapters.erasure.scanner import scan
from tests.contracts.conftest import settings_of

ONE_PASS = "2027-02-01 03:10"
STAYS = {f"table {name}" for name in ("people", "places", "codes", "audit", "series")}
STAYS |= {f"blobs {CONTAINER}"}
"""Who works here, what was recorded in the last year, a wish that still grows, and today's list of who has a place."""


@pytest.fixture(scope="module")
def retained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    with emulator.all_services() as running:
        settings = settings_of(running, tmp_path_factory.mktemp("retained") / "outbox")
        asyncio.run(time_passes(settings))
        yield settings


async def time_passes(settings: Settings) -> None:
    await provision(settings)
    await a_municipality(settings)
    async with a_process(settings) as ports:
        await a_life(ports)
    async with a_process(settings, ONE_PASS) as ports:
        await ports.heartbeats.beat(Beat(job=SUMMED, at=ports.clock.now(), cursor="2027-01-31"))
        await retain(ports)
        await list_seats(ports)


async def test_names_and_words_stand_only_where_they_are_still_needed(retained: Settings) -> None:
    found = await scan(retained, (*WORDS, RIE.id))
    assert {place.split(":")[0] for place, _ in found} <= STAYS


async def test_every_booking_is_still_there_and_is_nobodys(retained: Settings) -> None:
    async with a_process(retained, ONE_PASS) as ports:
        people = await ports.archive.people()
        assert len(people) > 10 and all(map(is_stranger, people))
        day = await ports.archive.next_day(None)
        while day is not None:
            assert await check_day(ports, day) == ()
            day = await ports.archive.next_day(day)


async def test_what_is_kept_of_a_series_does_not_lead_to_its_old_bookings(
    retained: Settings,
) -> None:
    async with a_process(retained, ONE_PASS) as ports:
        (kept,) = await ports.series.of(ZEB.id)
        assert kept.bookings == {}


async def test_the_seating_list_tells_of_that_days_places_only(retained: Settings) -> None:
    page = (await BlobShelf(retained).all())[SiteId("hall")]
    assert page.count(ZEB.name.encode()) == 2
    assert RIE.name.encode() not in page
