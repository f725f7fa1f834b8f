"""Which message names which value of the domain: message ids only, the words are in the catalogues.

A new Kind, Refusal, State or PlaceState needs a row here; tests/http/pages/test_words.py names the missing one.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time

from adapters.http.i18n.formats import long_day, moment, short_day
from adapters.http.i18n.reader import reader
from domain.availability import PlaceState
from domain.booking import State
from domain.kinds import Kind
from domain.people import Role
from domain.places import Network, ZoneKind
from domain.reachable import Presence
from domain.refusals import Refusal, Refused
from domain.when import Instant, next_day, wall_of


def message_id(message: str) -> str:
    """Marks a message id for extraction."""
    return message


PLACE_STATES: Mapping[PlaceState, str] = {
    PlaceState.FREE: message_id("Free"),
    PlaceState.PARTLY: message_id("Partly free"),
    PlaceState.TAKEN: message_id("Taken"),
    PlaceState.MINE: message_id("Your booking"),
    PlaceState.ASSIGNED: message_id("Permanent place"),
    PlaceState.RESERVED: message_id("Kept for others"),
    PlaceState.BLOCKED: message_id("Out of use"),
    PlaceState.CLOSED: message_id("Closed"),
    PlaceState.PENDING: message_id("Awaiting approval"),
}

KINDS: Mapping[Kind, str] = {
    Kind.DESK: message_id("Desk"),
    Kind.ROOM: message_id("Room"),
    Kind.VEHICLE: message_id("Vehicle"),
    Kind.COUNTER: message_id("Counter"),
    Kind.PARKING: message_id("Parking place"),
    Kind.LOCKER: message_id("Locker"),
    Kind.EQUIPMENT: message_id("Equipment"),
}

ZONE_KINDS: Mapping[ZoneKind, str] = {
    ZoneKind.FOCUS: message_id("Focused work"),
    ZoneKind.COLLABORATION: message_id("Working together"),
    ZoneKind.QUIET: message_id("Quiet"),
    ZoneKind.COUNTER: message_id("Counters"),
    ZoneKind.TEAM: message_id("Team area"),
    ZoneKind.GENERAL: message_id("General"),
}

NETWORKS: Mapping[Network, str] = {
    Network.MUNICIPAL: message_id("Municipal network"),
    Network.PUBLIC_WIFI: message_id("Public Wi-Fi only"),
    Network.NONE: message_id("No network"),
}

ROLES: Mapping[Role, str] = {
    Role.EMPLOYEE: message_id("Employee"),
    Role.TEAM_LEAD: message_id("Team lead"),
    Role.RECEPTION: message_id("Reception"),
    Role.FACILITY_MANAGER: message_id("Facility manager"),
    Role.HR: message_id("Human resources"),
    Role.ADMINISTRATOR: message_id("Administrator"),
    Role.AUDITOR: message_id("Auditor"),
}

PRESENCES: Mapping[Presence, str] = {
    Presence.AVAILABLE: message_id("Available"),
    Presence.BUSY: message_id("Busy"),
    Presence.MEETING: message_id("In a meeting"),
    Presence.CALL: message_id("In a call"),
    Presence.DISTURB: message_id("Do not disturb"),
    Presence.AWAY: message_id("Away"),
    Presence.OUT: message_id("Out of office"),
    Presence.OFFLINE: message_id("Offline"),
}

BOOKING_STATES: Mapping[State, str] = {
    State.HELD: message_id("Being booked"),
    State.PENDING: message_id("Awaiting approval"),
    State.BOOKED: message_id("Booked"),
    State.CHECKED_IN: message_id("Checked in"),
    State.ENDED: message_id("Ended"),
    State.CANCELLED: message_id("Cancelled"),
    State.RELEASED: message_id("Released"),
    State.MOVED: message_id("Moved"),
    State.DECLINED: message_id("Declined"),
    State.EXPIRED: message_id("Expired"),
}

REFUSALS: Mapping[Refusal, str] = {
    Refusal.NOT_YOURS: message_id("This booking belongs to someone else."),
    Refusal.UNKNOWN_PERSON: message_id("We do not know this person."),
    Refusal.UNKNOWN_RESOURCE: message_id("We do not know this place."),
    Refusal.UNKNOWN_BOOKING: message_id("We do not know this booking."),
    Refusal.UNKNOWN_SITE: message_id("We do not know this site."),
    Refusal.UNKNOWN_PART: message_id("This site does not have that part of the day."),
    Refusal.UNKNOWN_SERIES: message_id("We do not know this series."),
    Refusal.SITE_NOT_OPEN: message_id("This site is not open for bookings."),
    Refusal.SITE_NOT_VALID: message_id("This site is not in use on this day."),
    Refusal.RESOURCE_NOT_VALID: message_id("This place is not in use on this day."),
    Refusal.BLOCKED: message_id("This place is out of use."),
    Refusal.ASSIGNED: message_id("This is a colleague’s permanent place."),
    Refusal.NOT_ELIGIBLE: message_id("This place is kept for other teams."),
    Refusal.HOLIDAY: message_id("It is a public holiday."),
    Refusal.CLOSED: message_id("The site is closed on this day."),
    Refusal.OUTSIDE_HOURS: message_id("The site is not open for all of that time."),
    Refusal.ZONE_RESERVED: message_id("This area is kept for another team at that time."),
    Refusal.IN_THE_PAST: message_id("That time is already over."),
    Refusal.TOO_FAR_AHEAD: message_id("That is further ahead than bookings are open."),
    Refusal.TOO_SHORT_NOTICE: message_id("That is too soon: this place must be booked earlier."),
    Refusal.TOO_SHORT: message_id("That is shorter than this place may be booked for."),
    Refusal.TOO_LONG: message_id("That is longer than this place may be booked for."),
    Refusal.TOO_MANY_DAYS: message_id("That covers more days than one booking may."),
    Refusal.OFF_GRID: message_id("Start and end must fall on the booking steps."),
    Refusal.HOME_DAY: message_id("You work from home at that time."),
    Refusal.TAKEN: message_id("This place is already taken at that time."),
    Refusal.PERSON_BUSY: message_id("You already have a place at that time."),
    Refusal.SITE_FULL: message_id("The site has reached the number of people it may hold."),
    Refusal.ZONE_FULL: message_id("The area has reached the number of people it may hold."),
    Refusal.TOO_MANY_HELD: message_id("You hold as many of these bookings as you may at once."),
    Refusal.WEEK_QUOTA: message_id("You have used your bookings for that week."),
    Refusal.MAY_NOT_OVERRIDE: message_id("You may not set this rule aside."),
    Refusal.WRONG_STATE: message_id("That is no longer possible for this booking."),
    Refusal.MADE_IN_OUTLOOK: message_id(
        "This meeting was made in Outlook, and can be changed or cancelled only there."
    ),
    Refusal.AWAITING_ANSWER: message_id(
        "The room has not answered yet. Try again in a moment: it usually takes less than a minute."
    ),
    Refusal.TOO_EARLY: message_id("It is too early for that."),
    Refusal.OVER: message_id("This booking is already over."),
    Refusal.CHANGED_MEANWHILE: message_id(
        "Somebody changed this meanwhile. Look again, then decide."
    ),
    Refusal.KEY_REUSED: message_id(
        "This form was already sent with other details. Please fill it in again."
    ),
    Refusal.TOO_MANY_OCCURRENCES: message_id("That is more dates than one series may have."),
    Refusal.NO_OCCURRENCES: message_id("No date fits that series."),
    Refusal.NO_PROPOSAL: message_id("There is no proposal that waits for confirmation."),
    Refusal.NEEDS_ANOTHER_PERSON: message_id(
        "You proposed this yourself: another administrator must confirm it."
    ),
    Refusal.NO_CHOICE: message_id("Your municipality's privacy agreement leaves no choice here."),
    Refusal.TOO_MANY_REQUESTS: message_id("That was too often. Please wait a moment."),
    Refusal.WEAK_CODE: message_id(
        "This code is too easy to guess. Take 6 to 12 digits: no 123456, no 121212, not your badge number."
    ),
    Refusal.CODES_DIFFER: message_id("The two codes are not the same."),
    Refusal.CODE_NOT_ACCEPTED: message_id(
        "That did not work. Check the number and the code; after several tries, wait a few minutes."
    ),
    Refusal.BADGE_REFUSED: message_id("This badge number cannot be used. Please ask reception."),
}

# What a refusal's rule allows, by the name of its limit: a number, a length in minutes or a day.
LIMITS: Mapping[str, str] = {
    "lastDate": message_id("The last day you can book now is %(value)s."),
    "minimumNoticeMinutes": message_id("Book it at least %(value)s ahead."),
    "shortestMinutes": message_id("Book it for at least %(value)s."),
    "longestMinutes": message_id("Book it for at most %(value)s."),
    "granularityMinutes": message_id("Bookings begin and end in steps of %(value)s."),
    "opensMinutes": message_id("Checking in opens %(value)s before the start."),
    "capacity": message_id("There is room for %(value)s people."),
    "most": message_id("You may have %(value)s of them."),
    "days": message_id("One booking covers at most %(value)s days."),
    "open": message_id("Open %(value)s."),
    "validFrom": message_id("In use from %(value)s."),
    "validUntil": message_id("In use until %(value)s."),
}
MEETING = message_id("Meeting in Outlook")
SINCE = message_id("Since %(time)s.")
UNTIL = message_id("Until %(time)s.")

# Features are free words of an import: these are spoken in the reader's language, others are shown as written.
FEATURES: Mapping[str, str] = {
    "alarm-button": message_id("Alarm button"),
    "card-reader": message_id("Card reader"),
    "charging": message_id("Charging point"),
    "confidential": message_id("Suitable for confidential talks"),
    "crane": message_id("Crane"),
    "docking": message_id("Docking station"),
    "electric": message_id("Electric"),
    "height-adjustable": message_id("Height-adjustable"),
    "licence-b": message_id("Driving licence B"),
    "licence-be": message_id("Driving licence BE"),
    "licence-c": message_id("Driving licence C"),
    "licence-c1": message_id("Driving licence C1"),
    "licence-t": message_id("Driving licence T"),
    "passport-station": message_id("Passport station"),
    "platform": message_id("Lifting platform"),
    "printer": message_id("Printer"),
    "quiet": message_id("Quiet"),
    "screen": message_id("Screen"),
    "telephone": message_id("Telephone"),
    "tipper": message_id("Tipper"),
    "tow-bar": message_id("Tow bar"),
    "two-screens": message_id("Two screens"),
    "video": message_id("Video meetings"),
    "wheelchair-accessible": message_id("Wheelchair accessible"),
    "whiteboard": message_id("Whiteboard"),
    "window": message_id("By the window"),
}


def word(value: Kind | PlaceState | State | ZoneKind | Network | Role | Presence) -> str:
    """The name of a domain value in the reader's language."""
    match value:
        case Kind():
            return _say(KINDS[value])
        case PlaceState():
            return _say(PLACE_STATES[value])
        case State():
            return _say(BOOKING_STATES[value])
        case ZoneKind():
            return _say(ZONE_KINDS[value])
        case Network():
            return _say(NETWORKS[value])
        case Role():
            return _say(ROLES[value])
        case Presence():
            return _say(PRESENCES[value])


