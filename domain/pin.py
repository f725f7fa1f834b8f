"""Personal codes, for people without a PC: what makes a code good enough, and who is locked out for how long.

Rules:
- A code is 6 to 12 digits, and nothing that is tried first: no run (123456), no digit that makes up half of it, no
  pattern that repeats (121212), nothing that holds or is held in the number on the badge.
- After five wrong codes in a row one waits a minute, then twice as long after each further one, up to an hour. What is
  tried while one waits is refused unseen, right or wrong, and does not lengthen the wait.
- A right code starts the count anew. A number that is nobody's is counted and locked like any other.
- A code that was handed out works for a week and for one thing: choosing one's own.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import count, pairwise

from domain.refusals import Refusal, Refused
from domain.when import Instant, later

SHORTEST, LONGEST = 6, 12
HANDED_OUT_DIGITS = 8
HANDED_OUT_LASTS = timedelta(days=7)
FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=2)
_SPACES = re.compile(r"[\s.\-]+")
_BADGE = re.compile(r"[A-Z0-9]{3,20}")


class Weakness(StrEnum):
    """Why a code is too easily guessed, or no code at all."""

    NOT_DIGITS = "not-digits"
    LENGTH = "length"
    ONE_DIGIT = "one-digit"
    A_RUN = "a-run"
    REPEATS = "repeats"
    LIKE_THE_BADGE = "like-the-badge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """Wrong codes in a row for one badge number. `locked_until`: nothing is looked at before."""

    failed: int = 0
    last_at: Instant | None = None
    locked_until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What came of a try. `locked`: it is this try that made the number wait."""

    accepted: bool
    tries: Tries
    locked: bool = False


def badge_number(text: str) -> str | None:
    """A badge number as it is compared: capitals, without spaces, dots and hyphens; None for what cannot be one."""
    plain = _SPACES.sub("", text).upper()
    return plain if _BADGE.fullmatch(plain) else None


def code_digits(text: str) -> str:
    """A code as it is compared: spaces are for the eye."""
    return _SPACES.sub("", text)


def weakness(code: str, *, badge: str) -> Weakness | None:
    """What is wrong with a code that someone chooses; None where it is good enough."""
    if not (code.isascii() and code.isdecimal()):
        return Weakness.NOT_DIGITS
    if not SHORTEST <= len(code) <= LONGEST:
        return Weakness.LENGTH
    if Counter(code).most_common(1)[0][1] * 2 > len(code):
        return Weakness.ONE_DIGIT
    if _is_run(code):
        return Weakness.A_RUN
    if any(code == code[:n] * (len(code) // n) for n in range(1, len(code) // 2 + 1)):
        return Weakness.REPEATS
    return Weakness.LIKE_THE_BADGE if badge and (code in badge or badge in code) else None


def decide_code(code: str, again: str, *, badge: str) -> Refused | None:
    """Whether someone may have this code, typed twice."""
    if code != again:
        return Refused(why=Refusal.CODES_DIFFER, rule="personal-code")
    wrong = weakness(code, badge=badge)
    if wrong is None:
        return None
    limits = (("weakness", wrong.value), ("shortest", SHORTEST), ("longest", LONGEST))
    return Refused(why=Refusal.WEAK_CODE, rule="personal-code", limits=limits)


def judge(tries: Tries, *, right: bool, now: Instant) -> Judged:
    """What a try means for whoever made it, and for the next."""
    if is_locked(tries, now=now):
        return Judged(accepted=False, tries=tries)
    if right:
        return Judged(accepted=True, tries=Tries())
    failed = tries.failed + 1
    wait = wait_after(failed)
    until = later(now, wait) if wait else None
    counted = Tries(failed=failed, last_at=now, locked_until=until)
    return Judged(accepted=False, tries=counted, locked=until is not None)


def is_locked(tries: Tries, *, now: Instant) -> bool:
    return tries.locked_until is not None and now < tries.locked_until


def wait_after(failed: int) -> timedelta:
    """How long nobody may try after this many wrong codes in a row."""
    if failed < FREE_TRIES:
        return timedelta()
    doublings = min(failed - FREE_TRIES, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def handed_out_code(secret: str, *, badge: str) -> str:
    """Eight digits that follow from `secret`, which nobody knows: the first such that are good enough."""
    return next(code for code in _codes_of(secret) if weakness(code, badge=badge) is None)


def _codes_of(secret: str) -> Iterator[str]:
    for n in count():
        told = hashlib.sha256(f"{n}|{secret}".encode()).digest()
        yield f"{int.from_bytes(told) % 10**HANDED_OUT_DIGITS:0{HANDED_OUT_DIGITS}d}"


def _is_run(code: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(code)}
    return len(steps) == 1
