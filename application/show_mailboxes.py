"""How it stands with each room's calendar: read from what is noted of it, so that looking asks nothing of Exchange."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from application.exchange import MailboxState, Wish
from application.keep_subscribed import addresses
from application.ports import Ports
from application.room_mailboxes import room_mailboxes
from application.show_health import Health, show_health
from domain.calendar_event import Mailbox
from domain.mailing import Backlog
from domain.places import Resource
from domain.when import Instant

LATE = timedelta(minutes=15)
"""Three times as long as the timer's period."""


class Condition(StrEnum):
    """What is the matter with a mailbox, the worst first: stored nowhere, in the API, never renamed."""

    SUSPENDED = "suspended"
    FUSED = "fused"
    THROTTLED = "throttled"
    LATE = "late"
    DRIFTED = "drifted"
    REFUSED = "refused"
    UNTOLD = "untold"
    NEW = "new"
    WELL = "well"


HINDERING = frozenset({Condition.SUSPENDED, Condition.THROTTLED})
"""In which nothing can be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxHealth:
    """`rooms`: none, where it is the mailbox that invites them. `since`: from when on it has been in its condition, as far as we know. `why`: Exchange's word for it. `lag`: how
    long ago it was last looked at with success. `told_until`: until when Graph tells us of changes."""

    state: MailboxState
    rooms: tuple[Resource, ...]
    condition: Condition
    since: Instant | None = None
    why: str = ""
    lag: timedelta | None = None
    told_until: Instant | None = None

    @property
    def box(self) -> Mailbox:
        return self.state.box

    @property
    def wish(self) -> Wish | None:
        return self.state.wish


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeHealth:
    """`on`: whether there is an Exchange. `told`: whether Graph can reach us. `mail`: what has not gone yet; None where
    mail goes another way."""

    on: bool
    told: bool
    health: Health
    mailboxes: tuple[MailboxHealth, ...] = ()
    mail: Backlog | None = None

    @property
    def troubled(self) -> int:
        fine = (Condition.WELL, Condition.NEW, Condition.THROTTLED)
        return sum(each.condition not in fine for each in self.mailboxes)


async def show_mailboxes(ports: Ports) -> ExchangeHealth:
    """Every room mailbox, those that need somebody first; and the one that invites rooms, while it cannot."""
    health = await show_health(ports)
    terms, told = ports.exchange, bool(ports.exchange.notify)
    if not health.usable:
        return ExchangeHealth(on=terms.on, told=told, health=health)
    mail = await ports.mails.backlog() if terms.senders else None
    if not terms.on:
        return ExchangeHealth(on=False, told=told, health=health, mail=mail)
    rooms = room_mailboxes(await ports.places.directory())
    states = {state.box: state for state in await ports.mailboxes.all()}
    now = ports.clock.now()
    found = [
        mailbox_health(states.get(box, MailboxState(box=box)), rooms[box], terms.notify, now=now)
        for box in rooms
    ]
    inviting = states.get(terms.service) if terms.service is not None else None
    if inviting is not None and inviting.box not in rooms:
        found += _inviting(inviting, now)
    order = list(Condition)
    found.sort(key=lambda each: (order.index(each.condition), _name(each), each.box))
    return ExchangeHealth(on=True, told=told, health=health, mailboxes=tuple(found), mail=mail)


def _inviting(state: MailboxState, now: Instant) -> list[MailboxHealth]:
    """The mailbox that invites rooms, while it cannot, or where bookings were refused that no room tells of."""
    health = mailbox_health(state, (), "", now=now)
    if health.condition in HINDERING:
        return [health]
    return [replace(health, condition=Condition.REFUSED, why="")] if state.refused else []


def _name(each: MailboxHealth) -> str:
    return each.rooms[0].name if each.rooms else ""


def mailbox_health(
    state: MailboxState, rooms: tuple[Resource, ...], notify: str, *, now: Instant
) -> MailboxHealth:
    condition, since, why = _condition(state, notify, now)
    held = state.subscription
    return MailboxHealth(
        state=state,
        rooms=rooms,
        condition=condition,
        since=since,
        why=why,
        lag=now - state.synced_at if state.synced_at is not None else None,
        told_until=held.expires_at if held is not None and held.expires_at > now else None,
    )


def _condition(
    state: MailboxState, notify: str, now: Instant
) -> tuple[Condition, Instant | None, str]:
    if state.suspended_at is not None:
        return Condition.SUSPENDED, state.suspended_at, state.trouble
    if state.fused_at is not None:
        return Condition.FUSED, state.fused_at, ""
    if state.not_before is not None and state.not_before > now:
        return Condition.THROTTLED, state.synced_at, state.trouble
    if state.synced_at is None:
        return Condition.NEW, None, state.trouble
    if now - state.synced_at > LATE:
        return Condition.LATE, state.synced_at, state.trouble
    if state.drift:
        return Condition.DRIFTED, state.drift_at, ""
    if state.refused:
        return Condition.REFUSED, None, ""
    if notify and not _told(state, addresses(notify)[0], now):
        return Condition.UNTOLD, None, state.subscribing
    return Condition.WELL, None, ""


def _told(state: MailboxState, url: str, now: Instant) -> bool:
    held = state.subscription
    return held is not None and held.expires_at > now and held.notify == url
