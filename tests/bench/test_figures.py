"""What the benchmarks count, and that the floor of a booking is made of the same rows as a booking."""

import os

from azure.data.tables import TableServiceClient

from adapters.provision import provision
from bench.__main__ import ratio_table
from bench.bare_booking import bare_bookings
from bench.process import resident
from bench.prove import COLUMNS, Tally, table_of
from bench.ratios import Row, _pair, _row
from domain.ids import PersonId
from tests.azurite import Azurite
from tests.contracts.conftest import settings_of
from tests.race.client import Answer
from tests.race.rounds import Round, Wrong
from tests.race.scenarios import SCENARIOS


def answer(status: int, seconds: float) -> Answer:
    return Answer(
        person=PersonId("ada"), status=status, code="", booking="", resource="d", seconds=seconds
    )


def test_a_race_is_told_in_one_row() -> None:
    good = Round(answers=(answer(201, 0.1), answer(409, 0.2), answer(409, 0.4)), wrong=())
    bad = Round(answers=(), wrong=((Wrong.DOUBLE, "two"), (Wrong.COUNT, "none")))
    tally = Tally(scenario=SCENARIOS[0], rounds=[good, bad])
    row = list(tally.row())
    assert len(row) == len(COLUMNS)
    assert row[:7] == ["one desk", "2", "1", "1", "0", "0", "1"]
    assert row[-2:] == ["100", "300 / 390"]
    assert tally.wrong == ["double booking: two", "number of winners: none"]
    assert table_of([tally]).row_count == 1


def test_the_middle_ratio_counts_and_the_first_block_does_not() -> None:
    row = _row("x", [(90, 1), (2, 1), (9, 3), (8, 2)], most=3.0)
    assert (row.ours, row.floor, row.ratio, row.holds) == (9, 3, 3.0, True)
    assert not _row("x", [(0, 1), (4, 1)], most=3.0).holds
    assert _row("x", [(0, 1), (3, 4)], least=0.6).holds
    assert not _row("x", [(0, 1), (1, 2)], least=0.6).holds


async def test_ours_and_its_floor_are_asked_in_turn() -> None:
    asked: list[str] = []

    async def floor(number: int) -> None:
        asked.append(f"floor {number}")

    async def ours(number: int) -> None:
        asked.append(f"ours {number}")

    async def before(number: int) -> None:
        asked.append(f"before {number}")

    await _pair(floor, ours, 2, before=before)
    assert asked == ["before 0", "floor 0", "ours 0", "before 1", "floor 1", "ours 1"]


def test_every_row_has_a_verdict() -> None:
    row = Row(what="x", ours=1.0, unit="ms", bar="≤ 3x", holds=False, floor=1.0, ratio=1.0)
    assert ratio_table([row, row]).row_count == 2


def test_memory_is_that_of_the_process() -> None:
    assert 10 < resident(os.getpid()) < 2000


async def test_a_bare_booking_writes_the_rows_of_a_booking(azurite: Azurite) -> None:
    await provision(settings_of(azurite))
    async with bare_bookings(azurite, 1) as (bare,):
        await bare.book(7)
    with TableServiceClient.from_connection_string(azurite.connection_string) as service:
        rows = list(service.get_table_client("bookings").query_entities("PartitionKey eq 'bare-7'"))
    kinds = [str(row["RowKey"]).partition("|")[0] for row in rows]
    assert kinds == ["booking", "outbox", "person", "resource", "resource"]
