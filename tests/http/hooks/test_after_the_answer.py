"""What follows an answer: it is out before anything is written, and no request asks storage once more for it."""

import asyncio

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message

from adapters.http.front import Front
from application.counts import Kind
from application.faults import Unavailable
from application.keep_counts import CountKeeper
from tests.builders import NOW
from tests.fakes import World, a_world


def a_front() -> tuple[World, Front]:
    world = a_world(None, (), NOW)
    keeper = CountKeeper(
        world.platform.counts, world.platform.kept_counts, world.clock, "this process"
    )

    def make() -> ASGIApp:
        return PlainTextResponse("here it is")

    return world, Front(world.ports, make, after=keeper.soon)


async def ask(world: World, front: Front) -> int:
    """Ends as soon as the application does, as the host does; how much was written until then."""
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    world.platform.counts.record(Kind.HTTP, "GET /", 0.01, "2xx")
    await front({"type": "http", "method": "GET", "path": "/", "headers": []}, receive, send)
    assert said[-1]["body"] == b"here it is"
    return world.platform.kept_counts.writes


async def test_the_answer_is_out_before_anything_is_written() -> None:
    world, front = a_front()
    assert await ask(world, front) == 0
    await asyncio.sleep(0.01)
    assert world.platform.kept_counts.writes == 1


async def test_the_next_hundred_requests_write_nothing() -> None:
    world, front = a_front()
    for _ in range(100):
        await ask(world, front)
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    assert world.platform.kept_counts.writes == 1


async def test_storage_that_is_silent_then_is_nobodys_trouble() -> None:
    world, front = a_front()
    world.platform.kept_counts.fail_next(before=Unavailable("gone"))
    await ask(world, front)
    await asyncio.sleep(0.01)
    assert world.platform.kept_counts.said == {}
