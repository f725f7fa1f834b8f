"""The package: all that runs in Azure and nothing else is in it, and unpacked, with nothing of the checkout, it does
what the product does. One file, so that one process of a parallel run builds it."""

import importlib.util
import json
import os
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.package.inside import ROOT, run_tests
from tests.package.traced import CALLS
from tools.package.archive import PACKAGES, STAMP, cached
from tools.package.graph_sdk import traced
from tools.package.measure import alone
from tools.package.prune import LANGUAGES
from tools.runtime import pinned

AT_THE_TOP = {
    ".python_packages", "__pycache__", "adapters", "application", "domain",
    "LICENSE", "build.json", "function_app.py", "host.json", "requirements.txt",
}  # fmt: skip
LARGEST = 60_000_000  # bytes; 42.6 MB when written down

CONFORMANCE = "tests/conformance/test_worker.py"
REACH = Path(__file__).with_name("reach.py")
LOCALES = (
    *LANGUAGES,
    "nl_NL",
    "nl_BE",
    "fr_FR",
    "fr_BE",
    "fr_LU",
    "de_DE",
    "de_BE",
    "de_LU",
    "en_GB",
    "en_150",
)
FORMATS = f"""
from datetime import UTC, datetime
from zoneinfo import ZoneInfo
from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC).astimezone(ZoneInfo("Europe/Brussels"))
for name in {LOCALES!r}:
    locale = Locale.parse(name)
    print(name, format_date(now, "full", locale), format_time(now, "short", locale=locale),
          format_skeleton("yMMMMEEEEd", now, locale=locale))
"""


@pytest.fixture(scope="module")
def entries(package: Path) -> dict[str, zipfile.ZipInfo]:
    with zipfile.ZipFile(package) as packed:
        return {entry.filename: entry for entry in packed.infolist()}


def test_two_builds_are_the_same_bytes(built: tuple[Path, Path]) -> None:
    one, another = built
    assert one.read_bytes() == another.read_bytes()


def test_the_app_in_it_knows_which_build_it_is(package: Path, unpacked: Path) -> None:
    told = alone(unpacked, "from adapters.built import built; print(built().version)")
    with zipfile.ZipFile(package) as packed:
        version = json.loads(packed.read("build.json"))["version"]
    assert told.stdout.strip() == version and "+" in version, told.stderr


def test_only_what_runs_in_azure_goes_along(entries: dict[str, zipfile.ZipInfo]) -> None:
    assert {name.split("/")[0] for name in entries} == AT_THE_TOP
    assert not [name for name in entries if "/tests/" in name or name.endswith(".pyi")]


def test_every_file_of_ours_and_of_the_browser_goes_along(
    entries: dict[str, zipfile.ZipInfo],
) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "adapters", "application", "domain"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    ours = [name for name in listed.stdout.split("\n") if name and (ROOT / name).exists()]
    assert [name for name in ours if name not in entries] == []
    assert {"adapters/http/static/vendor/nlds.css", "adapters/http/static/vendor/manifest.json"} <= set(entries)  # fmt: skip


def test_every_package_of_the_lock_is_there_with_its_licence(
    entries: dict[str, zipfile.ZipInfo],
) -> None:
    folders = {name.split("/")[3] for name in entries if name.startswith(PACKAGES)}
    for one in pinned():
        name = re.sub(r"[-_.]+", "_", one.name).lower()
        said = [f for f in folders if f.lower() == f"{name}-{one.version}.dist-info"]
        assert said, one.name
        assert f"{PACKAGES}/{said[0]}/METADATA" in entries
    assert len([f for f in folders if f.endswith(".dist-info")]) == len(pinned())


def test_no_file_says_when_or_where_it_was_packed(package: Path) -> None:
    here = os.fsencode(ROOT)
    with zipfile.ZipFile(package) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {STAMP}
        ours = [n for n in packed.namelist() if not n.startswith(PACKAGES)]
        assert [name for name in ours if here in packed.read(name)] == []


def test_every_module_is_compiled_and_nobody_checks_the_clock(package: Path) -> None:
    with zipfile.ZipFile(package) as packed:
        names = set(packed.namelist())
        assert [n for n in names if n.endswith(".py") and cached(n) not in names] == []
        code = packed.read(cached("function_app.py"))
        source = packed.read("function_app.py")
    assert int.from_bytes(code[4:8], "little") == 0b01  # by hash, unchecked
    assert code[8:16] == importlib.util.source_hash(source)


def test_it_stays_small(package: Path, entries: dict[str, zipfile.ZipInfo]) -> None:
    graph = [name for name in entries if name.startswith(f"{PACKAGES}/msgraph/")]
    assert 50 < len(graph) < 400  # of 16,741
    assert package.stat().st_size < LARGEST


def test_everything_that_the_application_can_load_is_in_the_package(unpacked: Path) -> None:
    done = alone(unpacked, REACH.read_text("utf-8"))
    assert done.returncode == 0, done.stderr
    count, strangers = json.loads(done.stdout.splitlines()[-1])
    assert strangers == []
    assert count > 1000


def test_dates_are_written_in_every_language_and_region_of_ours(unpacked: Path) -> None:
    done = alone(unpacked, FORMATS)
    assert done.returncode == 0, done.stderr
    written = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert list(written) == list(LOCALES)
    assert written["nl_BE"].startswith("dinsdag 24 november 2026 10:30")


def test_it_runs_in_the_worker_of_azure_and_books_a_desk(bench: Path) -> None:
    said = run_tests(bench, CONFORMANCE)
    assert " passed" in said and "0 from elsewhere" in said


def test_with_the_pruned_graph_sdk_every_call_to_exchange_is_made(
    bench: Path, tmp_path: Path
) -> None:
    trace = tmp_path / "traced.txt"
    said = run_tests(bench, *CALLS, trace=trace)
    assert " passed" in said and "0 from elsewhere" in said
    # Nor is a module listed that nobody needs any more: `python -m tests.package.traced` writes the list anew.
    assert traced() == set(trace.read_text("utf-8").split())
