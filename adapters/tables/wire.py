"""The Table REST protocol on aiohttp, for the hot path: point read, range, writes, transaction.

What it talks to: Azure Table Storage over HTTPS, or Azurite. Permission in Azure: Storage Table Data
Contributor. Time-out: 5 s per request. Retries: reads only, three tries. A write is sent once: after
Unavailable its outcome is unknown and the caller must read before it decides anything.
Faults: application/faults.py, nothing else; ValueError is a bug in what we sent.
"""

import json
from collections.abc import Callable, Sequence, Set
from typing import Any
from urllib.parse import quote

from adapters.tables import batch
from adapters.tables.answers import Answer, fault_of, versions_of
from adapters.tables.auth import SharedKey, TokenProvider
from adapters.tables.channel import Channel
from adapters.tables.entity import (
    SYSTEM,
    Row,
    Values,
    body_of,
    condition_of,
    entity_path,
    row_of,
    values_of,
)
from adapters.tables.pieces import pieces_of, rows_of
from application.faults import Stale, Unavailable

JSON_HEADERS = {"Content-Type": "application/json", "Prefer": "return-no-content"}
BATCH_HEADERS = {"Content-Type": batch.CONTENT_TYPE}


class TableWire:
    """One per process. Opens its connections on first use, anew in a new event loop.

    `endpoint`: `https://account.table.core.windows.net`, or `http://127.0.0.1:10002/devstoreaccount1`.
    `credential`: the account's key, or what gives an Entra token (over HTTPS or loopback only).
    `timeout`: seconds per request. `wide`: names of the columns that hold 64-bit integers.
    `on_request`: called with method and path-and-query of every request sent, repeats included.
    """

    def __init__(
        self,
        endpoint: str,
        credential: SharedKey | TokenProvider,
        *,
        timeout: float = 5.0,
        wide: Set[str] = frozenset(),
        on_request: Callable[[str, str], None] | None = None,
    ) -> None:
        self._channel = Channel(endpoint, credential, timeout=timeout, on_request=on_request)
        self._root = self._channel.root
        self._wide = wide

    async def get(
        self, table: str, partition: str, key: str, select: tuple[str, ...] = ()
    ) -> Row | None:
        """One row, or None. `select`: the columns wanted; empty means all."""
        target = f"{self._root}/{table}{entity_path(partition, key)}"
        if select:
            target += f"?$select={','.join(select)}"
        answer = await self._channel.read(target)
        if answer.status != 200:
            fault = fault_of(answer, key=key)
            if isinstance(fault, Stale):  # the service's way to say that there is no such row
                return None
            raise fault
        entity, version = _parsed(answer), answer.headers.get("ETag")
        if not version:
            raise Unavailable("storage answered without a version")
        for name in SYSTEM:
            entity.pop(name, None)
        return Row(partition, key, version, values_of(entity, self._wide))

    async def range(
        self,
        table: str,
        partition: str,
        *,
        from_key: str,
        before_key: str,
        select: tuple[str, ...] = (),
        condition: str = "",
    ) -> list[Row]:
        """Rows with from_key <= key < before_key, in order, page after page.

        `condition`: a further OData condition, already quoted. Beyond 1,000 rows the pages are read
        one after another and are not one snapshot.
        """
        query = _between(partition, from_key, before_key)
        if condition:
            query += f" and ({condition})"
        return await self._pages(self._asked(table, query, select), partition)

    async def pieces(
        self, table: str, partition: str, *, from_key: str, before_key: str, select: tuple[str, ...]
    ) -> list[bytes]:
        """As `range`, the rows as they came (adapters/tables/pieces.py); `rows` says what they mean."""
        found: list[bytes] = []
        first = target = self._asked(table, _between(partition, from_key, before_key), select)
        while target:
            answer = await self._channel.read(target)
            if answer.status != 200:
                raise fault_of(answer)
            found += pieces_of(answer.body)
            target = next_page(first, answer)
        return found

    def rows(self, partition: str, pieces: Sequence[bytes]) -> list[Row]:
        """What pieces of that partition say."""
        return rows_of(partition, pieces, self._wide)

    async def scan(
        self, table: str, *, condition: str, select: tuple[str, ...] = (), most: int | None = None
    ) -> list[Row]:
        """Rows of any partition that meet `condition`, in order of their keys, at most `most`. The service looks at
        every row for this unless the condition is about keys: for jobs and commands, never for a request."""
        first = f"{self._root}/{table}()?$filter={quote(condition, safe='')}"
        if select:
            first += f"&$select={','.join((*SYSTEM, *select))}"
        if most is not None:
            first += f"&$top={most}"
        return await self._pages(first, None, most=most)

    async def insert(self, table: str, partition: str, key: str, values: Values) -> str:
        """A new row; its version. Stale (EntityAlreadyExists) if it is there."""
        body = body_of(partition, key, values, self._wide)
        return await self._write("POST", table, key, body=body)

    async def upsert(
        self, table: str, partition: str, key: str, values: Values, *, merge: bool = False
    ) -> str:
        """The row, new or not; its version. `merge` keeps the columns that are not in `values`."""
        body = body_of(partition, key, values, self._wide)
        path = table + entity_path(partition, key)
        return await self._write("PATCH" if merge else "PUT", path, key, body=body)

    async def replace(
        self, table: str, partition: str, key: str, values: Values, version: str
    ) -> str:
        """The whole row anew; its version. Stale if it has another version, or is gone."""
        body = body_of(partition, key, values, self._wide)
        path = table + entity_path(partition, key)
        return await self._write("PUT", path, key, body=body, version=condition_of(version))

    async def delete(self, table: str, partition: str, key: str, version: str = "*") -> None:
        """No row any more. Stale if it has another version, or is gone already."""
        path = table + entity_path(partition, key)
        await self._write("DELETE", path, key, version=condition_of(version))

    async def transact(
        self, table: str, partition: str, operations: Sequence[batch.Operation]
    ) -> tuple[str, ...]:
        """All or nothing; the new versions in the order of the operations ("" for a deleted row).

        Stale names the operation that failed; then nothing was written.
        """
        url = f"{self._channel.origin}{self._root}/{table}"
        body = batch.transaction_body(url, partition, operations, self._wide)
        answer = await self._channel.send("POST", f"{self._root}/$batch", BATCH_HEADERS, body)
        deletions = {i for i, one in enumerate(operations) if isinstance(one, batch.Delete)}
        return versions_of(answer, [one.key for one in operations], deletions)

    async def close(self) -> None:
        """Closes the connections of this event loop; a later call opens new ones."""
        await self._channel.close()

    def _asked(self, table: str, query: str, select: tuple[str, ...]) -> str:
        target = f"{self._root}/{table}()?$filter={quote(query, safe='')}"
        if select:
            target += f"&$select={','.join(('RowKey', 'Timestamp', *select))}"
        return target

    async def _pages(
        self, first: str, partition: str | None, *, most: int | None = None
    ) -> list[Row]:
        rows: list[Row] = []
        target = first
        while target and (most is None or len(rows) < most):
            answer = await self._channel.read(target)
            if answer.status != 200:
                raise fault_of(answer)
            page = _parsed(answer)["value"]
            rows += [
                row_of(partition or str(entity["PartitionKey"]), entity, self._wide)
                for entity in page
            ]
            target = next_page(first, answer)
        return rows

    async def _write(
        self, method: str, path: str, key: str, *, body: str = "", version: str = ""
    ) -> str:
        headers = JSON_HEADERS if body else {}
        if version:
            headers = {**headers, "If-Match": version}
        answer = await self._channel.send(method, f"{self._root}/{path}", headers, body.encode())
        if not 200 <= answer.status < 300:
            raise fault_of(answer, key=key)
        return answer.headers.get("ETag", "")


def _between(partition: str, from_key: str, before_key: str) -> str:
    return (
        f"PartitionKey eq {literal(partition)} and RowKey ge {literal(from_key)} "
        f"and RowKey lt {literal(before_key)}"
    )


def literal(text: str) -> str:
    """`text` as a condition wants it."""
    return "'" + text.replace("'", "''") + "'"


def _parsed(answer: Answer) -> dict[str, Any]:
    try:
        parsed: dict[str, Any] = json.loads(answer.body)
    except ValueError as error:
        raise Unavailable("the answer of storage cannot be read") from error
    return parsed


def next_page(first: str, answer: Answer) -> str:
    """The URL of the next page, or "": a page may be empty and still have a next one."""
    partition = answer.headers.get("x-ms-continuation-NextPartitionKey")
    if not partition:
        return ""
    key = answer.headers.get("x-ms-continuation-NextRowKey", "")
    page = f"{first}&NextPartitionKey={quote(partition, safe='')}"
    return f"{page}&NextRowKey={quote(key, safe='')}" if key else page
