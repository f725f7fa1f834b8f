"""Which passes a round makes, that none keeps another from its turn, and when the quick rounds rest."""

from datetime import UTC, datetime, timedelta

import pytest

from application.ports import Beat, Unavailable
from application.rounds import QUICK, hourly_round, quick_round, resting
from application.show_health import AT_REST, show_health
from domain.when import instant, later
from tests.application.town import a_town

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


async def test_a_quick_round_frees_and_reminds() -> None:
    world = a_town()
    await quick_round(world.ports)
    assert world.heartbeats.beats.keys() == {"release_no_shows", "remind"}


async def test_an_hourly_round_seals_too() -> None:
    world = a_town()
    await hourly_round(world.ports)
    assert world.heartbeats.beats.keys() == {"release_no_shows", "remind", "seal_audit"}


async def test_while_a_copy_is_brought_back_a_round_does_nothing() -> None:
    world = a_town()
    await world.ports.places.pause(True)
    await hourly_round(world.ports)
    assert not world.heartbeats.beats


async def test_a_pass_that_fails_keeps_no_other_from_its_turn_and_is_told() -> None:
    world = a_town()
    world.bookings.fail_next_read(Unavailable("storage"))
    with pytest.raises(Unavailable):
        await hourly_round(world.ports)
    assert {"remind", "seal_audit"} <= world.heartbeats.beats.keys()


@pytest.mark.parametrize(
    ("after", "rests"),
    [
        (timedelta(hours=4, minutes=59), True),
        (timedelta(hours=5), False),
        (timedelta(hours=17, minutes=59), False),
        (timedelta(hours=18), True),
        (timedelta(days=4, hours=12), False),
        (timedelta(days=5, hours=12), True),
    ],
)
def test_quick_rounds_rest_at_night_and_at_the_weekend(after: timedelta, rests: bool) -> None:
    assert resting(instant(MONDAY + after)) is rests


@pytest.mark.parametrize("job", QUICK)
@pytest.mark.parametrize(
    ("after", "late"),
    [
        (timedelta(hours=4), False),
        (timedelta(hours=5), False),
        (timedelta(hours=6), True),
        (timedelta(hours=12), True),
        (timedelta(hours=18), False),
        (timedelta(days=5, hours=12), False),
    ],
)
async def test_an_hour_of_silence_is_late_while_quick_rounds_are_made_and_no_news_while_they_rest(
    job: str, after: timedelta, late: bool
) -> None:
    world, now = a_town(), instant(MONDAY + after)
    world.clock.set(now)
    world.heartbeats.beats[job] = Beat(job=job, at=later(now, -timedelta(hours=1)))
    assert [each.job for each in (await show_health(world.ports)).jobs if each.stale] == (
        [job] if late else []
    )
    world.heartbeats.beats[job] = Beat(job=job, at=later(now, -AT_REST - timedelta(seconds=1)))
    assert not (await show_health(world.ports)).well
