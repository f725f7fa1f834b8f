"""What an answer of Graph means for the engine: the one place that knows its statuses and error codes.

Rules:
- An answer is trouble by its status; the code in it tells a lost mailbox from a lost event, and a dead cursor from a
  bad request. What is no Graph error (a gateway's HTML) never means that an event is gone.
- A creation that met a 5xx, or no answer at all, may have happened. Other writes may be repeated under their version.
- Retry-After comes in seconds or as a date; without one a mailbox is left alone for a while.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum, auto

from application.exchange import Trouble, Why
from domain.when import Instant, instant

LOST_MAILBOX = frozenset(
    {
        "errorinvaliduser",
        "errornonexistentmailbox",
        "errormailboxnotfound",
        "mailboxnotenabledforrestapi",
        "mailboxnotsupportedforrestapi",
        "request_resourcenotfound",
        "resourcenotfound",
    }
)
DEAD_CURSOR = frozenset({"syncstatenotfound", "syncstateinvalid", "resyncrequired"})
THROTTLED, BROKEN = timedelta(seconds=30), timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=24)
CODE = re.compile(r"[A-Za-z0-9_.-]{1,80}")


class Ask(Enum):
    """What kind of request it was, as far as its troubles differ.

    `LINK`: a read that a cursor led to. `BOX`: a read of a mailbox, not of something in it. `CREATE`, `MAIL`: must not
    be repeated blindly, and a service that fails may have done it first. `THING`: a write about something
    that is in no mailbox."""

    READ = auto()
    LINK = auto()
    BOX = auto()
    WRITE = auto()
    CREATE = auto()
    MAIL = auto()
    THING = auto()

    @property
    def writes(self) -> bool:
        return self in (Ask.WRITE, Ask.CREATE, Ask.MAIL, Ask.THING)


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` by lower-case name; `body` as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> object:
        """What the body says; None where it is no JSON."""
        try:
            found: object = json.loads(self.body)
        except ValueError:
            return None
        return found

    @property
    def fine(self) -> bool:
        return 200 <= self.status < 300

    @property
    def code(self) -> str | None:
        """Graph's own word for what is wrong; None where this is no error of Graph."""
        found = self.json()
        if not isinstance(found, dict):
            return None
        error = found.get("error", found)
        code = error.get("code") if isinstance(error, dict) else None
        if not isinstance(code, str):
            return None
        return code if CODE.fullmatch(code) else ""


def trouble_of(answer: Answer, ask: Ask, now: Instant) -> Trouble | None:
    """The trouble that an answer is; None where it is none."""
    if answer.fine:
        return None
    code, status = answer.code, answer.status
    why = _by_cursor(code, status, ask) or _by_status(code, status, ask)
    wait = _wait(answer, now) if why in (Why.LATER, Why.UNKNOWN) else None
    return Trouble(why=why, wait=wait, code=code or f"http-{status}")


def unanswered(ask: Ask, code: str, *, sent: bool = True) -> Trouble:
    """No answer came. `sent`: the request may have reached Graph."""
    why = Why.UNKNOWN if ask.writes and sent else Why.LATER
    return Trouble(why=why, wait=BROKEN, code=code)


def unreadable(ask: Ask) -> Trouble:
    """An answer that says yes and nothing that we understand."""
    return Trouble(
        why=Why.UNKNOWN if ask.writes else Why.LATER, wait=BROKEN, code="UnreadableAnswer"
    )


def _by_cursor(code: str | None, status: int, ask: Ask) -> Why | None:
    if code is None:
        return Why.CURSOR if ask is Ask.LINK and status == 410 else None
    if code.lower() in DEAD_CURSOR:
        return Why.CURSOR
    dead = ask is Ask.LINK and status in (400, 404, 410)
    return Why.CURSOR if dead and not _lost(code) else None


def _by_status(code: str | None, status: int, ask: Ask) -> Why:
    match status:
        case 401:
            return Why.SIGNED_OUT
        case 403:
            return Why.CLOSED
        case 404 | 410:
            return _not_there(code, ask)
        case 409:
            return Why.THERE
        case 412:
            return Why.OUTDATED
        case 408 | 423 | 424 | 425 | 429:
            return Why.LATER
        case _ if 300 <= status < 400:
            # Nobody follows: a token would travel with it.
            return Why.LATER
        case _ if 400 <= status < 500:
            return Why.CLOSED if _lost(code) else Why.REFUSED
        case _:
            return Why.UNKNOWN if ask in (Ask.CREATE, Ask.MAIL) else Why.LATER


def _not_there(code: str | None, ask: Ask) -> Why:
    if ask is Ask.THING:
        return Why.GONE
    if code is None:
        return Why.LATER
    if ask in (Ask.BOX, Ask.CREATE, Ask.MAIL):
        # Nothing was named that could be gone, but the mailbox.
        return Why.CLOSED
    return Why.CLOSED if _lost(code) else Why.GONE


def _lost(code: str | None) -> bool:
    return code is not None and code.lower() in LOST_MAILBOX


def _wait(answer: Answer, now: Instant) -> timedelta:
    usual = THROTTLED if answer.status in (429, 503, 504) else BROKEN
    said = answer.headers.get("retry-after", "").strip()
    if not said:
        return usual
    if re.fullmatch(r"\d{1,9}(\.\d+)?", said):
        return min(timedelta(seconds=float(said)), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return usual
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(instant(moment) - now, timedelta()), LONGEST_WAIT)
