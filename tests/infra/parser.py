"""From tokens to expressions and types of Bicep: the subset that infra/ is written in. What it does not know is an error.

tree-sitter's grammar is asked as well (tests/infra/grammar.py); it knows neither parameter files nor extensions, so this
one stands alone for those.
"""

from collections.abc import Callable

from tests.infra.lexer import BadSyntax, Token
from tests.infra.nodes import (
    Array,
    ArrayType,
    Binary,
    Call,
    Choice,
    Decorator,
    Entry,
    For,
    Index,
    Lambda,
    Literal,
    Member,
    Name,
    Node,
    NullableType,
    Object,
    ObjectType,
    Property,
    Text,
    Unary,
    UnionType,
)

WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
# From what binds least to what binds most.
BINDING = (
    ("??",),
    ("||",),
    ("&&",),
    ("==", "!=", "=~", "!~"),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/", "%"),
)


class Tokens:
    """The tokens, and where we are."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens, self._at = tokens, 0

    @property
    def next(self) -> Token:
        return self._tokens[self._at]

    @property
    def line(self) -> int:
        return self.next.line

    def at(self, *texts: str) -> bool:
        return self.next.kind in ("sign", "name", "newline") and self.next.text in texts

    def ahead(self, *texts: str) -> bool:
        """Whether one of these comes next, perhaps on a later line."""
        seen = self._at
        while self._tokens[seen].kind == "newline":
            seen += 1
        return self._tokens[seen].kind == "sign" and self._tokens[seen].text in texts

    def after(self, steps: int) -> Token:
        return self._tokens[min(self._at + steps, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.next
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def accept(self, *texts: str) -> bool:
        found = self.at(*texts)
        if found:
            self.take()
        return found

    def expect(self, text: str) -> Token:
        if not self.at(text):
            shown = self.next.text.strip() or "the end of the line"
            raise BadSyntax(self.line, f"{text!r} is expected, not {shown!r}")
        return self.take()

    def name(self) -> str:
        if self.next.kind != "name":
            raise BadSyntax(self.line, f"a name is expected, not {self.next.text!r}")
        return self.take().text

    def plain(self) -> str:
        """A string without expressions in it."""
        if self.next.kind != "text" or len(self.next.parts) != 1:
            raise BadSyntax(self.line, f"a plain string is expected, not {self.next.text!r}")
        return str(self.take().parts[0])

    def skip(self) -> None:
        while self.next.kind == "newline":
            self.take()

    def listed[T](self, closing: str, one: Callable[[], T]) -> tuple[T, ...]:
        """Items with commas or new lines between them, up to `closing`."""
        found: list[T] = []
        self.skip()
        while not self.accept(closing):
            found.append(one())
            if not self.at(closing, ",", "\n"):
                raise BadSyntax(self.line, f"{closing!r} is expected, not {self.next.text!r}")
            self.accept(",")
            self.skip()
        return tuple(found)


class Expressions:
    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens

    def expression(self) -> Node:
        condition = self._binary(0)
        if not self.tokens.ahead("?"):
            return condition
        self.tokens.skip()
        line = self.tokens.expect("?").line
        self.tokens.skip()
        then = self.expression()
        self.tokens.skip()
        self.tokens.expect(":")
        self.tokens.skip()
        return Choice(line=line, condition=condition, then=then, otherwise=self.expression())

    def _binary(self, level: int) -> Node:
        if level == len(BINDING):
            return self._unary()
        left = self._binary(level + 1)
        while self.tokens.next.kind == "sign" and self.tokens.next.text in BINDING[level]:
            sign = self.tokens.take()
            self.tokens.skip()
            right = self._binary(level + 1)
            left = Binary(line=sign.line, sign=sign.text, left=left, right=right)
        return left

    def _unary(self) -> Node:
        line = self.tokens.line
        for sign in ("!", "-"):
            if self.tokens.accept(sign):
                return Unary(line=line, sign=sign, of=self._unary())
        return self._followed(self._primary())

    def _followed(self, of: Node) -> Node:
        while self.tokens.at(".", ".?", "[", "!"):
            line, sign = self.tokens.line, self.tokens.take().text
            if sign == "[":
                of = Index(line=line, of=of, index=self.expression())
                self.tokens.expect("]")
            elif sign != "!":
                of = Member(line=line, of=of, name=self.tokens.name(), safe=sign == ".?")
        return of

    def _primary(self) -> Node:
        token = self.tokens.next
        if token.kind == "text":
            return self._text(self.tokens.take())
        if token.kind == "number":
            return Literal(line=token.line, value=int(self.tokens.take().text))
        if token.kind == "name":
            return self._named()
        if self.tokens.accept("{"):
            return Object(line=token.line, entries=self.tokens.listed("}", self._entry))
        if self.tokens.accept("["):
            return self._array(token.line)
        if self.tokens.at("("):
            return self._parenthesis()
        raise BadSyntax(
            token.line, f"{token.text.strip() or 'the end of the line'!r} begins no expression"
        )

    def _text(self, token: Token) -> Node:
        if len(token.parts) == 1:
            return Literal(line=token.line, value=str(token.parts[0]))
        parts = tuple(
            part if isinstance(part, str) else whole(part, token.line) for part in token.parts
        )
        return Text(line=token.line, parts=parts)

    def _named(self) -> Node:
        token = self.tokens.take()
        if token.text in WORDS:
            return Literal(line=token.line, value=WORDS[token.text])
        if self.tokens.accept("=>"):
            self.tokens.skip()
            return Lambda(line=token.line, names=(token.text,), body=self.expression())
        if self.tokens.accept("("):
            arguments = self.tokens.listed(")", self.expression)
            return Call(line=token.line, name=token.text, arguments=arguments)
        return Name(line=token.line, name=token.text)

    def _parenthesis(self) -> Node:
        line = self.tokens.expect("(").line
        if self.tokens.after(1).text == "," and self.tokens.next.kind == "name":
            names = self.tokens.listed(")", self.tokens.name)
            self.tokens.expect("=>")
            return Lambda(line=line, names=names, body=self.expression())
        self.tokens.skip()
        inner = self.expression()
        self.tokens.skip()
        self.tokens.expect(")")
        return inner

    def _array(self, line: int) -> Node:
        self.tokens.skip()
        if self.tokens.at("for"):
            return self._for()
        return Array(line=line, items=self.tokens.listed("]", self.expression))

    def _for(self) -> Node:
        line = self.tokens.expect("for").line
        item, index = "", ""
        if self.tokens.accept("("):
            item = self.tokens.name()
            self.tokens.expect(",")
            index = self.tokens.name()
            self.tokens.expect(")")
        else:
            item = self.tokens.name()
        self.tokens.expect("in")
        over = self.expression()
        self.tokens.expect(":")
        body = self.expression()
        self.tokens.skip()
        self.tokens.expect("]")
        return For(line=line, item=item, index=index, over=over, body=body)

    def _entry(self) -> Entry:
        token = self.tokens.next
        if self.tokens.accept("..."):
            return Entry(line=token.line, key=None, value=self.expression())
        if token.kind == "text":
            key = self._text(self.tokens.take())
        else:
            key = Literal(line=token.line, value=self.tokens.name())
        self.tokens.expect(":")
        return Entry(line=token.line, key=key, value=self.expression())

    def decorators(self) -> tuple[Decorator, ...]:
        found: list[Decorator] = []
        while self.tokens.at("@"):
            line = self.tokens.take().line
            name = self.tokens.name()
            self.tokens.expect("(")
            arguments = self.tokens.listed(")", self.expression)
            found.append(Decorator(line=line, name=name, arguments=arguments))
            self.tokens.skip()
        return tuple(found)

    def type(self) -> Node:
        line = self.tokens.line
        self.tokens.skip() if self.tokens.ahead("|") else None
        self.tokens.accept("|")
        options = [self._one_type()]
        while self.tokens.ahead("|"):
            self.tokens.skip()
            self.tokens.expect("|")
            options.append(self._one_type())
        return options[0] if len(options) == 1 else UnionType(line=line, options=tuple(options))

    def _one_type(self) -> Node:
        found = self._plain_type()
        while self.tokens.at("[", "?"):
            line = self.tokens.line
            if self.tokens.accept("?"):
                found = NullableType(line=line, of=found)
            else:
                self.tokens.take()
                self.tokens.expect("]")
                found = ArrayType(line=line, of=found)
        return found

    def _plain_type(self) -> Node:
        token = self.tokens.next
        if token.kind == "text":
            return Literal(line=token.line, value=self.tokens.plain())
        if token.kind == "number":
            return Literal(line=token.line, value=int(self.tokens.take().text))
        if self.tokens.accept("{"):
            return ObjectType(line=token.line, properties=self.tokens.listed("}", self._property))
        if self.tokens.accept("("):
            inner = self.type()
            self.tokens.expect(")")
            return inner
        return Name(line=token.line, name=self.tokens.name())

    def _property(self) -> Property:
        decorators = self.decorators()
        line = self.tokens.line
        name = self.tokens.name()
        self.tokens.expect(":")
        return Property(line=line, name=name, type=self.type(), decorators=decorators)


def whole(tokens: tuple[Token, ...], line: int) -> Node:
    """One expression and nothing after it."""
    expressions = Expressions(Tokens((*tokens, Token(kind="end", text="", line=line))))
    found = expressions.expression()
    if expressions.tokens.next.kind != "end":
        raise BadSyntax(line, f"{expressions.tokens.next.text!r} is too much in a string")
    return found
