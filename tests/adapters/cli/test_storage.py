"""A municipality goes through real tables and blobs and comes out the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.cli.folders import load
from adapters.cli.storage import open_storage
from adapters.directory_files.write import write_files
from adapters.provision import provision
from adapters.settings import read_settings
from application.faults import Misconfigured
from demo.build import HERE
from tests.adapters.directory_files.small import imported
from tests.azurite import Azurite


@pytest.fixture
async def environment(azurite: Azurite) -> dict[str, str]:
    named = {
        "STORAGE_ACCOUNT": azurite.account,
        "STORAGE_ACCOUNT_KEY": azurite.key,
        "TABLES_ENDPOINT": azurite.table_endpoint,
        "QUEUES_ENDPOINT": azurite.queue_endpoint,
        "BLOBS_ENDPOINT": azurite.blob_endpoint,
    }
    await provision(read_settings(named))
    return named


async def test_what_was_imported_is_exported_byte_for_byte(environment: dict[str, str]) -> None:
    files = load(Path(HERE, "depanne"))
    seen: list[tuple[int, int]] = []
    async with open_storage(environment) as store:
        await store.replace(imported(files), progress=lambda *step: seen.append(step))
        current = await store.current()
    assert current is not None and write_files(current) == files
    done, totals = [step[0] for step in seen], {step[1] for step in seen}
    assert done == sorted(done) and totals == {done[-1]}


async def test_importing_again_replaces_what_was_there(environment: dict[str, str]) -> None:
    first, second = imported(load(Path(HERE, "depanne"))), imported()
    async with open_storage(environment) as store:
        await store.replace(first, progress=lambda *_: None)
        await store.replace(second, progress=lambda *_: None)
        assert await store.current() == second


async def test_a_drawing_that_has_gone_is_said_so(environment: dict[str, str]) -> None:
    whole = imported()
    floors = {
        identity: replace(floor, drawing_hash="0" * 32) if floor.drawing else floor
        for identity, floor in whole.directory.floors.items()
    }
    async with open_storage(environment) as store:
        await store.replace(whole, progress=lambda *_: None)
        with pytest.raises(Misconfigured, match=r"huis\.svg is gone"):
            await store._drawn(replace(whole.directory, floors=floors))


async def test_without_settings_it_says_which_are_missing() -> None:
    with pytest.raises(Misconfigured, match="TABLES_ENDPOINT is not set"):
        async with open_storage({}):
            pass
