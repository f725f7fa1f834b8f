"""tree-sitter's grammar of Bicep, as a second opinion on syntax. It knows neither parameter files nor extensions."""

from collections.abc import Iterator
from functools import cache

import tree_sitter_bicep
from tree_sitter import Language, Node, Parser

from tests.infra.project import Finding, Project


@cache
def parser() -> Parser:
    return Parser(Language(tree_sitter_bicep.language()))


def _broken(node: Node) -> Iterator[Node]:
    if node.is_error or node.is_missing:
        yield node
    elif node.has_error:
        for child in node.children:
            yield from _broken(child)


@cache
def _lines(text: str) -> tuple[int, ...]:
    tree = parser().parse(text.encode())
    return tuple(node.start_point.row + 1 for node in _broken(tree.root_node))


def grammar(project: Project) -> Iterator[Finding]:
    for path in sorted(
        p.relative_to(project.root).as_posix() for p in project.root.rglob("*.bicep")
    ):
        text = project.text(path) or ""
        if "\nextension " not in text:
            for line in _lines(text):
                yield Finding(file=path, line=line, said="tree-sitter reads no Bicep here")
