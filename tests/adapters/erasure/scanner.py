"""Looks for words in everything that a deployment keeps: every key and property of every table, every queue message,
every blob with its name, every file in the folder of mails; as they are written, and in every disguise we can think of.
"""

import base64
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from email import message_from_bytes
from pathlib import Path
from urllib.parse import quote

from adapters.azure import blob_service, queue_service, table_service
from adapters.settings import Settings

MOST_PEEKED = 32

type Find = tuple[str, str]
"""Where, and which word."""


def disguises(word: str) -> set[bytes]:
    """The forms in which `word` may hide in bytes that are compared without regard to case, base64 aside."""
    raw = word.encode()
    plain = {raw, quote(word, safe="").encode(), quote(word).encode(), raw.hex().encode()}
    plain |= {json.dumps(word).strip('"').encode(), word.encode("utf-16-le")}
    return {form.lower() for form in plain}


def in_base64(word: str) -> set[bytes]:
    """What stands in base64 wherever `word` was encoded, whatever stood before and after it."""
    found: set[bytes] = set()
    for raw in (word.encode(), word.casefold().encode(), word.encode("utf-16-le")):
        for before in range(3):
            encoded = base64.b64encode(b"\0" * before + raw)
            first = 0 if before == 0 else before + 1  # letters that depend on what stands before
            last = (before + len(raw)) * 8 // 6  # and on what stands after
            found |= {
                encoded[first:last],
                encoded[first:last].translate(bytes.maketrans(b"+/", b"-_")),
            }
    return found


def words_in(content: bytes, words: Iterable[str]) -> Iterator[str]:
    lowered = content.lower()
    for word in words:
        hidden = any(form in lowered for form in disguises(word))
        if hidden or any(form in content for form in in_base64(word)):
            yield word


async def scan(settings: Settings, words: Iterable[str]) -> set[Find]:
    """Every place in which one of `words` stands."""
    wanted = tuple(words)
    found: set[Find] = set()
    async for place, content in everything(settings):
        found |= {(place, word) for word in words_in(content, wanted)}
    return found


async def everything(settings: Settings) -> AsyncIterator[tuple[str, bytes]]:
    async for each in _rows(settings):
        yield each
    async for each in _messages(settings):
        yield each
    async for each in _blobs(settings):
        yield each
    for file in _mails(settings):
        yield file


async def _rows(settings: Settings) -> AsyncIterator[tuple[str, bytes]]:
    async with table_service(settings) as service:
        names = [table.name async for table in service.list_tables()]
        for name in names:
            async for row in service.get_table_client(name).list_entities():
                for column, value in row.items():
                    content = value if isinstance(value, bytes) else str(value).encode()
                    yield f"table {name}: {column}", content


async def _messages(settings: Settings) -> AsyncIterator[tuple[str, bytes]]:
    async with queue_service(settings) as service:
        async for queue in service.list_queues():
            client = service.get_queue_client(queue.name)
            count = (await client.get_queue_properties()).approximate_message_count or 0
            assert count <= MOST_PEEKED, "more messages than can be looked at"
            messages = client.receive_messages(max_messages=MOST_PEEKED, visibility_timeout=1)
            async for message in messages:
                content = str(message.content)
                yield f"queue {queue.name}", content.encode()
                yield f"queue {queue.name}", base64.b64decode(content)


async def _blobs(settings: Settings) -> AsyncIterator[tuple[str, bytes]]:
    async with blob_service(settings) as service:
        async for container in service.list_containers():
            client = service.get_container_client(container.name)
            async for blob in client.list_blobs(include=["metadata"]):
                download = await client.download_blob(blob.name)
                yield f"blobs {container.name}: name", blob.name.encode()
                yield f"blobs {container.name}: metadata", json.dumps(blob.metadata or {}).encode()
                yield f"blobs {container.name}: content", await download.readall()


def _mails(settings: Settings) -> Iterator[tuple[str, bytes]]:
    folder = settings.mail_outbox or Path("/nonexistent")
    for file in sorted(folder.glob("**/*")) if folder.is_dir() else []:
        raw = file.read_bytes()
        yield "mail", file.name.encode() + b"\n" + raw
        for part in message_from_bytes(raw).walk():
            decoded = part.get_payload(decode=True)
            if isinstance(decoded, bytes):
                yield "mail", decoded
