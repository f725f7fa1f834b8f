"""Guards of the shape of the code that neither ruff, mypy nor import-linter can see."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("domain", "application", "adapters", "local", "demo", "bench", "tools", "tests")
LONGEST_FILE = 400  # lines; 200 is the aim, this is where a reviewer no longer has to argue

# Pure modules only: no clock, no chance, no files, no environment. Grows in review, never by default.
DOMAIN_MAY_IMPORT = {
    "bisect",
    "collections",
    "contextlib",
    "dataclasses",
    "datetime",
    "domain",
    "enum",
    "functools",
    "hashlib",  # the id of a series' booking is a digest of its series and date
    "heapq",
    "itertools",
    "math",
    "operator",
    "re",
    "types",
    "typing",
    "zoneinfo",
}

# Each costs a cold start 0.15 s or more; whoever needs one imports it inside the function.
HEAVY = {
    "PIL",
    "argon2",
    "authlib",
    "ezdxf",
    "holidays",
    "httpx2",
    "icalendar",
    "joserfc",
    "msgraph",
    "pypdfium2",
    "segno",
}

# Put together here, so that this file does not hold what it looks for.
NOT_IN_THE_REPOSITORY = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "regi" + r"stry\.(np" + r"mjs\.org|yarnpkg\.com)",
            r"(?<![\w.-])/" + r"(root|work/main|work/shared|opt/wheels|opt/pypi)\b",
            r"(?<![\w.-])/" + r"(home|Users)/\w+/",
            r"\.\./" + "shared",
        )
    )
)


def sources(*packages: str) -> Iterator[Path]:
    for package in packages:
        yield from sorted((ROOT / package).rglob("*.py"))
    if not packages or packages == PACKAGES:
        yield from sorted(ROOT.glob("*.py"))


def imported(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """First part of the name of every module that these nodes import."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_domain_imports_only_pure_modules() -> None:
    strangers = {
        short(path): extra
        for path in sources("domain")
        if (extra := set(imported(ast.walk(tree(path)))) - DOMAIN_MAY_IMPORT)
    }
    assert strangers == {}


def test_heavy_packages_are_imported_where_they_are_used() -> None:
    at_module_level = {
        short(path): heavy
        for path in (*sources("domain", "application", "adapters"), *ROOT.glob("*.py"))
        if (heavy := set(imported(iter(tree(path).body))) & HEAVY)
    }
    assert at_module_level == {}


def test_every_job_is_watched_and_bears_the_name_of_its_function() -> None:
    tree = ast.parse((ROOT / "function_app.py").read_text("utf-8"))
    jobs = [node for node in tree.body if isinstance(node, ast.AsyncFunctionDef)]
    assert len(jobs) > 10
    for job in jobs:
        said = [ast.unparse(each) for each in job.decorator_list]
        assert said[0] == f"app.function_name('{job.name}')"
        assert said[-1] == "job"


def test_every_module_says_what_it_is_for() -> None:
    # A test module may leave it to its name and its sentences.
    written = (path for path in sources(*PACKAGES) if "tests" not in path.parts)
    silent = [short(path) for path in written if not ast.get_docstring(tree(path))]
    assert silent == []


def test_no_source_file_is_longer_than_a_reader_can_hold() -> None:
    written_by_hand = {".py", ".js", ".html", ".css", ".sh", ".bicep"}
    too_long = {
        short(path): length
        for path in tracked()
        if path.suffix in written_by_hand
        and (length := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert too_long == {}


def test_an_ignored_type_error_says_which_and_why() -> None:
    bare = re.compile(r"# type: " + r"ignore(?!\[[\w, -]+\]  # \w)")
    unexplained = [
        f"{short(path)}:{number}"
        for path in sources(*PACKAGES)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if bare.search(line)
    ]
    assert unexplained == []


def test_no_tracked_file_names_a_registry_or_this_machine() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font
        found += [f"{short(path)}: {match[0]}" for match in NOT_IN_THE_REPOSITORY.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "--index" + "-url https:" + "//py" + "pi.org/simple",
        '"resolved"' + ': "https:' + "//regi" + "stry.np" + 'mjs.org/x/-/x.tgz"',
        "see " + "/" + "root/.venv",
        "(" + ".." + "/shared/design.md)",
    ],
)
def test_the_search_for_registries_and_machines_finds_them(line: str) -> None:
    assert NOT_IN_THE_REPOSITORY.search(line)
