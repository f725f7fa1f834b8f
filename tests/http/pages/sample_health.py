"""The health page as a sample: a room mailbox in every condition, and a job that stands still."""

from dataclasses import replace
from datetime import timedelta

from adapters.http.pages.frame import UNKNOWN, Frame
from adapters.http.pages.health import Done, HealthPage, health_page
from application.build import Build
from application.exchange import MailboxState, Subscription, Wish
from application.show_health import Health, JobHealth
from application.show_mailboxes import ExchangeHealth, MailboxHealth, mailbox_health
from domain.calendar_event import Mailbox
from domain.mailing import Backlog, Sender
from domain.people import Person, Role
from domain.when import Instant, later
from tests.builders import NOW, a_person, a_room
from tests.http.pages import sample

NOTIFY = "https://plek.town.example/graph/notifications"
ADMINISTRATOR = a_person("adm", Role.ADMINISTRATOR)


def ago(**time: float) -> Instant:
    return later(NOW, -timedelta(**time))


HELD = Subscription(
    id="s",
    expires_at=later(NOW, timedelta(days=5)),
    state_hash="x",
    made_at=ago(days=1),
    notify=NOTIFY,
)


def mailbox(name: str, **fields: object) -> MailboxHealth:
    box = Mailbox(f"{name.lower().replace(' ', '.')}@town.example")
    usual = MailboxState(
        box=box,
        synced_at=ago(minutes=3),
        changed_at=ago(hours=2),
        notified_at=ago(hours=2),
        full_at=ago(hours=6),
        drift_at=ago(hours=6),
        subscription=HELD,
    )
    state = replace(usual, **fields)  # type: ignore[arg-type]  # by name, for brevity
    room = a_room(name.lower().replace(" ", "-"), mailbox=box)
    return mailbox_health(state, (replace(room, name=name),), NOTIFY, now=NOW)


MAILBOXES = (
    mailbox("Council chamber", suspended_at=ago(hours=5), trouble="ErrorAccessDenied"),
    mailbox("Wedding hall", fused_at=ago(minutes=40), fused=23),
    mailbox("Library", not_before=later(NOW, timedelta(minutes=4)), trouble="ApplicationThrottled"),
    mailbox("Town archive reading room", synced_at=ago(hours=3)),
    mailbox("Garden room", drift=2, wish=Wish.REPAIR),
    mailbox("Attic", subscription=None, subscribing="ValidationError", silences=1),
    mailbox("New room", synced_at=None, subscription=None, drift_at=None, full_at=None),
    mailbox("Meeting room 1"),
    mailbox("Meeting room 2"),
)
BACKLOG = Backlog(
    waiting=3,
    oldest_at=ago(minutes=4),
    unknown=1,
    failed=2,
    closed=(Sender(box=Mailbox("noreply@town.example"), closed_at=NOW, code="ErrorAccessDenied"),),
)
BUILD = Build(version="1.4.0+731a6dd1ab", made_at=ago(days=4))
JOBS = (
    JobHealth(job="release_no_shows", last_at=ago(minutes=2), stale=False),
    JobHealth(job="sync_calendars", last_at=ago(hours=3), stale=True),
    JobHealth(job="renew_subscriptions", last_at=ago(hours=4), stale=False),
    JobHealth(job="reconcile_calendars", last_at=None, stale=False),
)


def page(
    language: str,
    *,
    viewer: Person = ADMINISTRATOR,
    found: ExchangeHealth | None = None,
    done: Done | None = Done.ASKED,
    assets: str = "/static/test",
) -> HealthPage:
    """Inside `reading`."""
    health = Health(storage=True, set_up=True, jobs=JOBS, build=BUILD)
    shown = found or ExchangeHealth(
        on=True, told=True, health=health, mailboxes=MAILBOXES, mail=BACKLOG
    )
    frame = Frame(directory=UNKNOWN, told=None)
    made = health_page(shown, viewer=viewer, frame=frame, done=done)
    return replace(made, shell=sample.shell(language, assets=assets))
