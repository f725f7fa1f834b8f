"""Drawings and keys as blobs."""

import asyncio

import pytest

from adapters.blobs.drawings import BlobDrawings
from adapters.blobs.keys import BlobKeys
from adapters.settings import Settings
from application.faults import Unavailable


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
