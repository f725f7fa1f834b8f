"""Rows as they came: cut where rows end and nowhere else, and looked into once."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tables.entity import Row, version_of
from adapters.tables.pieces import pieces_of, rows_of
from adapters.tables.plan_reading import MOST_READ, PlanReading
from application.faults import Unavailable
from domain.ids import ResourceId, SiteId
from domain.when import next_day
from tests.builders import TODAY

HALL = SiteId("hall")
WRITTEN = "2026-11-23T08:00:00.0000000Z"
texts = st.text(alphabet='},{[]":\\RowKeyé ', max_size=12)


def body(*rows: dict[str, Any], **layout: Any) -> bytes:
    whole = [{"RowKey": "k", "Timestamp": WRITTEN} | row for row in rows]
    layout.setdefault("separators", (",", ":"))
    return json.dumps({"value": whole}, ensure_ascii=False, **layout).encode()


def meaning(answer: bytes) -> list[Row]:
    return rows_of("p", pieces_of(answer), frozenset())


@given(st.lists(st.fixed_dictionaries({"text": texts}), max_size=4))
def test_rows_mean_the_same_in_pieces_whatever_their_texts_are(rows: list[dict[str, Any]]) -> None:
    found = meaning(body(*rows))
    assert [dict(row.values) for row in found] == rows
    assert {(row.partition, row.key, row.version) for row in found} <= {
        ("p", "k", version_of(WRITTEN))
    }


@pytest.mark.parametrize("text", ["},{", '{"RowKey":"x"},{"RowKey":"y"}', '"},{"RowKey":"'])
def test_a_text_that_looks_like_the_end_of_a_row_is_none(text: str) -> None:
    assert [row.values["text"] for row in meaning(body({"text": text}, {"text": "b"}))] == [
        text,
        "b",
    ]


def test_an_answer_laid_out_otherwise_is_read_as_well() -> None:
    rows = ({"n": 1}, {"n": 2})
    assert meaning(body(*rows, separators=(", ", ": "))) == meaning(body(*rows))
    assert meaning(body()) == []


def test_what_cannot_be_read_is_no_answer() -> None:
    for said in (b"", b"<html>", b'{"value":[{"RowKey":"a"', b'{"odata.error":{}}'):
        with pytest.raises(Unavailable):
            meaning(said)


class Told:
    """A storage whose rows of a plan are these; it says which were looked into."""

    def __init__(self, **entries: str) -> None:
        self.stamp, self.entries = "s1", entries
        self.looked: list[int] = []

    async def pieces(self, *_: str, **__: Any) -> list[bytes]:
        stamp = {"RowKey": "resource|hall|!", "stamp": self.stamp}
        rows = [{"RowKey": f"resource|hall|{k}", "entries": v} for k, v in self.entries.items()]
        return pieces_of(body(*([stamp] if self.stamp else []), *rows))

    def rows(self, partition: str, pieces: Sequence[bytes]) -> list[Row]:
        self.looked.append(len(pieces))
        return rows_of(partition, pieces, frozenset())


def held(person: str) -> str:
    return json.dumps([[1, 2, "2026-11-23-b", "booked", person, "hall", "desk", 0]])


def reading(told: Told) -> PlanReading:
    return PlanReading(told)  # type: ignore[arg-type]  # the two methods that it uses


async def test_only_rows_that_changed_are_looked_into() -> None:
    told = Told(a=held("ada"), b=held("bob"), c="[]")
    plans = reading(told)
    first = await plans.load(TODAY, HALL)
    told.stamp, told.entries["b"] = "s2", held("lea")
    second = await plans.load(TODAY, HALL)
    assert told.looked == [4, 2]
    assert (first.stamp, second.stamp) == ("s1", "s2")
    assert [[e.person for e in each.entries] for each in second.ledgers.values()] == [
        ["ada"],
        ["lea"],
    ]
    assert first.ledgers[ResourceId("a")] is second.ledgers[ResourceId("a")]


async def test_a_row_that_is_gone_is_gone_and_a_plan_without_a_stamp_has_none() -> None:
    told = Told(a=held("ada"), b=held("bob"))
    plans = reading(told)
    await plans.load(TODAY, HALL)
    del told.entries["a"]
    told.stamp = ""
    after = await plans.load(TODAY, HALL)
    assert (after.stamp, list(after.ledgers)) == ("", ["b"])


async def test_old_plans_make_room_for_new_ones() -> None:
    told = Told(a=held("ada"))
    plans = reading(told)
    days: list[date] = [next_day(TODAY, days=number) for number in range(MOST_READ + 1)]
    for day in [*days, days[-1], days[0]]:
        await plans.load(day, HALL)
    assert told.looked[-2:] == [1, 2]
