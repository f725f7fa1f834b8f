"""Turns of the mailboxes that send: whose it is, counted before anything is sent, for all processes together.

A turn is two things: one of the 30 mails of this minute, and one of the few places at which somebody may be asking
something of a mailbox.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from application.exchange import Slot, Trouble, Why
from application.ports import Ports, Stale
from domain.calendar_event import Mailbox
from domain.mailing import Sender, soonest
from domain.when import later

ROUNDS = 5
SLOT_FOR = timedelta(minutes=2)
CROWDED_FOR = timedelta(seconds=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    sender: Sender
    slot: Slot


async def take_turn(ports: Ports) -> Turn | timedelta:
    """A mailbox that may send one mail now; or for how long none may."""
    left = list(ports.exchange.senders)
    crowded = False
    for _ in range(ROUNDS + len(left)):
        found = {box: await ports.mails.sender(box) for box in left}
        known = [each.value if each else Sender(box=box) for box, each in found.items()]
        now = ports.clock.now()
        if not known:
            break
        next_up = soonest(known, now)
        if (free := next_up.free_from(now)) > now:
            return min(CROWDED_FOR, free - now) if crowded else free - now
        slot = await ports.mailboxes.take_slot(next_up.box, now=now, until=later(now, SLOT_FOR))
        if slot is None:
            left.remove(next_up.box)
            crowded = True
            continue
        seen, taken = found[next_up.box], next_up.sending(now)
        with suppress(Stale):
            await ports.mails.write_sender(taken, seen.version if seen else None)
            return Turn(sender=taken, slot=slot)
        await ports.mailboxes.give_slot(slot)
    return CROWDED_FOR


async def note_sent(ports: Ports, sender: Sender) -> None:
    """A mailbox that could not send can again."""
    if sender.closed_at is None:
        return
    kept = await ports.mails.sender(sender.box)
    if kept is not None:
        with suppress(Stale):
            await ports.mails.write_sender(kept.value.open(), kept.version)


async def note_trouble(ports: Ports, box: Mailbox, trouble: Trouble) -> None:
    """What a mailbox was told keeps all from asking it."""
    for _ in range(ROUNDS):
        kept = await ports.mails.sender(box)
        if kept is None:
            return
        now = ports.clock.now()
        if trouble.why in (Why.CLOSED, Why.GONE):
            after = kept.value.closed(now, trouble.code)
        else:
            after = kept.value.throttled(now, trouble.wait)
        with suppress(Stale):
            await ports.mails.write_sender(after, kept.version)
            return
