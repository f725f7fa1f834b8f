"""Whether a value is what the type of a parameter allows: user-defined types, unions, lengths and bounds."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.infra import nodes
from tests.infra.nodes import File, Node
from tests.infra.project import Project

PLAIN: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, Mapping),
    "array": lambda value: isinstance(value, list),
}
BOUNDS: Mapping[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "minLength": ("shorter than", lambda value, bound: len(value) < bound),
    "maxLength": ("longer than", lambda value, bound: len(value) > bound),
    "minValue": ("less than", lambda value, bound: value < bound),
    "maxValue": ("more than", lambda value, bound: value > bound),
}


def misfits(
    project: Project, file: File, of: nodes.Property | nodes.Statement, value: Any
) -> Iterator[str]:
    """What is wrong with the value of a parameter, or of a member of an object type."""
    if of.type is None:
        return
    wrong = list(_fit(project, file, of.type, value, of.name))
    yield from wrong
    if wrong or value is None:
        return
    for each in of.decorators:
        if each.name in BOUNDS and each.arguments:
            (said, beyond), bound = BOUNDS[each.name], each.arguments[0]
            if isinstance(bound, nodes.Literal) and beyond(value, bound.value):
                yield f"{of.name} is {said} {bound.value}: {value!r}"


def _fit(project: Project, file: File, kind: Node, value: Any, path: str) -> Iterator[str]:
    match kind:
        case nodes.NullableType():
            if value is not None:
                yield from _fit(project, file, kind.of, value, path)
        case nodes.Literal():
            if value != kind.value or isinstance(value, bool) is not isinstance(kind.value, bool):
                yield f"{path} is {kind.value!r}, not {value!r}"
        case nodes.UnionType():
            if all(
                any(True for _ in _fit(project, file, each, value, path)) for each in kind.options
            ):
                yield f"{path} is {value!r}, which is none of its choices"
        case nodes.ArrayType():
            if not isinstance(value, list):
                yield f"{path} is a list, not {value!r}"
                return
            for number, each in enumerate(value):
                yield from _fit(project, file, kind.of, each, f"{path}[{number}]")
        case nodes.ObjectType():
            yield from _object(project, file, kind, value, path)
        case nodes.Name():
            yield from _named(project, file, kind.name, value, path)
        case _:
            yield f"{path} has a type that nobody knows: {type(kind).__name__}"


def _named(project: Project, file: File, name: str, value: Any, path: str) -> Iterator[str]:
    if name in PLAIN:
        if not PLAIN[name](value):
            yield f"{path} is a {name}, not {value!r}"
        return
    home, declared = project.declared(file).get(name, (file, None))
    if declared is not None and declared.type is not None:
        yield from _fit(project, home, declared.type, value, path)


def _object(
    project: Project, file: File, kind: nodes.ObjectType, value: Any, path: str
) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{path} is an object, not {value!r}"
        return
    known = {each.name: each for each in kind.properties}
    yield from (f"{path} has no {name}" for name in value if name not in known)
    for name, each in known.items():
        if name not in value and not isinstance(each.type, nodes.NullableType):
            yield f"{path}.{name} is missing"
        else:
            yield from (f"{path}.{said}" for said in misfits(project, file, each, value.get(name)))
