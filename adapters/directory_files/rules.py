"""Rules in municipality.yaml: the names they have there, and reading and writing them.

A rule is added by one line in FIELDS, besides its field in `domain/rules.py`.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from adapters.directory_files.blocks import Block
from adapters.directory_files.cells import Cell
from domain.ids import ResourceId, SiteId, TeamId, ZoneId
from domain.kinds import Kind
from domain.places import Mirror, Resource
from domain.rules import RuleException

Shape = Literal["count", "limit", "minutes", "flag"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`path`: the name in the file, with a dot where it is nested. A limit may be `none`."""

    path: str
    name: str
    shape: Shape


FIELDS: Final = (
    Field(path="horizonDays", name="horizon_days", shape="count"),
    Field(path="granularityMinutes", name="granularity", shape="minutes"),
    Field(path="shortestMinutes", name="shortest", shape="minutes"),
    Field(path="longestMinutes", name="longest", shape="minutes"),
    Field(path="minimumNoticeMinutes", name="minimum_notice", shape="minutes"),
    Field(path="oneAtATime", name="one_at_a_time", shape="flag"),
    Field(path="homeDaysApply", name="home_days_apply", shape="flag"),
    Field(path="withinOpeningHours", name="within_opening_hours", shape="flag"),
    Field(path="heldAtOnce", name="held_at_once", shape="limit"),
    Field(path="perWeek", name="per_week", shape="limit"),
    Field(path="checkIn.required", name="check_in_required", shape="flag"),
    Field(path="checkIn.opensMinutes", name="check_in_opens", shape="minutes"),
    Field(path="checkIn.closesMinutes", name="check_in_closes", shape="minutes"),
)
# A step or a booking of no time at all would stop the clockwork.
_AT_LEAST_ONE: Final = frozenset({"granularity", "shortest", "longest"})


def read_changes(block: Block) -> dict[str, object]:
    """What differs from the standard, by field name of `domain.rules.Rules`."""
    changes: dict[str, object] = {}
    nested = block.block("checkIn")
    for field in FIELDS:
        outer, _, inner = field.path.partition(".")
        place = nested if inner else block
        if (inner or outer) in place:
            changes[field.name] = _value(place.cell(inner or outer), field)
    nested.done()
    return changes


def _value(cell: Cell, field: Field) -> object:
    if not cell.text:
        cell.fail("a value is expected")
    least = 1 if field.name in _AT_LEAST_ONE else 0
    match field.shape:
        case "flag":
            return cell.flag(default=False)
        case "minutes":
            return timedelta(minutes=cell.whole(default=1, least=least))
        case "limit" if cell.text == "none":
            return None
        case "count" | "limit":
            return cell.whole(default=0)


def read_rules(block: Block) -> dict[Kind, Mapping[str, object]]:
    """`rules:`, per kind."""
    found: dict[Kind, Mapping[str, object]] = {}
    for key in block.named():
        if key.text not in list(Kind):
            key.fail(f"is no kind; known are {', '.join(Kind)}")
            block.cell(key.text)
            continue
        changes = block.block(key.text)
        found[Kind(key.text)] = read_changes(changes)
        changes.done()
    return found


def read_mirrors(block: Block) -> dict[Kind, Mirror]:
    """`mirrors:`, per kind; what is off is left out."""
    found = {key.text: key.choice(Kind, Kind.DESK) for key in block.named()}
    shown = {kind: block.cell(name).choice(Mirror, Mirror.OFF) for name, kind in found.items()}
    return {kind: mirror for kind, mirror in shown.items() if mirror is not Mirror.OFF}


def read_exceptions(
    blocks: list[Block],
    *,
    sites: Container[str],
    zones: Container[str],
    teams: Container[str],
    resources: Mapping[ResourceId, Resource],
) -> tuple[RuleException, ...]:
    """`ruleExceptions:`, in order."""
    return tuple(_exception(block, sites, zones, teams, resources) for block in blocks)


def _exception(
    block: Block,
    sites: Container[str],
    zones: Container[str],
    teams: Container[str],
    resources: Mapping[ResourceId, Resource],
) -> RuleException:
    site = block.cell("site").known(sites, "site")
    zone = block.cell("zone").known(zones, "zone")
    team = block.cell("team").known(teams, "team")
    kind = block.cell("kind")
    kind.required()
    of_kind = kind.choice(Kind, Kind.DESK)
    named = _resources(block.cells("resources"), of_kind, resources)
    if site is zone is team is None and not named:
        kind.fail("an exception names a site, a zone, a team or resources")
    exception = RuleException(
        kind=of_kind,
        site=None if site is None else SiteId(site),
        zone=None if zone is None else ZoneId(zone),
        team=None if team is None else TeamId(team),
        resources=named,
        changes=read_changes(block),
    )
    block.done()
    return exception


def _resources(
    cells: list[Cell], kind: Kind, known: Mapping[ResourceId, Resource]
) -> frozenset[ResourceId]:
    """Each is there, and of the kind that the exception is for."""
    for cell in cells:
        cell.required()
        cell.known(known, "resource")
        found = known.get(ResourceId(cell.text))
        if found is not None and found.kind is not kind:
            cell.fail(f"'{found.id}' is no {kind}")
    return frozenset(ResourceId(cell.text) for cell in cells)


def write_changes(changes: Mapping[str, object]) -> dict[str, object]:
    """The way back."""
    written: dict[str, object] = {}
    for field in FIELDS:
        if field.name not in changes:
            continue
        outer, _, inner = field.path.partition(".")
        value = _written(changes[field.name])
        if inner:
            nested = written.setdefault(outer, {})
            assert isinstance(nested, dict)
            nested[inner] = value
        else:
            written[outer] = value
    return written


def _written(value: object) -> object:
    if isinstance(value, timedelta):
        return int(value.total_seconds() // 60)
    return "none" if value is None else value
