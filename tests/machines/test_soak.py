"""Thirty days of a small office and its Exchange: people on both sides, a wire that is never quite well, an hour a week in
which Exchange is away, links that die, and a comparison every night. Both sides agree every evening.
"""

import os
import random
from datetime import time, timedelta

from application.release_no_shows import release_no_shows
from domain.when import Interval, day_of, later, next_day, on_wall
from tests.builders import LUXEMBOURG, at
from tests.machines.both_sides import BOXES, Both, both_sides
from tests.machines.test_both_sides import agree
from tests.machines.test_both_sides_in_chaos import Chaos

DAYS = int(os.environ.get("SOAK_DAYS", "30"))
BEGAN = at("2026-10-12 06:00")
"""The clocks go back in its second week."""
ACTS = (
    "book", "book", "book", "drive", "move", "cancel", "meet", "meet", "meet directly", "repeat",
    "move theirs", "cancel theirs", "room declines", "move an occurrence", "skip an occurrence",
    "move ours there", "cancel ours there", "delete the mirror", "die", "die",
)  # fmt: skip
AN_HOUR = timedelta(hours=1)
CYCLES = 24 * 6


async def test_thirty_days_of_both_sides() -> None:
    chance = random.Random(30)
    async with both_sides(BEGAN) as both:
        people, calls = Chaos(both), 0
        for number in range(DAYS):
            await a_day(both, people, chance, number)
            agree(both)
            calls += len(both.outlook.log.entries)
            both.outlook.log.clear()
        looks = DAYS * CYCLES * len(BOXES)
        assert calls < 1.25 * looks, f"{calls} calls for {looks} looks"
        assert len(both.world.notices.told) == len(set(both.world.notices.told))


async def a_day(both: Both, people: Chaos, chance: random.Random, number: int) -> None:
    both.outlook.faults.chaos(chance.choice((0.0, 0.02, 0.1)))
    if number % 7 == 3:
        both.outlook.kill_delta_links()
        people.noise(number)
        both.outlook.knobs.empty_pages = 0  # each is a call more, and here they are counted
    for hour in range(6, 22):
        away = number % 7 == 5 and hour == 11
        if away:
            both.outlook.faults.add(503, times=None, retry_after=120)
        if chance.random() < 0.5 and 8 <= hour < 18:
            await people.acts(chance.choice(ACTS), chance.randrange(8), a_span(both, chance))
        await release_no_shows(both.world.ports)
        await both.lives(AN_HOUR)
        if away:
            both.outlook.faults.clear()
    both.outlook.faults.clear()
    await people.rests()
    morning = on_wall(next_day(day_of(both.now, LUXEMBOURG)), time(6), LUXEMBOURG)
    await both.lives(morning - both.now)


def a_span(both: Both, chance: random.Random) -> Interval:
    day = next_day(day_of(both.now, LUXEMBOURG), days=chance.randrange(1, 7))
    start = on_wall(day, time(chance.randrange(0, 20), 30), LUXEMBOURG)
    return Interval(start, later(start, timedelta(hours=chance.randrange(1, 4))))
