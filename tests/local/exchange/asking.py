"""Asks the simulator over HTTP, as an application would; and the town that most tests of it live in."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from yarl import URL

from local.exchange import Exchange, exchange_server

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
TOKEN = "let-me-in"
SVC, ANN, BOB, R1, R2 = (f"{each}@town.example" for each in ("svc", "ann", "bob", "r1", "r2"))
HOUR = timedelta(hours=1)
IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        found: str = self.body["error"]["code"]
        return found


class Asker:
    """A path below the version root, or a whole link."""

    def __init__(self, exchange: Exchange, session: aiohttp.ClientSession) -> None:
        self._exchange = exchange
        self._session = session

    async def __call__(
        self, method: str, path: str, body: Any = None, *, token: str = TOKEN, **headers: str
    ) -> Answer:
        url = path if path.startswith("http") else self._exchange.base_url + path
        own = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._session.request(
            method,
            URL(url, encoded=True),
            json=body,
            headers={"Authorization": f"Bearer {token}", **own},
        ) as answer:
            text = await answer.text()
            json = answer.content_type == "application/json" and text
            return Answer(
                status=answer.status,
                body=await answer.json() if json else text,
                headers=answer.headers,
            )

    async def all_pages(self, path: str, **headers: str) -> tuple[list[Any], str, int]:
        """Every item to the end, the delta link, how many pages."""
        items: list[Any] = []
        pages = 0
        while True:
            answer = await self("GET", path, **headers)
            assert answer.status == 200, answer.body
            items += answer.body["value"]
            pages += 1
            if "@odata.nextLink" not in answer.body:
                return items, answer.body.get("@odata.deltaLink", ""), pages
            path = answer.body["@odata.nextLink"]


@asynccontextmanager
async def town() -> AsyncIterator[tuple[Exchange, Asker]]:
    """A service mailbox, two people, two rooms; Monday morning."""
    async with (
        exchange_server(now=MONDAY, token=TOKEN) as exchange,
        aiohttp.ClientSession() as session,
    ):
        exchange.add_user(SVC, "Vrijplek")
        exchange.add_user(ANN, "Ann Aerts")
        exchange.add_user(BOB, "Bob Bos")
        exchange.add_room(R1, "Room 1", place={"capacity": 8})
        exchange.add_room(R2, "Room 2")
        yield exchange, Asker(exchange, session)


def at(hour: int, day: int = 24, minute: int = 0) -> datetime:
    """In November 2026, UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def meeting(hour: int = 9, *, room: str = R1, day: int = 24, **more: Any) -> dict[str, Any]:
    """A request to book an hour, wall clock of Berlin."""
    return {
        "subject": "Team",
        "body": {"contentType": "html", "content": "<p>Booked</p>"},
        "start": {"dateTime": f"2026-11-{day}T{hour:02}:00:00", "timeZone": "Europe/Berlin"},
        "end": {"dateTime": f"2026-11-{day}T{hour + 1:02}:00:00", "timeZone": "Europe/Berlin"},
        "attendees": [{"type": "resource", "emailAddress": {"address": room, "name": "Room"}}],
        **more,
    }
