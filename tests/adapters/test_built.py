"""Which build is running: what the package says of itself, and that a checkout says that it is none."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.built import NAME, built, read_build
from application.build import CHECKOUT
from application.faults import Misconfigured
from tools.package.version import version_file

WHEN = "2026-11-20T16:00:27+00:00"
ENVIRONMENT = {
    **os.environ,
    "GIT_AUTHOR_DATE": WHEN,
    "GIT_COMMITTER_DATE": WHEN,
    "GIT_CONFIG_GLOBAL": os.devnull,
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.4.0"\n', "utf-8")
    (tmp_path / "a.py").write_text("x = 1\n", "utf-8")
    who = ("-c", "user.name=x", "-c", "user.email=x@x.example")
    for call in (("init", "-q"), ("add", "."), (*who, "commit", "-q", "-m", "x")):
        subprocess.run(["git", *call], cwd=tmp_path, env=ENVIRONMENT, check=True)
    return tmp_path


def version_of(checkout: Path) -> bytes:
    return version_file(checkout, {"a.py": checkout / "a.py"})


def test_a_package_is_of_a_release_and_a_commit_and_as_old_as_that(checkout: Path) -> None:
    build = read_build(version_of(checkout))
    release, _, commit = build.version.partition("+")
    told = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=checkout, capture_output=True, text=True, check=True
    )
    assert release == "1.4.0" and commit and told.stdout.startswith(commit)
    assert build.made_at == datetime(2026, 11, 20, 16, 0, 27, tzinfo=UTC)
    assert version_of(checkout) == version_of(checkout)


def test_what_is_not_committed_is_another_build_each_time_it_changes(checkout: Path) -> None:
    committed = read_build(version_of(checkout)).version
    changed = []
    for number in (2, 3):
        (checkout / "a.py").write_text(f"x = {number}\n", "utf-8")
        changed.append(read_build(version_of(checkout)).version)
    assert all(each.startswith(f"{committed}.changed.") for each in changed)
    assert len(set(changed)) == 2


def test_the_file_beside_the_app_is_read_and_a_checkout_has_none(tmp_path: Path) -> None:
    assert built(tmp_path) == CHECKOUT and CHECKOUT.version == "dev"
    (tmp_path / NAME).write_text('{"version": "1.4.0+abc", "madeAt": "2026-11-20T16:00:27Z"}')
    assert built(tmp_path).version == "1.4.0+abc"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"version": "1", "madeAt": "yesterday"}'])
def test_a_file_that_make_package_did_not_write_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    with pytest.raises(Misconfigured, match="make package"):
        built(tmp_path)
