"""What Outlook allows an application per mailbox: four requests at a time, ten thousand in ten minutes."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from local.exchange.errors import GraphError
from local.exchange.faults import retry_headers
from local.exchange.store import Store

_WINDOW = timedelta(minutes=10)


class Limits:
    """Counts every request, the refused ones too."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._now: Counter[str] = Counter()
        self._lately: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self.most: Counter[str] = Counter()
        """The most requests that were under way at a time, by mailbox id."""

    @contextmanager
    def counted(self, mailbox: str) -> Iterator[int]:
        """Counts the request while it lasts; gives how many are under way for that mailbox."""
        if not mailbox:
            yield 0
            return
        self._now[mailbox] += 1
        self.most[mailbox] = max(self.most[mailbox], self._now[mailbox])
        lately, now = self._lately[mailbox], self._store.clock.now()
        lately.append(now)
        while lately and lately[0] <= now - _WINDOW:
            lately.popleft()
        try:
            yield self._now[mailbox]
        finally:
            self._now[mailbox] -= 1

    def check(self, mailbox: str) -> None:
        """Raises 429 where this request is one too many."""
        knobs = self._store.knobs
        if self._now[mailbox] > knobs.per_mailbox:
            raise self._throttled("Application is over its MailboxConcurrency limit.")
        if len(self._lately[mailbox]) > knobs.per_ten_minutes:
            raise self._throttled("Application is over its RequestsPerTenMinutes limit.")

    def _throttled(self, message: str) -> GraphError:
        knobs = self._store.knobs
        headers = retry_headers(
            self._store.clock.now(), knobs.retry_after, as_date=knobs.retry_after_as_date
        )
        return GraphError(429, "ApplicationThrottled", message, headers=headers)
