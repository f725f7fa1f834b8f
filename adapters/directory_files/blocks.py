"""YAML with line numbers: a mapping that remembers which of its keys were asked for.

Anchors and aliases are refused: small files could unfold into endless ones.
"""

from dataclasses import dataclass, field
from typing import Final

import yaml

from adapters.directory_files.cells import Cell, Sink

LARGEST: Final = 4 * 1024 * 1024
DEEPEST: Final = 20


@dataclass(slots=True, kw_only=True)
class Block:
    """A mapping. Call `done()` when everything known has been asked for: the rest is reported."""

    line: int
    sink: Sink
    nodes: dict[str, yaml.Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def cell(self, key: str) -> Cell:
        """A single value, empty where left out."""
        node = self._ask(key)
        if node is None:
            return Cell(name=key, text="", line=self.line, sink=self.sink)
        return _cell(node, key, self.sink)

    def cells(self, key: str) -> list[Cell]:
        """A list of single values."""
        return [_cell(node, key, self.sink) for node in self._items(key)]

    def block(self, key: str) -> "Block":
        """A mapping, empty where left out."""
        node = self._ask(key)
        if node is None:
            return Block(line=self.line, sink=self.sink)
        return _block(node, key, self.sink)

    def blocks(self, key: str) -> list["Block"]:
        """A list of mappings."""
        return [_block(node, key, self.sink) for node in self._items(key)]

    def named(self) -> list[Cell]:
        """The keys themselves, where they are data."""
        return [
            Cell(name=key, text=key, line=self.lines[key], sink=self.sink) for key in self.nodes
        ]

    def done(self) -> None:
        for key in self.nodes.keys() - self.asked:
            self.sink.add(self.lines[key], f"'{key}' is not known here")

    def __contains__(self, key: str) -> bool:
        return key in self.nodes

    def _ask(self, key: str) -> yaml.Node | None:
        self.asked.add(key)
        node = self.nodes.get(key)
        return None if node is None or node.tag == "tag:yaml.org,2002:null" else node

    def _items(self, key: str) -> list[yaml.Node]:
        node = self._ask(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.sink.add(_line(node), f"{key}: a list is expected")
            return []
        return list(node.value)


def read_block(text: str, sink: Sink) -> Block | None:
    """The file's top mapping; None, with a fault noted, when there is none."""
    if len(text) > LARGEST:
        sink.add(1, "the file is larger than 4 MB")
        return None
    try:
        if fault := _too_clever(text):
            sink.add(*fault)
            return None
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        sink.add(_mark(error), f"not well-formed YAML: {error.problem}")
        return None
    except yaml.YAMLError as error:
        sink.add(1, f"not well-formed YAML: {error}")
        return None
    if node is None:
        sink.add(1, "the file is empty")
        return None
    block = _block(node, "the file", sink)
    return block if isinstance(node, yaml.MappingNode) else None


def _too_clever(text: str) -> tuple[int, str] | None:
    """Line and message of an alias or of nesting that no such file needs: either can take hours to read."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            return _line(event), "aliases are not allowed"
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return _line(event), f"nested more than {DEEPEST} levels deep"
    return None


def _mark(error: yaml.MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return 1 if mark is None else int(mark.line) + 1


def _line(node: yaml.Node | yaml.Event) -> int:
    return 1 if node.start_mark is None else int(node.start_mark.line) + 1


def _cell(node: yaml.Node, name: str, sink: Sink) -> Cell:
    if not isinstance(node, yaml.ScalarNode):
        sink.add(_line(node), f"{name}: a single value is expected")
        return Cell(name=name, text="", line=_line(node), sink=sink)
    return Cell(name=name, text=str(node.value), line=_line(node), sink=sink)


def _block(node: yaml.Node, name: str, sink: Sink) -> Block:
    block = Block(line=_line(node), sink=sink)
    if not isinstance(node, yaml.MappingNode):
        sink.add(_line(node), f"{name}: named values are expected")
        return block
    for key_node, value in node.value:
        key = _cell(key_node, "key", sink).text
        if key in block.nodes:
            sink.add(_line(key_node), f"'{key}' is here twice")
        block.nodes[key] = value
        block.lines[key] = _line(key_node)
    return block
