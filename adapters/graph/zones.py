"""Names of time zones as Exchange writes them: those of Windows, of the IANA database, and none at all."""

from zoneinfo import ZoneInfo

CUSTOM = "tzone://microsoft/"


def zone_named(name: str, *, ours: ZoneInfo) -> ZoneInfo:
    """The zone that a name means. What nobody knows, and the custom zones of old calendars, are the deployment's."""
    if not name or name.upper() in ("UTC", "GMT", "Z", "TZONE://MICROSOFT/UTC"):
        return ZoneInfo("UTC")
    if name.lower().startswith(CUSTOM):
        return ours
    try:
        return ZoneInfo(_from_windows(name) or name)
    except (KeyError, ValueError, OSError):
        # OSError: a name that is a folder of the database.
        return ours


def _from_windows(name: str) -> str | None:
    """CLDR's table of Windows names, as Babel carries it."""
    from babel.core import get_global

    found: str | None = get_global("windows_zone_mapping").get(name)
    return found
