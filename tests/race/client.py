"""People who book over HTTP and do not give up: what breaks or is unavailable is asked again with the same key."""

import asyncio
import itertools
import random
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from domain.ids import PersonId
from tests.signed_in import Passes

ANSWER_WITHIN = 300.0  # seconds, all tries together: a busy machine with faults is slow, not wrong
LONGEST_PAUSE = (
    0.25  # seconds; a polite client waits for Retry-After, an impatient one finds more races
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer that a client was left with. `broken` and `unavailable`: how often it had to ask again, and why."""

    person: PersonId
    status: int
    code: str
    booking: str
    resource: str
    seconds: float
    broken: int = 0
    unavailable: int = 0
    replayed: bool = False

    @property
    def tries(self) -> int:
        return 1 + self.broken + self.unavailable


class Clients:
    """Takes the servers in turn."""

    def __init__(self, session: aiohttp.ClientSession, urls: Sequence[str], passes: Passes) -> None:
        self._session, self._urls, self._passes = session, urls, passes
        self._turn = itertools.count()

    async def book(self, person: PersonId, body: Mapping[str, str]) -> Answer:
        """POST /bookings until there is an answer that is neither a broken connection nor a 503."""
        headers = {**await self._passes.of(person), "Idempotency-Key": secrets.token_hex(12)}
        began, broken, unavailable = time.monotonic(), 0, 0
        while time.monotonic() - began < ANSWER_WITHIN:
            url = f"{self._next()}/api/v1/bookings"
            try:
                async with self._session.post(url, json=body, headers=headers) as answer:
                    told = await answer.json(content_type=None)
            except (aiohttp.ClientError, TimeoutError, OSError):
                broken += 1
                await asyncio.sleep(random.uniform(0, LONGEST_PAUSE))
                continue
            if answer.status == 503:
                assert int(answer.headers["Retry-After"]) >= 1
                unavailable += 1
                await asyncio.sleep(random.uniform(0, LONGEST_PAUSE))
                continue
            return Answer(
                person=person,
                status=answer.status,
                code=told.get("code", ""),
                booking=told.get("id", "") if answer.status == 201 else "",
                resource=body["resourceId"],
                seconds=time.monotonic() - began,
                broken=broken,
                unavailable=unavailable,
                replayed="Idempotent-Replayed" in answer.headers,
            )
        raise TimeoutError(f"{person} was told nothing: {broken} broken, {unavailable} unavailable")

    async def warm(self, people: Sequence[PersonId]) -> None:
        """Open the connections and let everybody be known where they will ask, so that a race starts at once."""
        await asyncio.gather(*(self._look(self._next(), person) for person in people))

    async def _look(self, url: str, person: PersonId) -> None:
        try:
            headers = await self._passes.of(person)
            async with self._session.get(f"{url}/api/v1/me", headers=headers) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            return  # a server that misbehaves is what some races are about

    def _next(self) -> str:
        return self._urls[next(self._turn) % len(self._urls)]


@asynccontextmanager
async def clients(urls: Sequence[str], passes: Passes) -> AsyncIterator[Clients]:
    """As many connections as there are people at a time."""
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=3)
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        yield Clients(session, urls, passes)
