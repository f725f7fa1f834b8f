"""Where each place is drawn on a floor and how it looks there: resources and states in, an SVG view model out. Pure.

- The overlay shares the drawing's viewBox, so a mark stands where the resource stands; units are centimetres.
- A mark's shape turns with the resource; its sign and number stay upright. A long name stays off the mark.
- The plan is drawn large enough for the smallest mark to be a target of 24 by 24 px, and scrolls in its frame.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from domain.availability import PlaceState
from domain.ids import ResourceId
from domain.kinds import KINDS, Kind
from domain.places import Floor, Resource

TARGET = 25.0
LARGEST = 4000.0
GAP = 6.0
LETTERS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle: its top left corner and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place on the plan. `x`, `y`: its centre; the rest is relative to that. `body` and `chair` turn by
    `rotation`, `sign` (where the state's sign goes) and the number do not. `who`: those there whom the viewer is shown."""

    id: ResourceId
    kind: Kind
    name: str
    short: str
    state: PlaceState
    who: tuple[str, ...]
    href: str
    current: bool
    x: float
    y: float
    rotation: float
    body: Box
    chair: Box | None
    sign: Box
    text_x: float
    text_y: float
    text_size: float
    stacked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorPlan:
    """A floor's plan: `drawing` is the URL of the background, empty where there is none; `width` in px at zoom 1."""

    box: tuple[float, float, float, float]
    width: int
    drawing: str
    marks: tuple[Mark, ...]

    @property
    def present(self) -> frozenset[PlaceState]:
        """The states that occur, which the legend explains."""
        return frozenset(mark.state for mark in self.marks)


def floor_plan(
    floor: Floor,
    *,
    resources: Iterable[Resource],
    states: Mapping[ResourceId, PlaceState],
    names: Mapping[ResourceId, tuple[str, ...]],
    current: ResourceId | None,
    drawing: str,
    href: Callable[[ResourceId], str],
) -> FloorPlan:
    """The plan of one floor, its marks in reading order: top to bottom in bands, then left to right."""
    marks = [
        _mark(
            resource,
            states[resource.id],
            href(resource.id),
            who=names.get(resource.id, ()),
            current=resource.id == current,
        )
        for resource in resources
    ]
    marks.sort(key=lambda mark: (round(mark.y / 150), mark.x, mark.name))
    return FloorPlan(box=floor.box, width=_width(floor, marks), drawing=drawing, marks=tuple(marks))


def _width(floor: Floor, marks: Iterable[Mark]) -> int:
    smallest = min((min(mark.body.width, mark.body.height) for mark in marks), default=80.0)
    return round(min(floor.box[2] * TARGET / smallest, LARGEST))


def _mark(
    resource: Resource, state: PlaceState, href: str, *, who: tuple[str, ...], current: bool
) -> Mark:
    width, height = KINDS[resource.kind].size
    across, along = _upright(width, height, resource.rotation)
    short = short_name(resource.name)
    if len(short) > LETTERS:
        short = ""
    stacked = not short or across < along * 1.35
    sign, text_x, text_y, size = _layout(across, along, len(short), stacked=stacked)
    return Mark(
        id=resource.id,
        kind=resource.kind,
        name=resource.name,
        short=short,
        state=state,
        who=who,
        href=href,
        current=current,
        x=resource.x,
        y=resource.y,
        rotation=resource.rotation,
        body=Box(x=-width / 2, y=-height / 2, width=width, height=height),
        chair=_chair(resource.kind, height),
        sign=sign,
        text_x=text_x,
        text_y=text_y,
        text_size=size,
        stacked=stacked,
    )


def short_name(name: str) -> str:
    """What fits on a mark: the last word of a name, which is its number where it has one; nothing rather than a unit."""
    last = name.rsplit(" ", 1)[-1]
    if any(letter.isdigit() for letter in last):
        return last
    if len(name) <= 12:
        return name
    return last if len(last) > 2 else ""


def _upright(width: float, height: float, rotation: float) -> tuple[float, float]:
    """The upright box within a turned rectangle: the rectangle itself, laid down or stood up, else a square."""
    if rotation % 180 == 0:
        return width, height
    if rotation % 90 == 0:
        return height, width
    return min(width, height), min(width, height)


def _layout(
    across: float, along: float, letters: int, *, stacked: bool
) -> tuple[Box, float, float, float]:
    """Where sign and number go in a box of this size: beside each other, or one above the other."""
    if not letters:
        side = min(across, along) * 0.55
        return Box(x=-side / 2, y=-side / 2, width=side, height=side), 0.0, 0.0, 0.0
    if stacked:
        size = min(across / (letters * 0.62 + 0.3), along * 0.28, 60.0)
        side = min(across * 0.62, along * 0.36, 90.0)
        top = -(side + GAP + size) / 2
        sign = Box(x=-side / 2, y=top, width=side, height=side)
        return sign, 0.0, top + side + GAP + size * 0.82, size
    side = min(along * 0.52, 60.0)
    size = min((across - side - 4 * GAP) / (letters * 0.6), along * 0.46, 44.0)
    left = -(side + GAP + letters * size * 0.58) / 2
    sign = Box(x=left, y=-side / 2, width=side, height=side)
    return sign, left + side + GAP, size * 0.36, size


def _chair(kind: Kind, height: float) -> Box | None:
    """Where someone sits at a desk or counter: at the side the resource faces."""
    if not KINDS[kind].seats:
        return None
    return Box(x=-30, y=height / 2 - 16, width=60, height=48)
