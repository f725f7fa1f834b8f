"""Frozen dataclasses of the domain as JSON, and back, by their own field types.

For what is read and written whole (the directory, people, series). A field that holds its default is left out; one
that is missing becomes its default and one that is unknown is passed over, so that both versions of a rolling update
read the same rows: fields are only ever added, with a default.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

type Reader = Callable[[Any], Any]

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode


def packed_json(value: Any) -> str:
    """`value` as one line of ASCII JSON."""
    return _encode(pack(value))


def from_packed[T](shape: type[T], stored: str) -> T:
    return unpack(shape, json.loads(stored))


def pack(value: Any) -> Any:
    """What JSON can hold of `value`. A duration of no declared type is `{"seconds": n}`."""
    if is_dataclass(value):
        return {
            each.name: pack(held)
            for each in fields(value)
            if (held := getattr(value, each.name)) != _default(each)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    if isinstance(value, ZoneInfo):
        return value.key
    if isinstance(value, Mapping):
        return {str(pack(key)): pack(held) for key, held in value.items()}
    if isinstance(value, frozenset):
        return sorted((pack(each) for each in value), key=str)
    if isinstance(value, tuple | list):
        return [pack(each) for each in value]
    return value


def _default(each: Field[Any]) -> Any:
    if each.default_factory is not MISSING:
        return each.default_factory()
    return each.default  # MISSING equals nothing, so a field without a default is always written


def unpack[T](shape: type[T], stored: Any) -> T:
    """The value of type `shape` that `pack` made `stored` of."""
    known: Any = shape
    value: T = reader_of(known)(stored)
    return value


@cache
def reader_of(shape: Any) -> Reader:
    """How one type is read; worked out once per type."""
    if isinstance(shape, NewType):
        return reader_of(shape.__supertype__)
    if is_dataclass(shape):
        return _dataclass_reader(shape)
    if isinstance(shape, type):
        return _plain_reader(shape)
    return _generic_reader(get_origin(shape), get_args(shape))


def _dataclass_reader(shape: Any) -> Reader:
    hints = get_type_hints(shape)
    readers = {each.name: reader_of(hints[each.name]) for each in fields(shape)}

    def read(stored: Mapping[str, Any]) -> Any:
        return shape(
            **{name: readers[name](held) for name, held in stored.items() if name in readers}
        )

    return read


def _plain_reader(shape: type) -> Reader:
    if issubclass(shape, datetime):
        return datetime.fromisoformat
    if issubclass(shape, date):
        return date.fromisoformat
    if issubclass(shape, time):
        return time.fromisoformat
    if issubclass(shape, Enum | ZoneInfo):
        return shape
    if shape is float:
        return float
    return _anything if shape in (object, timedelta) else _as_it_is


def _generic_reader(origin: Any, inner: tuple[Any, ...]) -> Reader:
    if origin in (Union, UnionType):
        only = reader_of(next(each for each in inner if each is not type(None)))
        return lambda stored: None if stored is None else only(stored)
    if origin is frozenset:
        member = reader_of(inner[0])
        return lambda stored: frozenset(member(each) for each in stored)
    if origin is tuple and inner[1:] == (Ellipsis,):
        member = reader_of(inner[0])
        return lambda stored: tuple(member(each) for each in stored)
    if origin is tuple:
        members = tuple(reader_of(each) for each in inner)
        return lambda stored: tuple(read(each) for read, each in zip(members, stored, strict=True))
    key, held = reader_of(inner[0]), reader_of(inner[1])
    return lambda stored: {key(name): held(each) for name, each in stored.items()}


def _anything(stored: Any) -> Any:
    """A value of no declared type: a rule's number, flag, nothing, or duration."""
    return timedelta(**stored) if isinstance(stored, dict) else stored


def _as_it_is(stored: Any) -> Any:
    return stored
