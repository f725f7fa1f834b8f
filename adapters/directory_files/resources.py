"""`resources.csv`: desks, rooms, vehicles and whatever else can be booked."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Final

from adapters.directory_files.cells import Cell
from adapters.directory_files.tables import Record
from domain.ids import FloorId, OrganisationId, PersonId, ResourceId, SiteId, TeamId, ZoneId
from domain.kinds import Kind
from domain.people import Role
from domain.places import Eligibility, Floor, Mode, Resource, Site, Zone

COLUMNS: Final = (
    "id",
    "site",
    "floor",
    "zone",
    "kind",
    "name",
    "x",
    "y",
    "rotation",
    "mode",
    "assignedTo",
    "whoMayBook",
    "features",
    "seats",
    "mailbox",
    "note",
    "validFrom",
    "validUntil",
)
EVERYONE: Final = "everyone"


@dataclass(slots=True, kw_only=True)
class Resources:
    """Reads one resource after the other, against what is already known."""

    sites: Mapping[SiteId, Site]
    floors: Mapping[FloorId, Floor]
    zones: Mapping[ZoneId, Zone]
    people: Container[str]
    teams: Container[str]
    organisations: Container[str]
    found: dict[ResourceId, Resource] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    mailboxes: dict[str, int] = field(default_factory=dict)

    def read(self, record: Record) -> None:
        """Adds one resource."""
        identity = ResourceId(record.cell("id").new(self.lines, "resource"))
        site, floor, zone = self._where(record)
        kind = record.cell("kind")
        kind.required()
        starts, ends = record.cell("validFrom"), record.cell("validUntil")
        first, last = starts.day(), ends.day()
        if first and last and last < first:
            ends.fail(f"{last} is before {first}")
        mode, assigned = self._mode(record.cell("mode"), record.cell("assignedTo"))
        self.found[identity] = Resource(
            id=identity,
            site=site,
            floor=floor,
            zone=zone,
            kind=kind.choice(Kind, Kind.DESK),
            name=record.cell("name").required(),
            x=self._inside(record.cell("x"), floor, 0),
            y=self._inside(record.cell("y"), floor, 1),
            rotation=record.cell("rotation").number(),
            mode=mode,
            assigned_to=assigned,
            eligibility=self._eligibility(record.cell("whoMayBook")),
            features=record.cell("features").labels(),
            seats=record.cell("seats").whole(default=1, least=1),
            mailbox=self._mailbox(record.cell("mailbox")),
            note=record.cell("note").words(),
            valid_from=first,
            valid_until=last,
        )

    def _where(self, record: Record) -> tuple[SiteId, FloorId, ZoneId | None]:
        site, floor, zone = (record.cell(name) for name in ("site", "floor", "zone"))
        site.required()
        floor.required()
        at = SiteId(site.known(self.sites, "site") or "")
        storey = self.floors.get(FloorId(floor.known(self.floors, "floor") or ""))
        if storey is not None and storey.site != at:
            floor.fail(f"the floor '{storey.id}' belongs to the site '{storey.site}'")
        area = self.zones.get(ZoneId(zone.known(self.zones, "zone") or ""))
        if area is not None and area.floor != floor.text:
            zone.fail(f"the zone '{area.id}' is on the floor '{area.floor}'")
        return at, FloorId(floor.text), None if area is None else area.id

    def _inside(self, cell: Cell, floor: FloorId, axis: int) -> float:
        value = cell.number()
        storey = self.floors.get(floor)
        if storey is not None:
            least, length = storey.box[axis], storey.box[axis + 2]
            if not least <= value <= least + length:
                cell.fail(
                    f"{cell.text or 0} is outside the drawing: {least:g} to {least + length:g}"
                )
        return value

    def _mode(self, cell: Cell, assigned: Cell) -> tuple[Mode, PersonId | None]:
        mode = cell.choice(Mode, Mode.BOOKABLE)
        person = assigned.known(self.people, "person")
        if mode is Mode.ASSIGNED and person is None:
            assigned.fail("is required for an assigned resource")
        if mode is not Mode.ASSIGNED and person is not None:
            assigned.fail(f"is only for assigned resources, this one is {mode}")
        return mode, None if person is None else PersonId(person)

    def _mailbox(self, cell: Cell) -> str:
        if cell.text and cell.text.count("@") != 1:
            cell.fail(f"'{cell.text}' is not an address")
        if cell.text and cell.text.casefold() in self.mailboxes:
            line = self.mailboxes[cell.text.casefold()]
            cell.fail(f"'{cell.text}' is also in line {line}")
        self.mailboxes.setdefault(cell.text.casefold(), cell.line)
        return cell.words()

    def _eligibility(self, cell: Cell) -> Eligibility:
        teams, organisations, roles = set(), set(), set()
        for one in cell.listed():
            what, _, name = one.text.partition(":")
            match what:
                case "team" if one.like(name).known(self.teams, "team"):
                    teams.add(TeamId(name))
                case "organisation" if one.like(name).known(self.organisations, "organisation"):
                    organisations.add(OrganisationId(name))
                case "role":
                    roles.add(one.like(name).choice(Role, Role.EMPLOYEE))
                case "everyone" if len(cell.listed()) == 1 and not name:
                    pass
                case _:
                    one.fail(f"'{one.text}' is not everyone, team:…, organisation:… or role:…")
        return Eligibility(
            teams=frozenset(teams), organisations=frozenset(organisations), roles=frozenset(roles)
        )


def write_resource(resource: Resource) -> tuple[str, ...]:
    """The record of one resource, in the order of COLUMNS."""
    return (
        resource.id,
        resource.site,
        resource.floor,
        resource.zone or "",
        resource.kind,
        resource.name,
        *(
            f"{each:.6f}".rstrip("0").rstrip(".")
            for each in (resource.x, resource.y, resource.rotation)
        ),
        resource.mode,
        resource.assigned_to or "",
        _who(resource.eligibility),
        ";".join(sorted(resource.features)),
        str(resource.seats),
        resource.mailbox,
        resource.note,
        resource.valid_from.isoformat() if resource.valid_from else "",
        resource.valid_until.isoformat() if resource.valid_until else "",
    )


def _who(who: Eligibility) -> str:
    teams = [f"team:{each}" for each in sorted(who.teams)]
    organisations = [f"organisation:{each}" for each in sorted(who.organisations)]
    roles = [f"role:{each}" for each in sorted(who.roles)]
    return ";".join([*teams, *organisations, *roles]) or EVERYONE
