"""The tables, and how the row keys of a civil day are made (design.md, storage: one day is one partition)."""

from domain.ids import BookingId, PersonId, ResourceId, SiteId

BOOKINGS = "bookings"
SERIES = "series"
PLACES = "places"
PEOPLE = "people"
REQUESTS = "requests"
QUOTAS = "quotas"
STATISTICS = "statistics"
HEARTBEATS = "heartbeats"
AUDIT = "audit"
TALLIES = "tallies"
CODES = "codes"
ERASED = "erased"
SYNC = "sync"
MAILS = "mails"
TALLY_DAYS = "days"  # the partition that lists the others

TABLES = (
    BOOKINGS,
    SERIES,
    PLACES,
    PEOPLE,
    REQUESTS,
    QUOTAS,
    STATISTICS,
    HEARTBEATS,
    TALLIES,
    CODES,
    AUDIT,
    ERASED,
    SYNC,
    MAILS,
)


def booking_key(booking: BookingId) -> str:
    return f"booking|{booking}"


def leg_key(booking: BookingId) -> str:
    return f"leg|{booking}"


def resource_key(site: SiteId, resource: ResourceId) -> str:
    return f"resource|{site}|{resource}"


def stamp_key(site: SiteId) -> str:
    """Sorts before every resource of the site."""
    return f"resource|{site}|!"


def person_key(person: PersonId) -> str:
    return f"person|{person}"


def plan_key(person: PersonId) -> str:
    return f"plan|{person}"


def token_key(scope: str, part: str, number: int) -> str:
    return f"cap|{scope}|{part}|{number:04d}"


def outbox_key(booking: BookingId, revision: int) -> str:
    return f"outbox|{booking}|{revision:06d}"


def under(prefix: str) -> tuple[str, str]:
    """The range of keys that begin with `prefix`: from, and before."""
    return prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)
