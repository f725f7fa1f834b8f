"""Text that only we can read or make: JWE, `dir` with A256GCM, under a key set that rotates.

What is sealed for one purpose opens for that purpose only: it is in the protected header. Only the one spelling that
`seal` made is opened: base64 has others that mean the same bytes.
"""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

from application.identity import Keys, SealingKey
from application.ports import Clock

ALGORITHMS = ("dir", "A256GCM")
LONGEST = 4096
MOST_KEPT = 2000
ASK_AGAIN_AFTER = 30.0  # seconds, for keys that we do not know


class Sealer:
    """`name`: of the key set. The library is loaded when the first text is sealed or opened."""

    def __init__(
        self,
        keys: Keys,
        clock: Clock,
        *,
        name: str,
        purpose: str,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keys, self._clock, self._name, self._purpose = keys, clock, name, purpose
        self._seconds = seconds
        self._imported: dict[str, Any] = {}
        self._opened: dict[str, tuple[str, bytes]] = {}
        self._asked_at = -ASK_AGAIN_AFTER

    async def seal(self, content: bytes) -> str:
        from joserfc import jwe

        key = await self._sealing()
        header = {"alg": "dir", "enc": "A256GCM", "kid": key.id, "typ": self._purpose}
        return jwe.encrypt_compact(header, content, self._ready(key), algorithms=list(ALGORITHMS))

    async def open(self, text: str) -> bytes | None:
        """None for anything else than what `seal` made. What was opened lately is not opened again: a browser sends the
        same text with everything it asks. Without its key it is forgotten too."""
        known = self._opened.get(text)
        if known is not None and _pick(await self._keys.key_set(self._name), known[0]):
            return known[1]
        return await self._open(text) if _is_spelled_right(text) else None

    async def _open(self, text: str) -> bytes | None:
        from joserfc import jwe
        from joserfc.errors import JoseError

        try:
            key = await self._named(self._key_of(text))
            if key is None:
                return None
            opened = jwe.decrypt_compact(text, self._ready(key), algorithms=list(ALGORITHMS))
        except (JoseError, ValueError, RecursionError):
            return None
        if opened.plaintext is None:
            return None
        if len(self._opened) >= MOST_KEPT:
            self._opened.clear()
        self._opened[text] = key.id, opened.plaintext
        return opened.plaintext

    def _key_of(self, text: str) -> str | None:
        """The name of the key, if the header is one of ours to the last field."""
        header = json.loads(_decoded(text.partition(".")[0]))
        name = header.get("kid") if isinstance(header, dict) else None
        wanted = {"alg": "dir", "enc": "A256GCM", "kid": name, "typ": self._purpose}
        return name if isinstance(name, str) and header == wanted else None

    async def _sealing(self) -> SealingKey:
        """The newest that has begun; in a set there is always one."""
        now = self._clock.now()
        known = await self._keys.key_set(self._name)
        return next((each for each in known if each.begins_at <= now), known[-1])

    async def _named(self, name: str | None) -> SealingKey | None:
        if name is None:
            return None
        known = _pick(await self._keys.key_set(self._name), name)
        if known is None and self._seconds() - self._asked_at >= ASK_AGAIN_AFTER:
            self._asked_at = self._seconds()
            known = _pick(await self._keys.key_set(self._name, fresh=True), name)
        return known

    def _ready(self, key: SealingKey) -> Any:
        from joserfc.jwk import OctKey

        if key.id not in self._imported:
            self._imported[key.id] = OctKey.import_key(key.key)
        return self._imported[key.id]


def _pick(keys: tuple[SealingKey, ...], name: str) -> SealingKey | None:
    return next((each for each in keys if each.id == name), None)


def _is_spelled_right(text: str) -> bool:
    parts = text.split(".")
    if len(text) > LONGEST or not text.isascii() or len(parts) != 5:
        return False
    return all(_canonical(part) for part in parts)


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _canonical(part: str) -> bool:
    try:
        decoded = _decoded(part)
    except ValueError:
        return False
    return urlsafe_b64encode(decoded).decode("ascii").rstrip("=") == part
