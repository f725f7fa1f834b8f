"""`python -m tools.package [--installed] [--quick]`: writes build/vrijplek.zip and says what it weighs.

`--installed` packs what this Python has installed, checked against the hashes that its wheels state, and asks no
network. `--quick` leaves the cold start unmeasured.
"""

import argparse
import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from adapters.built import NAME, read_build
from tools.package.build import build
from tools.package.measure import cold_imports, sizes
from tools.package.wheels import fetch
from tools.runtime import ROOT

TARGET = ROOT / "build" / "vrijplek.zip"


def main() -> None:
    """Packs, then measures."""
    options = argparse.ArgumentParser(prog="python -m tools.package")
    options.add_argument("--installed", action="store_true")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--target", type=Path, default=TARGET)
    chosen = options.parse_args()
    if chosen.installed:
        build(chosen.target)
    else:
        build(chosen.target, _fetched(ROOT / "build" / "wheels"))
    for what, figure in _figures(chosen.target, quick=chosen.quick):
        print(f"{what:<46} {figure}")


def _fetched(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    fetch(folder)
    return folder


def _figures(package: Path, *, quick: bool) -> Iterator[tuple[str, str]]:
    yield "package", str(package)
    with zipfile.ZipFile(package) as packed:
        yield "version", read_build(packed.read(NAME)).version
    yield "sha256", hashlib.sha256(package.read_bytes()).hexdigest()
    yield from sizes(package)
    if not quick:
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(package) as packed:
            packed.extractall(folder)
            yield from cold_imports(Path(folder))


main()
