"""All files under infra/, read once, and where a name in one of them comes from."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.infra.lexer import BadSyntax
from tests.infra.nodes import File, Statement
from tests.infra.statements import read_file


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    file: str
    line: int
    said: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.said}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """`broken` are the files that cannot be read."""

    root: Path
    files: Mapping[str, File]
    broken: tuple[Finding, ...] = ()
    taken: dict[tuple[str, int, str], set[bool]] = field(default_factory=dict)
    """Which ways were gone at each fork, over all plans that were made."""

    def beside(self, file: str, reference: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(file), reference))

    def text(self, path: str) -> str | None:
        place = self.root / path
        return place.read_text(encoding="utf-8") if place.is_file() else None

    def went(self, file: str, line: int, what: str, way: bool) -> None:
        self.taken.setdefault((file, line, what), set()).add(way)

    def declared(self, file: File) -> dict[str, tuple[File, Statement]]:
        """What a name means in a file: its own, and what it imports."""
        own = {each.name: (file, each) for each in file.statements if each.what in DECLARES}
        for each in file.of("import"):
            source = self.files.get(self.beside(file.path, each.reference))
            exported = (
                {one.name: one for one in source.statements if one.decorated("export")}
                if source
                else {}
            )
            own |= {
                name: (source, exported[name]) for name in each.names if source and name in exported
            }
        return own


DECLARES = ("param", "var", "type", "func", "resource", "module")


def read_project(root: Path) -> Project:
    files, broken = {}, []
    for path in sorted(
        path for path in root.rglob("*") if path.suffix in (".bicep", ".bicepparam")
    ):
        try:
            file = read_file(path, root)
        except BadSyntax as error:
            name = path.relative_to(root).as_posix()
            broken.append(Finding(file=name, line=error.line, said=error.said))
        else:
            files[file.path] = file
    return Project(root=root, files=files, broken=tuple(broken))
