"""Which files of the repository are part of the deployment: those that `.funcignore` does not leave out."""

import fnmatch
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

VENDOR = "adapters/http/static/vendor"
"""What `make setup` puts there for the browser; git does not know it."""


def files_of_ours(root: Path) -> Iterator[tuple[str, Path]]:
    """Name in the package and place on disk, sorted."""
    manifest = root / VENDOR / "manifest.json"
    if not manifest.is_file():
        raise SystemExit(f"{VENDOR} is empty: run `make setup`")
    vendored = {path.relative_to(root).as_posix() for path in _files_in(root / VENDOR)}
    ignored = patterns(root)
    for name in sorted(_tracked(root) | vendored):
        if not left_out(name, ignored):
            yield name, root / name


def patterns(root: Path) -> tuple[str, ...]:
    """The lines of `.funcignore`: the one list of what stays here, Microsoft's tools read it too."""
    lines = (root / ".funcignore").read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def left_out(name: str, ignored: tuple[str, ...]) -> bool:
    """Whether a pattern names the file or a folder above it; `/x` means x at the top only."""
    parts = PurePosixPath(name).parts
    return any(
        fnmatch.fnmatchcase(parts[0], pattern[1:])
        if pattern.startswith("/")
        else any(fnmatch.fnmatchcase(part, pattern) for part in parts)
        for pattern in ignored
    )


def _tracked(root: Path) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True
    )
    return {name for name in listed.stdout.split("\0") if name and (root / name).is_file()}


def _files_in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
