"""Looking at a copy: whether everything is there and is what was written, down to the last row."""

import gzip
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from adapters.backup.files import Lines, hash_of, read_lines
from adapters.backup.manifest import FILE, CopiedBlob, CopiedTable, Manifest, manifest_of
from adapters.backup.vault import Vault
from application.copies import Progress
from application.faults import Misconfigured
from domain.when import Instant


async def manifests(vault: Vault) -> tuple[Manifest, ...]:
    """Newest first; what was broken off has none."""
    names = sorted(
        (each for each in await vault.names() if each.endswith(f"/{FILE}")), reverse=True
    )
    found = [await vault.read(each) for each in names]
    return tuple(manifest_of(each) for each in found if each is not None)


async def manifest_named(vault: Vault, name: str) -> Manifest:
    """`name`: of a copy, or "newest". Raises Misconfigured where there is none of that name."""
    if name == "newest":
        if known := await manifests(vault):
            return known[0]
        raise Misconfigured("There is no copy.")
    found = await vault.read(f"{name}/{FILE}")
    if found is None:
        raise Misconfigured(f"There is no copy {name}, or it was broken off.")
    return manifest_of(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """`folder`: where files are looked at."""

    vault: Vault
    folder: Path
    progress: Progress

    async def wrong_with(self, manifest: Manifest) -> tuple[str, ...]:
        """A sentence for everything that is not as the manifest says."""
        wrong: list[str] = []
        files: tuple[CopiedTable | CopiedBlob, ...] = (*manifest.tables, *manifest.blobs)
        for number, each in enumerate(files):
            wrong += await self._wrong_with(each)
            self.progress(number + 1, len(files))
        return tuple(wrong)

    async def _wrong_with(self, told: CopiedTable | CopiedBlob) -> list[str]:
        file = self.folder / "looked-at.gz"
        if not await self.vault.fetch(told.file, file):
            return [f"{told.file} is not there"]
        if hash_of(file) != told.sha256:
            return [f"{told.file} is not the file that was written"]
        if isinstance(told, CopiedBlob):
            return []
        lines = Lines(self.folder / "read-again.gz")
        try:
            lines.add(read_lines(file))
        except (ValueError, OSError, gzip.BadGzipFile) as error:
            return [f"{told.file} cannot be read: {type(error).__name__}"]
        content = lines.close()
        if (lines.rows, content) != (told.rows, told.content):
            return [f"{told.file} has {lines.rows} rows, or other ones; {told.rows} were written"]
        return []


def too_old(
    found: tuple[Manifest, ...], *, now: Instant, promised: timedelta
) -> tuple[Manifest, ...]:
    """Copies from before the time in which an erased person has to be gone everywhere."""
    return tuple(each for each in found if now - each.begun_at > promised)
