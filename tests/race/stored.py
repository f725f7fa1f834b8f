"""Storage as it is, read with Microsoft's own client and understood here alone: none of the product's reading is used,
so that an error in it cannot hide what it wrote.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations
from typing import Any

from azure.data.tables import TableServiceClient

HOLDING = frozenset({"held", "pending", "booked", "checked_in"})
CONFIRMED = HOLDING - {"held"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A booking's own row. `start`, `end`: seconds since 1970."""

    booking: str
    state: str
    person: str
    resource: str
    start: int
    end: int

    def overlaps(self, other: "Head") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(slots=True, kw_only=True)
class Stored:
    """Some days' partitions together. Ledger entries are (day, booking, resource, person, state)."""

    heads: dict[str, Head] = field(default_factory=dict)
    legs: dict[tuple[str, str], str] = field(default_factory=dict)
    by_resource: set[tuple[str, ...]] = field(default_factory=set)
    by_person: set[tuple[str, ...]] = field(default_factory=set)
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    outbox: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def confirmed(self) -> list[Head]:
        return [head for head in self.heads.values() if head.state in CONFIRMED]

    def doubles(self) -> Iterator[str]:
        """Pairs of confirmed bookings in each other's way: on one place, or of one person."""
        for one, two in combinations(self.confirmed, 2):
            if one.overlaps(two) and (one.resource == two.resource or one.person == two.person):
                yield f"{one} and {two}"

    def left_behind(self) -> Iterator[str]:
        """Whatever is written of a booking that holds nothing, or not written of one that does."""
        live = {head.booking: head for head in self.heads.values() if head.state in HOLDING}
        for head in live.values():
            if head.state == "held":
                yield f"a hold that nobody ended: {head}"
        for day, booking, resource, person, state in self.by_resource ^ self.by_person:
            yield f"in one ledger only: {day} {booking} {resource} {person} {state}"
        for day, booking, resource, person, state in self.by_resource | self.by_person:
            known = live.get(booking)
            if known is None or (known.resource, known.person) != (resource, person):
                yield f"an entry without its booking: {day} {booking} {resource} {person} {state}"
        entered = {entry[1] for entry in self.by_resource & self.by_person}
        yield from (f"a booking without its entries: {each}" for each in set(live) - entered)
        told = set(self.outbox)
        yield from (f"intents of what is no booking: {each}" for each in told - set(live))
        yield from (f"a booking that nobody will hear of: {each}" for each in set(live) - told)
        if len(self.outbox) != len(told):
            yield f"intents twice: {sorted(self.outbox)}"
        people = {head.person for head in live.values()}
        for (day, token), person in self.tokens.items():
            if person not in people:
                yield f"a token of nobody: {day} {token} {person}"
        yield from (f"a row that nobody knows: {row}" for row in self.other)

    def stranded(self) -> Iterator[str]:
        """Legs that hold a day without a booking that does, and days of bookings without a leg."""
        live = {head.booking for head in self.heads.values() if head.state in HOLDING}
        for (day, booking), state in self.legs.items():
            if state in HOLDING and booking not in live:
                yield f"{day} {booking} {state}"
        legs = {key for key, state in self.legs.items() if state in HOLDING}
        entries = {entry[:2] for entry in self.by_resource if entry[1][:10] != entry[0]}
        yield from (f"an entry without a leg: {each}" for each in entries - legs)
        yield from (f"a leg without an entry: {each}" for each in legs - entries)


async def stored_on(connection: str, days: Sequence[date]) -> Stored:
    """Everything in the partitions of those days."""
    return await asyncio.to_thread(_read, connection, days)


def _read(connection: str, days: Sequence[date]) -> Stored:
    found = Stored()
    with TableServiceClient.from_connection_string(connection) as service:
        table = service.get_table_client("bookings")
        for day in days:
            for row in table.query_entities(f"PartitionKey eq '{day.isoformat()}'"):
                _sort(found, day.isoformat(), row)
    return found


def _sort(found: Stored, day: str, row: Mapping[str, Any]) -> None:
    kind, *rest = str(row["RowKey"]).split("|")
    match kind, rest:
        case "booking", [booking]:
            found.heads[booking] = _head(booking, row)
        case "leg", [booking]:
            found.legs[day, booking] = row["state"]
        case "resource", [_, "!"]:
            pass  # a stamp says only that something changed
        case "resource", [_, resource]:
            for _, _, booking, state, person, *_ in json.loads(row["entries"]):
                found.by_resource.add((day, booking, resource, person, state))
        case "person", [person]:
            for _, _, booking, state, resource, *_ in json.loads(row["entries"]):
                found.by_person.add((day, booking, resource, person, state))
        case "cap", [scope, part, number]:
            found.tokens[day, f"{scope}|{part}|{number}"] = row["person"]
        case "outbox", [booking, _]:
            found.outbox.append(booking)
        case _:
            found.other.append(f"{day} {row['RowKey']}")


def _head(booking: str, row: Mapping[str, Any]) -> Head:
    start, end = (int(datetime.fromisoformat(row[name]).timestamp()) for name in ("start", "end"))
    return Head(
        booking=booking,
        state=row["state"],
        person=row["person"],
        resource=row["resource"],
        start=start,
        end=end,
    )
