"""The package, built once for the tests here; or the one that PACKAGE names, to try what is about to be deployed."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BESIDE = ("tests", "local", "demo", "pyproject.toml")
"""What tests need around the application, and the package does not hold."""
TOOLS = "node_modules"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same package twice, by two processes that do not order their sets alike."""
    folder = tmp_path_factory.mktemp("built")
    targets = (folder / "one.zip", folder / "another.zip")
    running = [_building(target, seed=str(seed)) for seed, target in enumerate(targets)]
    for process in running:
        told, _ = process.communicate()
        assert process.returncode == 0, told
    return targets


@pytest.fixture(scope="session")
def package(request: pytest.FixtureRequest) -> Path:
    if named := os.environ.get("PACKAGE"):
        return ROOT / named
    one: Path = request.getfixturevalue("built")[0]
    return one


@pytest.fixture(scope="session")
def unpacked(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As Azure unpacks it."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(package) as packed:
        packed.extractall(folder)
    return folder


@pytest.fixture
def bench(unpacked: Path, tmp_path: Path) -> Iterator[Path]:
    """The unpacked package with the tests around it, which so find the package and not the checkout."""
    folder = tmp_path / "bench"
    shutil.copytree(unpacked, folder, copy_function=os.link)
    for name in BESIDE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    (folder / TOOLS).symlink_to(ROOT / TOOLS)
    yield folder
    shutil.rmtree(folder)


def _building(target: Path, *, seed: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tools.package", "--installed", "--quick", "--target", str(target)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
