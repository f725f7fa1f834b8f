"""What Azure has to know before it starts: names, conditions and how often a loop goes round.

They may not hang on what is known only once something has been made: `resource.properties` (its `id` and `name` are known
beforehand) or a module's `outputs`. What is handed to a module may, because a module starts later.
"""

from collections.abc import Iterator

from tests.infra import nodes
from tests.infra.nodes import File, Node, Statement
from tests.infra.project import Finding, Project

LATER = {"resource": "properties", "module": "outputs"}
EARLY = ("name", "scope", "parent")


def beforehand(project: Project) -> Iterator[Finding]:
    for file in project.files.values():
        for statement in file.of("resource", "module"):
            for what, node in _early(statement):
                if name := _later(file, node, frozenset()):
                    said = (
                        f"{what} of {statement.name!r} hangs on {name!r}, which is known only later"
                    )
                    yield Finding(file=file.path, line=node.line or statement.line, said=said)


def _early(statement: Statement) -> Iterator[tuple[str, Node]]:
    """What has to be known beforehand. Loops within a module's parameters are its caller's, so they count too."""
    if statement.condition is not None:
        yield "the condition", statement.condition
    body = statement.value
    for node in body.walk() if body is not None else ():
        if isinstance(node, nodes.For):
            yield "the loop", node.over
    inner = body.body if isinstance(body, nodes.For) else body
    for entry in inner.entries if isinstance(inner, nodes.Object) else ():
        if isinstance(entry.key, nodes.Literal) and entry.key.value in EARLY:
            yield f"the {entry.key.value}", entry.value


def _later(file: File, node: Node, seen: frozenset[str]) -> str:
    """What a value hangs on that is known only later, itself or through variables; empty for nothing."""
    known = {each.name: each for each in file.of("resource", "module", "var")}
    for each in node.walk():
        if isinstance(each, nodes.Member) and (root := _root(each.of)) in known:
            if LATER.get(known[root].what) == each.name:
                return f"{root}.{each.name}"
        elif isinstance(each, nodes.Name) and each.name in known.keys() - seen:
            value = known[each.name].value if known[each.name].what == "var" else None
            found = _later(file, value, seen | {each.name}) if value is not None else ""
            if found:
                return found
    return ""


def _root(node: Node) -> str:
    """The name that a member is asked of, perhaps through an index."""
    while isinstance(node, nodes.Index):
        node = node.of
    return node.name if isinstance(node, nodes.Name) else ""
