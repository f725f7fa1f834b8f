"""How it stands with rooms' calendars and the jobs, in the reader's words."""

from collections.abc import Mapping
from datetime import timedelta

from adapters.http.i18n.reader import reader
from adapters.http.i18n.words import message_id
from application.exchange import Wish
from application.show_mailboxes import Condition

CONDITIONS: Mapping[Condition, str] = {
    Condition.SUSPENDED: message_id("Not accessible"),
    Condition.FUSED: message_id("Stopped for safety"),
    Condition.THROTTLED: message_id("Waiting for Exchange"),
    Condition.LATE: message_id("Late"),
    Condition.DRIFTED: message_id("Differences found"),
    Condition.REFUSED: message_id("Bookings refused"),
    Condition.UNTOLD: message_id("Without notifications"),
    Condition.NEW: message_id("Not looked at yet"),
    Condition.WELL: message_id("In step"),
}
ADVICE: Mapping[Condition, str] = {
    Condition.SUSPENDED: message_id(
        "Exchange does not let us into this mailbox. Bookings are kept as they are, and we try again every hour. "
        "Check that the mailbox exists and is within the scope of the app’s rights."
    ),
    Condition.FUSED: message_id(
        "So many meetings vanished from this calendar at once that we ended none of their bookings. Check the calendar "
        "in Outlook. If they are really gone, lift the fuse."
    ),
    Condition.THROTTLED: message_id("Exchange asked us to wait. Nothing needs to be done."),
    Condition.LATE: message_id(
        "This calendar was not read for more than a quarter of an hour. If all rooms are late, look at the jobs below."
    ),
    Condition.DRIFTED: message_id(
        "The last comparison found bookings that differ from the room’s calendar. Compare and repair puts them right; "
        "where both sides differ, Exchange decides."
    ),
    Condition.REFUSED: message_id(
        "Exchange did not understand what we asked for some bookings of this room, and would not if we asked again. Report "
        "it with the room’s name and the hour. Compare clears the count."
    ),
    Condition.UNTOLD: message_id(
        "Exchange does not tell us of changes, so they are seen up to five minutes late. It is ordered anew by itself."
    ),
    Condition.NEW: message_id("This calendar is read for the first time within a few minutes."),
    Condition.WELL: message_id("Nothing needs to be done."),
}
WISHES: Mapping[Wish, str] = {
    Wish.RECONCILE: message_id("A comparison is under way."),
    Wish.REPAIR: message_id("A comparison with repair is under way."),
}
JOBS: Mapping[str, str] = {
    "release_no_shows": message_id("Free what nobody came for"),
    "remind": message_id("Remind people of their bookings"),
    "seal_audit": message_id("Seal the audit log"),
    "extend_series": message_id("Add dates to series"),
    "sweep": message_id("Check the coming days’ books"),
    "aggregate": message_id("Sum up days that are over"),
    "retain": message_id("Take names off old bookings"),
    "rotate_keys": message_id("Renew the keys of sessions"),
    "back_up": message_id("Copy everything to the second account"),
    "list_seats": message_id("Make the seating lists"),
    "sync_calendars": message_id("Read rooms’ calendars"),
    "renew_subscriptions": message_id("Renew notifications from Exchange"),
    "reconcile_calendars": message_id("Compare rooms’ calendars in full"),
}
SECONDS, MINUTES = message_id("%(n)s seconds"), message_id("%(n)s minutes")
HOURS, DAYS = message_id("%(n)s hours"), message_id("%(n)s days")


def condition(value: Condition) -> str:
    return _say(CONDITIONS[value])


def advice(value: Condition) -> str:
    """What it means, and what to do about it."""
    return _say(ADVICE[value])


def wish(value: Wish) -> str:
    return _say(WISHES[value])


def job(name: str) -> str:
    """What a job does; its name where we have no better word."""
    return _say(JOBS[name]) if name in JOBS else name


def lasting(span: timedelta) -> str:
    """A length of time, roughly: the largest unit of which there are two at least."""
    seconds = int(span.total_seconds())
    for message, unit in ((DAYS, 86400), (HOURS, 3600), (MINUTES, 60)):
        if seconds >= 2 * unit:
            return _say(message) % {"n": seconds // unit}
    return _say(SECONDS) % {"n": max(0, seconds)}


def _say(message: str) -> str:
    return reader().catalogue.gettext(message)


FILTERS = {
    "condition": condition,
    "advice": advice,
    "wish": wish,
    "job": job,
    "lasting": lasting,
}
