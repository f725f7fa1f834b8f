"""A change of one civil day as the operations of one transaction, head first."""

from collections.abc import Callable, Iterator
from itertools import groupby

from adapters.tables.batch import Delete, Insert, Merge, Operation, Replace
from adapters.tables.booking_rows import booking_columns, leg_columns, outbox_columns
from adapters.tables.entity import Values
from adapters.tables.ledger_rows import person_columns, resource_columns, token_columns
from adapters.tables.names import (
    booking_key,
    leg_key,
    outbox_key,
    person_key,
    resource_key,
    stamp_key,
    token_key,
)
from adapters.tables.values import SCHEMA
from domain.ledger import DayChange, Version


def operations_of(change: DayChange, new_stamp: Callable[[], str]) -> list[Operation]:
    """The head, if any, comes first, so that a lost race names it first. `new_stamp` answers a text never used before.

    Raises ValueError where a head is sent to another day, or intents come without it."""
    found: list[Operation] = []
    if change.head is not None:
        booking, version = change.head
        if booking.home != change.day:
            raise ValueError(f"the head of {booking.id} is not kept on {change.day}")
        found.append(_written(booking_key(booking.id), booking_columns(booking), version))
    if change.leg is not None:
        leg, version = change.leg
        found.append(_written(leg_key(leg.booking), leg_columns(leg), version))
    for resource in change.resources:
        key = resource_key(resource.site, resource.resource)
        found.append(_written(key, resource_columns(resource), resource.version))
    for person in change.people:
        found.append(_written(person_key(person.person), person_columns(person), person.version))
    found += _token_operations(change)
    for site in sorted(change.touched):
        found.append(Merge(stamp_key(site), {"v": SCHEMA, "stamp": new_stamp()}))
    found += _outbox_operations(change)
    return found


def _written(key: str, values: Values, version: Version | None) -> Operation:
    return Insert(key, values) if version is None else Replace(key, values, version)


def _token_operations(change: DayChange) -> Iterator[Operation]:
    for (scope, part), number, person in change.take:
        yield Insert(token_key(scope, part, number), token_columns(person))
    for (scope, part), number in change.free:
        yield Delete(token_key(scope, part, number))


def _outbox_operations(change: DayChange) -> Iterator[Operation]:
    if not change.intents:
        return
    if change.head is None:
        raise ValueError("intents travel in the transaction of the head")
    created_at = change.head[0].changed_at
    for (booking, revision), intents in groupby(
        change.intents, key=lambda each: (each.booking, each.revision)
    ):
        columns = outbox_columns(tuple(intents), created_at=created_at)
        yield Insert(outbox_key(booking, revision), columns)
