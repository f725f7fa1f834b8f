"""Sealing the audit: every closed hour, empty or not, after the one before. Resumes where it stopped."""

from datetime import datetime, time

from application.ports import Audit, Beat, Ports, Stale
from domain.seals import HOUR, Seal, closed, hour_of, sealed
from domain.when import Instant, instant, later

JOB = "seal_audit"
MOST_HOURS = 24 * 31


async def seal_audit(ports: Ports) -> int:
    """Seal the hours that are closed and not sealed; how many. What is left after a long stall is the next pass's."""
    beat = await ports.heartbeats.last(JOB)
    last = await last_seal(ports.audit, beat)
    hour = later(last.hour, HOUR) if last is not None else await _first_hour(ports)
    done = 0
    while done < MOST_HOURS and closed(hour, now=ports.clock.now()):
        rows = await ports.audit.in_hour(hour)
        seal = sealed(hour, rows, previous=last.hash if last is not None else "")
        try:
            await ports.audit.seal(seal)
        except Stale:
            break  # another process is at it; what it leaves, the next pass does
        last, hour, done = seal, later(hour, HOUR), done + 1
        if done % 24 == 0:
            await _beat(ports, seal)
    await _beat(ports, last)
    return done


async def last_seal(audit: Audit, beat: Beat | None) -> Seal | None:
    """The newest; the heartbeat says from where to look."""
    known = instant(datetime.fromisoformat(beat.cursor)) if beat and beat.cursor else None
    seals = await audit.seals(known) or (await audit.seals() if known is not None else ())
    return seals[-1] if seals else None


async def _first_hour(ports: Ports) -> Instant:
    """The midnight (UTC) of the first day that has rows; where nothing was recorded yet, the hour before this one."""
    now = ports.clock.now()
    days = await ports.audit.days()
    if not days:
        return hour_of(later(now, -HOUR))
    return instant(datetime.combine(days[0], time(0), tzinfo=now.tzinfo))


async def _beat(ports: Ports, seal: Seal | None) -> None:
    said = f"{seal.hour:%Y-%m-%dT%H} {seal.hash}" if seal is not None else "nothing to seal"
    cursor = seal.hour.isoformat() if seal is not None else ""
    beat = Beat(job=JOB, at=ports.clock.now(), said=said, cursor=cursor)
    await ports.heartbeats.beat(beat)
