"""How long Graph waits for a fresh process of ours that it tells of a change: measured as its test does, told as a row."""

from bench.ratios import Row
from tests.http.hooks.test_cold_start import LONGEST, NEVER, first_answers, processor_seconds
from tests.race.arena import Storage


async def cold_start_row(over: Storage) -> Row:
    """In processor time, which a busy machine does not stretch; without what an answer must not load."""
    answers = await first_answers(over.settings, over.azurite)
    best = processor_seconds(answers)
    right = all(each["status"] == 202 and set(each["loaded"]).isdisjoint(NEVER) for each in answers)
    return Row(
        what="first answer of a fresh process to Graph, without msgraph",
        ours=best,
        unit="s",
        bar="< 1 s",
        holds=right and best < LONGEST,
    )
