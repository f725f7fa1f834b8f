"""What the audit page shows to auditors: entries, newest first, narrowed by a form, to take away as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from adapters.http.api.moments import read_day
from adapters.http.i18n.audit import act, outcome
from adapters.http.pages.frame import Frame
from adapters.http.pages.shell import Choice, Shell
from application.list_audit import LONGEST, USUAL, AuditQuery, Listed
from domain.audit import Action, Outcome, Wanted
from domain.ids import PersonId
from domain.seals import AuditRow
from domain.when import Instant, day_of, next_day, whole_day

AUDIT, EXPORT = "/audit", "/audit/export"
ON_A_PAGE = 50
LONGEST_FIELD = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The form as it was filled in; what cannot be meant is left out."""

    who: str = ""
    whom: str = ""
    action: Action | None = None
    outcome: Outcome | None = None
    first: date
    last: date

    def fields(self) -> dict[str, str]:
        return {
            "who": self.who,
            "whom": self.whom,
            "action": self.action.value if self.action is not None else "",
            "outcome": self.outcome.value if self.outcome is not None else "",
            "from": self.first.isoformat(),
            "until": self.last.isoformat(),
        }

    def query(self, zone: ZoneInfo, *, after: str = "") -> AuditQuery:
        return AuditQuery(
            since=whole_day(self.first, zone).start,
            until=whole_day(self.last, zone).end,
            wanted=Wanted(
                actor=PersonId(self.who) if self.who else None,
                subject=PersonId(self.whom) if self.whom else None,
                action=self.action,
                outcome=self.outcome,
            ),
            limit=ON_A_PAGE,
            after=after,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act. `who`, `whom`: a name where they are still here, else the id; empty where nobody is known. `erased`:
    something of it was taken out together with a person."""

    at: Instant
    action: Action
    outcome: Outcome
    code: str
    who: str
    whom: str
    target: str
    origin: str
    reason: str
    erased: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLog:
    """Context of audit.html. `older`: where the next page is, empty on the last."""

    shell: Shell
    entries: tuple[Entry, ...]
    asked: Asked
    actions: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    export: str
    older: str


def read_asked(query: Mapping[str, str], *, now: Instant, zone: ZoneInfo) -> Asked:
    """The last thirty days where nothing else is asked for."""
    today = day_of(now, zone)
    last = _day(query.get("until", "")) or today
    first = _day(query.get("from", "")) or next_day(last, days=-USUAL.days)
    action, came = query.get("action", ""), query.get("outcome", "")
    return Asked(
        who=query.get("who", "").strip()[:LONGEST_FIELD],
        whom=query.get("whom", "").strip()[:LONGEST_FIELD],
        action=Action(action) if action in list(Action) else None,
        outcome=Outcome(came) if came in list(Outcome) else None,
        first=max(min(first, last), next_day(last, days=-LONGEST.days)),
        last=last,
    )


def audit_log(asked: Asked, found: Listed, *, frame: Frame, older: str) -> AuditLog:
    """Inside `speaking`. `older`: the cursor of the next page."""
    fields = asked.fields()
    return AuditLog(
        shell=frame.shell,
        entries=tuple(_entry(row, found.names) for row in found.rows),
        asked=asked,
        actions=tuple(
            sorted(
                (Choice(value=a.value, label=act(a), current=a is asked.action) for a in Action),
                key=lambda choice: choice.label,
            )
        ),
        outcomes=tuple(
            Choice(value=each.value, label=outcome(each), current=each is asked.outcome)
            for each in Outcome
        ),
        export=f"{EXPORT}?{urlencode(fields)}",
        older=f"{AUDIT}?{urlencode({**fields, 'cursor': older})}" if older else "",
    )


def _entry(row: AuditRow, names: Mapping[PersonId, str]) -> Entry:
    entry = row.entry
    return Entry(
        at=entry.at,
        action=entry.action,
        outcome=entry.outcome,
        code=entry.code,
        who=_named(entry.actor, names),
        whom=_named(entry.subject, names),
        target=entry.target,
        origin=entry.origin,
        reason=entry.reason,
        erased=bool(row.erased),
    )


def _named(person: PersonId | None, names: Mapping[PersonId, str]) -> str:
    if person is None:
        return ""
    return f"{names[person]} ({person})" if person in names else person


def _day(text: str) -> date | None:
    try:
        return read_day(text) if text else None
    except ValueError:
        return None
