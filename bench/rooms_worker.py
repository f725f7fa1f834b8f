"""A process of ours at work on the rooms' calendars, as the queue has it: `python -m bench.rooms_worker FIRST LAST [--cycle]`.

It prints what it took as one line of JSON: seconds, processor seconds, megabytes at most, and requests to storage.
"""

import asyncio
import json
import os
import resource
import sys
import time
from collections import Counter

from adapters.settings import read_settings
from adapters.wiring import Wired, wire
from application.heed_wake import heed_wake
from application.sync_calendars import sync_calendars
from domain.calendar_event import Mailbox

AT_ONCE = 12
"""Messages of a queue that one instance works on: host.json, batchSize and newBatchThreshold."""
TURNS = 10


def box_of(number: int) -> Mailbox:
    """The mailbox of the room with that number."""
    return Mailbox(f"room-{number:04}@bench.example")


async def work(wired: Wired, boxes: list[Mailbox], *, cycle: bool) -> None:
    """`cycle`: also what the timer does first."""
    if cycle:
        await sync_calendars(wired.ports)
    places = asyncio.Semaphore(AT_ONCE)

    async def look(box: Mailbox) -> None:
        async with places:
            await heed_wake(wired.ports, box)

    for _ in range(TURNS):
        await asyncio.gather(*map(look, boxes))
        if not (boxes := await unfinished(wired, boxes)):
            return


async def unfinished(wired: Wired, boxes: list[Mailbox]) -> list[Mailbox]:
    """Rooms of which no list was read to its end: what a round does not finish in its minute, the next one does."""
    states = {state.box: state for state in await wired.ports.mailboxes.all()}
    return [box for box in boxes if box not in states or not states[box].cursor]


async def main(first: int, last: int, *, cycle: bool) -> dict[str, float]:
    asked: Counter[str] = Counter()
    wired = wire(read_settings(os.environ), on_request=lambda method, _: asked.update([method]))
    boxes = [box_of(number) for number in range(first, last)]
    cpu, began = time.process_time(), time.perf_counter()
    await work(wired, boxes, cycle=cycle)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    operations = asked.total()
    left = len(await unfinished(wired, boxes))
    await wired.close()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return {"seconds": seconds, "cpu": cpu, "memory": most, "operations": operations, "left": left}


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:3]]
    print(json.dumps(asyncio.run(main(*given, cycle="--cycle" in sys.argv))))  # the figures
