"""Names of time zones as Exchange writes them: those of Windows, of the IANA database, and none at all.

Exchange takes every name of Windows, and of the IANA database only those on a short list of its own, on which many a
capital is missing. So we write names of Windows.
"""

from collections.abc import Mapping
from functools import cache
from zoneinfo import ZoneInfo

CUSTOM = "tzone://microsoft/"


WESTERN, ROMANCE = "W. Europe Standard Time", "Romance Standard Time"
LIKE: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "Europe/Amsterdam",
            "Europe/Luxembourg",
            "Europe/Vienna",
            "Europe/Zurich",
            "Europe/Rome",
            "Europe/Stockholm",
            "Europe/Oslo",
            "Europe/Monaco",
            "Europe/Vaduz",
            "Europe/Busingen",
        ),
        WESTERN,
    ),
    **dict.fromkeys(("Europe/Brussels", "Europe/Madrid", "Europe/Copenhagen"), ROMANCE),
    "Europe/Dublin": "GMT Standard Time",
    "Europe/Lisbon": "GMT Standard Time",
}
"""Zones that share their clock with the one after which Windows named it (CLDR, territories)."""


def name_of(zone: ZoneInfo) -> str | None:
    """What Exchange calls a zone; None where nothing that it surely knows has the same clock."""
    if zone.key == "UTC":
        return "UTC"
    return _names().get(zone.key) or LIKE.get(zone.key)


@cache
def _names() -> dict[str, str]:
    from babel.core import get_global

    mapping: Mapping[str, str] = get_global("windows_zone_mapping")
    return {zone: name for name, zone in mapping.items()}


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
