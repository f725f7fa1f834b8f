"""`people.csv` and the teams of municipality.yaml."""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Final

from adapters.directory_files.blocks import Block
from adapters.directory_files.cells import WEEKDAYS, Cell
from adapters.directory_files.tables import Record
from domain.ids import FOREIGN, OrganisationId, PersonId, TeamId
from domain.people import HomeDay, Person, Role, Team
from domain.when import PartId

COLUMNS: Final = (
    "id",
    "name",
    "mail",
    "upn",
    "objectId",
    "team",
    "organisation",
    "language",
    "roles",
    "homeDays",
    "hasPc",
    "licences",
    "firstAider",
)
_MAIL: Final = re.compile(r"[^@\s,;<>()\"]{1,64}@[^@\s,;<>()\"]{1,190}")


def read_team(
    block: Block, seen: dict[str, int], organisations: Container[str]
) -> tuple[Team, Cell]:
    """A team, and its lead's cell, to be checked once the people are known."""
    identity = TeamId(block.cell("id").new(seen, "team"))
    name = block.cell("name").required()
    organisation = block.cell("organisation").known(organisations, "organisation")
    lead = block.cell("lead")
    block.done()
    team = Team(
        id=identity,
        name=name,
        organisation=None if organisation is None else OrganisationId(organisation),
        lead=PersonId(lead.text) if lead.text else None,
    )
    return team, lead


@dataclass(slots=True, kw_only=True)
class People:
    """Reads one person after the other. `mails`, `upns`, `objects`: where each was first seen."""

    teams: Container[str]
    organisations: Container[str]
    languages: tuple[str, ...]
    parts: Container[str]
    found: dict[PersonId, Person] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    once: dict[str, int] = field(default_factory=dict)

    def read(self, record: Record) -> None:
        """Adds one person."""
        named = record.cell("id")
        identity = PersonId(named.new(self.lines, "person"))
        if identity == FOREIGN:
            named.fail(
                f"'{FOREIGN}' stands for whoever meets by Outlook alone and cannot be a person"
            )
        team = record.cell("team").known(self.teams, "team")
        organisation = record.cell("organisation").known(self.organisations, "organisation")
        self.found[identity] = Person(
            id=identity,
            name=record.cell("name").required(),
            mail=self._unique(_address(record.cell("mail"))),
            upn=self._unique(_address(record.cell("upn"))),
            object_id=self._unique(record.cell("objectId")),
            team=None if team is None else TeamId(team),
            organisation=None if organisation is None else OrganisationId(organisation),
            language=self._language(record.cell("language")),
            roles=_roles(record.cell("roles")),
            home_days=frozenset(self._home(cell) for cell in record.cell("homeDays").listed()),
            has_pc=record.cell("hasPc").flag(default=True),
            licences=record.cell("licences").labels(),
            first_aider=record.cell("firstAider").flag(default=False),
        )

    def _unique(self, cell: Cell) -> str:
        key = f"{cell.name}|{cell.text.casefold()}"
        if cell.text and key in self.once:
            cell.fail(f"'{cell.text}' is also in line {self.once[key]}")
        self.once.setdefault(key, cell.line)
        return cell.words()

    def _language(self, cell: Cell) -> str:
        if cell.text and cell.text not in self.languages:
            cell.fail(f"'{cell.text}' is none of {', '.join(self.languages)}")
        return cell.text or next(iter(self.languages), "en")

    def _home(self, cell: Cell) -> HomeDay:
        day, colon, part = cell.text.partition(":")
        if colon and part not in self.parts:
            cell.fail(f"there is no part of day '{part}'")
        return HomeDay(weekday=cell.like(day).weekday(), part=PartId(part) if colon else None)


def _address(cell: Cell) -> Cell:
    if cell.text and not _MAIL.fullmatch(cell.text):
        cell.fail(f"'{cell.text}' is not an address")
    return cell


def _roles(cell: Cell) -> frozenset[Role]:
    found = frozenset(each.choice(Role, Role.EMPLOYEE) for each in cell.listed())
    return found or frozenset({Role.EMPLOYEE})


def write_person(person: Person) -> tuple[str, ...]:
    """The record of one person, in the order of COLUMNS."""
    homes = sorted(person.home_days, key=lambda home: (home.weekday, home.part or ""))
    return (
        person.id,
        person.name,
        person.mail,
        person.upn,
        person.object_id,
        person.team or "",
        person.organisation or "",
        person.language,
        ";".join(sorted(person.roles)),
        ";".join(_home_text(home) for home in homes),
        "yes" if person.has_pc else "no",
        ";".join(sorted(person.licences)),
        "yes" if person.first_aider else "no",
    )


def _home_text(home: HomeDay) -> str:
    day = WEEKDAYS[home.weekday - 1]
    return f"{day}:{home.part}" if home.part else day
