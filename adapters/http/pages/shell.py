"""What every page has around its content: the municipality, the person, the languages, where static files are."""

from dataclasses import dataclass
from enum import StrEnum

from domain.pact import Announcement


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Somewhere to go. `label` is in the reader's language already, or a name."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several values of a form field."""

    value: str
    label: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language to read in, named in that language."""

    code: str
    name: str
    href: str
    current: bool = False


class Desk(StrEnum):
    """A page besides the plan; the value is its address."""

    MY_PRIVACY = "/me/privacy"
    CODES = "/codes"
    KIOSK = "/kiosk"
    PRIVACY = "/settings/privacy"
    AUDIT = "/audit"
    HEALTH = "/health"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """`assets`: prefix of static files, without a slash at its end. `theme`: URL of the municipality's colours.
    `desks`: where else whoever is signed in may go. `told`: what everyone is told about the privacy agreement.
    `paused`: nothing can be written for now."""

    municipality: str
    person: str  # empty for nobody
    language: str
    languages: tuple[Language, ...]
    assets: str
    theme: str
    home: str
    desks: tuple["Desk", ...] = ()
    told: Announcement | None = None
    paused: bool = False

    @property
    def monogram(self) -> str:
        """The municipality's first letter, for the mark in the header."""
        return self.municipality[:1].upper()
