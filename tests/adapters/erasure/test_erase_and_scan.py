"""Whoever is erased is found nowhere any more: every table, queue, blob and mail is looked through, before and after."""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from adapters.azure import blob_service, queue_service
from adapters.blobs.drawings import CONTAINER
from adapters.provision import provision
from adapters.queues.doorbell import QUEUE
from adapters.seating.shelf import CONTAINER as SHELF
from adapters.settings import Settings
from application.erase_person import erase_person, replay_erasures
from application.ports import Ports
from application.rebuild_day import check_day
from domain.erasing import is_stranger
from domain.ids import PersonId
from domain.series import Series
from tests import azurite as emulator
from tests.adapters.erasure.life import (
    RIE,
    WORDS,
    ZEB,
    a_life,
    a_municipality,
    a_process,
    comes_back,
)
from tests.adapters.erasure.scanner import Find, scan
from tests.builders import a_person
from tests.contracts.conftest import settings_of

OPERATOR = a_person("operator")


@dataclass(frozen=True, kw_only=True)
class Story:
    """What was found before and after an erasure, and the storage as it is since."""

    settings: Settings
    before: set[Find]
    after: set[Find]
    neighbours: set[tuple[str, str]]
    neighbours_series: Series


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """An emulator in which nobody else has left anything."""
    with emulator.all_services() as running:
        settings = settings_of(running, tmp_path_factory.mktemp("story") / "outbox")
        yield asyncio.run(told(settings))


async def told(settings: Settings) -> Story:
    await provision(settings)
    await a_municipality(settings)
    async with a_process(settings) as ports:
        await a_life(ports)
        (series,) = [s.value for s in await ports.series.every() if s.value.person == RIE.id]
        neighbours = await bookings_of(ports, RIE.id)
    before = await scan(settings, WORDS)
    async with a_process(settings, "2026-11-24 10:15") as ports:
        assert (await erase_person(ports, ZEB.id, caller=OPERATOR)).left == ()
    return Story(
        settings=settings,
        before=before,
        after=await scan(settings, WORDS),
        neighbours=neighbours,
        neighbours_series=series,
    )


async def days(ports: Ports) -> AsyncIterator[date]:
    day = await ports.archive.next_day(None)
    while day is not None:
        yield day
        day = await ports.archive.next_day(day)


async def bookings_of(ports: Ports, person: PersonId) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    async for day in days(ports):
        heads = [kept.value for kept in (await ports.bookings.whole_day(day)).heads.values()]
        found |= {(head.id, head.state) for head in heads if head.person == person}
    return found


def test_every_word_was_found_before_and_in_every_store(story: Story) -> None:
    assert {word for _, word in story.before} == set(WORDS)
    places = {place.split(":")[0] for place, _ in story.before}
    named = ("bookings", "series", "people", "places", "quotas", "codes", "audit", "mails", "sync")
    assert places >= {"mail", f"blobs {SHELF}", *(f"table {name}" for name in named)}
    assert (f"blobs {SHELF}: name", ZEB.id) not in story.before


def test_nothing_is_found_after_it(story: Story) -> None:
    assert story.after == set()


async def test_the_neighbour_keeps_everything_and_the_books_agree(story: Story) -> None:
    async with a_process(story.settings, "2026-11-24 10:20") as ports:
        assert await bookings_of(ports, RIE.id) == story.neighbours
        (series,) = await ports.series.of(RIE.id)
        assert series.bookings == story.neighbours_series.bookings and series.by == RIE.id
        async for day in days(ports):
            assert await check_day(ports, day) == ()


async def test_the_erased_are_strangers_each_in_one_booking(story: Story) -> None:
    async with a_process(story.settings) as ports:
        people = await ports.archive.people()
    strangers = {person for person in people if is_stranger(person)}
    assert people - strangers == {RIE.id} and len(strangers) > 10


async def test_a_restored_backup_is_cleaned_by_the_register(story: Story) -> None:
    await a_municipality(story.settings)
    async with a_process(story.settings) as ports:
        await comes_back(ports)
    assert await scan(story.settings, WORDS)
    async with a_process(story.settings, "2026-11-24 10:30") as ports:
        assert await replay_erasures(ports, caller=OPERATOR) == (ZEB.id,)
    assert await scan(story.settings, WORDS) == set()


@pytest.mark.parametrize("how", ["plain", "base64", "hex", "upper"])
async def test_the_scan_finds_what_is_hidden_in_a_queue_or_a_blob(story: Story, how: str) -> None:
    word = f"x{ZEB.mail}y"
    hidden = {
        "plain": word,
        "base64": base64.b64encode(word.encode()).decode(),
        "hex": word.encode().hex(),
        "upper": word.upper(),
    }[how]
    async with queue_service(story.settings) as queues, blob_service(story.settings) as blobs:
        queue, blob = queues.get_queue_client(QUEUE), blobs.get_blob_client(CONTAINER, "planted")
        await queue.clear_messages()
        await queue.send_message(base64.b64encode(hidden.encode()).decode())
        await blob.upload_blob(hidden.encode())
        found = {place for place, word in await scan(story.settings, WORDS) if word == ZEB.mail}
        await queue.clear_messages()
        await blob.delete_blob()
    assert found == {f"queue {QUEUE}", f"blobs {CONTAINER}: content"}
