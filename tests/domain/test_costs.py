"""What things cost: never more free than was used, and compute that many share."""

import pytest

from domain.costs import Price, PriceList, Rate, busy_seconds, free_of, granted, priced

LIST = PriceList(
    currency="USD",
    looked_up="2026-11-22",
    euro=Rate(value=0.9, date="2026-11-22", source="test"),
    prices={
        "thing": Price(value=4, per=10, sure=True, source="test"),
        "grant": Price(value=100, per=1, sure=False, source="test"),
    },
)


def test_a_price_is_for_so_many() -> None:
    item = priced("things", 5, "", "thing", LIST)
    assert item.amount == pytest.approx(2) and item.sure
    assert granted("free", 5, "thing", LIST).amount == pytest.approx(-2)


def test_a_grant_is_shared_and_gives_no_more_than_was_used() -> None:
    assert free_of("grant", 30, LIST) == 30
    assert free_of("grant", 300, LIST) == 100
    assert free_of("grant", 300, LIST, sharing=10) == 10


def test_few_requests_keep_an_instance_for_a_second_each_and_many_share_it() -> None:
    assert busy_seconds(0, 0, within=3600) == 0
    assert busy_seconds(10, 0.1, within=32400) == pytest.approx(10, rel=0.01)
    assert busy_seconds(32400, 300, within=32400) < 32400
    assert busy_seconds(32400, 300, within=32400) > 0.6 * 32400


def test_what_needs_more_than_one_core_is_paid_for_as_more_than_one() -> None:
    one = busy_seconds(1e6, 70_000, within=32400)
    assert one == pytest.approx(100_000)
    assert busy_seconds(1e6, 70_000, within=32400, memory_mb=4096) == pytest.approx(50_000)


def test_a_price_for_none_and_a_rate_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="some"):
        Price(value=1, per=0, sure=True, source="")
    with pytest.raises(ValueError, match="more than nothing"):
        Rate(value=0, date="", source="")
