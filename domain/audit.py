"""The audit: who did what, on whom, when, from where, and what came of it.

Rules:
- An entry names things by their ids and holds no name, mail address, token, code or note. Of a command it says the
  account on the machine where it was given: whoever operates answers for it, and is no person here.
- Who, on whom, why and from where is personal: those fields stand apart (PERSONAL), so that erasing a person takes them
  out of their entries and leaves the rest. A `target` is never a person.
- An entry is never changed and never taken back.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import PersonId
from domain.when import Instant

PERSONAL = ("actor", "subject", "reason", "origin")
SYSTEM = "system"
EXCHANGE = "exchange"
LONGEST_REASON = 500


class Action(StrEnum):
    """What was done; the value is stored, shown and filtered by: never renamed."""

    BOOKING_MADE = "booking-made"
    BOOKING_MADE_BY_OVERRIDE = "booking-made-by-override"
    BOOKING_CHANGED = "booking-changed"
    BOOKING_CHANGED_BY_OVERRIDE = "booking-changed-by-override"
    BOOKING_CANCELLED = "booking-cancelled"
    BOOKING_RELEASED = "booking-released"
    BOOKING_CHECKED_IN = "booking-checked-in"
    BOOKING_CHECKED_OUT = "booking-checked-out"
    BOOKING_ACCEPTED = "booking-accepted"
    BOOKING_DECLINED = "booking-declined"
    MUNICIPALITY_IMPORTED = "municipality-imported"
    PLACE_CLOSED = "place-closed"
    PLACE_CHANGED = "place-changed"
    DAY_REPAIRED = "day-repaired"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SIGNED_OUT_EVERYWHERE = "signed-out-everywhere"
    SIGN_IN_REFUSED = "sign-in-refused"
    PERSONS_MERGED = "persons-merged"
    PROFILE_CHANGED = "profile-changed"
    PROFILE_PROPOSED = "profile-proposed"
    PROFILE_CONFIRMED = "profile-confirmed"
    PROFILE_WITHDRAWN = "profile-withdrawn"
    PERSON_LOOKED_UP = "person-looked-up"
    PERSON_EXPORTED = "person-exported"
    PERSON_ERASED = "person-erased"
    KIOSK_UNLOCKED = "kiosk-unlocked"
    KIOSK_LOCKED = "kiosk-locked"
    CODE_SET = "code-set"
    CODE_HANDED_OUT = "code-handed-out"
    CODE_FAILED = "code-failed"
    AUDIT_EXPORTED = "audit-exported"
    CALENDAR_LOOKED_AT = "calendar-looked-at"
    CALENDAR_COMPARED = "calendar-compared"
    CALENDAR_REPAIRED = "calendar-repaired"
    SUBSCRIPTION_REMADE = "subscription-remade"
    FUSE_LIFTED = "fuse-lifted"
    COPY_MADE = "copy-made"
    COPY_READ = "copy-read"
    RESTORE_BEGUN = "restore-begun"
    RESTORE_DONE = "restore-done"
    MAINTENANCE_BEGUN = "maintenance-begun"
    MAINTENANCE_ENDED = "maintenance-ended"


BY_OVERRIDE = {
    Action.BOOKING_MADE: Action.BOOKING_MADE_BY_OVERRIDE,
    Action.BOOKING_CHANGED: Action.BOOKING_CHANGED_BY_OVERRIDE,
}
"""What an act on a booking is called where it set the house's rules aside: so it still says so once its reason is gone."""

COURSE = frozenset(
    {
        Action.BOOKING_MADE,
        Action.BOOKING_CHANGED,
        Action.BOOKING_CANCELLED,
        Action.BOOKING_RELEASED,
        Action.BOOKING_CHECKED_IN,
        Action.BOOKING_CHECKED_OUT,
        Action.BOOKING_ACCEPTED,
        Action.BOOKING_DECLINED,
    }
)
"""What happens to a booking in its ordinary course."""


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One act. `actor`: None where nobody is known (a sign-in that was refused) and where the system acts. `target`: the
    id of the booking, the version of the import and the like. `code`: why it was refused. `origin`: `web`, `api`,
    `kiosk`, `command-line`, `exchange` or `system`, and a shortened address where one is known; for a command the account
    that gave it. `mark` names the act where it could be
    recorded twice (a booking and its revision); an entry without one is recorded as often as it is told."""

    action: Action
    at: Instant
    actor: PersonId | None = None
    subject: PersonId | None = None
    target: str = ""
    outcome: Outcome = Outcome.DONE
    code: str = ""
    origin: str = SYSTEM
    reason: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What an intent says of the change it was committed with, for the audit. `reason`: why rules were set aside, or
    what the person was told."""

    action: Action
    at: Instant
    actor: PersonId | None = None
    origin: str = SYSTEM
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries: those for which everything that is given holds."""

    actor: PersonId | None = None
    subject: PersonId | None = None
    action: Action | None = None
    outcome: Outcome | None = None

    def takes(self, entry: AuditEntry) -> bool:
        return (
            self.actor in (None, entry.actor)
            and self.subject in (None, entry.subject)
            and self.action in (None, entry.action)
            and self.outcome in (None, entry.outcome)
        )
