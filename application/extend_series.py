"""Extending series: as the horizon moves, the dates it reaches are decided."""

from dataclasses import replace

from application.make_series import decide_due
from application.ports import Beat, Ports, Stale, Unavailable
from domain.ledger import Kept
from domain.series import Series, finished

JOB = "extend_series"


async def extend_series(ports: Ports) -> int:
    """One pass over every series that may still grow; how many dates it decided. One that fails is left for the next
    pass, and does not hold up the others."""
    decided = failed = 0
    for series in await ports.series.all():
        try:
            decided += await _extend(ports, series)
        except (Stale, Unavailable):
            failed += 1
    said = f"{decided} dates decided, {failed} series left for the next pass"
    await ports.heartbeats.beat(Beat(job=JOB, at=ports.clock.now(), said=said))
    return decided


async def _extend(ports: Ports, series: Series) -> int:
    directory = await ports.places.directory()
    kept = await ports.series.find(series.id)
    by = await ports.people.find(series.by)
    if kept is None or by is None or series.resource not in directory.resources:
        return 0
    made = await decide_due(ports, kept, by)
    if finished(made.series):
        await _end(ports, made.series)
    return len(made.decided)


async def _end(ports: Ports, series: Series) -> None:
    """Nobody needs to look at it again."""
    kept: Kept[Series] | None = await ports.series.find(series.id)
    if kept is not None:
        await ports.series.write(replace(kept.value, ended=True), kept.version)
