"""Times in municipality.yaml: parts of day, opening hours, holidays, closures, capacity, reservations."""

from collections.abc import Container
from datetime import date, time
from itertools import pairwise

from adapters.directory_files.blocks import Block
from adapters.directory_files.cells import WEEKDAYS, Cell
from domain.ids import TeamId
from domain.places import Closure, Holiday, Hours, Reservation
from domain.when import PartId, PartOfDay

Parts = tuple[PartOfDay, ...]
Opening = tuple[tuple[int, tuple[Hours, ...]], ...]
Names = tuple[tuple[str, str], ...]


def read_names(block: Block) -> Names:
    """A text per language."""
    names = tuple((key.text, block.cell(key.text).required()) for key in block.named())
    for key in block.named():
        if not (key.text.isalpha() and key.text.islower() and 2 <= len(key.text) <= 3):
            key.fail("is not a language such as nl")
    return names


def read_parts(blocks: list[Block]) -> Parts:
    """`parts:`; they may overlap."""
    seen: dict[str, int] = {}
    found = []
    for block in blocks:
        identity = block.cell("id").new(seen, "part of day")
        hours = read_hours(block.cell("starts"), block.cell("ends"))
        names = read_names(block.block("name"))
        block.done()
        found.append(
            PartOfDay(id=PartId(identity), starts=hours.starts, ends=hours.ends, names=names)
        )
    return tuple(found)


def read_hours(starts: Cell, ends: Cell) -> Hours:
    """A stretch of one day: it ends after it starts, or at 00:00, the coming midnight."""
    hours = Hours(starts=starts.clock(), ends=ends.clock())
    if hours.ends <= hours.starts and hours.ends != time(0):
        ends.fail(f"{ends.text} is not after {starts.text}")
    return hours


def read_opening(block: Block) -> Opening:
    """`openingHours:`; a weekday left out is closed."""
    found = []
    for number, name in enumerate(WEEKDAYS, start=1):
        stretches = [_stretch(cell) for cell in block.cells(name)]
        ordered = sorted(stretches, key=lambda hours: hours.starts)
        for earlier, later in pairwise(ordered):
            if earlier.ends == time(0) or later.starts < earlier.ends:
                block.sink.add(block.lines[name], f"{name}: opening hours overlap")
        if ordered:
            found.append((number, tuple(ordered)))
    block.done()
    return tuple(found)


def _stretch(cell: Cell) -> Hours:
    starts, dash, ends = cell.text.partition("-")
    if not dash:
        cell.fail(f"'{cell.text}' is not a stretch such as 08:00-17:00")
        return Hours(starts=time(0), ends=time(0))
    return read_hours(cell.like(starts.strip()), cell.like(ends.strip()))


def read_holidays(blocks: list[Block]) -> tuple[Holiday, ...]:
    """`holidays:`, by date."""
    found: dict[date, Holiday] = {}
    for block in blocks:
        cell = block.cell("date")
        cell.required()
        day = cell.day()
        names = read_names(block.block("name"))
        block.done()
        if day in found:
            cell.fail(f"{day} is here twice")
        if day is not None:
            found[day] = Holiday(day=day, names=names)
    return tuple(found[day] for day in sorted(found))


def read_closures(blocks: list[Block]) -> tuple[Closure, ...]:
    """`closures:`, both days included."""
    found = []
    for block in blocks:
        first, last = block.cell("from"), block.cell("until")
        first.required()
        starts, ends = first.day(), last.day() or first.day()
        reason = block.cell("reason").words()
        block.done()
        if starts is None or ends is None:
            continue
        if ends < starts:
            last.fail(f"{ends} is before {starts}")
        found.append(Closure(first=starts, last=ends, reason=reason))
    return tuple(found)


def read_capacity(block: Block, parts: Container[str]) -> tuple[tuple[PartId, int], ...]:
    """`capacity:`, people at once per part of day."""
    found = []
    for key in block.named():
        if key.text not in parts:
            key.fail("is no part of day of this site")
        found.append((PartId(key.text), block.cell(key.text).whole(default=0)))
    block.done()
    return tuple(found)


def read_reservations(blocks: list[Block], teams: Container[str]) -> tuple[Reservation, ...]:
    """`reserved:`, when a zone is kept for a team."""
    found = []
    for block in blocks:
        team = block.cell("team")
        team.required()
        name = team.known(teams, "team") or ""
        days = frozenset(cell.weekday() for cell in block.cells("days"))
        if not days:
            block.sink.add(block.line, "days: at least one weekday is expected")
        hours = read_hours(block.cell("starts"), block.cell("ends"))
        block.done()
        found.append(Reservation(team=TeamId(name), weekdays=days, hours=hours))
    return tuple(found)
