"""Keeping Graph's promise to tell us of one mailbox's changes: made, renewed, made anew, or given back.

Rules:
- Whoever makes one says so first, so that two processes do not; who crashes after Graph has made it is found out by the
  next, because Graph has one already: that one is taken away, since nobody knows its secret, and another is made.
- Of the secret only a hash is kept.
- A promise that is silent while changes are found is broken: it is made anew.
- What does not work is not tried again before some time is over, however often the mailbox is looked at.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto
from urllib.parse import urlsplit, urlunsplit

from application.exchange import MailboxState, Subscription, Trouble, Why
from application.exchange_resources import Subscribed
from application.hear_notifications import hashed
from application.mailbox_notes import note
from application.ports import Ports, Stale
from domain.calendar_event import Mailbox
from domain.ledger import Version
from domain.when import Instant, later

LASTS = timedelta(days=6)
"""Graph promises for a week less a little at most."""
RENEW_WITHIN = timedelta(hours=48)
UNDER_WAY = timedelta(minutes=2)
AGAIN, MUCH_LATER = timedelta(minutes=15), timedelta(hours=1)
SLOWEST, SILENCE = timedelta(minutes=10), timedelta(minutes=30)
"""A change is told within a few minutes. When we last heard of one is noted every ten."""
NOTIFICATIONS, LIFECYCLE = "/graph/notifications", "/graph/lifecycle"


class Step(Enum):
    """What is to be done about a mailbox's subscription."""

    NOTHING = auto()
    MAKE = auto()
    RENEW = auto()
    REPLACE = auto()
    GIVE_BACK = auto()


def addresses(notify: str) -> tuple[str, str]:
    """Where Graph reaches us: with a change, and with what becomes of a subscription. `notify` is the first of them, or
    what stands before both."""
    parts = urlsplit(notify)
    base = parts.path.rstrip("/").removesuffix(NOTIFICATIONS)
    both = (urlunsplit(parts._replace(path=base + path)) for path in (NOTIFICATIONS, LIFECYCLE))
    first, second = both
    return first, second


def next_step(state: MailboxState, *, url: str, now: Instant) -> Step:
    """`url`: where Graph is to reach us; empty where it cannot."""
    held = state.subscription
    if not url:
        return Step.GIVE_BACK if held is not None else Step.NOTHING
    if state.suspended_at is not None:
        return Step.NOTHING
    if state.subscribe_after is not None and now < state.subscribe_after:
        return Step.NOTHING
    if held is None or held.expires_at <= now:
        return Step.MAKE
    if held.notify != url or silent(state, now=now):
        return Step.REPLACE
    due = held.renew or held.expires_at - now < RENEW_WITHIN
    return Step.RENEW if due else Step.NOTHING


def silent(state: MailboxState, *, now: Instant) -> bool:
    """Whether changes were found of which the subscription should have told, and did not."""
    held, changed = state.subscription, state.changed_at
    if held is None or held.made_at is None or changed is None:
        return False
    told_of = later(held.made_at, SLOWEST) <= changed and later(changed, SLOWEST) <= now
    heard = state.notified_at
    return told_of and (heard is None or later(heard, SILENCE) < changed)


async def keep_subscribed(ports: Ports, box: Mailbox) -> Step:
    """Do what is to be done about the mailbox's subscription, and say what it was; one read where all is well."""
    kept = await ports.mailboxes.find(box)
    state = kept.value if kept is not None else MailboxState(box=box)
    url = addresses(ports.exchange.notify)[0] if ports.exchange.notify else ""
    step, held = next_step(state, url=url, now=ports.clock.now()), state.subscription
    version = kept.version if kept is not None else None
    with suppress(Stale):  # somebody else is at it: the next look sees what came of it
        if step is Step.GIVE_BACK and held is not None:
            await give_back(ports, box, held)
        elif step is Step.RENEW and held is not None:
            await _renew(ports, state, held, version)
        elif step in (Step.MAKE, Step.REPLACE):
            await _make(ports, state, version)
    return step


