"""Rows of a civil day: compact, and readable for as long as they are kept."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.tables.batch import Insert
from adapters.tables.booking_rows import booking_columns, booking_of, outbox_columns, outbox_of
from adapters.tables.changes import operations_of
from adapters.tables.entity import LARGEST_PROPERTY, Row, Value, body_of
from adapters.tables.ledger_rows import (
    person_columns,
    person_ledger_of,
    resource_columns,
    resource_ledger_of,
)
from domain.booking import Booking, State
from domain.ids import PersonId, ResourceId, SiteId
from domain.kinds import Kind
from domain.ledger import DayChange, Entry, Intent, PersonLedger, ResourceLedger, Version
from domain.when import Instant, Interval, PartId, later
from tests.builders import NOW, TODAY, a_booking, a_desk, a_directory, a_sheet, an_entry
from tests.contracts.changes import settled_change

HALL, DESK, BOB = SiteId("hall"), ResourceId("desk-1"), PersonId("bob")
INSTANTS = some.integers(0, 10**9 * 10**6).map(
    lambda micros: Instant(NOW + timedelta(microseconds=micros))
)
ENTRIES = some.builds(
    lambda start, length, state, kind, expires: replace(
        an_entry(),
        span=Interval(start, later(start, timedelta(microseconds=length))),
        state=state,
        kind=kind,
        expires_at=expires,
    ),
    INSTANTS,
    some.integers(1, 10**12),
    some.sampled_from(State),
    some.sampled_from(Kind),
    some.none() | INSTANTS,
)


@given(some.lists(ENTRIES, max_size=4).map(tuple))
def test_any_ledger_comes_back(entries: tuple[Entry, ...]) -> None:
    resource = ResourceLedger(resource=DESK, site=HALL, entries=entries, version=Version("v"))
    row = Row("2026-11-24", "resource|hall|desk-1", "v", resource_columns(resource))
    assert resource_ledger_of(row) == resource
    person = PersonLedger(
        person=BOB, entries=entries, tokens={("hall", PartId("am")): 3}, version=Version("v")
    )
    row = Row("2026-11-24", "person|bob", "v", person_columns(person))
    assert person_ledger_of(row) == person


def test_an_entry_stands_as_documented() -> None:
    entry = an_entry(expires_at=later(NOW, timedelta(minutes=2)))
    ledger = ResourceLedger(resource=DESK, site=HALL, entries=(entry,))
    assert json.loads(str(resource_columns(ledger)["entries"])) == [
        [1795507200, 1795518000, "2026-11-24-x", "booked", "bob", "hall", "desk", 1795503720]
    ]


def test_columns_hold_what_azure_can_hold_and_empty_ones_are_left_out() -> None:
    columns = booking_columns(a_booking())
    assert all(isinstance(value, get_args(Value.__value__)) for value in columns.values())
    assert "note" not in columns and "moving" not in columns and columns["v"] == 1


def test_a_row_of_a_later_version_is_read_without_what_is_new() -> None:
    columns = booking_columns(a_booking())
    row = Row("2026-11-24", "booking|2026-11-24-a", "v", {**columns, "v": 2, "colour": "red"})
    assert booking_of(row).value == a_booking()


@given(some.text(max_size=200), some.text(max_size=200), INSTANTS)
def test_any_words_of_people_come_back(note: str, override: str, at: Instant) -> None:
    booking: Booking = a_booking(note=note, override=override, checked_in_at=at, ended_at=at)
    row = Row("2026-11-24", f"booking|{booking.id}", "v", booking_columns(booking))
    assert booking_of(row).value == booking


def test_intents_remember_where_a_booking_was() -> None:
    intent = Intent(booking=a_booking().id, revision=2, notice="changed", before=a_booking().at)
    columns = outbox_columns([intent], created_at=NOW)
    row = outbox_of(Row("2026-11-24", f"outbox|{intent.booking}|000002", "v", columns))
    assert row.intents == (intent,) and row.revision == 2


def test_the_head_is_the_first_operation_of_a_change() -> None:
    booking = a_booking(name="new")
    change = settled_change(booking, a_sheet(), directory=a_directory())
    keys = [each.key for each in operations_of(change, lambda: "stamp")]
    assert keys == [
        "booking|2026-11-24-new",
        "resource|hall|desk-1",
        "person|ada",
        "resource|hall|!",
        "outbox|2026-11-24-new|000001",
    ]


def test_a_ledger_that_outgrows_a_property_is_refused_before_it_is_sent() -> None:
    entries = tuple(an_entry(name=f"{n:016d}") for n in range(400))
    change = DayChange(
        day=TODAY, resources=(ResourceLedger(resource=DESK, site=HALL, entries=entries),)
    )
    (ledger, _) = operations_of(change, lambda: "stamp")
    assert isinstance(ledger, Insert)
    assert len(str(ledger.values["entries"])) * 2 > LARGEST_PROPERTY
    with pytest.raises(ValueError, match="a property holds"):
        body_of("2026-11-24", ledger.key, ledger.values, frozenset())


def test_a_day_full_of_quarters_fits() -> None:
    quarters = tuple(an_entry(name=f"{n:016x}", person="p" * 40) for n in range(96))
    ledger = ResourceLedger(resource=a_desk().id, site=HALL, entries=quarters)
    body_of("2026-11-24", "resource|hall|desk-1", resource_columns(ledger), frozenset())
