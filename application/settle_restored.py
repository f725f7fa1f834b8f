"""After a copy was brought back: what has to be true before anybody writes again.

Whoever was erased since is erased again; what follows from the bookings is proved and repaired; nobody is told of what is
long over; every session ends; every room's calendar is to be compared before anything is written to it. While this runs
nothing is written to Exchange. It may stop anywhere: done again, it finishes.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from application.copies import Progress, quiet
from application.erase_person import replay_erasures
from application.identity import SESSION_KEYS
from application.ports import Beat, OutboxRow, Ports
from application.rebuild_day import check_day, rebuild_day
from application.reconcile_calendars import reconcile_calendars
from application.release_no_shows import JOB as RELEASING
from application.remind import JOB as REMINDING
from application.room_mailboxes import room_mailboxes
from domain.calendar_event import Mailbox
from domain.ids import PersonId
from domain.people import Person
from domain.when import day_of, later

SOON = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """`erased`: who was erased again. `days`: how many were proved, `repaired`: how many did not agree; `left`: those that
    still do not. `silenced`: bookings of which something had not been told."""

    erased: tuple[PersonId, ...]
    days: int
    repaired: int
    left: tuple[date, ...]
    silenced: int


async def settle_restored(ports: Ports, *, caller: Person, progress: Progress = quiet) -> Settled:
    """Raises Stale, Unavailable: then do it again."""
    apart = replace(ports, exchange=replace(ports.exchange, on=False))
    silenced = repaired = 0
    left: list[date] = []
    days = await _days(ports)
    for number, day in enumerate(days):
        silenced += await _silence(apart, day)
        if await check_day(apart, day):
            repaired += 1
            if await rebuild_day(apart, day):
                left.append(day)
        progress(number + 1, len(days))
    erased = await replay_erasures(apart, caller=caller)
    await _from_now_on(ports)
    await ports.keys.replace(SESSION_KEYS)
    await reconcile_calendars(ports)
    return Settled(
        erased=erased, days=len(days), repaired=repaired, left=tuple(left), silenced=silenced
    )


async def not_compared(ports: Ports) -> tuple[Mailbox, ...]:
    """The rooms' mailboxes of which no round has yet read everything since."""
    if not ports.exchange.on:
        return ()
    read = {state.box for state in await ports.mailboxes.all() if state.full_at is not None}
    return tuple(sorted(set(room_mailboxes(await ports.places.directory())) - read))


async def _days(ports: Ports) -> tuple[date, ...]:
    found: list[date] = []
    day = await ports.archive.next_day(None)
    while day is not None:
        found.append(day)
        day = await ports.archive.next_day(day)
    return tuple(found)


async def _silence(ports: Ports, day: date) -> int:
    """What Exchange has not been told stays to be done; people are not told any more."""
    now = ports.clock.now()
    silenced = 0
    for booking in await ports.outbox.undone(day, before=later(now, SOON)):
        untold = [row for row in await ports.outbox.of(booking) if _untold(row)]
        for row in untold:
            await ports.outbox.lease(replace(row, told_at=now, put_off=False), now)
        silenced += bool(untold)
    return silenced


def _untold(row: OutboxRow) -> bool:
    return row.told_at is None and row.done_at is None


async def _from_now_on(ports: Ports) -> None:
    """Nobody is reminded of what is over, and no booking is released of whose check-in we may have lost track."""
    now = ports.clock.now()
    today = day_of(now, (await ports.places.directory()).zone)
    said = "a copy was brought back"
    await ports.heartbeats.beat(Beat(job=REMINDING, at=now, said=said, cursor=now.isoformat()))
    await ports.heartbeats.beat(Beat(job=RELEASING, at=now, said=said, cursor=today.isoformat()))
