"""Who began to bring back which copy, noted in the second account: the audit is one of the tables that a restore takes
away and brings back as it was, so that it would not tell of its own restore, and least of all of one that broke off.
"""

import json
from dataclasses import dataclass

from adapters.backup.vault import Vault
from adapters.tables.values import from_iso, to_iso
from domain.when import Instant

FOLDER = "restores/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """`origin`: as in the audit. `id`: of this attempt only."""

    id: str
    at: Instant
    copy: str
    origin: str


async def note(vault: Vault, attempt: Attempt) -> None:
    line = {"v": 1, "at": to_iso(attempt.at), "copy": attempt.copy, "origin": attempt.origin}
    await vault.keep(f"{FOLDER}{attempt.id}.json", json.dumps(line).encode())


async def attempts_in(vault: Vault) -> tuple[Attempt, ...]:
    """All that are still there, oldest first."""
    found: list[Attempt] = []
    for name in await vault.names(FOLDER):
        if content := await vault.read(name):
            told = json.loads(content)
            found.append(
                Attempt(
                    id=name.removeprefix(FOLDER).removesuffix(".json"),
                    at=from_iso(told["at"]),
                    copy=str(told["copy"]),
                    origin=str(told["origin"]),
                )
            )
    return tuple(sorted(found, key=lambda each: (each.at, each.id)))
