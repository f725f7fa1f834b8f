"""The audit page as a sample: an act on somebody, one that was refused, one of a job, one whose person was erased."""

from dataclasses import replace

from adapters.http.pages.audit import AuditLog, audit_log, read_asked
from adapters.http.pages.frame import UNKNOWN, Frame
from application.list_audit import Listed
from domain.audit import PERSONAL, Action, AuditEntry, Outcome
from domain.ids import PersonId
from domain.seals import AuditRow, committed, forgotten
from tests.builders import NOW
from tests.http.pages import sample

RIE, ANNE, GONE = PersonId("rie"), PersonId("p001"), PersonId("gone")
BOOKING = "2026-11-24-9f2c4b7a1d3e5f60"
ENTRIES = (
    AuditEntry(
        action=Action.BOOKING_CANCELLED,
        at=NOW,
        actor=RIE,
        subject=ANNE,
        target=BOOKING,
        origin="web 192.0.2.0",
        reason="The floor is closed for repairs.",
    ),
    AuditEntry(
        action=Action.CODE_FAILED,
        at=NOW,
        subject=ANNE,
        outcome=Outcome.REFUSED,
        code="wrong-code",
        origin="kiosk 192.0.2.0",
    ),
    AuditEntry(action=Action.BOOKING_RELEASED, at=NOW, subject=GONE, target=BOOKING),
)


def rows() -> tuple[AuditRow, ...]:
    salts = dict.fromkeys(PERSONAL, "salt")
    made = (
        committed(each, recorded_at=NOW, mark=f"m{n}", salts=salts)
        for n, each in enumerate(ENTRIES)
    )
    return tuple(forgotten(row, GONE) for row in made)


def log(language: str, *, assets: str = "/static/test") -> AuditLog:
    """Inside `reading`."""
    asked = read_asked({"whom": "p001"}, now=NOW, zone=sample.ZONE)
    found = Listed(rows=rows(), names={RIE: "Rie Claes", ANNE: "Anne Weber"}, more="x")
    page = audit_log(asked, found, frame=Frame(directory=UNKNOWN, told=None), older="next")
    return replace(page, shell=sample.shell(language, assets=assets))
