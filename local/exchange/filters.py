"""`$filter` as far as calendars need it: comparisons joined with `and`, and one extended property by its value."""

import re
from collections.abc import Callable
from datetime import datetime

from local.exchange.errors import bad
from local.exchange.ids import id_of, uid_of
from local.exchange.items import Occurrence
from local.exchange.times import read_moment
from local.exchange.views import bare

type Test = Callable[[Occurrence], bool]

_TEXT = r"'((?:[^']|'')*)'"
_ANY = re.compile(
    rf"singleValueExtendedProperties/any\(\s*(\w+)\s*:\s*\1/id\s+eq\s+{_TEXT}\s+and\s+\1/value\s+eq\s+{_TEXT}\s*\)",
    re.IGNORECASE,
)
_COMPARED = re.compile(rf"^([\w/]+)\s+(eq|ne|ge|gt|le|lt)\s+(?:{_TEXT}|(\w[\w:.\-+]*))$")
_ORDER: dict[str, Callable[[int], bool]] = {
    "eq": lambda sign: sign == 0,
    "ne": lambda sign: sign != 0,
    "ge": lambda sign: sign >= 0,
    "gt": lambda sign: sign > 0,
    "le": lambda sign: sign <= 0,
    "lt": lambda sign: sign < 0,
}


def matching(text: str) -> Test:
    """What the filter lets through; one that is not understood is refused as Graph does."""
    tests: list[Test] = []

    def noted(match: re.Match[str]) -> str:
        tests.append(_property(match[2].replace("''", "'"), match[3].replace("''", "'")))
        return ""

    rest = _ANY.sub(noted, text)
    clauses = [each.strip() for each in re.split(r"\s{1,9}and\s{1,9}", rest) if each.strip()]
    tests += [_comparison(each) for each in clauses if each.casefold() != "and"]
    return lambda seen: all(test(seen) for test in tests)


def _property(name: str, value: str) -> Test:
    return lambda seen: seen.item.extended.get(name, "\0").casefold() == value.casefold()


def _comparison(text: str) -> Test:
    match = _COMPARED.match(text.removeprefix("and ").removesuffix(" and"))
    if match is None:
        raise bad(f"Invalid filter clause: {text}", "BadRequest")
    name, operator = match[1].casefold(), _ORDER[match[2]]
    value = match[3].replace("''", "'") if match[3] is not None else match[4]
    if name in ("start/datetime", "end/datetime"):
        moment = read_moment(value, name)
        place = 0 if name.startswith("start") else 1
        return lambda seen: operator(_sign(seen.span[place], moment))
    if name not in _READ:
        raise bad(f"The property '{match[1]}' cannot be filtered on.", "ErrorInvalidProperty")
    read = _READ[name]
    return lambda seen: operator(_sign(read(seen).casefold(), value.casefold()))


_READ: dict[str, Callable[[Occurrence], str]] = {
    "icaluid": uid_of,
    "subject": lambda seen: str(seen.field("subject") or ""),
    "type": lambda seen: seen.kind,
    "showas": lambda seen: str(seen.field("showAs")),
    "isallday": lambda seen: str(seen.item.all_day),
    "iscancelled": lambda seen: str(seen.cancelled),
    "isorganizer": lambda seen: str(seen.item.is_organizer),
    "id": lambda seen: id_of(seen, immutable=True),
    "transactionid": lambda seen: seen.item.transaction or "",
    "seriesmasterid": lambda seen: id_of(bare(seen.item), immutable=True) if seen.day else "",
}


def _sign[T: (str, datetime)](a: T, b: T) -> int:
    return 0 if a == b else (1 if a > b else -1)
