"""From the text of a Bicep file to tokens. A string with expressions in it is one token that holds theirs."""

import re
from dataclasses import dataclass


class BadSyntax(Exception):
    """`line` is where reading stopped."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(f"line {line}: {said}")
        self.line, self.said = line, said


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """`kind`: name, number, text, sign, newline or end. `parts` of a text: strings, and the tokens between `${` and `}`."""

    kind: str
    text: str
    line: int
    parts: tuple["str | tuple[Token, ...]", ...] = ()


PLAIN = re.compile(
    r"""(?P<space>[ \t\r]+)
      | (?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<directive>\#[^\n]*)
      | (?P<newline>\n)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<number>\d+)
      | (?P<sign>=>|==|!=|<=|>=|&&|\|\||\?\?|\.\?|\.\.\.|=~|!~|[-+*/%<>!?:=.,(){}\[\]|@])
    """,
    re.VERBOSE | re.DOTALL,
)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "'": "'", "\\": "\\", "$": "$"}


class Lexer:
    """Reads once, from left to right."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 1
        self.disabled: dict[int, str] = {}

    def tokens(self) -> tuple[Token, ...]:
        found = self._until("")
        return (*found, Token(kind="end", text="", line=self._line))

    def _until(self, closing: str) -> tuple[Token, ...]:
        """All tokens up to the end or, in a string, the brace that closes the expression."""
        found: list[Token] = []
        depth = 0
        while self._at < len(self._text):
            here = self._text[self._at]
            if closing and here == "}" and depth == 0:
                return tuple(found)
            depth += {"{": 1, "}": -1}.get(here, 0)
            if (token := self._next()) is not None:
                found.append(token)
        if closing:
            raise BadSyntax(self._line, "a string ends within an expression")
        return tuple(found)

    def _next(self) -> Token | None:
        line = self._line
        if self._text.startswith("'''", self._at):
            return self._block()
        if self._text[self._at] == "'":
            return self._string()
        match = PLAIN.match(self._text, self._at)
        if match is None:
            raise BadSyntax(line, f"{self._text[self._at]!r} means nothing here")
        self._at, kind, text = match.end(), str(match.lastgroup), match.group()
        self._line += text.count("\n")
        if kind == "directive":
            self.disabled[line + 1] = text
        if kind in ("space", "comment", "directive"):
            return None
        return Token(kind=kind, text=text, line=line)

    def _block(self) -> Token:
        line, begins = self._line, self._at + 3
        ends = self._text.find("'''", begins)
        if ends < 0:
            raise BadSyntax(line, "a string of many lines does not end")
        text = self._text[begins:ends].removeprefix("\n")
        self._line += self._text[self._at : ends].count("\n")
        self._at = ends + 3
        return Token(kind="text", text=text, line=line, parts=(text,))

    def _string(self) -> Token:
        line, begins = self._line, self._at
        parts: list[str | tuple[Token, ...]] = []
        plain = ""
        self._at += 1
        while True:
            here = self._text[self._at : self._at + 1]
            if here in ("", "\n"):
                raise BadSyntax(line, "a string does not end on its line")
            self._at += 1
            if here == "'":
                break
            if here == "\\":
                plain += self._escaped(line)
            elif here == "$" and self._text.startswith("{", self._at):
                self._at += 1
                parts += [plain, self._until("}")]
                self._at, plain = self._at + 1, ""
            else:
                plain += here
        return Token(
            kind="text", text=self._text[begins : self._at], line=line, parts=(*parts, plain)
        )

    def _escaped(self, line: int) -> str:
        letter = self._text[self._at]
        self._at += 1
        if letter not in ESCAPES:
            raise BadSyntax(line, f"\\{letter} is no escape")
        return ESCAPES[letter]
