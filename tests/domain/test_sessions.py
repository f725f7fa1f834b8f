from dataclasses import replace
from datetime import timedelta

import pytest

from domain.ids import PersonId
from domain.sessions import Lifetime, Session, is_over, refreshed
from domain.when import later
from tests.builders import NOW

LIFETIME = Lifetime(idle=timedelta(hours=8), longest=timedelta(hours=24))
SESSION = Session(person=PersonId("ada"), version=0, signed_in_at=NOW, seen_at=NOW, csrf="c")


def after(session: Session, **by: float) -> bool:
    return is_over(session, now=later(NOW, timedelta(**by)), lifetime=LIFETIME)


def test_it_lasts_until_it_is_idle_too_long() -> None:
    assert not after(SESSION)
    assert not after(SESSION, hours=7, minutes=59)
    assert after(SESSION, hours=8)


def test_use_prolongs_it_but_not_beyond_its_longest() -> None:
    used = replace(SESSION, seen_at=later(NOW, timedelta(hours=23)))
    assert not after(used, hours=23, minutes=59)
    assert after(used, hours=24)


def test_a_fixed_end_comes_first() -> None:
    fixed = replace(SESSION, until=later(NOW, timedelta(minutes=30)))
    assert not after(fixed, minutes=29)
    assert after(fixed, minutes=30)


@pytest.mark.parametrize("field", ["signed_in_at", "seen_at"])
def test_one_from_the_future_is_over_but_for_clocks_that_differ(field: str) -> None:
    ahead = replace(SESSION, **{field: later(NOW, timedelta(minutes=2))})  # type: ignore[arg-type]  # either instant
    assert not after(ahead)
    ahead = replace(SESSION, **{field: later(NOW, timedelta(minutes=3))})  # type: ignore[arg-type]  # either instant
    assert after(ahead)


def test_it_is_sealed_anew_only_every_ten_minutes() -> None:
    assert refreshed(SESSION, now=later(NOW, timedelta(minutes=9, seconds=59))) is None
    now = later(NOW, timedelta(minutes=10))
    assert refreshed(SESSION, now=now) == replace(SESSION, seen_at=now)
    fixed = replace(SESSION, until=later(NOW, timedelta(hours=9)))
    assert refreshed(fixed, now=now) is None
