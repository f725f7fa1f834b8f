"""Personal codes: which are good enough, and how long one waits after wrong ones."""

from datetime import timedelta

import pytest

from domain.pin import (
    HANDED_OUT_DIGITS,
    Tries,
    Weakness,
    badge_number,
    code_digits,
    decide_code,
    handed_out_code,
    judge,
    wait_after,
    weakness,
)
from domain.refusals import Refusal, Refused
from domain.when import later
from tests.builders import NOW

WEAK = (
    ("", Weakness.NOT_DIGITS),
    ("27394a", Weakness.NOT_DIGITS),
    ("²73946", Weakness.NOT_DIGITS),
    ("٢٧٣٩٤٦", Weakness.NOT_DIGITS),
    ("0000", Weakness.LENGTH),
    ("1234", Weakness.LENGTH),
    ("27394", Weakness.LENGTH),
    ("2739461850273", Weakness.LENGTH),
    ("000000", Weakness.ONE_DIGIT),
    ("000010", Weakness.ONE_DIGIT),
    ("123456", Weakness.A_RUN),
    ("654321", Weakness.A_RUN),
    ("890123", Weakness.A_RUN),
    ("135791", Weakness.A_RUN),
    ("121212", Weakness.REPEATS),
    ("147147", Weakness.REPEATS),
    ("471147", Weakness.LIKE_THE_BADGE),
    ("20471147", Weakness.LIKE_THE_BADGE),
)


@pytest.mark.parametrize(("code", "why"), WEAK)
def test_what_is_tried_first_is_no_code(code: str, why: Weakness) -> None:
    assert weakness(code, badge="471147") is why
    refused = decide_code(code, code, badge="471147")
    assert refused is not None and refused.why is Refusal.WEAK_CODE
    assert ("weakness", why.value) in refused.limits


def test_a_code_that_is_part_of_the_badge_number_is_none() -> None:
    assert weakness("471142", badge="B9471142") is Weakness.LIKE_THE_BADGE


@pytest.mark.parametrize("code", ["273946", "108205", "998241", "273946185027"])
def test_others_will_do(code: str) -> None:
    assert weakness(code, badge="471147") is None
    assert decide_code(code, code, badge="471147") is None


def test_a_code_is_typed_twice() -> None:
    assert decide_code("273946", "273964", badge="471147") == Refused(
        why=Refusal.CODES_DIFFER, rule="personal-code"
    )


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("471147", "471147"),
        (" b 47.11-47 ", "B471147"),
        ("4711 47", "471147"),
        ("47", None),
        ("", None),
        ("47/11", None),
        ("x" * 21, None),
    ],
)
def test_a_badge_number_is_compared_as_it_is_meant(typed: str, number: str | None) -> None:
    assert badge_number(typed) == number


def test_spaces_in_a_code_are_for_the_eye() -> None:
    assert code_digits("273 946") == "273946"


@pytest.mark.parametrize(
    ("failed", "minutes"),
    [(1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 16), (10, 32), (11, 60), (400, 60)],
)
def test_the_wait_grows_with_every_wrong_code(failed: int, minutes: int) -> None:
    assert wait_after(failed) == timedelta(minutes=minutes)


def test_five_wrong_codes_lock_the_number_and_a_right_one_then_opens_nothing() -> None:
    tries = Tries()
    for n in range(1, 6):
        judged = judge(tries, right=False, now=NOW)
        assert not judged.accepted and judged.locked is (n == 5)
        tries = judged.tries
    assert tries == Tries(failed=5, last_at=NOW, locked_until=later(NOW, timedelta(minutes=1)))
    soon = later(NOW, timedelta(seconds=59))
    assert not judge(tries, right=True, now=soon).accepted


def test_what_is_tried_while_one_waits_does_not_lengthen_the_wait() -> None:
    locked = Tries(failed=5, last_at=NOW, locked_until=later(NOW, timedelta(minutes=1)))
    judged = judge(locked, right=False, now=NOW)
    assert judged.tries == locked and not judged.locked


def test_after_the_wait_a_right_code_starts_anew_and_a_wrong_one_waits_longer() -> None:
    locked = Tries(failed=5, last_at=NOW, locked_until=later(NOW, timedelta(minutes=1)))
    after = later(NOW, timedelta(minutes=1))
    assert judge(locked, right=True, now=after).tries == Tries()
    again = judge(locked, right=False, now=after).tries
    assert again.failed == 6 and again.locked_until == later(after, timedelta(minutes=2))


def test_nobody_gets_through_ten_thousand_codes_in_a_year() -> None:
    tries, now, tried = Tries(), NOW, 0
    while now - NOW < timedelta(days=365):
        judged = judge(tries, right=False, now=now)
        tries, tried = judged.tries, tried + 1
        now = max(now, tries.locked_until or now)
    assert tried < 10_000


def test_what_is_handed_out_is_good_enough_and_follows_from_the_secret() -> None:
    made = {handed_out_code(f"secret-{n}", badge="471147") for n in range(500)}
    assert len(made) == 500
    assert all(len(code) == HANDED_OUT_DIGITS for code in made)
    assert all(weakness(code, badge="471147") is None for code in made)
    assert handed_out_code("s", badge="1") == handed_out_code("s", badge="1")
