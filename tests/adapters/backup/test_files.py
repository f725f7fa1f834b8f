"""Two passes become one file: what was changed counts, what was taken away is gone, and nothing is lost without a word."""

from pathlib import Path

import pytest

from adapters.backup.contents import COPIED, EMPTIED, LEFT_ALONE, copied
from adapters.backup.files import Lines, hash_of, merged, read_lines
from adapters.tables.names import CODES, PLACES, SYNC, TABLES
from adapters.tables.raw import Entity, content_of


def row(key: str, **values: object) -> Entity:
    return {"PartitionKey": "p", "RowKey": key, "Timestamp": "t1", "odata.etag": "e1", **values}


def keys(*names: str) -> list[Entity]:
    return [{"PartitionKey": "p", "RowKey": name} for name in names]


@pytest.mark.parametrize(
    ("first", "there", "changed", "kept"),
    [
        (("a", "b"), ("a", "b"), (), {"a": 1, "b": 1}),
        (("a", "b"), ("a",), (), {"a": 1}),  # taken away between the passes
        (("a",), ("a", "b"), ("b",), {"a": 1, "b": 2}),  # made between them
        (("a",), ("a",), ("a",), {"a": 2}),  # changed
        (("a",), ("a",), ("b",), {"a": 1, "b": 2}),  # made after the second had passed
        (("a",), ("a", "b"), (), {"a": 1}),  # made, and gone again
        (("b",), (), ("a", "c"), {"a": 2, "c": 2}),
        ((), (), (), {}),
    ],
)
def test_a_row_is_kept_as_it_was_last_seen(
    first: tuple[str, ...], there: tuple[str, ...], changed: tuple[str, ...], kept: dict[str, int]
) -> None:
    found = merged(
        [row(each, n=1) for each in first],
        keys(*there),
        {("p", each): row(each, n=2) for each in changed},
    )
    assert {each["RowKey"]: each["n"] for each in found} == kept


def test_rows_in_another_order_than_ours_are_no_copy() -> None:
    with pytest.raises(ValueError, match="order"):
        list(merged([row("b"), row("a")], keys("a", "b"), {}))


def test_the_same_rows_make_the_same_file_and_come_back_as_they_were(tmp_path: Path) -> None:
    rows = [row("a", text='é "x"\n', wide="5", **{"wide@odata.type": "Edm.Int64"}), row("b", f=3.0)]
    made = []
    for name in ("one", "two"):
        lines = Lines(tmp_path / name)
        lines.add(rows)
        made.append((lines.close(), hash_of(tmp_path / name)))
    assert made[0] == made[1]
    assert list(read_lines(tmp_path / "one")) == rows


def test_when_a_row_was_written_is_kept_and_is_no_part_of_what_it_says() -> None:
    one = row("a", n=1)
    later = one | {"Timestamp": "t2", "odata.etag": "e2", "Timestamp@odata.type": "Edm.DateTime"}
    assert content_of(one) == content_of(later) == {"PartitionKey": "p", "RowKey": "a", "n": 1}


def test_every_table_is_copied_or_left_out_on_purpose() -> None:
    decided = (*COPIED, *EMPTIED, *LEFT_ALONE)
    assert sorted(decided) == sorted(TABLES) and CODES not in COPIED


@pytest.mark.parametrize(
    ("partition", "key", "kept"),
    [
        ("box|1f", "link|meeting|b-1|0001", True),
        ("of|b-1", "meeting|0001|1f", True),
        ("open", "1f|x", True),
        ("box|1f", "slot|1", False),
        ("mailboxes", "1f", False),
        ("subscription", "3c", False),
    ],
)
def test_which_meeting_is_whose_is_copied_and_cursors_and_leases_are_not(
    partition: str, key: str, kept: bool
) -> None:
    found = copied(SYNC, {"PartitionKey": partition, "RowKey": key})
    assert (found is not None) is kept


def test_the_switch_for_maintenance_is_in_no_copy() -> None:
    current = {"PartitionKey": "current", "RowKey": "current", "generation": "g1"}
    assert copied(PLACES, current | {"paused": True}) == current
    alone = {"PartitionKey": "current", "RowKey": "current", "paused": True}
    assert copied(PLACES, alone) is None