async def give_back(ports: Ports, box: Mailbox, held: Subscription) -> None:
    """Have no subscription for the mailbox any more; it ends by itself where Graph does not answer."""
    await ports.subscriptions.unsubscribe(held.id)
    await note(ports, box, lambda state: _without(state, held.id))


def _without(state: MailboxState, subscription: str) -> MailboxState:
    held = state.subscription
    return replace(state, subscription=None) if held and held.id == subscription else state


async def _renew(
    ports: Ports, state: MailboxState, held: Subscription, version: Version | None
) -> None:
    until = later(ports.clock.now(), LASTS)
    renewed = await ports.subscriptions.renew(held.id, until=until)
    if isinstance(renewed, Trouble):
        if renewed.why is Why.GONE:
            await _make(ports, replace(state, subscription=None), version)
        else:
            await _later(ports, state.box, renewed)
        return
    after = replace(held, expires_at=renewed.expires_at, renew=False)

    def longer(there: MailboxState) -> MailboxState:
        same = there.subscription is not None and there.subscription.id == held.id
        return (
            replace(there, subscription=after, subscribe_after=None, subscribing="")
            if same
            else there
        )

    await note(ports, state.box, longer)


async def _make(ports: Ports, state: MailboxState, version: Version | None) -> None:
    """Instead of what there was, if anything. Raises Stale when somebody else is at it."""
    now, held = ports.clock.now(), state.subscription
    lost = held is not None and silent(state, now=now)
    begun = replace(
        state,
        subscription=None,
        subscribe_after=later(now, UNDER_WAY),
        silences=state.silences + lost,
    )
    await ports.mailboxes.write(begun, version)
    if held is not None:
        await ports.subscriptions.unsubscribe(held.id)
    url, lifecycle = addresses(ports.exchange.notify)
    secret = ports.ids.secret()
    made = await _subscribe(ports, state.box, url, lifecycle, secret)
    if isinstance(made, Trouble):
        await _later(ports, state.box, made)
        return
    kept = Subscription(
        id=made.id,
        expires_at=made.expires_at,
        state_hash=hashed(secret),
        made_at=ports.clock.now(),
        notify=url,
    )
    await note(
        ports,
        state.box,
        lambda there: replace(there, subscription=kept, subscribe_after=None, subscribing=""),
    )


async def _subscribe(
    ports: Ports, box: Mailbox, url: str, lifecycle: str, secret: str
) -> Subscribed | Trouble:
    until = later(ports.clock.now(), LASTS)
    port = ports.subscriptions
    made = await port.subscribe(box, url=url, lifecycle=lifecycle, secret=secret, until=until)
    if not (isinstance(made, Trouble) and made.why is Why.THERE):
        return made
    there = await port.list_subscriptions()
    if isinstance(there, Trouble):
        return there
    for each in there:
        if each.box == box or await _nobodys(ports, each, url):
            await port.unsubscribe(each.id)
    return await port.subscribe(box, url=url, lifecycle=lifecycle, secret=secret, until=until)


async def _nobodys(ports: Ports, there: Subscribed, url: str) -> bool:
    """Whether it tells us of a mailbox under another name (Graph's own id), and no mailbox of ours keeps it."""
    if there.url != url or (there.box is not None and "@" in there.box):
        return False
    return await ports.mailboxes.subscribed(there.id) is None


async def _later(ports: Ports, box: Mailbox, trouble: Trouble) -> None:
    """Not before some time is over."""
    usual = AGAIN if trouble.why in (Why.LATER, Why.UNKNOWN) else MUCH_LATER
    after = later(ports.clock.now(), max(trouble.wait or usual, timedelta(minutes=1)))
    word = trouble.code or trouble.why.value
    await note(ports, box, lambda state: replace(state, subscribe_after=after, subscribing=word))
