"""Every request that came in, for tests that count them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_MOST = 200_000


@dataclass(slots=True, kw_only=True)
class Entry:
    """`mailbox` is an address, empty where the request concerns none; `path` is as it came, without the version root.
    `status` is None while it is under way and 0 where the connection was cut. `inner`: it came in a `$batch`."""

    at: datetime
    mailbox: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    in_flight: int
    inner: bool
    status: int | None = None


class Log:
    """In the order in which they came; of very many the first are forgotten."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        if len(self.entries) > _MOST:
            del self.entries[: _MOST // 2]

    def of(
        self, method: str = "", path: str = "", mailbox: str = "", status: int | None = None
    ) -> list[Entry]:
        """The requests with that method, with `path` (a regular expression) in their path, for that address."""
        return [
            each
            for each in self.entries
            if (not method or each.method == method)
            and re.search(path, each.path, re.IGNORECASE)
            and (not mailbox or each.mailbox.casefold() == mailbox.casefold())
            and (status is None or each.status == status)
        ]

    def writes(self) -> list[Entry]:
        """What could have changed somebody's calendar."""
        return [
            each
            for each in self.entries
            if each.method != "GET" and re.search(r"/events", each.path, re.IGNORECASE)
        ]

    def clear(self) -> None:
        self.entries.clear()
