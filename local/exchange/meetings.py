"""How the copies of a meeting in several mailboxes hear of each other: invitations, cancellations, answers.

A person's copy appears when the invitation arrives, unanswered. A resource's copy appears with its answer, which the
attendant gives (rooms.py). Only the organizer's copy speaks for the meeting.
"""

from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from functools import partial

from local.exchange import rooms
from local.exchange.copies import copied, take_over, tracked
from local.exchange.fields import address_of
from local.exchange.items import Decision, Item, Mailbox, Override
from local.exchange.store import Store
from local.exchange.times import NEVER, Json, zulu


def invite(store: Store, meeting: Item, attendees: Sequence[Json], *, again: bool = False) -> None:
    """Send the meeting as it stands; `again` where the answers given so far no longer count."""
    for box in _here(store, attendees):
        if box.is_resource:
            wait = store.knobs.attendant_delay
            store.agenda.after(wait, partial(rooms.answer, store, meeting, box))
        else:
            arrive = partial(_arrive, store, meeting, box, again=again)
            store.agenda.after(store.knobs.mail_delay, arrive)


def call_off(
    store: Store, meeting: Item, attendees: Sequence[Json], *, day: date | None = None
) -> None:
    """Tell that the meeting, or one date of it, does not take place (for these)."""
    for box in _here(store, attendees):
        wait = store.knobs.attendant_delay if box.is_resource else store.knobs.mail_delay
        store.agenda.after(wait, partial(_called_off, store, meeting, box, day))


def update_day(store: Store, meeting: Item, day: date, *, timed: bool) -> None:
    """Send one date of a series that differs from the others."""
    for box in _here(store, meeting.attendees):
        if box.is_resource:
            wait = store.knobs.attendant_delay
            store.agenda.after(wait, partial(rooms.answer, store, meeting, box, day))
        else:
            arrive = partial(_arrive, store, meeting, box, again=timed)
            store.agenda.after(store.knobs.mail_delay, arrive)


def unanswer(meeting: Item) -> None:
    """A meeting at another time is another question."""
    for each in meeting.attendees:
        each["status"] = {"response": "none", "time": NEVER}


def respond(store: Store, copy: Item, decision: Decision, day: date | None = None) -> None:
    """An attendee answers; the organizer's copy shows it."""
    if day is None:
        copy.response, copy.response_at = decision, zulu(store.clock.now())
        copy.pending = False
        copy.fields["showAs"] = _SHOWS[decision]
    else:
        own = copy.overrides.setdefault(day, Override())
        own.response, own.fields = decision, {**own.fields, "showAs": _SHOWS[decision]}
    store.touch(copy, day=day)
    tracked(store, store.organizers(copy), copy.mailbox, decision, day)


_SHOWS = {"accepted": "busy", "tentativelyAccepted": "tentative", "declined": "free"}


def _arrive(store: Store, meeting: Item, box: Mailbox, *, again: bool) -> None:
    if meeting.deleted:
        return
    copy = copied(store, meeting, box)
    new = copy.seq == 0
    shows = copy.fields.get("showAs", "tentative")
    take_over(store, meeting, copy)
    copy.fields = {**deepcopy(meeting.fields), "showAs": "tentative" if again else shows}
    copy.fields["isReminderOn"] = True
    if again:
        copy.response, copy.response_at = "notResponded", NEVER
    if new:
        store.add(copy)
    else:
        store.touch(copy)


def _called_off(store: Store, meeting: Item, box: Mailbox, day: date | None) -> None:
    copy = store.by_uid(box, meeting.uid)
    if copy is None:
        return
    gone = box.is_resource and box.policy.remove_cancelled
    gone = gone or (copy.response == "declined")
    if day is not None:
        _one_off(store, copy, day, gone=gone)
    elif gone:
        store.remove(copy)
    else:
        copy.cancelled = True
        copy.fields |= {"showAs": "free", "subject": f"Canceled: {copy.fields['subject']}"}
        store.touch(copy)


def _one_off(store: Store, copy: Item, day: date, *, gone: bool) -> None:
    if gone:
        copy.overrides.pop(day, None)
        copy.dropped.add(day)
        store.touch(copy, wide=False)
        return
    own = copy.overrides.setdefault(day, Override())
    own.cancelled = True
    own.fields |= {"showAs": "free", "subject": f"Canceled: {copy.fields['subject']}"}
    store.touch(copy, day=day)


def _here(store: Store, attendees: Sequence[Json]) -> list[Mailbox]:
    """The invited who have a mailbox with us, each once."""
    found = [store.known(address_of(each)) for each in attendees]
    return list({box.id: box for box in found if box is not None}.values())
