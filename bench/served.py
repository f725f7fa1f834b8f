"""Our own API over HTTP, asked by the same bare client as storage: booking, polling, plans."""

import json
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.connection import Answer, Connection, connection_to
from domain.ids import PersonId
from tests.race.arena import Arena
from tests.signed_in import Passes


@dataclass(frozen=True, slots=True)
class Slot:
    """A booking to be made that nothing stands in the way of."""

    person: PersonId
    body: Mapping[str, str]


class Client:
    """One connection to one server process."""

    def __init__(self, url: str, kept: Connection, passes: Passes) -> None:
        self._host, self._kept, self._passes = urlsplit(url).netloc, kept, passes
        self._tag = ""

    async def book(self, slot: Slot) -> Answer:
        """Raises RuntimeError on anything but 201."""
        more = f"Content-Type: application/json\r\nIdempotency-Key: {secrets.token_hex(8)}\r\n"
        body = json.dumps(slot.body).encode()
        return await self._ask("POST /api/v1/bookings", slot.person, more, body, wanted=201)

    async def plan(self, person: PersonId, site: str, day: str) -> Answer:
        """The plan of a site and day, in full."""
        return await self._ask(_occupancy(site, day), person)

    async def poll(self, person: PersonId, site: str, day: str) -> Answer:
        """Asks whether the plan is still as this client last saw it: 304. Raises RuntimeError where it is not."""
        line = _occupancy(site, day)
        if not self._tag:
            await self.see(person, site, day)
        return await self._ask(line, person, f"If-None-Match: {self._tag}\r\n", wanted=304)

    async def see(self, person: PersonId, site: str, day: str) -> None:
        """Looks at the plan, to poll it from now on."""
        self._tag = (await self._ask(_occupancy(site, day), person)).header("etag")

    async def meet(self, person: PersonId) -> None:
        """Lets the process get to know the person, as it does whoever was here in the last 15 seconds."""
        await self._ask("GET /api/v1/me", person)

    async def note(self, person: PersonId, booking: str, text: str) -> None:
        """Changes a booking a little, so that its site's plan is another."""
        more = "Content-Type: application/json\r\nIf-Match: *\r\n"
        body = json.dumps({"note": text}).encode()
        await self._ask(f"PATCH /api/v1/bookings/{booking}", person, more, body)

    async def _ask(
        self, line: str, person: PersonId, more: str = "", body: bytes = b"", *, wanted: int = 200
    ) -> Answer:
        said = await self._passes.of(person)
        known = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        head = (
            f"{line} HTTP/1.1\r\nHost: {self._host}\r\nAccept: application/json\r\n"
            f"{known}{more}Content-Length: {len(body)}\r\n\r\n"
        )
        answer = await self._kept.exchange(head.encode() + body)
        if answer.status != wanted:
            raise RuntimeError(f"{line}: {answer.status} {answer.body[:300].decode()}")
        return answer

    async def close(self) -> None:
        await self._kept.close()


@asynccontextmanager
async def connected(
    arena: Arena, clients: int, *, servers: int | None = None
) -> AsyncIterator[list[Client]]:
    """As many clients, shared out over the servers, or over the first so many of them."""
    urls, passes = arena.servers.urls[:servers], arena.storage.passes
    chosen = [urls[number % len(urls)] for number in range(clients)]
    opened = [Client(url, await connection_to(url), passes) for url in chosen]
    try:
        yield opened
    finally:
        for client in opened:
            await client.close()


def _occupancy(site: str, day: str) -> str:
    return f"GET /api/v1/occupancy?siteId={site}&date={day}&partOfDay=day"


def booking_of(answer: Answer) -> str:
    """The id in the answer to a booking."""
    return str(json.loads(answer.body)["id"])


def each_once(slots: Iterator[Slot], number: int) -> list[Slot]:
    """The next so many slots."""
    return [next(slots) for _ in range(number)]
