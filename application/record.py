"""Recording in the audit: one call beside the act, or a deed that travels with a booking's change.

`await record(ports, Action.SIGNED_IN, actor=person.id)` after the act; where a person is looked at, before it. A fault
reaches the caller: what could not be recorded is not answered as if it were.
"""

from application.ports import Ports
from domain.audit import BY_OVERRIDE, LONGEST_REASON, Action, AuditEntry, Deed, Outcome
from domain.booking import Booking
from domain.ids import PersonId
from domain.refusals import Refused
from domain.when import Instant


async def record(
    ports: Ports,
    action: Action,
    *,
    actor: PersonId | None = None,
    subject: PersonId | None = None,
    target: str = "",
    refused: Refused | str = "",
    reason: str = "",
) -> None:
    """`actor` did this, on `subject`, just now; None as `actor` is nobody we know. `refused`: it was not let through, and the code why. `target`: an id that
    is no person's. Raises Unavailable."""
    code = refused.why.value if isinstance(refused, Refused) else refused
    entry = AuditEntry(
        action=action,
        at=ports.clock.now(),
        actor=actor,
        subject=subject,
        target=target,
        outcome=Outcome.REFUSED if code else Outcome.DONE,
        code=code,
        origin=ports.origins.here(),
        reason=reason[:LONGEST_REASON],
    )
    await ports.audit.record(entry)


def deed_of(
    ports: Ports, action: Action, *, by: PersonId | None, at: Instant, reason: str = ""
) -> Deed:
    """What an intent says for the audit; None as `by` is a job of ours."""
    origin = ports.origins.here()
    return Deed(action=action, at=at, actor=by, origin=origin, reason=reason[:LONGEST_REASON])


def written_deed(
    ports: Ports, action: Action, after: Booking, *, by: PersonId | None, reason: str = ""
) -> Deed:
    """The deed of making or changing a booking; it says so where rules were set aside, and then why."""
    told = BY_OVERRIDE[action] if after.override else action
    return deed_of(ports, told, by=by, at=after.changed_at, reason=after.override or reason)


def booking_entry(booking: Booking, deed: Deed, *, mark: str) -> AuditEntry:
    return AuditEntry(
        action=deed.action,
        at=deed.at,
        actor=deed.actor,
        subject=booking.person,
        target=booking.id,
        origin=deed.origin,
        reason=deed.reason,
        mark=mark,
    )
