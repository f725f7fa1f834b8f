"""Rows as the service itself tells them, types and versions included: for copying whole tables, whatever is in them.

What it talks to: Azure Table Storage, or Azurite. Permission in Azure: Storage Table Data Contributor (to read: Reader).
Time-out: 30 s per request, because looking through a table takes long. Retries: reads only. Faults: application/faults.py.
"""

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from itertools import batched
from typing import Any
from urllib.parse import quote

from adapters.tables import batch
from adapters.tables.answers import Answer, error_of, fault_of, versions_of
from adapters.tables.auth import SharedKey, TokenProvider
from adapters.tables.channel import Channel
from adapters.tables.wire import next_page
from application.faults import Misconfigured, Unavailable

TIMEOUT = 30.0
TYPED = {"Accept": "application/json;odata=fullmetadata"}
BATCH_HEADERS = {"Content-Type": batch.CONTENT_TYPE}
TYPE = "@odata.type"
VERSION, STAMP = "odata.etag", "Timestamp"
KEYS = ("PartitionKey", "RowKey")
LARGEST = 3 * 1024 * 1024  # of a transaction; 4 MiB is what the service takes
ROW_HEAD = 1024

type Entity = dict[str, Any]
type Key = tuple[str, str]


class NoTable(Misconfigured):
    """There is no such table."""


class RawTables:
    """For one command or one pass of a job."""

    def __init__(self, endpoint: str, credential: SharedKey | TokenProvider) -> None:
        self._channel = Channel(endpoint, credential, timeout=TIMEOUT, on_request=None)
        self._root = self._channel.root

    async def pages(
        self, table: str, *, condition: str = "", keys_only: bool = False
    ) -> AsyncIterator[list[Entity]]:
        """Every row, or those that meet `condition`, in order of their keys, a thousand at a time at most."""
        asked = [f"$filter={quote(condition, safe='')}"] if condition else []
        asked += [f"$select={','.join(KEYS)}"] if keys_only else []
        first = target = f"{self._root}/{table}()?{'&'.join(asked)}"
        while target:
            answer = await self._channel.read(target, TYPED)
            if answer.status != 200:
                raise NoTable(table) if _says_no_table(answer) else fault_of(answer)
            try:
                page = json.loads(answer.body)["value"]
            except (ValueError, KeyError) as error:
                raise Unavailable("the answer of storage cannot be read") from error
            yield [typed(each) for each in page]
            target = next_page(first, answer)

    async def put(self, table: str, rows: Sequence[Entity]) -> None:
        """Rows of one partition, each as it is given. Raises Unavailable: put them again."""
        operations = [batch.Put(str(row["RowKey"]), body_of(row)) for row in rows]
        for some in _small_enough(operations):
            await self._transact(table, str(rows[0]["PartitionKey"]), some)

    async def remove(self, table: str, keys: Iterable[Key]) -> None:
        """No such rows any more; all of one partition."""
        for some in batched(keys, batch.MOST_OPERATIONS, strict=False):
            await self._transact(table, some[0][0], [batch.Delete(key) for _, key in some])

    async def close(self) -> None:
        await self._channel.close()

    async def _transact(
        self, table: str, partition: str, operations: Sequence[batch.Operation]
    ) -> None:
        url = f"{self._channel.origin}{self._root}/{table}"
        body = batch.transaction_body(url, partition, operations, frozenset())
        answer = await self._channel.send("POST", f"{self._root}/$batch", BATCH_HEADERS, body)
        gone = {n for n, one in enumerate(operations) if isinstance(one, batch.Delete)}
        versions_of(answer, [one.key for one in operations], gone)


def typed(entity: Mapping[str, Any]) -> Entity:
    """The row with its types, its version and when it was written; without what only helps a client find its way."""
    row = {
        name: value
        for name, value in entity.items()
        if value is not None and (name == VERSION or not name.startswith("odata."))
    }
    # JSON alone tells 3.0 from 3, and not everybody who writes it does: so the type is said.
    doubles = (name for name, value in entity.items() if isinstance(value, float))
    return row | {f"{name}{TYPE}": "Edm.Double" for name in doubles}


def content_of(entity: Mapping[str, Any]) -> Entity:
    """What a row says, without when it was written."""
    return {
        name: value
        for name, value in entity.items()
        if (name != VERSION and name.partition("@")[0] not in (STAMP, *KEYS)) or name in KEYS
    }


def body_of(entity: Mapping[str, Any]) -> str:
    """A row on one line of ASCII JSON, to be written; always the same for the same content."""
    return json.dumps(content_of(entity), separators=(",", ":"), sort_keys=True)


def key_of(entity: Mapping[str, Any]) -> Key:
    return str(entity["PartitionKey"]), str(entity["RowKey"])


def _says_no_table(answer: Answer) -> bool:
    return error_of(answer.body)[0] == "TableNotFound"


def _small_enough(operations: Sequence[batch.Put]) -> Iterable[list[batch.Put]]:
    some: list[batch.Put] = []
    size = 0
    for each in operations:
        more = len(each.body) + ROW_HEAD
        if some and (len(some) == batch.MOST_OPERATIONS or size + more > LARGEST):
            yield some
            some, size = [], 0
        some.append(each)
        size += more
    if some:
        yield some
