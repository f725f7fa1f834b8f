"""The wire against the emulator: each method says what is stored, and only what is stored."""

import asyncio
from collections.abc import Callable

import pytest

from adapters.tables.auth import SharedKey
from adapters.tables.batch import Delete, Insert, Merge, Operation, Replace, Upsert
from adapters.tables.entity import Values
from adapters.tables.wire import TableWire
from application.faults import Misconfigured, Stale
from tests.azurite import Azurite

DAY = "2026-11-23"
Opener = Callable[..., TableWire]


async def test_a_row_comes_back_as_it_went(open_wire: Opener, table: str) -> None:
    wire = open_wire(wide=frozenset({"big"}))
    values: Values = {
        "text": 'Kees\' "plek" {a}\r\n--x |!%41 é€ 🪑  ',
        "empty": "",
        "yes": True,
        "no": False,
        "int": -(2**31),
        "big": 2**53 + 1,
        "small_in_wide": 7,
        "float": 3.0,
        "fraction": 0.1,
    }
    version = await wire.insert(table, DAY, "booking|a", values)
    row = await wire.get(table, DAY, "booking|a")
    assert row is not None
    assert dict(row.values) == values
    assert {name: type(value) for name, value in row.values.items()} == {
        name: type(value) for name, value in values.items()
    }
    assert (row.partition, row.key, row.version) == (DAY, "booking|a", version)


@pytest.mark.parametrize(
    "key", ["resource|site-1|!", "it's|''|", "a b+c%20d&e=f", "(x),y='z'", "plé|🪑", "~.-_*@:$;"]
)
async def test_any_key_is_found_again_by_each_way_of_writing_and_reading(
    wire: TableWire, table: str, key: str
) -> None:
    partition = f"p '{key}"
    await wire.transact(table, partition, [Insert(key, {"n": 1})])
    await wire.transact(table, partition, [Merge(key, {"m": 2})])
    row = await wire.get(table, partition, key)
    assert row is not None and dict(row.values) == {"n": 1, "m": 2}
    found = await wire.range(table, partition, from_key=key, before_key=key + "~")
    assert [(r.key, r.version, dict(r.values)) for r in found] == [(key, row.version, row.values)]
    await wire.upsert(table, partition, key, {"n": 3})
    await wire.delete(table, partition, key)
    assert await wire.get(table, partition, key) is None


async def test_only_the_columns_asked_for_come_back(wire: TableWire, table: str) -> None:
    version = await wire.insert(table, DAY, "a", {"x": 1, "y": 2})
    one = await wire.get(table, DAY, "a", ("x", "nowhere"))
    (many,) = await wire.range(table, DAY, from_key="a", before_key="b", select=("x", "nowhere"))
    assert one is not None and dict(one.values) == dict(many.values) == {"x": 1}
    assert one.version == many.version == version


async def test_a_missing_row_is_none_and_a_missing_table_is_said(
    wire: TableWire, table: str
) -> None:
    assert await wire.get(table, DAY, "a") is None
    for call in (
        wire.get("nosuchtable", DAY, "a"),
        wire.range("nosuchtable", DAY, from_key="a", before_key="b"),
        wire.insert("nosuchtable", DAY, "a", {}),
        wire.transact("nosuchtable", DAY, [Insert("a", {})]),
    ):
        with pytest.raises(Misconfigured, match="table does not exist"):
            await call


async def test_a_wrong_key_is_a_sentence_about_rights(azurite_tables: Azurite) -> None:
    wrong = TableWire(azurite_tables.table_endpoint, SharedKey(azurite_tables.account, "AAAA"))
    with pytest.raises(Misconfigured, match="Storage Table Data Contributor"):
        await wrong.get("any", DAY, "a")
    with pytest.raises(Misconfigured, match="Storage Table Data Contributor"):
        await wrong.transact("any", DAY, [Insert("a", {})])
    await wrong.close()


