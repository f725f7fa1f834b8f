"""Backing up: one copy of everything to the second account, every night."""

from application.copies import Copy, Progress, quiet
from application.ports import Beat, Ports

JOB = "back_up"


async def back_up(ports: Ports, progress: Progress = quiet) -> Copy | None:
    """The copy that was made; None where there is no account for it. Raises Unavailable, Misconfigured."""
    made = await ports.copies.make(progress) if ports.copies.on else None
    said = f"{made.rows} rows, {made.drawings} drawings" if made else "no second account"
    await ports.heartbeats.beat(Beat(job=JOB, at=ports.clock.now(), said=said))
    return made
