"""One value of an import file, with the line it stands on, and how each kind of value is read.

A value that cannot be read is noted as a fault and a stand-in is returned, so that reading goes on and every fault
of a folder is found in one pass; a folder with faults is never imported, so no stand-in is ever kept.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Final

from domain.ids import ID_PATTERN

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ID: Final = re.compile(ID_PATTERN)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_NUMBER: Final = re.compile(r"-?\d{1,9}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something that keeps a folder from being imported."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(slots=True)
class Sink:
    """Collects the faults of one file."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.file, line, message))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value as written; `text` is empty where it is left out."""

    name: str
    text: str
    line: int
    sink: Sink

    def fail(self, message: str) -> None:
        self.sink.add(self.line, f"{self.name}: {message}")

    def words(self) -> str:
        """One line of text, possibly empty."""
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in self.text):
            self.fail("line breaks and control characters are not allowed")
        return self.text

    def required(self) -> str:
        if not self.text.strip():
            self.fail("is required")
        return self.words()

    def identity(self) -> str:
        """An id."""
        if not _ID.fullmatch(self.text):
            self.fail(f"'{self.text}' is not an id: 1 to 40 of a-z, 0-9 and -")
        return self.text

    def new(self, seen: dict[str, int], what: str) -> str:
        """An id that nothing else in `seen` has; it is added with its line."""
        found = self.identity()
        if found in seen:
            self.fail(f"the {what} '{found}' is already defined in line {seen[found]}")
        seen.setdefault(found, self.line)
        return found

    def known(self, ids: Container[str], what: str) -> str | None:
        """A reference to one of `ids`; None where left out."""
        if not self.text:
            return None
        if self.text not in ids:
            self.fail(f"there is no {what} '{self.text}'")
        return self.text

    def choice[E: StrEnum](self, kind: type[E], default: E) -> E:
        if not self.text:
            return default
        try:
            return kind(self.text)
        except ValueError:
            self.fail(f"'{self.text}' is none of {', '.join(kind)}")
            return default

    def day(self) -> date | None:
        if not self.text:
            return None
        try:
            if _DAY.fullmatch(self.text):
                return date.fromisoformat(self.text)
        except ValueError:
            pass
        self.fail(f"'{self.text}' is not a date such as 2026-11-24")
        return None

    def clock(self) -> time:
        """A wall time; midnight where it cannot be read."""
        if not _CLOCK.fullmatch(self.text):
            self.fail(f"'{self.text}' is not a time such as 08:30")
            return time(0)
        return time.fromisoformat(self.text)

    def whole(self, *, default: int, least: int = 0) -> int:
        if not self.text:
            return default
        if not re.fullmatch(r"[0-9]{1,7}", self.text) or int(self.text) < least:
            self.fail(f"'{self.text}' is not a whole number of at least {least}")
            return default
        return int(self.text)

    def number(self) -> float:
        if not self.text:
            return 0.0
        if not _NUMBER.fullmatch(self.text):
            self.fail(f"'{self.text}' is not a number")
            return 0.0
        return float(self.text)

    def flag(self, *, default: bool) -> bool:
        if not self.text:
            return default
        if self.text.lower() not in ("yes", "no", "true", "false"):
            self.fail(f"'{self.text}' is neither yes nor no")
        return self.text.lower() in ("yes", "true")

    def listed(self) -> tuple["Cell", ...]:
        """The values of a list written with semicolons."""
        texts = [each.strip() for each in self.text.split(";") if each.strip()]
        return tuple(self.like(text) for text in texts)

    def like(self, text: str, name: str = "") -> "Cell":
        """A part of this cell."""
        return Cell(name=name or self.name, text=text, line=self.line, sink=self.sink)

    def labels(self) -> frozenset[str]:
        """Short words such as features and licences."""
        return frozenset(each.identity() for each in self.listed())

    def weekday(self) -> int:
        """An ISO weekday, 1 for Monday."""
        if self.text not in WEEKDAYS:
            self.fail(f"'{self.text}' is none of {', '.join(WEEKDAYS)}")
            return 1
        return WEEKDAYS.index(self.text) + 1