async def test_a_range_is_half_open_sorted_and_may_be_narrowed(wire: TableWire, table: str) -> None:
    for key in ("a|2", "a|1", "a|", "b|1", "a}"):
        await wire.insert(table, DAY, key, {"n": int(key[2:] or 0)})
    await wire.insert(table, "2026-11-24", "a|1", {})
    rows = await wire.range(table, DAY, from_key="a|", before_key="a}")
    assert [row.key for row in rows] == ["a|", "a|1", "a|2"]
    some = await wire.range(table, DAY, from_key="a|", before_key="a}", condition="n ge 1")
    assert [row.key for row in some] == ["a|1", "a|2"]


async def test_a_range_reads_on_until_the_last_page(open_wire: Opener, table: str) -> None:
    seen: list[str] = []
    wire = open_wire(on_request=lambda method, _: seen.append(method))
    keys = [f"k é|{number:04}" for number in range(1100)]
    for start in range(0, 1100, 100):
        await wire.transact(table, DAY, [Insert(key, {}) for key in keys[start : start + 100]])
    seen.clear()
    rows = await wire.range(table, DAY, from_key="k", before_key="l", select=("x",))
    assert [row.key for row in rows] == keys
    assert seen == ["GET", "GET"]


async def test_a_version_from_a_range_is_good_for_a_replace(wire: TableWire, table: str) -> None:
    await wire.insert(table, DAY, "a", {"n": 1})
    (row,) = await wire.range(table, DAY, from_key="a", before_key="b")
    newer = await wire.replace(table, DAY, "a", {"n": 2}, row.version)
    assert newer != row.version
    with pytest.raises(Stale) as stale:
        await wire.replace(table, DAY, "a", {"n": 3}, row.version)
    assert (stale.value.key, stale.value.reason) == ("a", "UpdateConditionNotSatisfied")
    (row,) = await wire.range(table, DAY, from_key="a", before_key="b")
    assert (row.values["n"], row.version) == (2, newer)
    await wire.transact(table, DAY, [Replace("a", {"n": 4}, row.version)])


async def test_an_existing_row_is_not_inserted_again(wire: TableWire, table: str) -> None:
    await wire.insert(table, DAY, "a", {"n": 1})
    with pytest.raises(Stale) as stale:
        await wire.insert(table, DAY, "a", {"n": 2})
    assert (stale.value.key, stale.value.reason) == ("a", "EntityAlreadyExists")


async def test_upsert_replaces_and_merge_keeps(wire: TableWire, table: str) -> None:
    await wire.upsert(table, DAY, "a", {"x": 1, "y": 1})
    version = await wire.upsert(table, DAY, "a", {"x": 2}, merge=True)
    row = await wire.get(table, DAY, "a")
    assert row is not None and (dict(row.values), row.version) == ({"x": 2, "y": 1}, version)
    await wire.upsert(table, DAY, "a", {"z": 3})
    row = await wire.get(table, DAY, "a")
    assert row is not None and dict(row.values) == {"z": 3}


async def test_a_delete_minds_the_version(wire: TableWire, table: str) -> None:
    old = await wire.insert(table, DAY, "a", {})
    new = await wire.replace(table, DAY, "a", {"n": 1}, old)
    with pytest.raises(Stale):
        await wire.delete(table, DAY, "a", old)
    await wire.delete(table, DAY, "a", new)
    with pytest.raises(Stale) as gone:
        await wire.delete(table, DAY, "a")
    assert gone.value.reason == "ResourceNotFound"
    with pytest.raises(Stale):
        await wire.replace(table, DAY, "a", {}, new)


async def test_a_transaction_does_each_kind_of_operation(wire: TableWire, table: str) -> None:
    await wire.insert(table, DAY, "gone", {})
    old = await wire.insert(table, DAY, "replaced", {"n": 1, "m": 1})
    await wire.insert(table, DAY, "merged", {"n": 1})
    await wire.insert(table, DAY, "upserted", {"n": 1})
    versions = await wire.transact(
        table,
        DAY,
        [
            Insert("inserted", {"text": "{'é'}\r\n"}),
            Replace("replaced", {"n": 2}, old),
            Merge("merged", {"m": 2}),
            Merge("new", {"m": 2}),
            Upsert("upserted", {"m": 2}),
            Delete("gone"),
        ],
    )
    rows = {row.key: row for row in await wire.range(table, DAY, from_key="a", before_key="z")}
    assert {key: dict(row.values) for key, row in rows.items()} == {
        "inserted": {"text": "{'é'}\r\n"},
        "replaced": {"n": 2},
        "merged": {"n": 1, "m": 2},
        "new": {"m": 2},
        "upserted": {"m": 2},
    }
    order = ("inserted", "replaced", "merged", "new", "upserted")
    assert versions == (*(rows[key].version for key in order), "")


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (Insert("there", {}), "EntityAlreadyExists"),
        (
            Replace("there", {}, "W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\""),
            "UpdateConditionNotSatisfied",
        ),
        (
            Delete("there", "W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\""),
            "UpdateConditionNotSatisfied",
        ),
        (Replace("missing", {}, "*"), "ResourceNotFound"),
        (Delete("missing"), "ResourceNotFound"),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 11])
