"""What anybody does to a calendar, an application through Graph or a person in Outlook: make, change, cancel, delete."""

from datetime import date, datetime, timedelta

from local.exchange import meetings
from local.exchange.errors import GraphError, bad
from local.exchange.fields import address_of, attendees_of, changed, extended_of, fresh, times_of
from local.exchange.items import Item, Mailbox, Occurrence, Override
from local.exchange.recurrence import checked
from local.exchange.store import Store
from local.exchange.times import Json
from local.exchange.views import seen_dates

# What the invited are told of; the rest (a reminder, a category, a mark of an application) is the organizer's own affair.
_CONCERNS_ALL = frozenset(
    {
        *("subject", "body", "location", "locations", "start", "end", "isAllDay", "recurrence"),
        *("sensitivity", "importance", "isOnlineMeeting"),
    }
)


def create(store: Store, box: Mailbox, body: Json) -> Item:
    """A new event of this mailbox, its invitations on their way. Whether a room is free is not asked of a room's own
    calendar: only an invitation makes the room decide."""
    transaction = body.get("transactionId")
    if transaction and (known := _repeated(store, box, transaction)):
        return known
    number = store.number()
    all_day = bool(body.get("isAllDay"))
    start, end = times_of(body, all_day=all_day)
    recurrence = body.get("recurrence")
    item = Item(
        key=number,
        mailbox=box,
        uid=store.new_uid(),
        fields=fresh(body, number=number),
        start=start,
        end=end,
        all_day=all_day,
        created=store.clock.now(),
        modified=store.clock.now(),
        original_zones=(start.zone, end.zone),
        organizer=box.recipient,
        is_organizer=True,
        recurrence=checked(recurrence, start=start.wall.date()) if recurrence else None,
        attendees=attendees_of(body, []),
        transaction=transaction,
        extended=extended_of(body),
    )
    store.add(item)
    meetings.invite(store, item, item.attendees)
    return item


def change(store: Store, found: Occurrence, body: Json) -> Item:
    """Change an event, a series, or (where `found` has a day) one date of a series."""
    if found.day is not None:
        return _change_day(store, found, found.day, body)
    item = found.item
    before = {address_of(each).casefold(): each for each in item.attendees}
    timed = _reshape(store, item, body)
    item.fields = changed(item.fields, body)
    item.extended |= extended_of(body)
    if "attendees" in body:
        item.attendees = attendees_of(body, item.attendees)
    store.touch(item)
    if item.is_organizer:
        _tell(store, item, before, timed=timed, body=body)
    return item


def cancel(store: Store, found: Occurrence) -> None:
    """The organizer calls it off: gone here, told to everybody who was invited."""
    if not found.item.is_organizer:
        raise bad("You need to be an organizer to cancel a meeting.", "ErrorInvalidRequest")
    remove(store, found)


def remove(store: Store, found: Occurrence) -> None:
    """Delete. From the organizer's calendar it cancels; from anybody else's only that copy goes."""
    item = found.item
    if found.day is None:
        store.retire(seen_dates(item, store.clock.now()))
        store.remove(item)
        if item.is_organizer:
            meetings.call_off(store, item, item.attendees)
        return
    item.overrides.pop(found.day, None)
    item.dropped.add(found.day)
    store.touch(item, wide=False)  # nothing but the series itself tells that one of its dates went
    if item.is_organizer:
        meetings.call_off(store, item, item.attendees, day=found.day)


def _repeated(store: Store, box: Mailbox, transaction: str) -> Item | None:
    if store.knobs.transaction_ids == "ignored":
        return None
    for item in box.items.values():
        if item.transaction == transaction and not item.deleted:
            if store.knobs.transaction_ids == "same":
                return item
            raise GraphError(
                409, "ErrorDuplicateTransactionId", "Your request was repeated with the same id."
            )
    return None


def _reshape(store: Store, item: Item, body: Json) -> bool:
    """New times or a new rule. Every date of a series gets a new id then, and its exceptions are forgotten."""
    if not {"start", "end", "isAllDay", "recurrence"} & body.keys():
        return False
    all_day = bool(body.get("isAllDay", item.all_day))
    written = {
        "start": body.get("start") or item.start.written(),
        "end": body.get("end") or item.end.written(),
    }
    start, end = times_of(written, all_day=all_day)
    recurrence = item.recurrence
    if "recurrence" in body:
        rule = body["recurrence"]
        recurrence = checked(rule, start=start.wall.date()) if rule else None
    elif recurrence and "start" in body and start.wall.date() != item.start.wall.date():
        recurrence = _begun_later(recurrence, start.wall.date() - item.start.wall.date())
    if (start, end, all_day, recurrence) == (item.start, item.end, item.all_day, item.recurrence):
        return False
    store.retire(seen_dates(item, store.clock.now()))
    item.start, item.end, item.all_day, item.recurrence = start, end, all_day, recurrence
    item.generation += 1
    item.overrides.clear()
    item.dropped.clear()
    return True


def _begun_later(recurrence: Json, shift: timedelta) -> Json:
    limits = dict(recurrence["range"])
    limits["startDate"] = (date.fromisoformat(limits["startDate"]) + shift).isoformat()
    return {**recurrence, "range": limits}


def _change_day(store: Store, found: Occurrence, day: date, body: Json) -> Item:
    item = found.item
    if body.get("recurrence"):
        raise bad("One date of a series cannot recur.", "ErrorPropertyValidationFailure")
    own = item.overrides.get(day) or Override()
    timed = "start" in body or "end" in body
    if timed:
        written = {
            "start": body.get("start") or found.start.written(),
            "end": body.get("end") or found.end.written(),
        }
        start, end = times_of(written, all_day=item.all_day)
        _within_neighbours(store, found, item.span(start, end)[0])
        own.start, own.end = start, end
    own.fields = changed({**item.fields, **own.fields}, body) if body else own.fields
    own.fields = {key: each for key, each in own.fields.items() if item.fields.get(key) != each}
    if "attendees" in body:
        own.attendees = attendees_of(body, own.attendees or item.attendees)
    item.overrides[day] = own
    store.touch(item, day=day)
    if item.is_organizer:
        meetings.update_day(store, item, day, timed=timed)
    return item


def _within_neighbours(store: Store, found: Occurrence, start: datetime) -> None:
    """A date may not be moved past the one before it or the one after it."""
    dates = seen_dates(found.item, store.clock.now())
    place = next((n for n, each in enumerate(dates) if each.day == found.day), 0)
    before = dates[place - 1].span[0] if place else None
    after = dates[place + 1].span[0] if place + 1 < len(dates) else None
    if (before and start <= before) or (after and start >= after):
        raise bad(
            "Modified occurrence is crossing or overlapping adjacent occurrence.",
            "ErrorOccurrenceCrossingBoundary",
        )


def _tell(store: Store, item: Item, before: dict[str, Json], *, timed: bool, body: Json) -> None:
    """Who is new is invited, who is gone is told so, the others hear of what concerns them."""
    now = {address_of(each).casefold() for each in item.attendees}
    meetings.call_off(store, item, [each for key, each in before.items() if key not in now])
    new = [each for each in item.attendees if address_of(each).casefold() not in before]
    old = [each for each in item.attendees if address_of(each).casefold() in before]
    if timed:
        meetings.unanswer(item)
    meetings.invite(store, item, new)
    if body.keys() & _CONCERNS_ALL:
        meetings.invite(store, item, old, again=timed)
