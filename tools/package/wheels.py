"""The files of the packages of requirements.txt, each held against the hash that its wheel states.

Two sources. `fetch` has pip install the wheels for Azure's Linux, by the hashes of requirements.txt, into an empty
folder: that is what is deployed. Without it the packages of the running Python serve, which pip installed by the same
hashes: that is what the tests do, without a network.
"""

import base64
import hashlib
import importlib.metadata as metadata
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.runtime import ROOT, installed

LINUX = ("2_28", "2_27", "2_26", "2_24", "2_17", "2014")
"""Versions of the manylinux platform that Azure's Linux can load, as `uv pip compile` assumes them too."""
RUNS_IN_AZURE = re.compile(
    r"(py3|py2\.py3)-none-any$|(cp313-cp313|cp3\d+-abi3)-(many)?linux.*x86_64$"
)
BOOKKEEPING = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "WHEEL"}


def fetch(folder: Path) -> None:
    """Installs the wheels into `folder`."""
    platforms = [
        f"--platform=manylinux{each if each == '2014' else '_' + each}_x86_64" for each in LINUX
    ]
    command = [
        sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check",
        "--require-hashes", "--only-binary=:all:", "--no-deps", "--no-compile",
        "--python-version=3.13", "--implementation=cp", "--abi=cp313", "--abi=abi3", "--abi=none",
        *platforms, "--target", str(folder), "-r", str(ROOT / "requirements.txt"),
    ]  # fmt: skip
    subprocess.run(command, check=True)


def site_packages(folder: Path | None = None) -> Path:
    """Where the packages are."""
    return folder or Path(str(metadata.distribution("msgraph-sdk").locate_file("")))


def files_of_packages(
    wanted: Callable[[str], bool], folder: Path | None = None
) -> Iterator[tuple[str, Path]]:
    """Name under site-packages and place on disk of every wanted file, checked."""
    for pinned, found in installed(folder):
        _runs_in_azure(pinned.name, found)
        for file in found.files or ():
            name = file.as_posix()
            if _never_loaded(name) or not wanted(name):
                continue
            place = Path(str(found.locate_file(file)))
            if file.hash is None or file.hash.mode != "sha256":
                raise SystemExit(f"{pinned.name}: no hash is recorded for {name}")
            if file.hash.value != _digest(place):
                raise SystemExit(f"{pinned.name}: {name} is not the file that was installed")
            yield name, place


def _never_loaded(name: str) -> bool:
    """Programs, caches and pip's own notes."""
    folder, _, last = name.rpartition("/")
    return (
        name.startswith("..")
        or name.startswith("bin/")
        or "__pycache__" in folder
        or (folder.endswith(".dist-info") and last in BOOKKEEPING)
    )


def _runs_in_azure(name: str, found: metadata.Distribution) -> None:
    tags = re.findall(r"^Tag: (.+)$", found.read_text("WHEEL") or "", re.MULTILINE)
    if not any(RUNS_IN_AZURE.match(tag) for tag in tags):
        raise SystemExit(f"{name} was built for {', '.join(tags)}: Azure runs Linux, x86-64, 3.13")


def _digest(place: Path) -> str:
    digest = hashlib.sha256(place.read_bytes()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
