"""The real clock and real chance."""

import re
from datetime import UTC

from adapters.clock import RandomIds, SystemClock
from domain.booking import home_of
from domain.ids import ID_PATTERN
from tests.builders import TODAY


async def test_the_clock_tells_instants_and_a_pause_passes() -> None:
    clock = SystemClock()
    before = clock.now()
    await clock.pause(0.01)
    assert before.tzinfo is UTC and clock.now() > before


def test_ids_are_ids_and_never_twice_the_same() -> None:
    ids = RandomIds()
    made = [
        make() for _ in range(200) for make in (lambda: ids.booking(TODAY), ids.series, ids.change)
    ]
    assert len(set(made)) == len(made)
    assert all(re.fullmatch(ID_PATTERN, each) for each in made)


def test_a_booking_begins_with_the_day_it_was_made_for() -> None:
    assert home_of(RandomIds().booking(TODAY)) == TODAY


def test_chance_stays_within_its_bounds() -> None:
    ids = RandomIds()
    assert all(0 <= ids.jitter() < 1 and ids.salt() >= 0 for _ in range(1000))