def meeting_word() -> str:
    """Who has a place for which there is a meeting made in Outlook."""
    return _say(MEETING)


def feature_word(feature: str) -> str:
    """A feature in the reader's language where we know it, else as written, with spaces."""
    known = FEATURES.get(feature)
    return _say(known) if known else feature.replace("-", " ")


def refusal_words(refused: Refused) -> str:
    """The reason of a refusal as one sentence."""
    return _say(REFUSALS[refused.why])


def refusal_details(refused: Refused) -> tuple[str, ...]:
    """What the rule behind a refusal allows, and from and to when it applies, as sentences."""
    return tuple(_details(refused))


def _details(refused: Refused) -> Iterator[str]:
    for name, value in refused.limits:
        if name == "reason":
            yield _ended(str(value))  # as the municipality wrote it
        elif name in LIMITS:
            yield _say(LIMITS[name]) % {"value": _value(name, value)}
    if refused.rule == "validity":
        return  # said above, as the days between which it is in use
    if refused.since is not None:
        yield _say(SINCE) % {"time": _edge(refused.since)}
    if refused.until is not None:
        yield _say(UNTIL) % {"time": _edge(refused.until, days_back=1)}


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def _edge(at: Instant, *, days_back: int = 0) -> str:
    """A moment. Midnight is the edge of a whole day, and nobody calls it 00:00: a closure ends on its last day."""
    wall = wall_of(at, reader().zone)
    if wall.time() != time(0):
        return moment(at)
    return short_day(next_day(wall.date(), days=-days_back)).rstrip(".")  # the sentence ends it


def _value(name: str, value: int | str) -> str:
    if isinstance(value, int):
        return _length(value) if name.endswith("Minutes") else str(value)
    if name == "open":
        return value.replace("/", "–")
    return f"{long_day(day)} {day.year}" if (day := _day(value)) else value


def _length(minutes: int) -> str:
    """1 hour 30 minutes. In our own words: the CLDR's of Dutch hours are not to be had in Babel."""
    hours, rest = divmod(minutes, 60)
    words = reader().catalogue
    parts = [words.ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}] if hours else []
    if rest or not hours:
        parts.append(words.ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _say(message: str) -> str:
    return reader().catalogue.gettext(message)


FILTERS = {
    "word": word,
    "feature": feature_word,
    "refusal": refusal_words,
    "details": refusal_details,
}
