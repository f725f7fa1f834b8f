"""What a shelf of seating lists promises: the newest of each site, and nothing left of one that was removed."""

import pytest

from adapters.azure import blob_service
from adapters.provision import provision
from adapters.seating.shelf import CONTAINER, BlobShelf
from adapters.settings import Settings
from application.faults import Unavailable
from application.seating import SeatingShelf
from domain.ids import SiteId
from tests.azurite import Azurite
from tests.contracts.conftest import settings_of
from tests.fake_seating import FakeShelf

HALL, ANNEX = SiteId("hall"), SiteId("al-schoul")


@pytest.fixture
async def stores(azurite: Azurite) -> Settings:
    settings = settings_of(azurite)
    await provision(settings)
    await BlobShelf(settings).put({})
    return settings


@pytest.fixture(params=["memory", "storage"])
def shelf(request: pytest.FixtureRequest) -> SeatingShelf:
    if request.param == "memory":
        return FakeShelf()
    return BlobShelf(request.getfixturevalue("stores"))


class TestShelf:
    async def test_lists_come_back_as_they_were_put(self, shelf: SeatingShelf) -> None:
        assert shelf.on and await shelf.all() == {}
        pages = {HALL: "<p>Zoë</p>".encode(), ANNEX: b""}
        await shelf.put(pages)
        assert await shelf.all() == pages

    async def test_new_ones_take_the_place_of_the_old_and_of_those_without_one(
        self, shelf: SeatingShelf
    ) -> None:
        await shelf.put({HALL: b"yesterday", ANNEX: b"closed since"})
        for _ in range(2):
            await shelf.put({HALL: b"today"})
            assert await shelf.all() == {HALL: b"today"}
        await shelf.put({})
        assert await shelf.all() == {}


async def test_a_browser_is_told_what_it_is_and_keeps_no_copy(stores: Settings) -> None:
    await BlobShelf(stores).put({HALL: b"<p>today</p>"})
    async with blob_service(stores) as service:
        blob = service.get_blob_client(CONTAINER, "hall.html")
        told = (await blob.get_blob_properties()).content_settings
    assert (told.content_type, told.cache_control) == ("text/html; charset=utf-8", "no-store")


async def test_it_is_kept_in_the_second_account_where_there_is_one(stores: Settings) -> None:
    other = "http://127.0.0.1:9/devstoreaccount1"
    away = BlobShelf(stores.model_copy(update={"backup_blobs_endpoint": other}))
    with pytest.raises(Unavailable):
        await away.put({HALL: b"today"})


def test_without_one_it_is_off_but_on_a_machine_of_ones_own() -> None:
    there = "https://example.blob.core.windows.net"
    named = {"TABLES_ENDPOINT": there, "QUEUES_ENDPOINT": there, "BLOBS_ENDPOINT": there}
    assert not BlobShelf(Settings.model_validate(named)).on
    assert BlobShelf(Settings.model_validate({**named, "BACKUP_BLOBS_ENDPOINT": there})).on
