"""Sending one mail: gathered anew from its booking, by whichever of our mailboxes may send, and never a second time.

A message in the queue is a hint: the row says whether there is anything to do. A mail that must wait comes back through
the queue; nothing here sleeps. Of a burst each mail comes back at another moment.
"""

from dataclasses import replace
from datetime import timedelta

from application.exchange import Done, Trouble, Why
from application.exchange_resources import Message
from application.mail_turns import note_sent, note_trouble, take_turn
from application.notice_of import notice_of
from application.ports import Ports, Stale
from domain.ids import BookingId
from domain.ledger import Kept
from domain.mailing import (
    LEASE,
    MINUTE,
    MOST,
    Mail,
    MailState,
    Sender,
    given_up,
)
from domain.when import later

SIGNED_OUT_FOR = timedelta(minutes=5)
LONGEST_DELAY = timedelta(minutes=30)


async def send_mail(ports: Ports, booking: BookingId, key: str) -> str:
    """What became of it, in a word. Raises Unavailable: the queue tries again."""
    kept = await ports.mails.find(booking, key)
    if kept is None:
        return "nothing"
    mail, now = kept.value, ports.clock.now()
    if mail.state is MailState.SENDING:
        return await _look_after(ports, kept)
    if mail.state is not MailState.WAITING:
        return "nothing"
    if given_up(mail, now):
        return await _settle(ports, kept, MailState.FAILED, mail.code or "too-old")
    notice = await notice_of(ports, mail)
    message = await ports.letters.write(notice) if notice is not None else None
    if message is None:
        return await _settle(ports, kept, MailState.DROPPED)
    return await _send(ports, kept, message)


async def wake_left_behind(ports: Ports) -> int:
    """Ring again for mails that nobody was woken for in good time: the safety net under the queue; how many."""
    late = later(ports.clock.now(), -(LONGEST_DELAY + 2 * LEASE))
    left = [mail for mail in await ports.mails.open() if mail.changed_at < late]
    for mail in left:
        await ports.mailbell.ring(mail.booking, mail.key)
    return len(left)


async def _send(ports: Ports, kept: Kept[Mail], message: Message) -> str:
    """Every mailbox is tried, until one sends it or it may have gone."""
    for _ in ports.exchange.senders:
        turn = await take_turn(ports)
        if isinstance(turn, timedelta):
            return await _wait(ports, kept, turn)
        try:
            again = await _send_from(ports, turn.sender, kept, message)
        finally:
            await ports.mailboxes.give_slot(turn.slot)
        if isinstance(again, str):
            return again
        kept, trouble = again
        if trouble.why is Why.SIGNED_OUT:
            return await _wait(ports, kept, SIGNED_OUT_FOR)
        await note_trouble(ports, turn.sender.box, trouble)
    return await _wait(ports, kept, MINUTE)


async def _send_from(
    ports: Ports, sender: Sender, kept: Kept[Mail], message: Message
) -> str | tuple[Kept[Mail], Trouble]:
    """What became of it; or the mail as it waits again, and why this mailbox did not send it."""
    try:
        claimed = await _written(ports, kept, state=MailState.SENDING)
    except Stale:
        return "busy"
    answer = await ports.post.send_mail(sender.box, message)
    if isinstance(answer, Done):
        await note_sent(ports, sender)
        return await _settle(ports, claimed, MailState.SENT)
    if answer.why is Why.REFUSED:
        return await _settle(ports, claimed, MailState.FAILED, answer.code)
    if answer.why not in NOT_SENT_BY:
        return await _settle(ports, claimed, MailState.UNKNOWN, answer.code)
    tries = kept.value.tries + 1
    again = await _written(ports, claimed, state=MailState.WAITING, tries=tries, code=answer.code)
    return again, answer


NOT_SENT_BY = frozenset({Why.LATER, Why.CLOSED, Why.GONE, Why.SIGNED_OUT})
"""What only says that this mailbox did not send it."""


async def _look_after(ports: Ports, kept: Kept[Mail]) -> str:
    """It is being sent; or was, by a process that never came back to say so: then nobody knows."""
    over = later(kept.value.changed_at, LEASE)
    now = ports.clock.now()
    if over > now:
        await ports.mailbell.ring(kept.value.booking, kept.value.key, delay=over - now)
        return "busy"
    return await _settle(ports, kept, MailState.UNKNOWN, "lost")


async def _wait(ports: Ports, kept: Kept[Mail], wait: timedelta) -> str:
    """Again when somebody may, and not all at once: over as many minutes as all that wait will take."""
    backlog = await ports.mails.backlog()
    closed = {each.box for each in backlog.closed}
    senders = max(1, len(set(ports.exchange.senders) - closed))
    spread = MINUTE * (backlog.waiting / (MOST * senders)) * ports.ids.jitter()
    delay = min(wait + spread, LONGEST_DELAY) + timedelta(seconds=1)
    await ports.mailbell.ring(kept.value.booking, kept.value.key, delay=delay)
    return "later"


async def _settle(ports: Ports, kept: Kept[Mail], state: MailState, code: str = "") -> str:
    try:
        await _written(ports, kept, state=state, code=code)
    except Stale:
        return "busy"
    return state.value


async def _written(
    ports: Ports,
    kept: Kept[Mail],
    *,
    state: MailState,
    tries: int | None = None,
    code: str = "",
) -> Kept[Mail]:
    mail = replace(
        kept.value,
        state=state,
        changed_at=ports.clock.now(),
        tries=kept.value.tries if tries is None else tries,
        code=code,
    )
    return Kept(value=mail, version=await ports.mails.write(mail, kept.version))
