"""The post: notifications leave after a while, in any order, several times if asked to, again where nobody took them.

An answer within 3 s (10 s for a repeat) with any 2xx counts as taken. A receiver that is often slow gets its
post ten minutes late, one that is often very slow loses what comes in the next ten.
"""

import secrets
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import quote, urlsplit

import aiohttp
from yarl import URL

from local.exchange.store import Store
from local.exchange.times import Json

_FIRST, _AGAIN, _HANDSHAKE = 3.0, 10.0, 10.0
_GIVEN_UP_AFTER = timedelta(hours=4)
_WINDOW = timedelta(minutes=10)
_ENOUGH = 10
_REMEMBERED = 1000
_SLOW, _DEAF = 0.10, 0.15


@dataclass(slots=True, kw_only=True)
class Notice:
    """One thing to tell one address; `tries` so far, the first on `posted`."""

    url: str
    body: Json
    due: datetime | None = None
    posted: datetime | None = None
    tries: int = 0


@dataclass(slots=True, kw_only=True)
class Receiver:
    """How an address has behaved lately: when, and how many seconds."""

    answers: deque[tuple[datetime, float]] = field(default_factory=deque)
    dropped_until: datetime | None = None

    def share(self, longer: float, now: datetime) -> float:
        """Of the answers of the last ten minutes, how many took longer than that."""
        while self.answers and self.answers[0][0] <= now - _WINDOW:
            self.answers.popleft()
        if len(self.answers) < _ENOUGH:
            return 0.0
        return sum(seconds > longer for _, seconds in self.answers) / len(self.answers)


class Postman:
    """Delivers when told to (`deliver`); until then everything waits."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[Notice] = []
        self._receivers: defaultdict[str, Receiver] = defaultdict(Receiver)
        self._session: aiohttp.ClientSession | None = None
        self.given_up: Callable[[Notice], None] = lambda notice: None
        self.sent: deque[tuple[str, Json, int]] = deque(maxlen=_REMEMBERED)
        """The last posts that left: address, body, the answer's status (0: none)."""

    def post(self, notice: Notice) -> None:
        knobs, now = self._store.knobs, self._store.clock.now()
        receiver = self._receivers[_host(notice.url)]
        if receiver.dropped_until and now < receiver.dropped_until:
            return
        late = _WINDOW if receiver.share(_FIRST, now) > _SLOW else timedelta()
        notice.posted = now
        notice.due = now + timedelta(seconds=knobs.notification_delay) + late
        copies = range(max(knobs.notification_copies, 1))
        self._waiting += [
            Notice(url=notice.url, body=notice.body, due=notice.due, posted=now) for _ in copies
        ]

    def next_due(self) -> datetime | None:
        return min((each.due for each in self._waiting if each.due), default=None)

    async def deliver(self) -> None:
        """Everything that is due; what nobody takes waits for its next turn."""
        knobs, now = self._store.knobs, self._store.clock.now()
        due = [each for each in self._waiting if each.due and each.due <= now]
        if not due:
            return
        self._waiting = [each for each in self._waiting if each not in due]
        if knobs.notifications_lost:
            return
        if knobs.notifications_shuffled:
            self._store.chance.shuffle(due)
        parcels: defaultdict[tuple[str, bool], list[Notice]] = defaultdict(list)
        for each in due:
            parcels[each.url, each.tries > 0].append(each)
        size = max(knobs.notifications_per_post, 1)
        for (url, again), notices in parcels.items():
            for first in range(0, len(notices), size):
                await self._hand_over(url, notices[first : first + size], again=again)

    async def validated(self, url: str) -> bool:
        """The handshake of a new subscription: the address must say back what it was told, decoded, as plain text."""
        token = f"Validation: Testing client application reachability {secrets.token_hex(8)} +/="
        joined = f"{url}{'&' if '?' in url else '?'}validationToken={quote(token, safe='')}"
        try:
            async with self._http().post(
                _encoded(joined),
                data=b"",
                headers={"Content-Type": "text/plain; charset=utf-8"},
                timeout=aiohttp.ClientTimeout(total=_HANDSHAKE),
            ) as answer:
                said = await answer.text()
                kind = answer.headers.get("Content-Type", "")
                return answer.status == 200 and said == token and kind.startswith("text/plain")
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _hand_over(self, url: str, notices: list[Notice], *, again: bool) -> None:
        began = monotonic()
        body = {"value": [each.body for each in notices]}
        status = await self._send(url, body, _AGAIN if again else _FIRST)
        seconds = monotonic() - began + self._store.knobs.endpoint_seems_slow
        self.sent.append((url, body, status))
        self._noted(url, seconds)
        if 200 <= status < 300 and seconds <= (_AGAIN if again else _FIRST):
            return
        now = self._store.clock.now()
        for each in notices:
            each.tries += 1
            each.due = now + timedelta(seconds=min(10 * 2**each.tries, 1800))
            if each.posted and each.due - each.posted > _GIVEN_UP_AFTER:
                self.given_up(each)
            else:
                self._waiting.append(each)

    async def _send(self, url: str, body: Json, patience: float) -> int:
        try:
            timeout = aiohttp.ClientTimeout(total=patience)
            async with self._http().post(_encoded(url), json=body, timeout=timeout) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    def _noted(self, url: str, seconds: float) -> None:
        now, receiver = self._store.clock.now(), self._receivers[_host(url)]
        receiver.answers.append((now, seconds))
        if receiver.share(_AGAIN, now) > _DEAF:
            receiver.dropped_until = now + _WINDOW

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session


def _encoded(url: str) -> URL:
    return URL(url, encoded=True)


def _host(url: str) -> str:
    return urlsplit(url).netloc
