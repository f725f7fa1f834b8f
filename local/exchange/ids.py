"""Ids as Exchange makes them: opaque, case-sensitive, in two formats; the mutable one changes when an item changes folder."""

import base64
import hashlib
from datetime import date
from typing import NamedTuple

from local.exchange.errors import malformed
from local.exchange.items import Occurrence

_MUTABLE, _IMMUTABLE = "AAMkAG", "AAkALg"
_DIGEST = 24
_UID = "040000008200E00074C5B7101A82E008"


class Named(NamedTuple):
    """What an id says: which item, which date of it, and whether it is still called so."""

    key: int
    day: date | None
    text: str


def id_of(occurrence: Occurrence, *, immutable: bool) -> str:
    item = occurrence.item
    generation = occurrence.generation if occurrence.day else 0
    moves = 0 if immutable else occurrence.folder_moves
    day = occurrence.day.isoformat() if occurrence.day else ""
    said = f"{item.key}.{generation}.{moves}.{day}"
    digest = hashlib.sha256(f"{item.mailbox.id}{immutable}{said}".encode()).digest()[:_DIGEST]
    return (_IMMUTABLE if immutable else _MUTABLE) + _text(digest + said.encode())


def read_id(text: str) -> Named:
    """Raises where it cannot be an id of ours at all."""
    try:
        raw = base64.urlsafe_b64decode(text[len(_MUTABLE) :].encode())
        key, _, _, day = raw[_DIGEST:].decode("ascii").split(".")
        return Named(int(key), date.fromisoformat(day) if day else None, text)
    except (ValueError, UnicodeError):
        raise malformed() from None


def change_key(number: int) -> str:
    """With the slashes and pluses that real ones have."""
    return base64.b64encode(hashlib.sha256(f"key{number}".encode()).digest()[:16] + b"?").decode()


def uid(number: int) -> str:
    return f"{_UID}00000000{hashlib.sha256(f'uid{number}'.encode()).hexdigest()[:64].upper()}"


def uid_of(occurrence: Occurrence) -> str:
    """Every date of a series has its own: the date is written into it."""
    if occurrence.day is None:
        return occurrence.item.uid
    day = occurrence.day
    return f"{_UID}{day.year:04X}{day.month:02X}{day.day:02X}{occurrence.item.uid[len(_UID) + 8 :]}"


def guid(text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()
