"""The full comparison of a room: what its calendar shows, against what we know of it and what our books hold.

A list of everything was just read, right after an ordinary round: what still differs was missed, and is counted. Foreign
bookings are always put right. Ours are put right on request: what is not in Exchange is carried out again, and meetings
of ours whose booking is unknown are cancelled.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from application.exchange import Trouble, Why
from application.gather_changes import Gathered
from application.hear_meetings import OURS, Meeting
from application.impose import end_foreign
from application.mailbox_work import Later
from application.other_mailbox import ask
from application.ports import Ports
from application.visit import Visit
from application.write_meeting import write_meeting
from domain.calendar_event import CalendarEvent, Mailbox
from domain.ids import FOREIGN, BookingId
from domain.when import Instant, Interval, civil_days, later, leg_on

SETTLING = timedelta(minutes=10)
"""A booking younger than that may still be on its way to Exchange."""


@dataclass(kw_only=True)
class Drift:
    """What differed. `ghosts`: foreign bookings without a meeting; `unsent`: ours without one; `strays`: meetings of
    ours without a booking; `others`: what else the list showed otherwise than we knew it."""

    ghosts: list[BookingId] = field(default_factory=list)
    unsent: list[BookingId] = field(default_factory=list)
    strays: list[CalendarEvent] = field(default_factory=list)
    others: int = 0

    @property
    def count(self) -> int:
        return len(self.ghosts) + len(self.unsent) + len(self.strays) + self.others


async def compare_books(
    visit: Visit, found: Gathered, meetings: list[Meeting], *, reached: Interval | None
) -> Drift:
    """What differs within what the last list `reached`: beyond it, new is no surprise. Foreign bookings that stand
    otherwise than their meeting join what is to be kept."""
    stands = await _entries(visit)
    told = sum(1 for each in meetings if each.actions or each.words)
    copies = [each for each, _ in found.copies if reached is None or each.span.overlaps(reached)]
    others = len(copies) + len(found.drops) + len(found.vanished) + told
    drift = Drift(strays=found.strays, others=others)
    copied = {link for _, link in found.copies}
    for link, event in found.shown.items():
        due = _shares(visit, event.span)
        if link not in copied and due - stands.get(link.booking, set()):
            found.copies.append((event, link))
            drift.others += 1
    linked = {each.booking for each in visit.known.links}
    for booking in sorted(set(stands) - linked):
        kept = await visit.ports.bookings.find(booking)
        if kept is None or kept.value.span.end <= visit.ports.clock.now():
            continue
        if kept.value.person == FOREIGN:
            drift.ghosts.append(booking)
        elif kept.value.state in OURS and _old(visit, kept.value.changed_at):
            drift.unsent.append(booking)
    return drift


async def _entries(visit: Visit) -> dict[BookingId, set[Interval]]:
    days = civil_days(visit.window, visit.zone)
    ledgers = await visit.ports.bookings.resource_days(visit.room.site, visit.room.id, days)
    found: dict[BookingId, set[Interval]] = {}
    for ledger in ledgers:
        for entry in ledger.entries:
            found.setdefault(entry.booking, set()).add(entry.span)
    return found


def _shares(visit: Visit, span: Interval) -> set[Interval]:
    within = span.clipped(visit.window)
    if within is None:
        return set()
    shares = (leg_on(span, day, visit.zone) for day in civil_days(within, visit.zone))
    return {share for share in shares if share is not None}


async def put_right(visit: Visit, drift: Drift, *, ours: bool) -> Trouble | None:
    """End the ghosts; on request see to ours as well."""
    for booking in drift.ghosts:
        await end_foreign(visit.ports, booking)
    if not ours:
        return None
    for booking in drift.unsent:
        await _send(visit.ports, booking)
    for stray in drift.strays:
        if stray.organiser is not None and stray.organiser == visit.known.service:
            trouble = await _cancel(visit.ports, stray.organiser, stray)
            if trouble is not None:
                return trouble
    return None


async def _send(ports: Ports, booking: BookingId) -> None:
    """Its messages were all carried out, so none would be heeded; a link that is begun keeps the next one from that."""
    outcome = await write_meeting(ports, booking)
    delay = outcome.delay if isinstance(outcome, Later) else outcome.look
    if delay is not None:
        await ports.doorbell.ring(booking, delay=delay)


async def _cancel(ports: Ports, service: Mailbox, stray: CalendarEvent) -> Trouble | None:
    copies = await ask(ports, service, partial(ports.calendars.with_uid, service, stray.uid))
    if isinstance(copies, Trouble):
        return copies
    for copy in copies:
        if copy.own:
            call = partial(ports.calendars.cancel, service, copy.id, comment="")
            done = await ask(ports, service, call)
            if isinstance(done, Trouble) and done.why is not Why.GONE:
                return done
    return None


def _old(visit: Visit, moment: Instant) -> bool:
    return later(moment, SETTLING) <= visit.ports.clock.now()
