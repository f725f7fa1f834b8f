"""Codes as Argon2id hashes (RFC 9106): 19 MiB and two passes, some 30 ms, in a thread of its own.

What is hashed is a digest of the code under the pepper, which never lies beside the hashes: a stolen table alone gives
away no code, however short they are.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
AT_ONCE = 4  # times 19 MiB


class Argon2Scrambler:
    """One per process. The library is loaded with the first code."""

    def __init__(self, pepper: Callable[[], Awaitable[bytes]]) -> None:
        self._pepper = pepper
        self._made: PasswordHasher | None = None
        self._decoy = ""
        self._room = asyncio.Semaphore(AT_ONCE)

    async def scramble(self, code: str) -> str:
        secret = await self._peppered(code)
        async with self._room:
            return await asyncio.to_thread(self._hasher().hash, secret)

    async def fits(self, code: str, scrambled: str) -> bool:
        if not self._decoy:
            self._decoy = await self.scramble("")
        secret = await self._peppered(code)
        async with self._room:
            matched = await asyncio.to_thread(self._matches, secret, scrambled or self._decoy)
        return matched and bool(scrambled)

    def is_outdated(self, scrambled: str) -> bool:
        return self._hasher().check_needs_rehash(scrambled)

    def _hasher(self) -> "PasswordHasher":
        if self._made is None:
            from argon2 import PasswordHasher

            self._made = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        return self._made

    def _matches(self, secret: bytes, scrambled: str) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return self._hasher().verify(scrambled, secret)
        except (VerificationError, InvalidHashError):
            return False

    async def _peppered(self, code: str) -> bytes:
        told = f"code|{code}".encode()
        return hmac.new(await self._pepper(), told, hashlib.sha256).digest()
