"""What a request to storage is called when it is counted: the service, what it is about, and how it is billed.

No key of a row and no name of a blob is in it. A transaction is one request, and says how many rows it writes.
"""

import re

MANAGE = "manage"
_IN_BATCH = re.compile(rb" https?://[^\s(]*/(\w+)[( ]")
_PART = b"Content-Type: application/http\r\n"
_CLASSES = {"GET": "read", "HEAD": "read", "DELETE": "delete"}


def of_tables(method: str, path: str, body: bytes | None) -> tuple[str, int]:
    """Name and rows of a request to the table service; `path` below the account's root."""
    first = path[1:].partition("?")[0]
    if first == "$batch":
        found = _IN_BATCH.search(body or b"", 0, 2000)
        table = found[1].decode() if found else "batch"
        return f"tables/{table}/transaction", (body or b"").count(_PART)
    table, keyed, keys = first.partition("(")
    if table == "Tables" or not table:
        return f"tables/{table or 'service'}/{MANAGE}", 0
    if method == "GET" and (not keyed or keys == ")"):
        return f"tables/{table}/query", 0
    return f"tables/{table}/{_CLASSES.get(method, 'write')}", 0


def of_queues(method: str, path: str, body: bytes | None = None) -> tuple[str, int]:
    """The same for the queue service: messages are read, written and deleted, all else is managing."""
    queue, _, rest = path[1:].partition("?")[0].partition("/")
    name = _CLASSES.get(method, "write") if rest.startswith("messages") else MANAGE
    return f"queues/{queue or 'service'}/{name}", 0


def of_blobs(method: str, path: str, body: bytes | None = None) -> tuple[str, int]:
    """The same for the blob service: a list of blobs is a query."""
    container, _, blob = path[1:].partition("?")[0].partition("/")
    if blob:
        return f"blobs/{container}/{_CLASSES.get(method, 'write')}", 0
    listed = "comp=list" in path
    return f"blobs/{container or 'service'}/{'query' if listed else MANAGE}", 0


SERVICES = {"tables": of_tables, "queues": of_queues, "blobs": of_blobs}
