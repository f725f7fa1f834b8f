"""Limits: windows that begin anew, and what a deployment may say about them."""

from datetime import timedelta

import pytest

from domain.limits import (
    Asking,
    Attempt,
    Limit,
    Limits,
    Used,
    limits_from,
    refused_until,
    used_once_more,
    used_up,
)
from domain.refusals import Refusal
from tests.builders import at

MINUTE = timedelta(minutes=1)
LIMITS = (Limit(most=2, within=MINUTE), Limit(most=3, within=60 * MINUTE))


def used(times: list[str]) -> tuple[Used, ...]:
    found: tuple[Used, ...] = ()
    for each in times:
        found = used_once_more(found, LIMITS, now=at(each))
    return found


@pytest.mark.parametrize(
    ("times", "now", "until"),
    [
        ([], "09:00", None),
        (["09:00"], "09:00", None),
        (["09:00", "09:00"], "09:00", "09:01"),
        (["09:00", "09:00"], "09:01", None),
        (["09:00", "09:00", "09:05"], "09:06", "10:00"),
        (["09:00", "09:00", "09:05"], "10:00", None),
    ],
)
def test_a_window_that_is_used_up_ends(times: list[str], now: str, until: str | None) -> None:
    assert used_up(used(times), LIMITS, now=at(now)) == (at(until) if until else None)


def test_what_another_clock_counted_a_little_later_counts() -> None:
    assert used_up(used(["09:01", "09:01"]), LIMITS, now=at("09:00")) == at("09:01")


def test_a_limit_that_is_new_or_gone_starts_from_nothing() -> None:
    other = (Limit(most=2, within=5 * MINUTE),)
    assert used_up(used(["09:00", "09:00"]), other, now=at("09:00")) is None


def test_whoever_waits_is_told_how_long() -> None:
    refused = refused_until(at("09:01"), now=at("09:00"))
    assert refused.why is Refusal.TOO_MANY_REQUESTS
    assert refused.limits == (("retryAfterSeconds", 60),)


def test_a_deployment_names_only_what_differs() -> None:
    found = limits_from("reads=10/1 pin=5/30 bookings=3/1,9/60", own_networks=("10.0.0.0/8",))
    usual = Limits()
    assert found.asked[Asking.READ] == Limit(most=10, within=MINUTE)
    assert found.asked[Asking.SEARCH] == usual.asked[Asking.SEARCH]
    assert found.failures[Attempt.PIN] == Limit(most=5, within=30 * MINUTE)
    assert [each.most for each in found.bookings] == [3, 9]
    assert found.own_networks == ("10.0.0.0/8",)
    assert limits_from("") == usual


@pytest.mark.parametrize(
    "text", ["reads", "reads=", "reads=0/1", "reads=5", "reads=5/x", "tea=1/1"]
)
def test_what_cannot_be_a_limit_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        limits_from(text)
