"""`sites:` of municipality.yaml: sites with their floors and zones."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from adapters.directory_files.blocks import Block
from adapters.directory_files.calendars import (
    Parts,
    read_capacity,
    read_closures,
    read_opening,
    read_parts,
    read_reservations,
)
from adapters.directory_files.cells import Cell, Sink
from application.generation import CheckedDrawing, DrawingCheck
from domain.ids import FloorId, SiteId, ZoneId
from domain.places import Floor, Network, Site, SiteState, Zone, ZoneKind


@dataclass(slots=True, kw_only=True)
class Drawings:
    """The drawings of a folder, each checked once when a floor first names it."""

    raw: Mapping[str, bytes]
    check: DrawingCheck
    sinks: list[Sink] = field(default_factory=list)
    used: dict[str, CheckedDrawing] = field(default_factory=dict)

    def take(self, cell: Cell) -> CheckedDrawing | None:
        """The drawing a floor names; None where it names none or there is no such file."""
        if not cell.text:
            return None
        if cell.text not in self.raw:
            cell.fail(f"there is no drawing plans/{cell.text}")
            return None
        if cell.text not in self.used:
            self.used[cell.text] = self._checked(cell.text)
        return self.used[cell.text]

    def _checked(self, name: str) -> CheckedDrawing:
        drawing = self.check(self.raw[name])
        sink = Sink(f"plans/{name}")
        for line, message in drawing.findings:
            sink.add(line, message)
        self.sinks.append(sink)
        return drawing


@dataclass(slots=True, kw_only=True)
class Places:
    """Sites, floors and zones as they are read. `shared`: lines of site and zone ids, one namespace."""

    zone_name: str
    parts: Parts
    teams: Container[str]
    drawings: Drawings
    sites: dict[SiteId, Site] = field(default_factory=dict)
    floors: dict[FloorId, Floor] = field(default_factory=dict)
    zones: dict[ZoneId, Zone] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)
    floor_lines: dict[str, int] = field(default_factory=dict)

    def read(self, block: Block) -> None:
        """Adds one site."""
        identity = SiteId(block.cell("id").new(self.shared, "site or zone"))
        zone = block.cell("timeZone")
        if zone.text and zone.text != self.zone_name:
            zone.fail(f"every site is in {self.zone_name}, the time zone of the municipality")
        parts = read_parts(block.blocks("parts")) if "parts" in block else self.parts
        site = self._site(block, identity, parts)
        self.sites[identity] = site
        here = [self._floor(floor, identity) for floor in block.blocks("floors")]
        for each in block.blocks("zones"):
            self._zone(each, here, {part.id for part in parts})
        block.done()

    def _site(self, block: Block, identity: SiteId, parts: Parts) -> Site:
        starts, ends = block.cell("validFrom"), block.cell("validUntil")
        first, last = starts.day(), ends.day()
        if first and last and last < first:
            ends.fail(f"{last} is before {first}")
        return Site(
            id=identity,
            name=block.cell("name").required(),
            address=block.cell("address").words(),
            state=block.cell("state").choice(SiteState, SiteState.OPEN),
            valid_from=first,
            valid_until=last,
            network=block.cell("network").choice(Network, Network.MUNICIPAL),
            step_free=block.cell("stepFree").flag(default=False),
            alarm_button=block.cell("alarmButton").flag(default=False),
            confidential=block.cell("confidential").flag(default=False),
            opening=read_opening(block.block("openingHours")),
            parts=parts,
            capacity=read_capacity(block.block("capacity"), {part.id for part in parts}),
            closures=read_closures(block.blocks("closures")),
        )

    def _floor(self, block: Block, site: SiteId) -> FloorId:
        identity = FloorId(block.cell("id").new(self.floor_lines, "floor"))
        cell = block.cell("drawing")
        drawing = self.drawings.take(cell)
        floor = Floor(id=identity, site=site, name=block.cell("name").required())
        if drawing is not None:
            floor = Floor(
                id=identity,
                site=site,
                name=floor.name,
                drawing=cell.text,
                drawing_hash=sha256(drawing.svg.encode()).hexdigest()[:32],
                box=drawing.box,
            )
        block.done()
        self.floors[identity] = floor
        return identity

    def _zone(self, block: Block, floors: list[FloorId], parts: Container[str]) -> None:
        identity = ZoneId(block.cell("id").new(self.shared, "site or zone"))
        floor = block.cell("floor")
        floor.required()
        self.zones[identity] = Zone(
            id=identity,
            floor=FloorId(floor.known(floors, "floor of this site") or ""),
            name=block.cell("name").required(),
            kind=block.cell("kind").choice(ZoneKind, ZoneKind.GENERAL),
            reserved=read_reservations(block.blocks("reserved"), self.teams),
            capacity=read_capacity(block.block("capacity"), parts),
        )
        block.done()
