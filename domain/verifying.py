"""Verifying the audit: what no longer agrees with its seal, named as closely as it can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.audit import PERSONAL
from domain.seals import (
    HOUR,
    AuditRow,
    Seal,
    chained,
    commitment,
    digest_of,
    sealed,
    value_of,
)
from domain.when import Instant, later

PRUNING_SLACK = timedelta(days=1)


class Break(StrEnum):
    """What is wrong."""

    ROW_CHANGED = "row-changed"
    VALUE_CHANGED = "value-changed"
    ROWS_MISSING = "rows-missing"
    ROWS_ADDED = "rows-added"
    HOUR_CHANGED = "hour-changed"
    SEAL_CHANGED = "seal-changed"
    SEAL_MISSING = "seal-missing"
    REMOVED_TOO_EARLY = "removed-too-early"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One break. `mark`: the row, where one can be named."""

    what: Break
    hour: Instant
    mark: str = ""
    detail: str = ""


def verify_rows(rows: Sequence[AuditRow]) -> tuple[Broken, ...]:
    """Rows that do not agree with themselves. An erased value cannot be checked, and is not."""
    return tuple(broken for row in rows if (broken := _row(row)) is not None)


def _row(row: AuditRow) -> Broken | None:
    if digest_of(row) != row.digest:
        return Broken(what=Break.ROW_CHANGED, hour=row.recorded_at, mark=row.mark)
    for name in PERSONAL:
        salt, value = row.salts.get(name, ""), value_of(row.entry, name)
        agrees = commitment(salt, name, value) == row.commitments[name] if salt else not value
        if not agrees:
            return Broken(
                what=Break.VALUE_CHANGED, hour=row.recorded_at, mark=row.mark, detail=name
            )
    return None


def verify_hour(seal: Seal, rows: Sequence[AuditRow]) -> tuple[Broken, ...]:
    """What is wrong with an hour's rows: with a row by itself, else with the hour as a whole."""
    found = verify_rows(rows)
    if found:
        return found
    if sealed(seal.hour, rows, previous=seal.previous).rows == seal.rows:
        return ()
    told = f"{seal.count} sealed, {len(rows)} there"
    missing = Break.ROWS_MISSING if len(rows) < seal.count else Break.HOUR_CHANGED
    what = Break.ROWS_ADDED if len(rows) > seal.count else missing
    return (Broken(what=what, hour=seal.hour, detail=told),)


def verify_chain(seals: Sequence[Seal], *, previous: str | None = None) -> tuple[Broken, ...]:
    """Whether every hour follows the one before. `previous`: the hash that the first must name; None: not known."""
    found: list[Broken] = []
    expected: Instant | None = None
    for seal in seals:
        if expected is not None and seal.hour != expected:
            found.append(Broken(what=Break.SEAL_MISSING, hour=expected))
        right = chained(seal.hour, seal.count, seal.rows, seal.previous)
        if seal.hash != right or previous not in (None, seal.previous):
            found.append(Broken(what=Break.SEAL_CHANGED, hour=seal.hour))
        previous, expected = seal.hash, later(seal.hour, HOUR)
    return tuple(found)


def removed_too_early(
    kept_from: Instant | None, *, now: Instant, keep_days: int
) -> tuple[Broken, ...]:
    """Retention may take what is older than the profile says, and nothing younger."""
    if kept_from is None or kept_from <= later(now, -timedelta(days=keep_days) + PRUNING_SLACK):
        return ()
    return (Broken(what=Break.REMOVED_TOO_EARLY, hour=kept_from),)
