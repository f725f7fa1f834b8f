"""The language of a letter: its catalogue, and how it tells days and hours.

English is the language of the message ids; the others are in messages/<language>.po, compiled in memory on first use.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
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

    @property
    def gettext(self) -> Callable[[str], str]:
        return catalogue(self.language).gettext

    def day(self, moment: Instant) -> str:
        """Tuesday 24 November 2026"""
        from babel.dates import format_date

        locale = FORMATS.get(self.language, FORMATS["en"])
        told = format_date(wall_of(moment, self.zone).date(), "full", locale=locale)
        return told.replace(",", "")

    def clock(self, moment: Instant) -> str:
        """09:00"""
        return f"{wall_of(moment, self.zone):%H:%M}"

    def span(self, span: Interval) -> str:
        """Tuesday 24 November 2026, 09:00-12:00; with both days where there are two."""
        start, end = wall_of(span.start, self.zone), wall_of(span.end, self.zone)
        if start.date() == end.date() or (span.length.days < 1 and end.time() == time(0)):
            return f"{self.day(span.start)}, {self.clock(span.start)}–{self.clock(span.end)}"
        begins, ends = (f"{self.day(at)}, {self.clock(at)}" for at in (span.start, span.end))
        return f"{begins} – {ends}"
