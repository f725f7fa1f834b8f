"""The floor: storage asked with nothing in between, as the denominator of our own figures.

Signed REST over bare sockets; requests are prepared bytes, answers are not parsed. Nothing built on
the same emulator can be faster, so a figure of ours is worth saying as a multiple of this.

    python -m bench.floor --endpoint http://127.0.0.1:10002/devstoreaccount1 --key …
"""

import argparse
import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import quote, urlsplit

from adapters.tables.auth import SharedKey
from bench.connection import Connection, connection_to
from bench.measure import Figures, Work, measured

CLIENTS = (1, 16, 64)
PARTITION = "2026-11-23"
# Ten properties, some 260 bytes: a booking, more or less.
ENTITY = (
    b'{"PartitionKey":"%s","RowKey":"%s","v":1,"site":"stadhuis","resource":"desk-0417",'
    b'"person":"6f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0","start":"2026-11-23T08:00:00Z",'
    b'"end":"2026-11-23T16:00:00Z","state":"booked","note":"","revision":1,"label":"4.17"}'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which storage, with which key, and a table of its own in it."""

    endpoint: str
    key: SharedKey
    table: str


class Bare:
    """One kept connection that sends prepared requests; answers are read, not looked into."""

    def __init__(self, place: Place, kept: Connection) -> None:
        parts = urlsplit(place.endpoint)
        self._place, self._kept = place, kept
        self.root, self.origin = parts.path, f"{parts.scheme}://{parts.netloc}"
        self._constant = (
            f"Host: {parts.netloc}\r\nx-ms-version: 2019-02-02\r\nDataServiceVersion: 3.0\r\n"
            "Accept: application/json;odata=nometadata\r\nPrefer: return-no-content\r\n"
        )

    async def ask(
        self, line: str, body: bytes = b"", kind: str = "application/json", *, absent: bool = False
    ) -> bytes:
        """`line`: method and target, for example `GET /account/table()`. Raises on a status >= 300; where what is asked
        for may be `absent`, a 404 is an answer too."""
        date = formatdate(usegmt=True)
        path = line.split(" ", 1)[1].partition("?")[0]
        head = (
            f"{line} HTTP/1.1\r\n{self._constant}x-ms-date: {date}\r\nContent-Type: {kind}\r\n"
            f"Authorization: {self._place.key.authorization(date, path)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        answer = await self._kept.exchange(head.encode() + body)
        failed = answer.status >= 300 or b"odata.error" in answer.body[:600]
        if failed and not (absent and answer.status == 404):
            raise RuntimeError((answer.head + answer.body[:600]).decode())
        return answer.body

    async def close(self) -> None:
        await self._kept.close()


@asynccontextmanager
async def connected(place: Place, clients: int) -> AsyncIterator[list[Bare]]:
    """As many open connections as there are clients."""
    opened = [Bare(place, await connection_to(place.endpoint)) for _ in range(clients)]
    try:
        yield opened
    finally:
        for one in opened:
            await one.close()


async def point_read(place: Place, *, clients: int, calls: int) -> Figures:
    """One row by its keys."""

    def work(bare: Bare) -> Work:
        line = f"GET {bare.root}/{place.table}(PartitionKey='{PARTITION}',RowKey='row|0000')"
        line = line.replace("|", "%7C")
        return lambda _: bare.ask(line)

    async with connected(place, clients) as bares:
        return await measured("point read, bare", [work(bare) for bare in bares], calls)


async def transaction(place: Place, *, clients: int, calls: int, inserts: int = 3) -> Figures:
    """A transaction of new rows, in a partition of its own: the emulator slows as one grows."""
    run = secrets.token_hex(4)
    origin = "http://" + urlsplit(place.endpoint).netloc

    def work(bare: Bare) -> Work:
        template = batch_of(f"{origin}{bare.root}/{place.table}", inserts)
        line = f"POST {bare.root}/$batch"
        kind = "multipart/mixed; boundary=batch_floor"
        return lambda number: bare.ask(
            line, template.replace(b"@", f"{run}-{number}".encode()), kind
        )

    async with connected(place, clients) as bares:
        name = f"transaction of {inserts} inserts, bare"
        return await measured(name, [work(bare) for bare in bares], calls)


async def partition_query(place: Place, *, clients: int, calls: int, rows: int = 500) -> Figures:
    """All the rows that `fill` wrote, in one range query."""

    def work(bare: Bare) -> Work:
        query = f"PartitionKey eq '{PARTITION}' and RowKey ge 'row|' and RowKey lt 'row}}'"
        line = f"GET {bare.root}/{place.table}()?$filter={quote(query, safe='')}"
        return lambda _: bare.ask(line)

    async with connected(place, clients) as bares:
        name = f"partition query of {rows}, bare"
        return await measured(name, [work(bare) for bare in bares], calls)


def batch_of(table_url: str, inserts: int) -> bytes:
    """A transaction of inserts in the partition `new-@`; every `@` is to be replaced."""
    part = (
        b"--changeset_floor\r\nContent-Type: application/http\r\n"
        b"Content-Transfer-Encoding: binary\r\n\r\nPOST " + table_url.encode() + b" HTTP/1.1\r\n"
        b"Content-Type: application/json\r\nAccept: application/json;odata=nometadata\r\n"
        b"Prefer: return-no-content\r\nDataServiceVersion: 3.0\r\n\r\n" + ENTITY + b"\r\n"
    )
    parts = b"".join(part % (b"new-@", b"new|%d" % number) for number in range(inserts))
    return (
        b"--batch_floor\r\nContent-Type: multipart/mixed; boundary=changeset_floor\r\n\r\n"
        + parts
        + b"--changeset_floor--\r\n--batch_floor--\r\n"
    )


async def fill(place: Place, rows: int = 500) -> None:
    """Makes the table, with rows `row|0000` onwards."""
    async with connected(place, 1) as (bare,):
        await bare.ask(f"POST {bare.root}/Tables", b'{"TableName":"%s"}' % place.table.encode())
        day = PARTITION.encode()
        for number in range(rows):
            await bare.ask(f"POST {bare.root}/{place.table}", ENTITY % (day, b"row|%04d" % number))


async def floor(place: Place, clients: tuple[int, ...] = CLIENTS) -> list[Figures]:
    """Every operation at every number of clients, after one unmeasured round each."""
    await fill(place)
    figures: list[Figures] = []
    for function, calls in ((point_read, 1500), (transaction, 600), (partition_query, 200)):
        await function(place, clients=4, calls=calls // 4)
        figures += [await function(place, clients=number, calls=calls) for number in clients]
    return figures


def place_from(arguments: list[str] | None = None) -> Place:
    """The storage named on the command line, with a new table name."""
    parser = argparse.ArgumentParser(prog="python -m bench.floor", description=__doc__)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--account", default="devstoreaccount1")
    parser.add_argument("--key", required=True)
    given = parser.parse_args(arguments)
    key = SharedKey(given.account, given.key)
    return Place(endpoint=given.endpoint, key=key, table=f"floor{secrets.token_hex(6)}")


if __name__ == "__main__":
    for measured_figures in asyncio.run(floor(place_from())):
        print(measured_figures.line())
