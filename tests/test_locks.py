"""The locks hold what pyproject.toml and package.json ask for, each file with its hash."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return normal(found[0])


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {normal(n): v for n, v in re.findall(r"^([\w.-]+)==([\w.!+-]+)", text, re.MULTILINE)}


@pytest.fixture
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_everything_that_runs_is_locked(project: dict[str, Any]) -> None:
    wanted = {asked(one) for one in project["project"]["dependencies"]}
    assert wanted <= locked("requirements.txt").keys()


def test_everything_for_development_is_locked(project: dict[str, Any]) -> None:
    wanted = {asked(one) for one in project["dependency-groups"]["dev"]}
    assert wanted <= locked("requirements-dev.txt").keys()


def test_development_uses_the_very_versions_that_run() -> None:
    run, dev = locked("requirements.txt"), locked("requirements-dev.txt")
    assert {name: dev.get(name) for name in run} == run


def test_nothing_for_development_alone_goes_to_azure() -> None:
    assert not {"pytest", "uvicorn", "mypy", "playwright"} & locked("requirements.txt").keys()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\w)", text.strip()):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_node_packages_are_pinned_exactly() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    pins = {**package["dependencies"], **package["devDependencies"]}
    loose = {name: pin for name, pin in pins.items() if not re.fullmatch(r"\d+\.\d+\.\d+", pin)}
    assert loose == {}


def test_the_node_lock_has_hashes_and_no_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
