"""The register of the erased, kept twice: a copy is older than those who were erased after it, and must not bring them
back. A line in the second account outlives every copy that still knows the person.
"""

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from adapters.backup.vault import Vault
from adapters.tables.values import from_iso, to_iso
from application.persondata import Erasure, Register

FOLDER = "erased/"


class RegisterKeptTwice:
    """The second account comes first: an erasure that cannot be told there is not begun."""

    def __init__(
        self, here: Register, there: Callable[[], AbstractAsyncContextManager[Vault]]
    ) -> None:
        self._here, self._there = here, there

    async def add(self, erasure: Erasure) -> None:
        line = {"v": 1, "digest": erasure.digest, "at": to_iso(erasure.at)}
        async with self._there() as vault:
            await vault.keep(f"{FOLDER}{erasure.salt}.json", json.dumps(line).encode())
        await self._here.add(erasure)

    async def all(self) -> tuple[Erasure, ...]:
        return await self._here.all()


async def lines_in(vault: Vault) -> tuple[Erasure, ...]:
    found: list[Erasure] = []
    for name in await vault.names(FOLDER):
        if content := await vault.read(name):
            told = json.loads(content)
            salt = name.removeprefix(FOLDER).removesuffix(".json")
            found.append(Erasure(digest=told["digest"], salt=salt, at=from_iso(told["at"])))
    return tuple(found)
