"""Fires timer functions at their times; a monitored one that was missed fires at the next start."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from local.clock import Pace, wait_until
from local.functions import Timer
from local.invoke import fire

# Later than this is `past_due`: the machine slept, or the run before took too long.
PUNCTUAL = timedelta(minutes=1)
AT_START = ("renew_subscriptions", "sync_calendars")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is remembered of a timer: its last run and the run it was waiting for."""

    last: datetime | None
    following: datetime


class Memory:
    """Timer statuses in one JSON file; the host keeps the same in blobs. One process writes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._statuses = _read(file)

    def of(self, name: str) -> Status | None:
        return self._statuses.get(name)

    def keep(self, name: str, status: Status) -> None:
        self._statuses[name] = status
        _write(self._file, self._statuses)


async def fire_at_start(timers: Sequence[Timer]) -> None:
    """What happened elsewhere while nothing ran here is seen now, not when the next timer is due. In Azure that wait is
    no matter; here somebody sits before the screen, and the Exchange beside us may have begun anew too."""
    named = {timer.name: timer for timer in timers}
    for name in AT_START:
        if name in named:
            await fire(named[name], past_due=False, last=None, following=None)


async def keep_firing(timer: Timer, memory: Memory, pace: Pace) -> None:
    """Fire `timer` until the host stops. It never overlaps itself; a run in progress is finished."""
    known = memory.of(timer.name) if timer.monitored else None
    last = known.last if known else None
    following = known.following if known else timer.schedule.next_after(pace.now())
    while True:
        memory.keep(timer.name, Status(last=last, following=following))
        if await wait_until(following, pace):
            return
        late = pace.now() - following
        last = max(pace.now(), following)
        after = timer.schedule.next_after(last)
        await fire(timer, past_due=late > PUNCTUAL, last=last, following=after)
        # A run that took longer than its period skips what it missed, as in Azure.
        following = after if after > pace.now() else timer.schedule.next_after(pace.now())


def _read(file: Path) -> dict[str, Status]:
    if not file.exists():
        return {}
    rows: dict[str, dict[str, str | None]] = json.loads(file.read_text("utf-8"))
    return {name: _status(row) for name, row in rows.items()}


def _status(row: Mapping[str, str | None]) -> Status:
    last = row["last"]
    return Status(
        last=datetime.fromisoformat(last) if last else None,
        following=datetime.fromisoformat(str(row["next"])),
    )


def _write(file: Path, statuses: Mapping[str, Status]) -> None:
    rows = {
        name: {
            "last": status.last.isoformat() if status.last else None,
            "next": status.following.isoformat(),
        }
        for name, status in statuses.items()
    }
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(rows, indent=1), "utf-8")
    beside.replace(file)
