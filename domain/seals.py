"""Tamper evidence of the audit: commitments, digests, and a chain of seals over closed hours.

Rules:
- Beside each personal value a row keeps a random salt and a commitment, SHA-256 over salt, field and value. Its digest
  is over everything that is not personal and over the commitments, so erasing values and salts leaves it as it is.
- An hour (UTC) is closed GRACE after its end; a row is written into the hour in which it is recorded, never into a
  closed one. Every closed hour is sealed, empty or not: over the seal before it, the number of its rows and their
  digests in order.
- So a row that was changed, added, taken out or moved no longer agrees with its hour's seal, and a seal that was
  changed no longer agrees with the next. What an erased value was can no longer be checked, by anyone: that is meant.
- Retention takes the rows of whole days, oldest first, and leaves the seals.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.audit import COURSE, PERSONAL, AuditEntry
from domain.ids import PersonId
from domain.when import Instant, later

HOUR = timedelta(hours=1)
GRACE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """An entry as it is stored. `recorded_at` says in which hour it stands; with `mark` it names the row. A personal
    field whose salt is empty has been erased."""

    recorded_at: Instant
    mark: str
    entry: AuditEntry
    salts: Mapping[str, str]
    commitments: Mapping[str, str]
    digest: str

    @property
    def erased(self) -> tuple[str, ...]:
        return tuple(name for name in PERSONAL if not self.salts.get(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What one closed hour held: `rows` is over the digests in order, `hash` over that and the seal before."""

    hour: Instant
    count: int
    previous: str
    rows: str
    hash: str


def hour_of(moment: Instant) -> Instant:
    """When the hour (UTC) of `moment` began."""
    return Instant(moment.replace(minute=0, second=0, microsecond=0))


def closed(hour: Instant, *, now: Instant) -> bool:
    """Whether nothing is written into this hour any more."""
    return now >= later(hour, HOUR + GRACE)


def recorded_in(at: Instant, *, now: Instant) -> Instant:
    """The moment under which something that happened `at` is recorded: that one, unless its hour is closed."""
    return now if closed(hour_of(at), now=now) or at > now else at


def committed(
    entry: AuditEntry, *, recorded_at: Instant, mark: str, salts: Mapping[str, str]
) -> AuditRow:
    """The row of a new entry; `salts` has a random one for each personal field."""
    commitments = {name: commitment(salts[name], name, value_of(entry, name)) for name in PERSONAL}
    row = AuditRow(
        recorded_at=recorded_at,
        mark=mark,
        entry=replace(entry, mark=mark),
        salts=dict(salts),
        commitments=commitments,
        digest="",
    )
    return replace(row, digest=digest_of(row))


def value_of(entry: AuditEntry, name: str) -> str:
    """A personal field as text; empty where there is nothing."""
    match name:
        case "actor":
            return entry.actor or ""
        case "subject":
            return entry.subject or ""
        case "reason":
            return entry.reason
        case _:
            return entry.origin


def commitment(salt: str, name: str, value: str) -> str:
    return _hash(salt, name, value)


def digest_of(row: AuditRow) -> str:
    entry = row.entry
    return _hash(
        "row",
        row.recorded_at.isoformat(),
        row.mark,
        entry.at.isoformat(),
        entry.action,
        entry.outcome,
        entry.code,
        entry.target,
        *(row.commitments.get(name, "") for name in PERSONAL),
    )


def forgotten(row: AuditRow, person: PersonId) -> AuditRow:
    """`row` without what is personal of `person`: themselves, where they acted from, and any reason in words."""
    entry, gone = row.entry, set[str]()
    if entry.actor == person:
        gone |= {"actor", "origin", "reason"}
    if entry.subject == person:
        gone |= {"subject", "reason"}
    if not gone:
        return row
    salts = {name: "" if name in gone else salt for name, salt in row.salts.items()}
    left = replace(
        entry,
        actor=None if "actor" in gone else entry.actor,
        subject=None if "subject" in gone else entry.subject,
        reason="" if "reason" in gone else entry.reason,
        origin="" if "origin" in gone else entry.origin,
    )
    return replace(row, entry=left, salts=salts)


def tells_course(row: AuditRow) -> bool:
    """Whether it only tells what became of a booking by itself or by its own person, and still whose that was. For acts
    on somebody else, and for rules that were set aside, somebody answers: those rows do not count."""
    entry = row.entry
    own = entry.actor in (None, entry.subject) and not {"actor", "subject"} & set(row.erased)
    return entry.action in COURSE and own


def faded(row: AuditRow) -> AuditRow:
    """`row` without anything personal: that it happened to this booking is all it says."""
    left = replace(row.entry, actor=None, subject=None, reason="", origin="")
    return replace(row, entry=left, salts=dict.fromkeys(row.salts, ""))


def sealed(hour: Instant, rows: Sequence[AuditRow], *, previous: str) -> Seal:
    """The seal of an hour over its rows in the order of their keys."""
    digests = _hash("rows", str(len(rows)), *(row.digest for row in in_order(rows)))
    return Seal(
        hour=hour,
        count=len(rows),
        previous=previous,
        rows=digests,
        hash=chained(hour, len(rows), digests, previous),
    )


def chained(hour: Instant, count: int, rows: str, previous: str) -> str:
    return _hash("seal", previous, hour.isoformat(), str(count), rows)


def in_order(rows: Sequence[AuditRow]) -> list[AuditRow]:
    return sorted(rows, key=lambda row: (row.recorded_at, row.mark))


def _hash(*parts: str) -> str:
    """No part can run over into the next: its length goes before it."""
    told = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()
