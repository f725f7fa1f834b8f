"""Reads a folder's files into a generation, or says everything that is wrong with them."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from zoneinfo import ZoneInfo

from adapters.directory_files.blocks import Block, read_block
from adapters.directory_files.calendars import read_holidays, read_parts
from adapters.directory_files.cells import Cell, Fault, Sink
from adapters.directory_files.people import COLUMNS as PEOPLE
from adapters.directory_files.people import People, read_team
from adapters.directory_files.resources import COLUMNS as RESOURCES
from adapters.directory_files.resources import Resources
from adapters.directory_files.rules import read_exceptions, read_mirrors, read_rules
from adapters.directory_files.sites import Drawings, Places
from adapters.directory_files.tables import Record, records
from adapters.directory_files.version import version_of
from application.generation import DrawingCheck, Generation
from domain.ids import OrganisationId, PersonId, TeamId
from domain.people import Person, Team
from domain.places import Directory, Organisation
from domain.rules import Policy

Files = Mapping[str, bytes]

MUNICIPALITY: Final = "municipality.yaml"
PEOPLE_FILE: Final = "people.csv"
RESOURCE_FILE: Final = "resources.csv"
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A folder that cannot be imported, and every reason why, by file and line."""

    faults: tuple[Fault, ...]


def read_files(files: Files, *, check: DrawingCheck) -> Generation | Unreadable:
    """`files`: content by path below the folder, `plans/…svg` for the drawings. All or nothing."""
    reading = _Reading(
        drawings=Drawings(
            raw={
                path.removeprefix("plans/"): raw
                for path, raw in files.items()
                if path.startswith("plans/")
            },
            check=check,
        )
    )
    generation = reading.generation(files)
    faults = reading.faults()
    if faults or generation is None:
        return Unreadable(faults=faults)
    version = version_of(generation)
    return replace(generation, directory=replace(generation.directory, version=version))


class Anybody:
    """Stands for the people when their file cannot be read: one fault about that is enough."""

    def __contains__(self, _: object) -> bool:
        return True


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One pass over a folder; each step needs what the steps before it found."""

    drawings: Drawings
    yaml: Sink = field(default_factory=lambda: Sink(MUNICIPALITY))
    staff: Sink = field(default_factory=lambda: Sink(PEOPLE_FILE))
    things: Sink = field(default_factory=lambda: Sink(RESOURCE_FILE))
    organisations: dict[OrganisationId, Organisation] = field(default_factory=dict)
    teams: dict[TeamId, Team] = field(default_factory=dict)
    leads: list[Cell] = field(default_factory=list)
    everyone: Container[str] = ()

    def generation(self, files: Files) -> Generation | None:
        """None where there is no making sense of municipality.yaml, on which all else rests."""
        text = _text(files, self.yaml)
        block = None if text is None else read_block(text, self.yaml)
        if block is None:
            self.drawings.raw = {}
            return None
        zone = _zone(block.cell("timeZone"))
        languages = tuple(cell.required() for cell in block.cells("languages")) or ("en",)
        self._organisations(block)
        places = self._places(block, zone)
        people = self._people(files, languages, places)
        resources = self._resources(files, places)
        directory = Directory(
            version="",
            name=block.cell("name").required(),
            zone=zone,
            languages=languages,
            brand=_colour(block.cell("brandColour")),
            organisations=tuple(self.organisations.values()),
            holidays=read_holidays(block.blocks("holidays")),
            policy=Policy(
                changes=read_rules(block.block("rules")),
                exceptions=read_exceptions(
                    block.blocks("ruleExceptions"),
                    sites=places.sites,
                    zones=places.zones,
                    teams=self.teams,
                    resources=resources.found,
                ),
            ),
            confirmations=block.cell("confirmations").flag(default=False),
            mirrors=read_mirrors(block.block("mirrors")),
            sites=places.sites,
            floors=places.floors,
            zones=places.zones,
            resources=resources.found,
        )
        block.done()
        return Generation(
            directory=directory,
            people=people,
            teams=self.teams,
            drawings={name: drawing.svg for name, drawing in self.drawings.used.items()},
        )

    def faults(self) -> tuple[Fault, ...]:
        for name in sorted(self.drawings.raw.keys() - self.drawings.used.keys()):
            self.yaml.add(1, f"no floor uses the drawing plans/{name}")
        sinks = (self.yaml, self.staff, self.things, *self.drawings.sinks)
        return tuple(sorted({fault for sink in sinks for fault in sink.faults}))

    def _organisations(self, block: Block) -> None:
        lines: dict[str, int] = {}
        for each in block.blocks("organisations"):
            identity = OrganisationId(each.cell("id").new(lines, "organisation"))
            name = each.cell("name").required()
            each.done()
            self.organisations[identity] = Organisation(id=identity, name=name)
        seen: dict[str, int] = {}
        for each in block.blocks("teams"):
            team, lead = read_team(each, seen, self.organisations)
            self.teams[team.id] = team
            self.leads.append(lead)

    def _places(self, block: Block, zone: ZoneInfo) -> Places:
        places = Places(
            zone_name=zone.key,
            parts=read_parts(block.blocks("parts")),
            teams=self.teams,
            drawings=self.drawings,
        )
        for site in block.blocks("sites"):
            places.read(site)
        return places

    def _people(
        self, files: Files, languages: tuple[str, ...], places: Places
    ) -> dict[PersonId, Person]:
        parts = {part.id for site in places.sites.values() for part in site.parts}
        people = People(
            teams=self.teams,
            organisations=self.organisations,
            languages=languages,
            parts=parts | {part.id for part in places.parts},
        )
        found = _records(files, PEOPLE, self.staff)
        for record in found or ():
            people.read(record)
        self.everyone = Anybody() if found is None else people.found
        for lead in self.leads:
            lead.known(self.everyone, "person")
        return people.found

    def _resources(self, files: Files, places: Places) -> Resources:
        resources = Resources(
            sites=places.sites,
            floors=places.floors,
            zones=places.zones,
            people=self.everyone,
            teams=self.teams,
            organisations=self.organisations,
        )
        for record in _records(files, RESOURCES, self.things) or ():
            resources.read(record)
        return resources


def _text(files: Files, sink: Sink) -> str | None:
    if sink.file not in files:
        sink.add(1, "the file is missing")
        return None
    try:
        return files[sink.file].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = files[sink.file][: error.start].count(b"\n") + 1
        sink.add(line, "the file is not UTF-8")
        return None


def _records(files: Files, columns: tuple[str, ...], sink: Sink) -> list[Record] | None:
    text = _text(files, sink)
    return None if text is None else records(text, columns, sink)


def _zone(cell: Cell) -> ZoneInfo:
    cell.required()
    try:
        return ZoneInfo(cell.text or "UTC")
    except (OSError, ValueError, KeyError):
        cell.fail(f"'{cell.text}' is not a time zone such as Europe/Brussels")
        return ZoneInfo("UTC")


def _colour(cell: Cell) -> str:
    if not cell.text:
        return "#1d5fa8"
    if not _COLOUR.fullmatch(cell.text):
        cell.fail(f"'{cell.text}' is not a colour such as #1d5fa8")
    return cell.text