async def test_a_failing_operation_is_named_and_nothing_stays_behind(
    wire: TableWire, table: str, operation: Operation, reason: str, place: int
) -> None:
    before = await wire.insert(table, DAY, "there", {"n": 1})
    others: list[Operation] = [Insert(f"other{number}", {}) for number in range(11)]
    with pytest.raises(Stale) as stale:
        await wire.transact(table, DAY, [*others[:place], operation, *others[place:]])
    fault = stale.value
    assert (fault.index, fault.key, fault.reason) == (place, operation.key, reason)
    left = await wire.range(table, DAY, from_key="a", before_key="z")
    assert [(row.key, row.version, dict(row.values)) for row in left] == [
        ("there", before, {"n": 1})
    ]


@pytest.mark.parametrize("in_transaction", [False, True])
async def test_of_64_who_insert_one_key_one_wins(
    wire: TableWire, table: str, in_transaction: bool
) -> None:
    async def attempt(number: int) -> None:
        if in_transaction:
            mine = [Insert(f"own|{number}", {}), Insert("shared", {"by": number})]
            await wire.transact(table, DAY, mine)
        else:
            await wire.insert(table, DAY, "shared", {"by": number})

    results = await asyncio.gather(*map(attempt, range(64)), return_exceptions=True)
    winner = results.index(None)
    lost = [(r.key, r.reason) for r in results if isinstance(r, Stale)]
    assert lost == [("shared", "EntityAlreadyExists")] * 63
    rows = await wire.range(table, DAY, from_key="a", before_key="z")
    own = [f"own|{winner}"] if in_transaction else []
    assert [row.key for row in rows] == [*own, "shared"]
    assert rows[-1].values["by"] == winner


async def test_of_64_who_replace_one_version_one_wins(wire: TableWire, table: str) -> None:
    version = await wire.insert(table, DAY, "a", {"by": -1})
    results = await asyncio.gather(
        *(wire.replace(table, DAY, "a", {"by": n}, version) for n in range(64)),
        return_exceptions=True,
    )
    winners = [n for n, result in enumerate(results) if isinstance(result, str)]
    row = await wire.get(table, DAY, "a")
    assert row is not None and winners == [row.values["by"]]


async def test_every_request_is_told_to_the_observer(open_wire: Opener, table: str) -> None:
    seen: list[tuple[str, str]] = []
    wire = open_wire(on_request=lambda method, target: seen.append((method, target)))
    await wire.insert(table, DAY, "a|", {})
    await wire.get(table, DAY, "a|", ("x",))
    await wire.transact(table, DAY, [Delete("a|")])
    root = "/devstoreaccount1"
    assert seen == [
        ("POST", f"{root}/{table}"),
        ("GET", f"{root}/{table}(PartitionKey='{DAY}',RowKey='a%7C')?$select=x"),
        ("POST", f"{root}/$batch"),
    ]


def test_the_wire_serves_a_second_event_loop(azurite_tables: Azurite, table: str) -> None:
    wire = TableWire(
        azurite_tables.table_endpoint, SharedKey(azurite_tables.account, azurite_tables.key)
    )
    asyncio.run(wire.insert(table, DAY, "a", {}))

    async def again() -> bool:
        there = await wire.get(table, DAY, "a") is not None
        await wire.close()
        there = there and await wire.get(table, DAY, "a") is not None
        await wire.close()
        return there

    assert asyncio.run(again())
