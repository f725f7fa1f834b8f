"""Mistakes everywhere: each line of infra/ that sets one thing, turned round, changed and taken away, one at a time.

Takes some minutes, so it is a command (`python -m tests.infra everywhere`) and no test. What nothing is said about should
be words for people only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from tests.infra.check import INFRA, check

TEXT_FOR_PEOPLE = {"description", "displayName", "name", "notes"}
SET = re.compile(r"^(?P<indent>\s+)(?P<name>['\w.]+): (?P<value>[^{\[]+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`line` begins at 1; `to` None: the line is gone."""

    file: str
    line: int
    was: str
    to: str | None


def changes() -> Iterator[Change]:
    for path in sorted(INFRA.rglob("*.bicep")):
        file = path.relative_to(INFRA).as_posix()
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            if file != "types.bicep" and (found := SET.match(line)):
                for to in (None, *_others(found["name"], found["value"])):
                    changed = None if to is None else f"{found['indent']}{found['name']}: {to}"
                    yield Change(file=file, line=number, was=line.strip(), to=changed)


def _others(name: str, value: str) -> Iterator[str]:
    if value in ("true", "false"):
        yield "false" if value == "true" else "true"
    elif value.isdigit():
        yield str(int(value) + 1)
    elif re.fullmatch(r"'[^']*'", value) and name not in TEXT_FOR_PEOPLE:
        yield f"{value[:-1]}x'"


def unseen(change: Change) -> bool:
    """Whether nothing is said about it."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "infra"
        copytree(INFRA, root)
        file = root / change.file
        lines = file.read_text(encoding="utf-8").splitlines()
        lines[change.line - 1 : change.line] = [] if change.to is None else [change.to]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return not check(root)


def everywhere() -> int:
    tried = list(changes())
    missed = [each for each in tried if unseen(each)]
    for each in missed:
        what = "gone" if each.to is None else f"changed to {each.to.strip()}"
        print(f"{each.file}:{each.line}: {each.was}  {what}")  # noqa: T201 - a command
    print(f"{len(tried)} changes, of which nothing is said about {len(missed)}")  # noqa: T201
    return 0
