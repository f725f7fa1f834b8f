"""What the copies of one meeting share: one appears in a mailbox, takes over what the organizer's says, and answers it."""

from datetime import date

from local.exchange.fields import address_of
from local.exchange.items import Decision, Item, Mailbox, Override
from local.exchange.store import Store
from local.exchange.times import zulu
from local.exchange.views import seen_dates


def copied(store: Store, meeting: Item, box: Mailbox) -> Item:
    """That mailbox's copy: the one it has, or a new one, not yet stored."""
    known = store.by_uid(box, meeting.uid)
    if known is not None:
        return known
    return Item(
        key=store.number(),
        mailbox=box,
        uid=meeting.uid,
        fields={},
        start=meeting.start,
        end=meeting.end,
        all_day=meeting.all_day,
        created=store.clock.now(),
        modified=store.clock.now(),
        original_zones=meeting.original_zones,
        organizer=meeting.organizer,
        is_organizer=False,
        response="notResponded",
    )


def take_over(store: Store, meeting: Item, copy: Item) -> None:
    """Times, rule and exceptions of the organizer's copy; what the dates were called before is forgotten with them."""
    shape = (meeting.start, meeting.end, meeting.all_day, meeting.recurrence)
    if copy.seq and shape != (copy.start, copy.end, copy.all_day, copy.recurrence):
        store.retire(seen_dates(copy, store.clock.now()))
        copy.generation += 1
        copy.overrides.clear()
    copy.start, copy.end, copy.all_day, copy.recurrence = shape
    copy.attendees = [dict(each) for each in meeting.attendees]
    ghosts = {day for day, change in copy.overrides.items() if change.cancelled}
    copy.dropped = meeting.dropped - ghosts
    for day, change in meeting.overrides.items():
        own = copy.overrides.setdefault(day, Override())
        own.start, own.end = change.start, change.end
        if not copy.mailbox.is_resource:
            own.fields = {**change.fields, **own.fields}


def tracked(
    store: Store, meeting: Item | None, box: Mailbox, decision: Decision, day: date | None = None
) -> None:
    """The answer as the organizer's copy shows it."""
    if meeting is None or meeting.deleted:
        return
    said = {"response": decision, "time": zulu(store.clock.now())}
    before = meeting.attendees
    if day is not None:
        before = meeting.overrides.setdefault(day, Override()).attendees or meeting.attendees
    after = [
        {**each, "status": said} if address_of(each).casefold() == box.address.casefold() else each
        for each in before
    ]
    if day is None:
        meeting.attendees = after
    else:
        meeting.overrides[day].attendees = after
    store.touch(meeting, day=day, wide=day is None)
