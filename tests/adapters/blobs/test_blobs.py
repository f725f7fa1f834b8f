"""Drawings and keys as blobs."""

import asyncio
from datetime import timedelta

import pytest

from adapters.blobs.drawings import BlobDrawings
from adapters.blobs.keys import BlobKeys
from adapters.clock import SystemClock
from adapters.settings import Settings
from application.faults import Unavailable
from domain.when import later
from tests.builders import NOW
from tests.fakes import FakeClock


async def test_a_drawing_is_kept_once_under_its_hash(stores: Settings) -> None:
    drawings = BlobDrawings(stores)
    await drawings.keep("a1", b"<svg>1</svg>")
    await drawings.keep("a1", b"<svg>other</svg>")
    assert await BlobDrawings(stores).read("a1") == b"<svg>1</svg>"
    assert await drawings.read("b2") is None


async def test_a_drawing_that_was_read_is_not_asked_for_again(stores: Settings) -> None:
    drawings = BlobDrawings(stores)
    await drawings.keep("c3", b"<svg/>")
    assert await drawings.read("c3") == b"<svg/>"
    drawings._settings = unanswered(stores)
    assert await drawings.read("c3") == b"<svg/>"


def unanswered(settings: Settings) -> Settings:
    """Settings whose blobs nobody answers for."""
    return settings.model_copy(update={"blobs_endpoint": "http://127.0.0.1:9/devstoreaccount1"})


async def test_processes_that_make_a_key_at_once_have_the_same(stores: Settings) -> None:
    made = await asyncio.gather(*(BlobKeys(stores).key("at-once") for _ in range(4)))
    assert len(set(made)) == 1 and len(made[0]) == 32
    assert await BlobKeys(stores).key("another") != made[0]


async def test_no_answer_is_a_fault(stores: Settings) -> None:
    with pytest.raises(Unavailable):
        await BlobKeys(unanswered(stores)).key("any")


async def test_processes_that_make_a_key_set_at_once_have_the_same(stores: Settings) -> None:
    made = await asyncio.gather(*(BlobKeys(stores).key_set("set-at-once") for _ in range(4)))
    assert len(set(made)) == 1
    ((key,),) = set(made)
    assert len(key.key) == 32 and key.begins_at <= SystemClock().now()


async def test_a_new_key_begins_after_every_process_has_read_the_set_again(
    stores: Settings,
) -> None:
    seconds, clock = [0.0], FakeClock(NOW)
    one = BlobKeys(stores, clock)
    other = BlobKeys(stores, clock, seconds=lambda: seconds[0])
    (first,) = await one.key_set("rotating")
    assert await other.key_set("rotating") == (first,)
    second, kept = await one.rotate("rotating", keep=3)
    assert kept == first and second.begins_at == later(NOW, timedelta(hours=2))
    assert await one.key_set("rotating") == (second, first)
    assert await other.key_set("rotating") == (first,)
    assert await other.key_set("rotating", fresh=True) == (second, first)
    seconds[0] += 3600
    await one.rotate("rotating", keep=1)
    found = await other.key_set("rotating")
    assert len(found) == 2 and found[1] == second


async def test_two_rotations_at_once_make_one_key_or_say_so(stores: Settings) -> None:
    await BlobKeys(stores).key_set("two-rotations")
    results = await asyncio.gather(
        *(BlobKeys(stores).rotate("two-rotations", keep=5) for _ in range(3)),
        return_exceptions=True,
    )
    refused = [each for each in results if isinstance(each, BaseException)]
    assert all(isinstance(each, Unavailable) for each in refused)
    assert len(await BlobKeys(stores).key_set("two-rotations")) == 1 + 3 - len(refused)
