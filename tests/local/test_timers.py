"""Timers against a clock that moves only when a job waits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import azure.functions as func

from local.functions import Timer
from local.ncrontab import parse
from local.timers import AT_START, Memory, Status, fire_at_start, keep_firing

EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)


class SteppingPace:
    """A pause moves the clock on; the host stops when `until` is reached."""

    def __init__(self, start: datetime, until: datetime) -> None:
        self._now = start
        self._until = until

    def now(self) -> datetime:
        return self._now

    async def pause(self, seconds: float) -> bool:
        self._now += timedelta(seconds=seconds)
        return self._now >= self._until

    def lose(self, time: timedelta) -> None:
        """A run that takes so long, or a laptop that sleeps."""
        self._now += time


class Fired:
    """A timer function that notes when it ran and whether it was told to be late."""

    def __init__(self, pace: SteppingPace, then: Callable[[], None] = lambda: None) -> None:
        self.at: list[tuple[datetime, bool]] = []
        self._pace = pace
        self._then = then

    async def __call__(self, timer: func.TimerRequest) -> None:
        self.at.append((self._pace.now(), timer.past_due))
        self._then()


def a_timer(fired: Fired, *, schedule: str = "0 */5 * * * *", monitored: bool = True) -> Timer:
    return Timer(
        name="release",
        argument="timer",
        schedule=parse(schedule),
        monitored=monitored,
        call=fired.__call__,
    )


async def test_a_timer_fires_at_each_of_its_times(tmp_path: Path) -> None:
    pace = SteppingPace(EIGHT, EIGHT + timedelta(minutes=16))
    fired = Fired(pace)
    await keep_firing(a_timer(fired), Memory(tmp_path / "timers.json"), pace)
    assert fired.at == [(EIGHT + timedelta(minutes=m), False) for m in (5, 10, 15)]


async def test_a_run_missed_while_nothing_ran_is_made_up_for_once_and_marked_late(
    tmp_path: Path,
) -> None:
    file = tmp_path / "timers.json"
    friday = EIGHT - timedelta(days=3)
    Memory(file).keep("release", Status(last=None, following=friday))
    pace = SteppingPace(EIGHT, EIGHT + timedelta(minutes=6))
    fired = Fired(pace)
    await keep_firing(a_timer(fired), Memory(file), pace)
    assert fired.at == [(EIGHT, True), (EIGHT + timedelta(minutes=5), False)]


async def test_a_timer_that_is_not_monitored_forgets_what_it_missed(tmp_path: Path) -> None:
    file = tmp_path / "timers.json"
    Memory(file).keep("release", Status(last=None, following=EIGHT - timedelta(days=3)))
    pace = SteppingPace(EIGHT, EIGHT + timedelta(minutes=6))
    fired = Fired(pace)
    await keep_firing(a_timer(fired, monitored=False), Memory(file), pace)
    assert fired.at == [(EIGHT + timedelta(minutes=5), False)]


async def test_a_run_longer_than_its_period_skips_what_it_missed(tmp_path: Path) -> None:
    pace = SteppingPace(EIGHT, EIGHT + timedelta(minutes=21))
    fired = Fired(pace, then=lambda: pace.lose(timedelta(minutes=7)))
    await keep_firing(a_timer(fired), Memory(tmp_path / "timers.json"), pace)
    assert fired.at == [(EIGHT + timedelta(minutes=m), False) for m in (5, 15)]


async def test_a_failing_run_does_not_end_the_timer(tmp_path: Path) -> None:
    def fail() -> None:
        raise RuntimeError("the storage is away")

    pace = SteppingPace(EIGHT, EIGHT + timedelta(minutes=11))
    fired = Fired(pace, then=fail)
    await keep_firing(a_timer(fired), Memory(tmp_path / "timers.json"), pace)
    assert len(fired.at) == 2


async def test_what_may_have_happened_elsewhere_is_looked_at_when_the_host_starts() -> None:
    pace = SteppingPace(EIGHT, EIGHT)
    ran: list[str] = []

    def named(name: str) -> Timer:
        return replace(a_timer(Fired(pace, lambda: ran.append(name))), name=name)

    await fire_at_start([named("sync_calendars"), named("retain"), named("renew_subscriptions")])
    assert ran == list(AT_START)
    await fire_at_start([named("retain")])
    assert ran == list(AT_START)
