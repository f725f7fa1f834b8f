"""Renewing Graph's promises: every room mailbox has one that lasts, no other mailbox has, and none is nobody's.

What crashed between Graph making one and our keeping it is found here in Graph's own list, and taken away.
"""

import asyncio
from dataclasses import replace

from application.exchange import MailboxState, Trouble
from application.exchange_resources import Subscribed
from application.keep_subscribed import Step, addresses, give_back, keep_subscribed
from application.mailbox_notes import note
from application.ports import Beat, Ports
from application.room_mailboxes import room_mailboxes
from domain.calendar_event import Mailbox

JOB = "renew_subscriptions"
AT_ONCE = 8


async def renew_subscriptions(ports: Ports) -> None:
    """Nothing but its heartbeat, where there is no Exchange."""
    said = await _renewed(ports) if ports.exchange.on else "no Exchange"
    await ports.heartbeats.beat(Beat(job=JOB, at=ports.clock.now(), said=said))


async def _renewed(ports: Ports) -> str:
    rooms = room_mailboxes(await ports.places.directory())
    before = await ports.mailboxes.all()
    if not ports.exchange.notify and not any(state.subscription for state in before):
        return "no address to be told at"
    listed = await ports.subscriptions.list_subscriptions()
    states = await ports.mailboxes.all()  # after the list: what was made meanwhile is known
    strays = 0
    if not isinstance(listed, Trouble):
        strays = await _clear(ports, listed, states)
        await _doubt(ports, listed, before)
    for state in states:
        if state.subscription is not None and state.box not in rooms:
            await give_back(ports, state.box, state.subscription)
    steps = await _keep(ports, tuple(rooms))
    done = sum(step is not Step.NOTHING for step in steps)
    return f"{len(rooms)} mailboxes, {done} changed, {strays} nobody's"


async def _keep(ports: Ports, boxes: tuple[Mailbox, ...]) -> list[Step]:
    places = asyncio.Semaphore(AT_ONCE)

    async def keep(box: Mailbox) -> Step:
        async with places:
            return await keep_subscribed(ports, box)

    return await asyncio.gather(*map(keep, boxes))


async def _clear(
    ports: Ports, listed: tuple[Subscribed, ...], states: tuple[MailboxState, ...]
) -> int:
    """Take away what tells us things and is nobody's; how many there were. One that is being made is left alone."""
    if not ports.exchange.notify:
        return 0
    url, now = addresses(ports.exchange.notify)[0], ports.clock.now()
    known = {state.subscription.id for state in states if state.subscription is not None}
    making = {s.box for s in states if s.subscribe_after is not None and now < s.subscribe_after}
    strays = [
        each
        for each in listed
        if each.url == url and each.id not in known and each.box not in making
    ]
    for each in strays:
        await ports.subscriptions.unsubscribe(each.id)
    return len(strays)


async def _doubt(
    ports: Ports, listed: tuple[Subscribed, ...], states: tuple[MailboxState, ...]
) -> None:
    """What we had before the list was read, and is not in it, is renewed: then Graph says whether it is gone. A list may
    be empty for another reason."""
    there = {each.id for each in listed}
    for state in states:
        held = state.subscription
        if held is None or held.id in there:
            continue

        def doubted(now: MailboxState, missing: str = held.id) -> MailboxState:
            if now.subscription is None or now.subscription.id != missing:
                return now
            return replace(now, subscription=replace(now.subscription, renew=True))

        await note(ports, state.box, doubted)
