"""What the health page shows: each room's calendar, those that need somebody first, and when each job last finished."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from adapters.http.pages.frame import Frame
from adapters.http.pages.operations import OPERATIONS
from adapters.http.pages.shell import Shell
from application.build import Build
from application.exchange import Wish
from application.mailbox_lease import PROBE_EVERY
from application.show_health import JobHealth
from application.show_mailboxes import Condition, ExchangeHealth, MailboxHealth
from application.tend_mailbox import Tending
from domain.mailing import Backlog
from domain.people import Person, may
from domain.rights import Right
from domain.when import Instant, later

HEALTH, TEND = "/health", "/health/mailboxes"
FINE = (Condition.WELL, Condition.NEW)
QUIET = (*FINE, Condition.THROTTLED)
"""About which nobody needs to do anything."""
GRAVE = (Condition.SUSPENDED, Condition.FUSED, Condition.LATE)


class Done(StrEnum):
    """What has just happened: the `said` of the query after a form was sent."""

    ASKED = "asked"
    UNKNOWN = "unknown-mailbox"


class Weight(StrEnum):
    """How much a condition asks of whoever reads it."""

    NONE = "none"
    GOOD = "good"
    LIGHT = "light"
    GRAVE = "grave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mailbox. `since`, `why`: as far as they are known. `acts`: what may be done about it, empty for whoever may
    only look. `invites`: it is no room's, but invites them."""

    box: str
    names: str
    condition: Condition
    weight: Weight
    open: bool
    since: Instant | None
    why: str
    lag: timedelta | None
    not_before: Instant | None
    synced_at: Instant | None
    changed_at: Instant | None
    told_until: Instant | None
    notified_at: Instant | None
    silences: int
    compared_at: Instant | None
    drift: int
    fused: int
    refused: int
    wish: Wish | None
    acts: tuple[Tending, ...]
    invites: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthPage:
    """Context of health.html. `troubled`: how many mailboxes need somebody. `told`: whether Exchange can reach us.
    `mail`: what has not gone yet; None where mail goes another way. `all_at`: where one has all calendars looked at, empty for whoever may not.
    `build`: what is running."""

    shell: Shell
    done: Done | None
    on: bool
    told: bool
    storage: bool
    well: bool
    rows: tuple[Row, ...]
    troubled: int
    mail: Backlog | None
    jobs: tuple[JobHealth, ...]
    all_at: str
    operations: str
    build: Build


def health_page(
    found: ExchangeHealth, *, viewer: Person, frame: Frame, done: Done | None
) -> HealthPage:
    """Inside `speaking`."""
    tends = may(viewer, Right.TEND_CALENDARS)
    return HealthPage(
        shell=frame.shell,
        done=done,
        on=found.on,
        told=found.told,
        storage=found.health.storage,
        well=found.health.well and not found.troubled and not _stuck(found.mail),
        rows=tuple(_row(each, tends=tends) for each in found.mailboxes),
        troubled=found.troubled,
        mail=found.mail,
        jobs=found.health.jobs,
        all_at=f"{TEND}/{Tending.SYNC}" if tends and found.mailboxes else "",
        operations=OPERATIONS if may(viewer, Right.SEE_OPERATIONS) else "",
        build=found.health.build,
    )


def _row(each: MailboxHealth, *, tends: bool) -> Row:
    state = each.state
    return Row(
        box=each.box,
        names=", ".join(room.name for room in each.rooms) or each.box,
        condition=each.condition,
        weight=_weight(each.condition),
        open=each.condition not in QUIET,
        since=each.since,
        why=each.why,
        lag=each.lag,
        not_before=_not_before(each),
        synced_at=state.synced_at,
        changed_at=state.changed_at,
        told_until=each.told_until,
        notified_at=state.notified_at,
        silences=state.silences,
        compared_at=state.drift_at or state.full_at,
        drift=state.drift,
        fused=state.fused,
        refused=state.refused,
        wish=state.wish,
        acts=_acts(each) if tends else (),
        invites=not each.rooms,
    )


def _stuck(mail: Backlog | None) -> bool:
    return mail is not None and bool(mail.closed or mail.failed)


def _weight(condition: Condition) -> Weight:
    if condition in FINE:
        return Weight.GOOD if condition is Condition.WELL else Weight.NONE
    return Weight.GRAVE if condition in GRAVE else Weight.LIGHT


def _not_before(each: MailboxHealth) -> Instant | None:
    """When Exchange is asked again, where that is not at once."""
    if each.condition is Condition.THROTTLED:
        return each.state.not_before
    probed = each.state.probed_at
    if each.condition is Condition.SUSPENDED and probed is not None:
        return later(probed, PROBE_EVERY)
    return None


def _acts(each: MailboxHealth) -> tuple[Tending, ...]:
    if not each.rooms:
        return (Tending.SYNC,)
    usual = (Tending.SYNC, Tending.RECONCILE, Tending.REPAIR, Tending.SUBSCRIBE)
    return (Tending.LIFT_FUSE, *usual) if each.condition is Condition.FUSED else usual
