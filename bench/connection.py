"""A kept HTTP connection that sends prepared bytes: the client of every measurement, so that none is slowed by its own."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit

BODILESS = (204, 304)


@dataclass(frozen=True, slots=True)
class Answer:
    """As it came; `head` in lower case."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """The value of one header, "" without it; in lower case, as the head is."""
        _, found, rest = self.head.partition(f"\r\n{name.lower()}:".encode())
        return rest.split(b"\r\n", 1)[0].decode().strip() if found else ""


class Connection:
    """One request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def exchange(self, request: bytes) -> Answer:
        """Send, and read the whole answer."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head[9:12])
        return Answer(status, head, b"" if status in BODILESS else await self._content(head))

    async def _content(self, head: bytes) -> bytes:
        if b"transfer-encoding: chunked" in head:
            return b"".join([chunk async for chunk in self._chunks()])
        _, found, rest = head.partition(b"content-length:")
        return await self._reader.readexactly(int(rest.split(b"\r\n", 1)[0])) if found else b""

    async def _chunks(self) -> AsyncIterator[bytes]:
        while size := int(await self._reader.readline(), 16):
            yield (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readline()

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


async def connection_to(url: str) -> Connection:
    parts = urlsplit(url)
    return Connection(*await asyncio.open_connection(parts.hostname, parts.port, limit=2**22))
