"""Rotating the keys that seal sessions: a new one every week, and older ones until nothing is sealed with them.

Nobody is signed out: the last few keys go on opening, and a session lasts three days at most.
"""

from datetime import timedelta

from application.identity import SESSION_KEYS
from application.ports import Beat, Ports

JOB = "rotate_keys"
EVERY = timedelta(days=7)
KEEP = 2


async def rotate_keys(ports: Ports) -> bool:
    """Make a new key if it is time; whether it was. Doing it again soon changes nothing."""
    known = await ports.keys.key_set(SESSION_KEYS, fresh=True)
    due = ports.clock.now() - known[0].begins_at >= EVERY
    if due:
        known = await ports.keys.rotate(SESSION_KEYS, keep=KEEP)
    said = f"{'a new key' if due else 'nothing to do'}, {len(known)} open sessions"
    await ports.heartbeats.beat(Beat(job=JOB, at=ports.clock.now(), said=said))
    return due
