"""Counting requests over processes: free for whoever asks little, and shared once someone asks a lot."""

from datetime import timedelta

from application.faults import Unavailable
from application.limiter import Limiter
from domain.limits import Asking, limits_from
from domain.when import later
from tests.builders import NOW
from tests.fakes import FakeTallies

LIMITS = limits_from("reads=100/1")


async def asked(limiter: Limiter, times: int, who: str = "ada") -> int:
    """How many of so many requests were let through."""
    answers = [await limiter.asked(who, Asking.READ, now=NOW) for _ in range(times)]
    return sum(each is None for each in answers)


async def test_a_limit_is_a_limit_and_somebody_elses_is_another() -> None:
    limiter = Limiter(FakeTallies(), LIMITS)
    assert await asked(limiter, 150) == 100
    assert await asked(limiter, 1, "bob") == 1


async def test_who_is_below_half_of_it_costs_no_round_trip() -> None:
    tallies = FakeTallies()
    limiter = Limiter(tallies, LIMITS)
    tallies.fail_next_read(Unavailable("not to be asked"))
    assert await asked(limiter, 50) == 50
    assert tallies.rows == {}


async def test_processes_that_share_someone_share_their_limit() -> None:
    tallies = FakeTallies()
    many = [Limiter(FakeTallies(tallies, f"process-{n}"), LIMITS) for n in range(4)]
    through = [0] * len(many)
    for _ in range(100):
        for number, limiter in enumerate(many):
            through[number] += await asked(limiter, 1)
    assert 100 <= sum(through) <= 4 * 60  # half each that nobody was told of, and a little


async def test_a_new_minute_starts_from_nothing() -> None:
    limiter = Limiter(FakeTallies(), LIMITS)
    await asked(limiter, 150)
    until = await limiter.asked("ada", Asking.READ, now=NOW)
    assert until == later(NOW, timedelta(minutes=1))
    assert await limiter.asked("ada", Asking.READ, now=until) is None


async def test_storage_that_is_away_keeps_nobody_out() -> None:
    tallies = FakeTallies()
    tallies.fail_next(before=Unavailable("away"), times=99)
    assert await asked(Limiter(tallies, LIMITS), 100) == 100
