"""The races by name; each has days of its own, so that they can be run in any order on one storage."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from tests.race.arena import Arena
from tests.race.rounds import CLIENTS, SPAN_DAYS, Round, capacity, one_desk, span
from tests.race.town import days_ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One race. `faults`: storage misbehaves; `first`: days from now to its first round; `short` and `full`: how many
    rounds `make test` and `make prove` run."""

    name: str
    faults: bool = False
    first: int
    every: int = 1
    short: int
    full: int
    run: Callable[..., Awaitable[Round]]

    async def round(self, arena: Arena, number: int) -> Round:
        return await self.run(arena, days_ahead(self.first + number * self.every))


SPAN_STEP = SPAN_DAYS + 1
SCENARIOS = (
    Scenario(name="one desk", first=10, short=10, full=50, run=one_desk),
    Scenario(
        name="one desk, kill -9", first=200, short=3, full=50, run=partial(one_desk, kill=True)
    ),
    Scenario(name="one desk, faults", faults=True, first=400, short=2, full=50, run=one_desk),
    # All of 350 at the same moment need a machine of their own to be answered within storage's time-out.
    Scenario(
        name="limit of 300, 64 at once",
        first=600,
        short=1,
        full=50,
        run=partial(capacity, at_once=CLIENTS),
    ),
    Scenario(name="limit of 300, all at once", first=650, short=0, full=50, run=capacity),
    Scenario(name="three days", first=800, every=SPAN_STEP, short=2, full=50, run=span),
    Scenario(
        name="three days, kill -9",
        first=1200,
        every=SPAN_STEP,
        short=1,
        full=50,
        run=partial(span, kill=True),
    ),
    Scenario(
        name="three days, faults",
        faults=True,
        first=1400,
        every=SPAN_STEP,
        short=1,
        full=50,
        run=span,
    ),
    Scenario(
        name="three days, both",
        faults=True,
        first=1600,
        every=SPAN_STEP,
        short=0,
        full=50,
        run=partial(span, kill=True),
    ),
)
