"""Which build a package is: the release of pyproject.toml and the commit, and when that was made.

The time is the commit's and not that of packing, so that the same commit makes the same bytes whenever it is packed. What
is not committed is told apart by what the files hold.
"""

import hashlib
import json
import subprocess
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

SHORT = 10  # characters of a commit
CHANGED = 8  # of what was changed since


def version_file(root: Path, files: Mapping[str, Path]) -> bytes:
    """What `build.json` holds, for these files of ours."""
    commit, made_at = _git(root, "log", "-1", "--format=%H %ct").split()
    version = f"{_release(root)}+{commit[:SHORT]}"
    if _git(root, "status", "--porcelain"):
        version += f".changed.{_digest(files)}"
    at = datetime.fromtimestamp(int(made_at), UTC).isoformat()
    return json.dumps({"version": version, "madeAt": at}, indent=1).encode() + b"\n"


def _release(root: Path) -> str:
    told = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return str(told["project"]["version"])


def _digest(files: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name].read_bytes()).digest())
    return digest.hexdigest()[:CHANGED]


def _git(root: Path, *arguments: str) -> str:
    told = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True, text=True)
    return told.stdout.strip()
