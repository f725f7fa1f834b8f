"""Who is reading: the language, formats and time zone of the request at hand.

- A page is rendered inside `reading(…)`; templates and filters ask `reader()`, so one Jinja environment serves all.
- English is the language of the message ids and needs no catalogue; the others are read from `<language>.po`
  when first asked for and compiled in memory, so that no compiled file can be older than its source.
- The language asked for by `?lang=` wins, then the cookie, then Accept-Language, then the municipality's first.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).parent
FORMATS = {"nl": "nl", "fr": "fr", "de": "de", "en": "en_GB"}
LANGUAGES: tuple[str, ...] = tuple(FORMATS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A language with its catalogue and formats, and the zone in which times are told."""

    language: str
    locale: Locale
    zone: ZoneInfo
    catalogue: NullTranslations


_READER: ContextVar[Reader] = ContextVar("reader")


@cache
def catalogue(language: str) -> NullTranslations:
    """The messages of one of LANGUAGES."""
    if language == "en":
        return NullTranslations()
    compiled = BytesIO()
    with (CATALOGUES / f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@contextmanager
def reading(language: str, zone: ZoneInfo) -> Iterator[Reader]:
    """Make the block's pages speak `language` (one of LANGUAGES) and tell times in `zone`."""
    someone = Reader(
        language=language,
        locale=Locale.parse(FORMATS[language]),
        zone=zone,
        catalogue=catalogue(language),
    )
    token = _READER.set(someone)
    try:
        yield someone
    finally:
        _READER.reset(token)


def reader() -> Reader:
    """Who is reading now. Raises LookupError outside `reading`."""
    return _READER.get()


def preferred(*wishes: str | None, accept: str, offered: Sequence[str]) -> str:
    """The language to speak: the first wish that is offered, else the best of an Accept-Language header,
    else the first offered."""
    for wish in wishes:
        if wish is not None and wish in offered:
            return wish
    return next((tag for tag in _accepted(accept) if tag in offered), offered[0])


def _accepted(header: str) -> list[str]:
    """Primary language tags of an Accept-Language header, best first."""
    weighed: list[tuple[float, str]] = []
    for entry in header.split(",")[:20]:
        tag, _, weight = entry.strip().partition(";q=")
        try:
            weighed.append((float(weight or "1"), tag.split("-")[0].lower()))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighed, key=lambda each: -each[0]) if weight > 0]
