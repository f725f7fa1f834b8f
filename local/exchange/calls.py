"""A request and an answer, whether it came by itself or inside a `$batch`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from local.exchange.errors import bad
from local.exchange.payloads import Wish
from local.exchange.times import Json, zone_of

ROOT = "/v1.0"
_KEYED = re.compile(r"^(\w+)\('(.*)'\)$")
_PREFERENCE = re.compile(r'([\w.\-]{1,80})\s{0,9}=\s{0,9}(?:"([^"]{0,200})"|([^\s,;]{1,200}))')
_PROPERTY = re.compile(r"id\s+eq\s+'((?:[^']|'')*)'", re.IGNORECASE)
_SHORT = ("microsoft.graph.", "graph.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`path` is as it came, without the version root; `segments` are its parts, decoded."""

    method: str
    path: str
    segments: tuple[str, ...]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Json
    host: str

    def asked(self, name: str) -> str | None:
        """A query parameter by its name in any case, with or without the dollar sign of OData; None where empty."""
        return self.query.get(name.casefold().lstrip("$")) or None

    def number(self, name: str, usual: int, most: int) -> int:
        text = self.asked(name)
        if text is None:
            return usual
        if not text.isdecimal() or int(text) > most:
            raise bad(f"The value '{text}' of {name} is not from 0 to {most}.")
        return int(text)

    def link(self, host: str, query: str) -> str:
        return f"{host or self.host}{ROOT}{self.path}?{query}"


@dataclass(slots=True, kw_only=True)
class Reply:
    """`text` instead of a `body`: what is no JSON."""

    status: int = 200
    body: Json | None = None
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


def call_of(
    method: str, path: str, query: str, headers: Mapping[str, str], body: Any, host: str
) -> Call:
    """`path` is still percent-encoded: an id may hold an encoded slash."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return Call(
        method=method.upper(),
        path=path,
        segments=_segments(path),
        query={name.casefold().lstrip("$"): value for name, value in pairs},
        headers={name.casefold(): value for name, value in headers.items()},
        body=_camel(body) if isinstance(body, dict) else {},
        host=host,
    )


def wish_of(call: Call) -> Wish:
    """Preferences in any order, in one header or several."""
    given = {
        match[1].casefold(): match[2] if match[2] is not None else match[3]
        for match in _PREFERENCE.finditer(call.headers.get("prefer", ""))
    }
    applied = []
    immutable = given.get("idtype", "").casefold() == "immutableid"
    if immutable:
        applied.append('IdType="ImmutableId"')
    zone = given.get("outlook.timezone", "UTC")
    zone_of(zone)
    if "outlook.timezone" in given:
        applied.append(f'outlook.timezone="{zone}"')
    as_text = given.get("outlook.body-content-type", "").casefold() == "text"
    if as_text:
        applied.append('outlook.body-content-type="text"')
    size = given.get("odata.maxpagesize", "")
    if size.isdecimal():
        applied.append(f"odata.maxpagesize={size}")
    expand = call.asked("expand") or ""
    return Wish(
        immutable=immutable,
        zone=zone,
        as_text=as_text,
        select=frozenset(each.strip() for each in (call.asked("select") or "").split(",") if each),
        properties=frozenset(each.replace("''", "'") for each in _PROPERTY.findall(expand)),
        exceptions="exceptionoccurrences" in expand.casefold(),
        max_page=max(int(size), 1) if size.isdecimal() else None,
        applied=tuple(applied),
    )


def _segments(path: str) -> tuple[str, ...]:
    found: list[str] = []
    for raw in path.split("/"):
        segment = unquote(raw)
        if not segment:
            continue
        keyed = _KEYED.match(segment)
        if keyed:
            found += [keyed[1], keyed[2].replace("''", "'")]
            continue
        segment = segment.removesuffix("()")
        for prefix in _SHORT:
            if segment.casefold().startswith(prefix) and "@" not in segment:
                segment = segment[len(prefix) :]
                break
        found.append(segment)
    return tuple(found)


def _camel(value: Any) -> Any:
    """Property names in either case: `StartTime` is `startTime`."""
    if isinstance(value, dict):
        return {_lower_first(str(name)): _camel(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_camel(each) for each in value]
    return value


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]
