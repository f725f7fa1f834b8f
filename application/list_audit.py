"""Reading the audit: page by page, or all of it as a table to take away, which is itself recorded, first."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from application.auditing import Extract
from application.ports import Ports
from application.record import record
from domain.audit import Action, Wanted
from domain.ids import PersonId
from domain.people import Person
from domain.seals import AuditRow
from domain.when import Instant, later

USUAL = timedelta(days=30)
LONGEST = timedelta(days=400)
MOST_EXPORTED = 20_000
PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuery:
    """Which entries, recorded in [since, until); None: up to now, or the thirty days before that."""

    since: Instant | None = None
    until: Instant | None = None
    wanted: Wanted = field(default_factory=Wanted)
    limit: int = 50
    after: str = ""

    def span(self, now: Instant) -> tuple[Instant, Instant]:
        until = self.until or later(now, timedelta(seconds=1))
        since = self.since or later(until, -USUAL)
        return max(since, later(until, -LONGEST)), until


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """`names` of those whom the rows name, as far as they are still here. `more`: there is more after these."""

    rows: tuple[AuditRow, ...]
    names: Mapping[PersonId, str]
    more: str = ""


async def list_audit(ports: Ports, query: AuditQuery) -> Listed:
    """One page, newest first."""
    since, until = query.span(ports.clock.now())
    page: Extract = await ports.audit.between(
        since, until, query.wanted, limit=query.limit, after=query.after
    )
    return Listed(rows=page.rows, names=await _names(ports, page.rows), more=page.more)


async def export_audit(ports: Ports, query: AuditQuery, *, caller: Person | None) -> Listed:
    """All of it, newest first, at most MOST_EXPORTED rows: `more` says that there would be more. That it was taken, and
    about whom, is recorded first. `caller`: None is the command line."""
    subject = query.wanted.subject
    actor = caller.id if caller is not None else None
    await record(ports, Action.AUDIT_EXPORTED, actor=actor, subject=subject)
    now = ports.clock.now()
    since, until = query.span(now)
    fixed = replace(query, since=since, until=until, limit=PAGE)
    found: list[AuditRow] = []
    while len(found) < MOST_EXPORTED:
        page = await ports.audit.between(since, until, fixed.wanted, limit=PAGE, after=fixed.after)
        found += page.rows
        fixed = replace(fixed, after=page.more)
        if not page.more:
            break
    rows = tuple(found)
    return Listed(rows=rows, names=await _names(ports, rows), more=fixed.after)


async def _names(ports: Ports, rows: Iterable[AuditRow]) -> dict[PersonId, str]:
    entries = [row.entry for row in rows]
    people = {each for entry in entries for each in (entry.actor, entry.subject) if each}
    if len(people) > PAGE:
        return {}
    found = await asyncio.gather(*(ports.people.find(each) for each in sorted(people)))
    return {person.id: person.name for person in found if person is not None}
