"""What an act asks of storage is counted on the wire, and every act and timer that is paid for is among what is counted."""

from pathlib import Path

from adapters.cli.cost.data import Counts, counts
from adapters.timetable import schedules
from bench.operations import JOBS, count_acts, keep
from tests.race.arena import storage


async def test_every_act_is_counted_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "operations.json"
    async with storage() as over:
        acts = await count_acts(over, rest=0)
    keep({"acts": acts, "jobs": {}}, file)
    kept: Counts = counts(file)
    assert kept.acts.keys() == counts().acts.keys()
    assert kept.acts["book"].queues == 1 and kept.acts["book"].tables >= 4
    assert kept.acts["poll"].tables >= 1 and all(each.ms > 0 for each in kept.acts.values())


def test_every_timer_is_counted_and_the_copy_writes_blobs() -> None:
    assert schedules().keys() == JOBS.keys() == counts().jobs.keys()
    assert counts().jobs["back_up"].copies > 2
