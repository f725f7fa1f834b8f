"""From the text of a file to its statements, one reader for each keyword."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from tests.infra.lexer import BadSyntax, Lexer
from tests.infra.nodes import File, Node, Property, Statement
from tests.infra.parser import Expressions, Tokens


def read_file(path: Path, root: Path) -> File:
    """Raises BadSyntax. The path in what is returned is from the root, with forward slashes."""
    return read_text(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())


@cache
def read_text(text: str, path: str) -> File:
    lexer = Lexer(text)
    reader = _Statements(Tokens(lexer.tokens()), parameters=path.endswith(".bicepparam"))
    return File(path=path, statements=reader.all(), disabled=lexer.disabled)


class _Statements:
    def __init__(self, tokens: Tokens, *, parameters: bool) -> None:
        self._tokens, self._expressions = tokens, Expressions(tokens)
        modules: Mapping[str, Callable[[], Statement]] = {
            "metadata": self._valued,
            "targetScope": self._scope,
            "import": self._import,
            "param": self._param,
            "var": self._valued,
            "type": self._type,
            "func": self._func,
            "resource": self._resource,
            "module": self._module,
            "output": self._output,
            "extension": self._extension,
        }
        files: Mapping[str, Callable[[], Statement]] = {
            "using": self._using,
            "extends": self._extends,
            "param": self._valued,
            "var": self._valued,
        }
        self._readers = files if parameters else modules

    def all(self) -> tuple[Statement, ...]:
        found: list[Statement] = []
        self._tokens.skip()
        while self._tokens.next.kind != "end":
            decorators = self._expressions.decorators()
            line, keyword = self._tokens.line, self._tokens.name()
            if keyword not in self._readers:
                raise BadSyntax(line, f"{keyword!r} begins no statement")
            statement = self._readers[keyword]()
            found.append(replace(statement, what=keyword, line=line, decorators=decorators))
            if self._tokens.next.kind not in ("newline", "end"):
                raise BadSyntax(self._tokens.line, f"{self._tokens.next.text!r} is too much here")
            self._tokens.skip()
        return tuple(found)

    def _value(self) -> Node:
        self._tokens.expect("=")
        return self._expressions.expression()

    def _valued(self) -> Statement:
        return Statement(what="", name=self._tokens.name(), value=self._value())

    def _scope(self) -> Statement:
        return Statement(what="", value=self._value())

    def _import(self) -> Statement:
        self._tokens.expect("{")
        names = self._tokens.listed("}", self._tokens.name)
        self._tokens.expect("from")
        return Statement(what="", names=names, reference=self._tokens.plain())

    def _param(self) -> Statement:
        name, kind = self._tokens.name(), self._expressions.type()
        value = self._value() if self._tokens.at("=") else None
        return Statement(what="", name=name, type=kind, value=value)

    def _type(self) -> Statement:
        name = self._tokens.name()
        self._tokens.expect("=")
        return Statement(what="", name=name, type=self._expressions.type())

    def _func(self) -> Statement:
        name = self._tokens.name()
        self._tokens.expect("(")
        parameters = self._tokens.listed(")", self._parameter)
        kind = self._expressions.type()
        self._tokens.expect("=>")
        self._tokens.skip()
        body = self._expressions.expression()
        return Statement(what="", name=name, type=kind, value=body, parameters=parameters)

    def _parameter(self) -> Property:
        line, name = self._tokens.line, self._tokens.name()
        return Property(line=line, name=name, type=self._expressions.type(), decorators=())

    def _resource(self) -> Statement:
        name, reference = self._tokens.name(), self._tokens.plain()
        existing = self._tokens.accept("existing")
        condition, body = self._conditional()
        return Statement(
            what="",
            name=name,
            reference=reference,
            existing=existing,
            condition=condition,
            value=body,
        )

    def _module(self) -> Statement:
        name, reference = self._tokens.name(), self._tokens.plain()
        condition, body = self._conditional()
        return Statement(what="", name=name, reference=reference, condition=condition, value=body)

    def _conditional(self) -> tuple[Node | None, Node]:
        self._tokens.expect("=")
        condition = None
        if self._tokens.accept("if"):
            self._tokens.expect("(")
            condition = self._expressions.expression()
            self._tokens.expect(")")
        return condition, self._expressions.expression()

    def _output(self) -> Statement:
        name, kind = self._tokens.name(), self._expressions.type()
        return Statement(what="", name=name, type=kind, value=self._value())

    def _extension(self) -> Statement:
        return Statement(what="", name=self._tokens.name())

    def _using(self) -> Statement:
        return Statement(
            what="", reference="" if self._tokens.accept("none") else self._tokens.plain()
        )

    def _extends(self) -> Statement:
        return Statement(what="", reference=self._tokens.plain())
