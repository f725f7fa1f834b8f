"""The language of a seating list: its catalogue, and how it tells days and hours.

English is the language of the message ids; the others are in messages/<language>.po, compiled in memory when one is needed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.when import Instant, Interval, wall_of

CATALOGUES = Path(__file__).parent / "messages"
FORMATS = {"nl": "nl", "fr": "fr", "de": "de", "en": "en_GB"}


@cache
def catalogue(language: str) -> NullTranslations:
    """The words of one language; English where there is no catalogue."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = CATALOGUES / f"{language}.po"
    if not source.exists():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as messages:
        write_mo(compiled, read_po(messages, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language, and the zone on whose clocks times are told."""

    language: str
    zone: ZoneInfo

    def day(self, day: date) -> str:
        """Tuesday 24 November 2026"""
        from babel.dates import format_date

        locale = FORMATS.get(self.language, FORMATS["en"])
        told = format_date(day, "full", locale=locale)
        return told.replace(",", "") if self.language == "en" else told

    def moment(self, moment: Instant) -> str:
        """Tuesday 24 November 2026, 05:40"""
        wall = wall_of(moment, self.zone)
        return f"{self.day(wall.date())}, {wall:%H:%M}"

    def hours(self, span: Interval) -> str:
        """09:00–12:00; a midnight at the end is 24:00."""
        start, end = wall_of(span.start, self.zone), wall_of(span.end, self.zone)
        ends = "24:00" if end.date() > start.date() else f"{end:%H:%M}"
        return f"{start:%H:%M}–{ends}"

    def all_hours(self, spans: Iterable[Interval]) -> str:
        return ", ".join(map(self.hours, spans))
