"""What an expression comes to, in a scope that knows what names mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from tests.infra import nodes
from tests.infra.functions import FUNCTIONS
from tests.infra.project import Finding, Project
from tests.infra.table import Types
from tests.infra.values import ABSENT, OF_GRAPH, At, Made, Ran, Wrong, known_later, shown

OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a // b,
    "%": lambda a, b: a % b,
}


SKIPPED = object()
"""What is asked for safely, of something that is not there."""


class Names(Protocol):
    """Where names of a file are looked up."""

    def value(self, name: str) -> Any: ...
    def call(self, name: str, arguments: list[Any]) -> Any: ...


class Stopped(Exception):
    """An expression of the plan cannot be computed; what is wrong is the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`local` are names of loops and lambdas; they hide those of the file."""

    project: Project
    types: Types
    file: str
    names: Names
    local: Mapping[str, Any]

    def value(self, node: nodes.Node) -> Any:
        try:
            return self._value(node)
        except (Wrong, TypeError, ValueError, IndexError, AttributeError, KeyError) as error:
            said = str(error) if isinstance(error, Wrong) else f"{type(error).__name__}: {error}"
            raise Stopped(Finding(file=self.file, line=node.line, said=said)) from error

    def _value(self, node: nodes.Node) -> Any:
        match node:
            case nodes.Literal():
                return node.value
            case nodes.Text():
                return "".join(
                    p if isinstance(p, str) else shown(self.value(p)) for p in node.parts
                )
            case nodes.Object():
                return self._object(node)
            case nodes.Array():
                return [self.value(each) for each in node.items]
            case nodes.For():
                return [scope.value(node.body) for scope in self.each(node)]
            case nodes.Name():
                return (
                    self.local[node.name]
                    if node.name in self.local
                    else self.names.value(node.name)
                )
            case nodes.Member() | nodes.Index():
                return None if (found := self._chain(node)) is SKIPPED else found
            case nodes.Call():
                return self._call(node)
            case nodes.Unary():
                of = self.value(node.of)
                return (not of) if node.sign == "!" else -of
            case nodes.Binary():
                return self._binary(node)
            case nodes.Choice():
                way = self.truth(node.condition, "?")
                return self.value(node.then if way else node.otherwise)
            case nodes.Lambda():
                return lambda *given: self.within(dict(zip(node.names, given, strict=True))).value(
                    node.body
                )
            case _:
                raise Wrong(f"{type(node).__name__} has no value")

    def _chain(self, node: nodes.Node) -> Any:
        """A member of a member of …; where one is asked for safely and is not there, all that follows is not there."""
        if not isinstance(node, nodes.Member | nodes.Index):
            return self.value(node)
        of = self._chain(node.of)
        if of is SKIPPED:
            return SKIPPED
        if isinstance(node, nodes.Index):
            return self._index(of, self.value(node.index))
        return self._member(of, node.name, safe=node.safe)

    def within(self, names: Mapping[str, Any]) -> "Scope":
        return replace(self, local={**self.local, **names})

    def each(self, loop: nodes.For) -> "list[Scope]":
        over = self.value(loop.over)
        if not isinstance(over, list):
            raise Wrong("a loop goes over a list only")
        return [
            self.within({loop.item: each} | ({loop.index: number} if loop.index else {}))
            for number, each in enumerate(over)
        ]

    def truth(self, node: nodes.Node, what: str) -> bool:
        """The value of a condition; which way it goes is remembered."""
        way = self.value(node)
        if not isinstance(way, bool):
            raise Wrong(f"a condition is true or false, not {way!r}")
        self.project.went(self.file, node.line, what, way)
        return way

    def _object(self, node: nodes.Object) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for entry in node.entries:
            if entry.key is None:
                found |= self.value(entry.value)
                continue
            key = shown(self.value(entry.key))
            if key in found:
                raise Wrong(f"{key!r} is there twice")
            found[key] = self.value(entry.value)
        return found

    def _index(self, of: Any, index: Any) -> Any:
        return self._member(of, index, safe=False) if isinstance(index, str) else of[index]

    def _member(self, of: Any, name: str, *, safe: bool) -> Any:
        if safe and (of is None or of is ABSENT):
            return SKIPPED
        if of is ABSENT:
            raise Wrong(f"{name!r} is asked of something that is not made here")
        if isinstance(of, Made):
            return self._of_made(of, name)
        if isinstance(of, At):
            return self._later(replace(of, path=(*of.path, name)))
        if isinstance(of, Ran):
            return _Outputs(of) if name == "outputs" else _no_member(of, name)
        if isinstance(of, _Outputs):
            return of.ran.outputs(name)
        if isinstance(of, Mapping) and (name in of or safe):
            return of.get(name, SKIPPED)
        return _no_member(of, name)

    def _of_made(self, of: Made, name: str) -> Any:
        if name in ("id", "type"):
            return getattr(of, name)
        if name == "name":
            return of.last_name
        if name == "properties":
            return At(made=of, path=())
        if of.type.startswith("Microsoft.Graph/") and name in OF_GRAPH:
            return OF_GRAPH[name]
        return of.body[name] if name in of.body else _no_member(of, name)

    def _later(self, at: At) -> Any:
        found = self.types.at(at.made.type, at.path)
        if found is None:
            raise Wrong(f"{at.made.type} has no {'.'.join(at.path)} to be read")
        return at if "model" in found or "object" in found else known_later(at)

    def _call(self, node: nodes.Call) -> Any:
        if node.name == "loadTextContent":
            path = self.project.beside(self.file, str(self.value(node.arguments[0])))
            if (text := self.project.text(path)) is None:
                raise Wrong(f"there is no file {path}")
            return text
        arguments = [self.value(each) for each in node.arguments]
        if function := FUNCTIONS.get(node.name):
            return function(*arguments)
        return self.names.call(node.name, arguments)

    def _binary(self, node: nodes.Binary) -> Any:
        if node.sign == "??":
            left = self.value(node.left)
            self.project.went(self.file, node.line, "??", left is None)
            return self.value(node.right) if left is None else left
        if node.sign in ("&&", "||"):
            left = self.value(node.left)
            return left if left is (node.sign == "||") else self.value(node.right)
        return OPERATORS[node.sign](self.value(node.left), self.value(node.right))


@dataclass(frozen=True, slots=True, eq=False)
class _Outputs:
    ran: Ran


def _no_member(of: Any, name: str) -> Any:
    has = ", ".join(sorted(of)) if isinstance(of, Mapping) else type(of).__name__
    raise Wrong(f"there is no {name!r} in what has: {has}")
