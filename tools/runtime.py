"""What runs in Azure beside our own code: the packages of requirements.txt, as they are installed here."""

import importlib.metadata as metadata
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """One line of requirements.txt: exactly this version, in one of exactly these files."""

    name: str
    version: str
    hashes: tuple[str, ...]


def pinned(requirements: Path = ROOT / "requirements.txt") -> tuple[Pinned, ...]:
    """Every package of the lock, in its order."""
    text = requirements.read_text("utf-8")
    found = list(PIN.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return tuple(
        Pinned(
            name=match[1],
            version=match[2],
            hashes=tuple(HASH.findall(text[match.start() : end])),
        )
        for match, end in zip(found, ends, strict=True)
    )


def installed(folder: Path | None = None) -> Iterator[tuple[Pinned, metadata.Distribution]]:
    """Each pinned package where it is installed; ends where another version is, or none."""
    for one in pinned():
        try:
            found = _distribution(one.name, folder)
        except metadata.PackageNotFoundError:
            raise SystemExit(f"{one.name} is not installed: run `make setup`") from None
        if found.version != one.version:
            raise SystemExit(f"{one.name} is {found.version}, requirements.txt says {one.version}")
        yield one, found


def _distribution(name: str, folder: Path | None) -> metadata.Distribution:
    if folder is None:
        return metadata.distribution(name)
    for found in metadata.distributions(name=name, path=[str(folder)]):
        return found
    raise metadata.PackageNotFoundError(name)
