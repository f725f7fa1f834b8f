"""Reads and writes the folders that hold a municipality: files on disk, nothing else.

Reading takes the files of the format and nothing else from the folder. Writing first writes beside the old files and
then replaces each, so that a full disk leaves no half a file.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

FILES: Final = ("municipality.yaml", "people.csv", "resources.csv")
LARGEST: Final = 64 * 1024 * 1024


class FolderProblem(Exception):
    """The folder cannot be used; the text says why."""


def load(folder: Path) -> dict[str, bytes]:
    """Content by path below `folder`. Raises FolderProblem."""
    if not folder.is_dir():
        raise FolderProblem(f"{folder} is not a folder")
    paths = [folder / name for name in FILES if (folder / name).is_file()]
    paths += sorted(path for path in (folder / "plans").glob("*.svg") if path.is_file())
    try:
        total = sum(path.stat().st_size for path in paths)
        if total > LARGEST:
            raise FolderProblem(f"{folder} holds {total} bytes, more than {LARGEST}")
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    except OSError as error:
        raise FolderProblem(f"{error.filename}: {error.strerror}") from error


def save(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes `files` and removes drawings that are no longer among them. Raises FolderProblem."""
    try:
        for name, raw in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(target.name + ".new")
            fresh.write_bytes(raw)
            os.replace(fresh, target)
        for path in (folder / "plans").glob("*.svg"):
            if path.relative_to(folder).as_posix() not in files:
                path.unlink()
    except OSError as error:
        raise FolderProblem(f"{error.filename}: {error.strerror}") from error
