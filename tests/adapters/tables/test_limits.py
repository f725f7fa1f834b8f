"""What Azure refuses and Azurite takes is refused before it is sent, at the very edge."""

import math

import pytest

from adapters.tables.batch import Delete, Insert, Operation, Replace, transaction_body
from adapters.tables.entity import Value, Values, body_of, entity_path

NO_WIDE: frozenset[str] = frozenset()


def body(values: Values, key: str = "k", wide: frozenset[str] = NO_WIDE) -> str:
    return body_of("p", key, values, wide)


@pytest.mark.parametrize(
    ("fits", "too_much"),
    [
        ("x" * 32768, "x" * 32769),
        ("é" * 32768, "é" * 32769),
        ("🪑" * 16384, "🪑" * 16384 + "x"),
    ],
)
def test_a_property_holds_64_kib_of_utf16(fits: str, too_much: str) -> None:
    assert body({"a": fits})
    with pytest.raises(ValueError, match="a property holds"):
        body({"a": too_much})


def test_an_entity_holds_one_mebibyte() -> None:
    # 15 properties of 64 KiB, each with 12 bytes of its own and 6 of its name, and 8 for the keys
    full: dict[str, Value] = {f"a{number:02}": "x" * 32768 for number in range(15)}
    rest = 1024 * 1024 - 8 - 15 * (65536 + 18) - 18
    assert body({**full, "b01": "x" * (rest // 2)})
    with pytest.raises(ValueError, match="an entity holds"):
        body({**full, "b01": "x" * (rest // 2 + 1)})


def test_an_entity_has_252_properties_of_its_own() -> None:
    assert body({f"a{number}": 1 for number in range(252)})
    with pytest.raises(ValueError, match="at most 252"):
        body({f"a{number}": 1 for number in range(253)})


@pytest.mark.parametrize(
    "key", ["a/b", "a\\b", "a#b", "a?b", "a\nb", "a\x7fb", "k" * 513, "🪑" * 257]
)
def test_a_key_azure_refuses_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        body({}, key)
    with pytest.raises(ValueError, match="not a key"):
        entity_path(key, "k")
    assert entity_path("k" * 512, "🪑" * 256)


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, math.nan, math.inf])
def test_a_number_that_would_change_is_refused(value: Value) -> None:
    with pytest.raises(ValueError):
        body({"n": value})


def test_a_declared_column_is_an_int64_whatever_its_value() -> None:
    wide = frozenset({"n"})
    assert '"n":"5","n@odata.type":"Edm.Int64"' in body({"n": 5}, wide=wide)
    assert f'"n":"{2**63 - 1}"' in body({"n": 2**63 - 1}, wide=wide)
    with pytest.raises(ValueError, match="64 bits"):
        body({"n": 2**63}, wide=wide)


@pytest.mark.parametrize("name", ["PartitionKey", "RowKey", "Timestamp"])
def test_a_system_property_is_not_a_value(name: str) -> None:
    with pytest.raises(ValueError, match="not a value"):
        body({name: "x"})


def transaction(operations: list[Operation]) -> bytes:
    return transaction_body("http://h/acct/t", "p", operations, NO_WIDE)


def test_a_transaction_has_1_to_100_operations_each_on_its_own_row() -> None:
    assert transaction([Insert(f"k{number}", {}) for number in range(100)])
    for wrong in ([Insert(f"k{number}", {}) for number in range(101)], []):
        with pytest.raises(ValueError, match="1 to 100"):
            transaction([*wrong])
    with pytest.raises(ValueError, match="once"):
        transaction([Insert("k", {}), Delete("k")])


def test_a_transaction_holds_four_mebibytes() -> None:
    row = {f"a{number}": "x" * 30000 for number in range(14)}
    assert len(transaction([Insert(f"k{number}", row) for number in range(9)])) < 4 * 1024 * 1024
    with pytest.raises(ValueError, match="a transaction holds"):
        transaction([Insert(f"k{number}", row) for number in range(10)])


@pytest.mark.parametrize("operation", [Replace("k", {}, ""), Delete("k", "")])
def test_a_condition_without_a_version_is_refused(operation: Operation) -> None:
    with pytest.raises(ValueError, match="version"):
        transaction([operation])
