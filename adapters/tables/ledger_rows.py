"""Ledgers and capacity tokens as rows, and back.

An entry is a list, compact because a ledger must fit in one property of 64 KiB:
[start, end, booking, state, person or resource, site, kind, expires or 0], instants in seconds since 1970. A
resource's ledger names the person, a person's ledger the resource; the other is the row's key.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from adapters.tables.entity import Row, Values
from adapters.tables.values import (
    SCHEMA,
    filled,
    from_json,
    from_seconds,
    text,
    to_json,
    to_seconds,
)
from domain.booking import State
from domain.ids import BookingId, PersonId, ResourceId, SiteId
from domain.kinds import Kind
from domain.ledger import CapacityKey, Entry, PersonLedger, ResourceLedger, Version
from domain.limits import Used
from domain.when import Interval, PartId

LEDGER_COLUMNS = ("entries", "tokens", "used")

_STATES = {state.value: state for state in State}
_KINDS = {kind.value: kind for kind in Kind}


def resource_columns(ledger: ResourceLedger) -> Values:
    stored = [_entry_json(entry, entry.person) for entry in ledger.entries]
    return {"v": SCHEMA, "entries": to_json(stored)}


def person_columns(ledger: PersonLedger) -> Values:
    stored = [_entry_json(entry, entry.resource) for entry in ledger.entries]
    tokens = {f"{scope}|{part}": number for (scope, part), number in ledger.tokens.items()}
    used = [[each.seconds, to_seconds(each.since), each.count] for each in ledger.used]
    return filled(
        {
            "entries": to_json(stored),
            "tokens": to_json(tokens),
            "used": to_json(used) if used else "",
        }
    )


def _entry_json(entry: Entry, other: str) -> list[int | float | str]:
    return [
        to_seconds(entry.span.start),
        to_seconds(entry.span.end),
        entry.booking,
        entry.state.value,
        other,
        entry.site,
        entry.kind.value,
        to_seconds(entry.expires_at) if entry.expires_at is not None else 0,
    ]


@lru_cache(4096)  # most of a plan is booked for the same parts of day
def _span(start: float, end: float) -> Interval:
    return Interval(from_seconds(start), from_seconds(end))


def _entry_of(
    stored: list[Any], *, person: PersonId | None = None, resource: ResourceId | None = None
) -> Entry:
    start, end, booking, state, other, site, kind, expires = stored[:8]
    return Entry(
        booking=BookingId(booking),
        span=_span(start, end),
        state=_STATES[state],
        person=person or PersonId(other),
        resource=resource or ResourceId(other),
        site=SiteId(site),
        kind=_KINDS[kind],
        expires_at=from_seconds(expires) if expires else None,
    )


def resource_ledger(site: SiteId, resource: ResourceId, row: Row | None) -> ResourceLedger:
    """The ledger in `row`; an empty one without a version where there is none."""
    if row is None:
        return ResourceLedger(resource=resource, site=site)
    stored = from_json(text(row.values, "entries")) or ()
    return _resource_ledger(site, resource, stored, row.version)


def _resource_ledger(
    site: SiteId, resource: ResourceId, stored: Iterable[list[Any]], version: str
) -> ResourceLedger:
    return ResourceLedger(
        resource=resource,
        site=site,
        entries=tuple([_entry_of(each, resource=resource) for each in stored]),
        version=Version(version),
    )


def person_ledger(person: PersonId, row: Row | None) -> PersonLedger:
    """The ledger in `row`; an empty one without a version where there is none."""
    if row is None:
        return PersonLedger(person=person)
    stored = from_json(text(row.values, "entries")) or ()
    tokens = from_json(text(row.values, "tokens")) or {}
    return PersonLedger(
        person=person,
        entries=tuple(_entry_of(each, person=person) for each in stored),
        tokens={_capacity_key(name): number for name, number in tokens.items()},
        used=tuple(_used_of(each) for each in from_json(text(row.values, "used")) or ()),
        version=Version(row.version),
    )


def _used_of(stored: list[Any]) -> Used:
    seconds, since, count = stored[:3]
    return Used(seconds=seconds, since=from_seconds(since), count=count)


def _capacity_key(name: str) -> CapacityKey:
    scope, _, part = name.partition("|")
    return scope, PartId(part)


def resource_ledger_of(row: Row) -> ResourceLedger:
    """A ledger whose key tells whose it is."""
    _, site, resource = row.key.split("|")
    return resource_ledger(SiteId(site), ResourceId(resource), row)


def resource_ledgers_of(rows: Sequence[Row]) -> list[ResourceLedger]:
    """As `resource_ledger_of` for each; their JSON is read in one go, because a plan has hundreds."""
    together = ",".join([text(row.values, "entries") or "[]" for row in rows])
    made = []
    for row, stored in zip(rows, from_json(f"[{together}]"), strict=True):
        _, site, resource = row.key.split("|")
        made.append(_resource_ledger(SiteId(site), ResourceId(resource), stored, row.version))
    return made


def person_ledger_of(row: Row) -> PersonLedger:
    return person_ledger(PersonId(row.key.partition("|")[2]), row)


def token_columns(person: PersonId) -> Values:
    return {"v": SCHEMA, "person": person}


def token_of(row: Row) -> tuple[str, PartId, int]:
    """Scope, part and number of a token that is taken."""
    _, scope, part, number = row.key.split("|")
    return scope, PartId(part), int(number)


def day_partition(day: date) -> str:
    return day.isoformat()
