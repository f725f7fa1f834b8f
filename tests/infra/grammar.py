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


def grammar(project: Project) -> Iterator[Finding]:
    for path in sorted(
        p.relative_to(project.root).as_posix() for p in project.root.rglob("*.bicep")
    ):
        text = project.text(path) or ""
        if "\nextension " in text:
            continue
        for node in _broken(parser().parse(text.encode()).root_node):
            yield Finding(
                file=path, line=node.start_point.row + 1, said="tree-sitter reads no Bicep here"
            )
