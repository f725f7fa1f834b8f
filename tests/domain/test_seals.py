"""The audit's seals: any change of sealed rows is found, and any erasure is not one."""

import os
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.audit import PERSONAL, Action, AuditEntry, Outcome
from domain.ids import PersonId
from domain.seals import (
    HOUR,
    AuditRow,
    Seal,
    closed,
    committed,
    forgotten,
    hour_of,
    in_order,
    recorded_in,
    sealed,
)
from domain.verifying import Break, Broken, verify_chain, verify_hour
from domain.when import Instant, later
from tests.builders import NOW

EXAMPLES = min(200, int(os.environ.get("MACHINE_EXAMPLES", "25")))
"""Of each sentence; `make prove` tries more."""
tried = settings(max_examples=EXAMPLES)
HOURS = 3
PEOPLE = ("ada", "bob", "cid")
TEXTS = st.sampled_from(["", "a", "b", "aé b", "1:a"])
LAST = later(NOW, HOURS * HOUR)


@st.composite
def rows(draw: st.DrawFn, hour: Instant = NOW) -> AuditRow:
    at = later(hour, timedelta(microseconds=draw(st.integers(0, 3_599_999_999))))
    person = st.sampled_from(PEOPLE).map(PersonId)
    entry = AuditEntry(
        action=draw(st.sampled_from(Action)),
        at=at,
        actor=draw(st.none() | person),
        subject=draw(st.none() | person),
        target=draw(TEXTS),
        outcome=draw(st.sampled_from(Outcome)),
        code=draw(TEXTS),
        origin=draw(TEXTS),
        reason=draw(TEXTS),
    )
    chance = draw(st.integers(0, 2**48 - 1))
    salts = {name: f"{name}{chance}" for name in PERSONAL}
    mark = f"{chance:012x}"
    return committed(entry, recorded_at=at, mark=mark, salts=salts)


type Book = dict[Instant, list[AuditRow]]


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Hours with rows, of which at least one has some."""
    hours = [later(hour_of(NOW), n * HOUR) for n in range(HOURS)]
    key = lambda row: (row.recorded_at, row.mark)  # noqa: E731  # said once, used once
    book = {h: draw(st.lists(rows(h), max_size=2, unique_by=key)) for h in hours}
    if not any(book.values()):
        book[hours[1]] = [draw(rows(hours[1]))]
    return book


def seals_of(book: Book) -> list[Seal]:
    found: list[Seal] = []
    for hour, there in book.items():
        found.append(sealed(hour, there, previous=found[-1].hash if found else ""))
    return found


def verified(seals: list[Seal], book: Book) -> list[Broken]:
    found = list(verify_chain(seals, previous=""))
    for seal in seals:
        found += verify_hour(seal, in_order(book.get(seal.hour, [])))
    return found


def some_row(data: st.DataObject, book: Book) -> tuple[Instant, int]:
    there = [(hour, at) for hour, kept in book.items() for at in range(len(kept))]
    return data.draw(st.sampled_from(there))


@tried
@given(books())
def test_what_nobody_touched_verifies(book: Book) -> None:
    assert verified(seals_of(book), book) == []


@tried
@given(books(), st.data())
def test_any_single_change_of_a_row_is_found(book: Book, data: st.DataObject) -> None:
    seals = seals_of(book)
    hour, at = some_row(data, book)
    row = book[hour][at]
    other = data.draw(rows(hour))
    what = data.draw(st.sampled_from(["entry", "salts", "commitments", "digest", "mark", "whole"]))
    changed = other if what == "whole" else replace(row, **{what: getattr(other, what)})
    book[hour][at] = changed
    same = replace(changed, entry=replace(changed.entry, mark=row.entry.mark)) == row
    assert bool(verified(seals, book)) != same


@tried
@given(books(), st.data())
def test_a_row_that_is_made_to_agree_with_itself_is_found_by_its_hour(
    book: Book, data: st.DataObject
) -> None:
    """Whoever knows how rows are made can make one anew, and still not the seal."""
    seals = seals_of(book)
    hour, at = some_row(data, book)
    row = book[hour][at]
    forged = committed(
        replace(row.entry, outcome=Outcome.FAILED, target=row.entry.target + "x"),
        recorded_at=row.recorded_at,
        mark=row.mark,
        salts=row.salts,
    )
    book[hour][at] = forged
    assert [each.what for each in verified(seals, book)] == [Break.HOUR_CHANGED]


@tried
@given(books(), st.data())
def test_any_row_taken_out_is_found(book: Book, data: st.DataObject) -> None:
    seals = seals_of(book)
    hour, at = some_row(data, book)
    del book[hour][at]
    assert [each.what for each in verified(seals, book)] == [Break.ROWS_MISSING]


@tried
@given(books(), st.data())
def test_any_row_added_is_found(book: Book, data: st.DataObject) -> None:
    seals = seals_of(book)
    hour = data.draw(st.sampled_from(list(book)))
    book[hour].append(data.draw(rows(hour)))
    assert [each.what for each in verified(seals, book)] == [Break.ROWS_ADDED]


@tried
@given(books(), st.data())
def test_any_two_rows_that_change_places_are_found(book: Book, data: st.DataObject) -> None:
    """What one row says under the other's key, and the other way round."""
    seals = seals_of(book)
    (h1, a1), (h2, a2) = some_row(data, book), some_row(data, book)
    one, two = book[h1][a1], book[h2][a2]
    book[h1][a1] = replace(two, recorded_at=one.recorded_at, mark=one.mark)
    book[h2][a2] = replace(one, recorded_at=two.recorded_at, mark=two.mark)
    assert bool(verified(seals, book)) == (one != two)


@tried
@given(books(), st.data())
def test_any_seal_changed_or_taken_out_is_found(book: Book, data: st.DataObject) -> None:
    seals = seals_of(book)
    at = data.draw(st.integers(0, len(seals) - 2))
    seal = seals[at]
    if data.draw(st.booleans()):
        seals[at] = replace(seal, hash="0" * 64)
    else:
        del seals[at]
    assert verified(seals, book)


@tried
@given(books(), st.lists(st.sampled_from(PEOPLE).map(PersonId), max_size=4))
def test_no_erasure_is_taken_for_a_change(book: Book, gone: list[PersonId]) -> None:
    seals = seals_of(book)
    for person in gone:
        book = {hour: [forgotten(row, person) for row in kept] for hour, kept in book.items()}
    assert verified(seals, book) == []
    for kept in book.values():
        assert not {p for row in kept for p in (row.entry.actor, row.entry.subject)} & set(gone)


@tried
@given(books(), st.data())
def test_whoever_writes_into_an_erased_field_is_found(book: Book, data: st.DataObject) -> None:
    seals = seals_of(book)
    hour, at = some_row(data, book)
    row = book[hour][at]
    blank = replace(row, salts={**row.salts, "reason": ""})
    book[hour][at] = replace(blank, entry=replace(row.entry, reason="Because."))
    found = verified(seals, book)
    assert [(each.what, each.detail) for each in found] == [(Break.VALUE_CHANGED, "reason")]


def test_an_hour_is_closed_ten_minutes_after_its_end() -> None:
    hour = hour_of(NOW)
    assert not closed(hour, now=later(hour, timedelta(minutes=69)))
    assert closed(hour, now=later(hour, timedelta(minutes=70)))


def test_what_comes_too_late_is_recorded_now_and_so_is_what_lies_ahead() -> None:
    late = later(NOW, timedelta(hours=2))
    assert recorded_in(NOW, now=NOW) == NOW
    assert recorded_in(NOW, now=late) == late
    assert recorded_in(late, now=NOW) == NOW
