"""Verifying the audit: every seal against the one before, every sealed hour against its rows."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched

from application.ports import Ports
from application.seal_audit import JOB
from domain.seals import HOUR, AuditRow, Seal, closed, hour_of
from domain.verifying import (
    Break,
    Broken,
    removed_too_early,
    verify_chain,
    verify_hour,
    verify_rows,
)
from domain.when import Instant, instant, later

HOURS_AT_ONCE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """`hours` were sealed, with `rows`; in `erased` of them something was erased and cannot be checked any more.
    `unsealed`: rows that no seal covers yet. `last`: the newest seal, worth writing down elsewhere."""

    hours: int
    rows: int
    erased: int
    unsealed: int
    kept_from: date | None
    last: Seal | None
    broken: tuple[Broken, ...]


async def verify_audit(
    ports: Ports, *, since: Instant | None = None, known: tuple[Instant, str] | None = None
) -> Verified:
    """`since`: verify from this hour on. `known`: an hour and the hash that its seal had, noted down elsewhere."""
    seals = await ports.audit.seals(hour_of(since) if since is not None else None)
    kept_from = await ports.audit.kept_from()
    broken = list(verify_chain(seals, previous="" if since is None else None))
    broken += await _noted(ports, seals, known)
    broken += await _retention(ports, kept_from)
    rows: list[AuditRow] = []
    there = [seal for seal in seals if kept_from is None or seal.hour.date() >= kept_from]
    for chunk in batched(there, HOURS_AT_ONCE, strict=False):
        hours = await asyncio.gather(*(ports.audit.in_hour(seal.hour) for seal in chunk))
        for seal, found in zip(chunk, hours, strict=True):
            broken += verify_hour(seal, found)
            rows += found
    broken += await _before(ports, seals, kept_from) if since is None else ()
    fresh = await _unsealed(ports, seals)
    broken += verify_rows(fresh)
    return Verified(
        hours=len(seals),
        rows=len(rows),
        erased=sum(bool(row.erased) for row in rows),
        unsealed=len(fresh),
        kept_from=kept_from,
        last=seals[-1] if seals else None,
        broken=tuple(sorted(broken, key=lambda each: each.hour)),
    )


async def _noted(
    ports: Ports, seals: tuple[Seal, ...], known: tuple[Instant, str] | None
) -> list[Broken]:
    """The seal that the job last told of must be there, and so must the one that somebody wrote down."""
    expected = [known] if known is not None else []
    beat = await ports.heartbeats.last(JOB)
    if beat is not None and beat.cursor:
        told = instant(datetime.fromisoformat(beat.cursor))
        expected.append((told, beat.said.rpartition(" ")[2]))
    by_hour = {seal.hour: seal.hash for seal in seals}
    first = seals[0].hour if seals else None
    return [
        Broken(what=Break.SEAL_CHANGED if hour in by_hour else Break.SEAL_MISSING, hour=hour)
        for hour, told_hash in expected
        if by_hour.get(hour) != told_hash and (first is None or hour >= first)
    ]


async def _retention(ports: Ports, kept_from: date | None) -> tuple[Broken, ...]:
    if kept_from is None:
        return ()
    now = ports.clock.now()
    begins = instant(datetime.combine(kept_from, datetime.min.time(), tzinfo=now.tzinfo))
    keep_days = (await ports.profiles.pact()).profile.terms.keep_audit_days
    return removed_too_early(begins, now=now, keep_days=keep_days)


async def _before(
    ports: Ports, seals: tuple[Seal, ...], kept_from: date | None
) -> tuple[Broken, ...]:
    """Rows of hours before the first seal were put there later."""
    if not seals:
        return ()
    strange = [day for day in await ports.audit.days() if day < seals[0].hour.date()]
    return tuple(
        Broken(
            what=Break.ROWS_ADDED,
            hour=instant(datetime.combine(day, datetime.min.time(), tzinfo=seals[0].hour.tzinfo)),
            detail="before the first seal",
        )
        for day in strange
        if kept_from is None or day >= kept_from
    )


async def _unsealed(ports: Ports, seals: tuple[Seal, ...]) -> list[AuditRow]:
    """The rows after the newest seal."""
    now = ports.clock.now()
    hour = later(seals[-1].hour, HOUR) if seals else None
    if hour is None:
        days = await ports.audit.days()
        if not days:
            return []
        hour = instant(datetime.combine(days[0], datetime.min.time(), tzinfo=now.tzinfo))
    found: list[AuditRow] = []
    while hour <= now:
        found += await ports.audit.in_hour(hour)
        hour = later(hour, HOUR)
    return found


def waiting(verified: Verified, *, now: Instant) -> bool:
    """Whether hours that are closed wait for their seal longer than a pass takes."""
    if verified.last is None:
        return verified.unsealed > 0
    return closed(later(verified.last.hour, HOUR * 3), now=now)
