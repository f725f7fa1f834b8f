"""What a Bicep file says, as values: expressions, types, statements. Each knows its line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    line: int = 0

    def children(self) -> Iterator["Node"]:
        for each in fields(self):
            yield from nodes_in(getattr(self, each.name))

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children():
            yield from child.walk()


def nodes_in(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from nodes_in(each)


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Node):
    value: str | int | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Node):
    """A string with expressions in it."""

    parts: tuple["str | Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Node):
    """One member of an object; `key` None where another object is spread into it."""

    key: "Node | None"
    value: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Object(Node):
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Array(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class For(Node):
    item: str
    index: str
    over: Node
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Node):
    of: Node
    name: str
    safe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Node):
    of: Node
    index: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unary(Node):
    sign: str
    of: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary(Node):
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Lambda(Node):
    names: tuple[str, ...]
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Decorator(Node):
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Property(Node):
    """A member of an object type."""

    name: str
    type: Node
    decorators: tuple[Decorator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectType(Node):
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayType(Node):
    of: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionType(Node):
    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NullableType(Node):
    of: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Node):
    """`what` is its keyword. Only what that keyword knows is filled in; `reference` is a resource's type and version, a
    module's or an import's file."""

    what: str
    name: str = ""
    type: Node | None = None
    value: Node | None = None
    reference: str = ""
    existing: bool = False
    condition: Node | None = None
    names: tuple[str, ...] = ()
    parameters: tuple[Property, ...] = ()
    decorators: tuple[Decorator, ...] = ()

    def decorated(self, name: str) -> Decorator | None:
        return next((each for each in self.decorators if each.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    path: str
    statements: tuple[Statement, ...]
    disabled: Mapping[int, str] = field(default_factory=dict)
    """Lines for which a warning is switched off, and which."""

    def of(self, *whats: str) -> tuple[Statement, ...]:
        return tuple(each for each in self.statements if each.what in whats)
