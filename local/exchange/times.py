"""Times as Graph writes them: wall clock without offset, seven digits, a Windows or an IANA name of the zone beside it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

from local.exchange.errors import GraphError

type Json = dict[str, Any]

NEVER = "0001-01-01T00:00:00Z"
CUSTOM = "tzone://Microsoft/Custom"
"""What a zone is called that an old Outlook made up; it cannot be looked up."""
_UTC = ("utc", "etc/utc", "etc/gmt", "gmt", "z", "tzone://microsoft/utc")
_MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Stamp:
    """A wall-clock time and the name of its zone, as somebody wrote it."""

    wall: datetime
    zone: str

    @property
    def instant(self) -> datetime:
        """The moment in UTC; the earlier one where the wall shows it twice, moved on past a gap."""
        return self.wall.replace(tzinfo=zone_of(self.zone)).astimezone(UTC)

    def at(self, zone: str) -> "Stamp":
        """The same moment on another wall."""
        return stamp(self.instant, zone)

    def written(self) -> Json:
        return {"dateTime": digits(self.wall), "timeZone": self.zone}


@cache
def zone_of(name: str) -> ZoneInfo:
    """By its Windows or its IANA name; a name that nobody knows is the caller's mistake."""
    if name.casefold() in _UTC:
        return ZoneInfo("UTC")
    known: str = get_global("windows_zone_mapping").get(name, name)
    try:
        return ZoneInfo(known)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise GraphError(
            400,
            "TimeZoneNotSupportedException",
            "A valid TimeZone value must be specified. The following TimeZone value is not "
            f"supported: '{name}'.",
        ) from None


def stamp(moment: datetime, zone: str) -> Stamp:
    """How the wall in that zone shows a moment."""
    return Stamp(moment.astimezone(zone_of(zone)).replace(tzinfo=None), zone)


def read_stamp(value: Any) -> Stamp:
    """`{"dateTime", "timeZone"}`; an offset in the time wins over the zone, which then only says on which wall to show it."""
    try:
        text, zone = str(value["dateTime"]), str(value.get("timeZone") or "UTC")
        written = datetime.fromisoformat(text)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise GraphError(
            400, "ErrorPropertyValidationFailure", "A start and an end with a dateTime are needed."
        ) from None
    zone_of(zone)
    return stamp(written, zone) if written.tzinfo else Stamp(written, zone)


def read_moment(text: str, name: str) -> datetime:
    """A query parameter: without an offset it is in UTC, whatever zone the answer is asked in."""
    try:
        written = datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError:
        raise GraphError(
            400,
            "ErrorInvalidParameter",
            f"The value '{text}' of parameter '{name}' is no date and time.",
        ) from None
    return (written if written.tzinfo else written.replace(tzinfo=UTC)).astimezone(UTC)


def digits(moment: datetime) -> str:
    """`2026-11-23T09:00:00.0000000`: no offset, seven digits."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond:06d}0"


def zulu(moment: datetime) -> str:
    """A moment in UTC with seven digits and a Z."""
    return f"{digits(moment.astimezone(UTC))}Z"


def is_midnight(moment: datetime) -> bool:
    return moment.time() == _MIDNIGHT


def midnights(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """The real span of an all-day event for whoever lives in that zone."""
    where = zone_of(zone)
    start = datetime.combine(first, _MIDNIGHT, where).astimezone(UTC)
    end = datetime.combine(last, _MIDNIGHT, where).astimezone(UTC)
    return start, max(end, start + timedelta(minutes=1))
