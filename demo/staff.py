"""Fictional staff: names paired from two lists, so that nobody in particular is meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from unicodedata import combining, normalize
from uuid import NAMESPACE_DNS, uuid5

FIRST_AIDERS = 12  # one in so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """One team of the demo. `roles`: of everyone in it; `lead_roles`: of its first member besides; `deputy_roles`: of its
    second. `desk_workers`: how many have a PC; `phones`: how many of the others sign in on a phone."""

    team: str
    size: int
    organisation: str
    home: str = ""
    roles: str = "employee"
    lead_roles: str = "team-lead"
    deputy_roles: str = ""
    desk_workers: int | None = None
    phones: int = 0
    licences: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("fr", "de")


class NameSource(Protocol):
    """Names by index. `digits`: of the numbers in ids; `homes`: home days of single persons, by index."""

    @property
    def domain(self) -> str: ...

    @property
    def digits(self) -> int: ...

    @property
    def homes(self) -> Mapping[int, str]: ...

    def of(self, index: int) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Pairs from two lists, each joined by `|`, whose lengths are coprime."""

    domain: str
    first: str
    last: str
    strides: tuple[int, int] = (7, 11)
    digits: int = 3
    homes: Mapping[int, str] = field(default_factory=dict)

    def of(self, index: int) -> str:
        """The name at `index`; no two are the same before the product of the lengths."""
        first, last = self.first.split("|"), self.last.split("|")
        near, far = self.strides
        return f"{first[index * near % len(first)]} {last[index * far % len(last)]}"


def rows(crews: tuple[Crew, ...], names: NameSource) -> Iterator[tuple[str, ...]]:
    """The lines of `people.csv`, in the order of the importer's columns."""
    index = 0
    for crew in crews:
        for place in range(crew.size):
            yield _row(crew, place, names, index)
            index += 1


def _row(crew: Crew, place: int, names: NameSource, index: int) -> tuple[str, ...]:
    name = names.of(index)
    connected = crew.desk_workers is None or place < crew.desk_workers
    known = connected or place < (crew.desk_workers or 0) + crew.phones
    mail = f"{plain(name)}@{names.domain}" if known else ""
    identity = str(uuid5(NAMESPACE_DNS, mail)) if known else ""
    more = (crew.lead_roles, crew.deputy_roles)[place] if place < 2 else ""
    roles = [role for role in f"{crew.roles};{more}".split(";") if role]
    licence = crew.licences[index % len(crew.licences)] if crew.licences else "b"
    home = names.homes.get(index, crew.home) if connected else ""
    return (
        f"p{index + 1:0{names.digits}}",
        name,
        mail,
        mail,
        identity,
        crew.team,
        crew.organisation,
        crew.languages[index % len(crew.languages)],
        ";".join(sorted(set(roles))),
        home,
        "yes" if connected else "no",
        ";".join(sorted(licence.split(";"))) if index % 6 else "",
        "yes" if index % FIRST_AIDERS == 3 else "no",
    )


def plain(name: str) -> str:
    """`Joëlle Da Silva` as `joelle.da-silva`."""
    letters = "".join(each for each in normalize("NFKD", name) if not combining(each))
    first, _, last = letters.lower().partition(" ")
    return f"{first}.{last.replace(' ', '-').replace(chr(39), '')}"
