"""What can be said of the files without running them: names, imports, what nobody uses, what nobody describes."""

from collections.abc import Iterator

from tests.infra import nodes
from tests.infra.functions import FUNCTIONS, SPECIAL
from tests.infra.nodes import File, Node, Statement
from tests.infra.project import DECLARES, Finding, Project
from tests.infra.shapes import PLAIN

DECORATORS = {
    "allowed", "batchSize", "description", "export", "maxLength", "maxValue", "minLength", "minValue", "sealed", "secure",
}  # fmt: skip
MODULE_KEYS = {"params", "dependsOn", "scope"}


def symbols(project: Project) -> Iterator[Finding]:
    for file in project.files.values():
        for line, said in _file(project, file):
            yield Finding(file=file.path, line=line, said=said)
    used = {
        project.beside(f.path, s.reference)
        for f in project.files.values()
        for s in f.of("module", "import")
    }
    for path in sorted(project.files.keys() - used):
        if path.startswith("modules/"):
            yield Finding(file=path, line=1, said="no file uses this one")


def _file(project: Project, file: File) -> Iterator[tuple[int, str]]:
    yield from _duplicates(file)
    yield from _imports(project, file)
    if file.path.endswith(".bicep"):
        yield from _described(file)
        yield from _unused(file)
    known = set(project.declared(file))
    for statement in file.statements:
        yield from _decorators(statement)
        local = {each.name for each in statement.parameters}
        for root in (statement.value, statement.condition):
            if root is not None:
                yield from _names(root, known | local, known | FUNCTIONS.keys() | SPECIAL)
        kinds = (statement.type, *(each.type for each in statement.parameters))
        for kind in kinds:
            yield from _types(kind, known) if kind is not None else ()
    for module in file.of("module"):
        yield from _module(project, file, module)


def _duplicates(file: File) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for each in file.of(*DECLARES):
        if each.name in seen:
            yield each.line, f"{each.name!r} is declared twice"
        seen.add(each.name)


def _imports(project: Project, file: File) -> Iterator[tuple[int, str]]:
    for each in file.of("import"):
        source = project.files.get(project.beside(file.path, each.reference))
        if source is None:
            yield each.line, f"there is no file {each.reference}"
            continue
        exported = {one.name for one in source.statements if one.decorated("export")}
        yield from (
            (each.line, f"{each.reference} exports no {n!r}")
            for n in each.names
            if n not in exported
        )


def _names(node: Node, values: set[str], functions: set[str]) -> Iterator[tuple[int, str]]:
    """Names that mean nothing; those of loops and lambdas mean something within them."""
    match node:
        case nodes.Name() if node.name not in values:
            yield node.line, f"nothing is called {node.name!r}"
        case nodes.Call() if node.name not in functions:
            yield node.line, f"there is no function {node.name!r}"
        case nodes.For():
            yield from _names(node.over, values, functions)
            yield from _names(node.body, values | {node.item, node.index}, functions)
            return
        case nodes.Lambda():
            yield from _names(node.body, values | set(node.names), functions)
            return
        case _:
            pass
    for child in node.children():
        yield from _names(child, values, functions)


def _types(kind: Node, known: set[str]) -> Iterator[tuple[int, str]]:
    for node in kind.walk():
        if isinstance(node, nodes.Name) and node.name not in PLAIN and node.name not in known:
            yield node.line, f"there is no type {node.name!r}"


def _decorators(statement: Statement) -> Iterator[tuple[int, str]]:
    for node in statement.walk():
        if isinstance(node, nodes.Decorator) and node.name not in DECORATORS:
            yield node.line, f"there is no decorator @{node.name}"


def _described(file: File) -> Iterator[tuple[int, str]]:
    said = [each.name for each in file.statements[:2] if each.what == "metadata"]
    if said != ["name", "description"]:
        yield 1, "a file opens with its metadata name and description"
    for each in file.of("param", "output", "type", "func"):
        yield from _description(each.line, each.name, each.decorators, _need(each))
    kinds = (node for statement in file.of("type") for node in statement.walk())
    for kind in (node for node in kinds if isinstance(node, nodes.ObjectType)):
        for one in () if _inline(kind) else kind.properties:
            need = "Optional. " if isinstance(one.type, nodes.NullableType) else "Required. "
            yield from _description(one.line, one.name, one.decorators, need)


def _inline(kind: nodes.ObjectType) -> bool:
    """An object type on one line explains itself."""
    return all(each.line == kind.line for each in kind.properties)


def _need(statement: Statement) -> str:
    if statement.what != "param":
        return ""
    optional = statement.value is not None or isinstance(statement.type, nodes.NullableType)
    return "Optional. " if optional else "Required. "


def _description(
    line: int, name: str, decorators: tuple[nodes.Decorator, ...], need: str
) -> Iterator[tuple[int, str]]:
    found = next((each for each in decorators if each.name == "description"), None)
    text = found.arguments[0] if found and found.arguments else None
    if not isinstance(text, nodes.Literal) or not text.value:
        yield line, f"{name!r} is not described"
    elif not str(text.value).startswith(need):
        yield line, f"the description of {name!r} begins with {need.strip()!r}"


def _unused(file: File) -> Iterator[tuple[int, str]]:
    used = {
        n.name for s in file.statements for n in s.walk() if isinstance(n, nodes.Name | nodes.Call)
    }
    for each in file.of("param", "var", "type", "func"):
        if each.name not in used and not each.decorated("export"):
            yield each.line, f"nobody uses the {each.what} {each.name!r}"
    for each in file.of("resource"):
        if each.existing and each.name not in used:
            yield each.line, f"nobody uses the resource {each.name!r}"
    for each in file.of("import"):
        yield from (
            (each.line, f"nobody uses the import {n!r}") for n in each.names if n not in used
        )


def _module(project: Project, file: File, module: Statement) -> Iterator[tuple[int, str]]:
    inner = project.files.get(project.beside(file.path, module.reference))
    if inner is None:
        yield module.line, f"there is no file {module.reference}"
        return
    body = module.value.body if isinstance(module.value, nodes.For) else module.value
    entries = _entries(body)
    yield from ((module.line, f"a module takes no {key!r}") for key in entries.keys() - MODULE_KEYS)
    given = _entries(entries.get("params"))
    params = {each.name: each for each in inner.of("param")}
    yield from (
        (module.line, f"{inner.path} has no parameter {name!r}")
        for name in given.keys() - params.keys()
    )
    for name, param in params.items():
        if name not in given and _need(param) == "Required. ":
            yield module.line, f"{inner.path} needs the parameter {name!r}"
    outputs = {each.name for each in inner.of("output")}
    for node in (one for statement in file.statements for one in statement.walk()):
        if (
            isinstance(node, nodes.Member)
            and isinstance(node.of, nodes.Member)
            and node.of.name == "outputs"
        ):
            of = node.of.of
            if isinstance(of, nodes.Name) and of.name == module.name and node.name not in outputs:
                yield node.line, f"{inner.path} has no output {node.name!r}"


def _entries(node: Node | None) -> dict[str, Node]:
    if not isinstance(node, nodes.Object):
        return {}
    return {
        str(each.key.value): each.value
        for each in node.entries
        if isinstance(each.key, nodes.Literal)
    }
