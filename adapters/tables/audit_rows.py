"""Audit rows and seals as rows, and back. A stored shape's promise: columns are only ever added; what a digest is over
never changes."""

from datetime import date, datetime

from adapters.tables.entity import Row, Values
from adapters.tables.values import filled, from_iso, text, to_iso, whole
from domain.audit import PERSONAL, Action, AuditEntry, Outcome, Wanted
from domain.ids import PersonId
from domain.seals import AuditRow, Seal, value_of
from domain.when import Instant, instant

SEALS, DAYS, REACH, KEPT_FROM = "seal", "days", "reach", "kept-from"
FIRST_KEY, LAST_KEY = "!", "~"
HOUR_KEY = "%Y-%m-%dT%H"


def day_key(moment: Instant) -> str:
    """The partition: a day, UTC."""
    return f"{moment:%Y-%m-%d}"


def time_key(moment: Instant) -> str:
    """What a row's key begins with; sorts by time."""
    return f"{moment:%H%M%S.%f}"


def row_key(moment: Instant, mark: str) -> str:
    return f"{time_key(moment)}|{mark}"


def moment_of(partition: str, key: str) -> Instant:
    read = datetime.strptime(f"{partition} {key.partition('|')[0]} +0000", "%Y-%m-%d %H%M%S.%f %z")
    return instant(read)


def audit_columns(row: AuditRow) -> Values:
    entry = row.entry
    return filled(
        {
            "at": to_iso(entry.at),
            "action": entry.action.value,
            "outcome": entry.outcome.value,
            "code": entry.code,
            "target": entry.target,
            "digest": row.digest,
            **{name: value_of(entry, name) for name in PERSONAL},
            **{f"salt_{name}": row.salts.get(name, "") for name in PERSONAL},
            **{f"seal_{name}": row.commitments.get(name, "") for name in PERSONAL},
        }
    )


def audit_row_of(row: Row) -> AuditRow:
    values, mark = row.values, row.key.partition("|")[2]
    entry = AuditEntry(
        action=Action(text(values, "action")),
        at=from_iso(text(values, "at")),
        actor=_person(text(values, "actor")),
        subject=_person(text(values, "subject")),
        target=text(values, "target"),
        outcome=Outcome(text(values, "outcome")),
        code=text(values, "code"),
        origin=text(values, "origin"),
        reason=text(values, "reason"),
        mark=mark,
    )
    return AuditRow(
        recorded_at=moment_of(row.partition, row.key),
        mark=mark,
        entry=entry,
        salts={name: text(values, f"salt_{name}") for name in PERSONAL},
        commitments={name: text(values, f"seal_{name}") for name in PERSONAL},
        digest=text(values, "digest"),
    )


def _person(stored: str) -> PersonId | None:
    return PersonId(stored) if stored else None


def condition_of(wanted: Wanted) -> str:
    """The same question as `Wanted.takes`, for the service to answer."""
    asked = (
        ("actor", wanted.actor),
        ("subject", wanted.subject),
        ("action", wanted.action),
        ("outcome", wanted.outcome),
    )
    return " and ".join(f"{name} eq {literal(value)}" for name, value in asked if value is not None)


def literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def hour_key(hour: Instant) -> str:
    return f"{hour:{HOUR_KEY}}"


def seal_columns(seal: Seal) -> Values:
    return filled(
        {"count": seal.count, "previous": seal.previous, "rows": seal.rows, "hash": seal.hash}
    )


def seal_of(row: Row) -> Seal:
    values = row.values
    return Seal(
        hour=instant(datetime.strptime(f"{row.key} +0000", f"{HOUR_KEY} %z")),
        count=whole(values, "count"),
        previous=text(values, "previous"),
        rows=text(values, "rows"),
        hash=text(values, "hash"),
    )


def day_of_key(key: str) -> date:
    return date.fromisoformat(key)
