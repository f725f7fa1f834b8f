"""A floor plan under construction: rooms, walls, doors, windows and names.

Layers are painted from the ground up, whatever the order of the calls: ground, room floors,
furniture, walls, openings, names. Presentation attributes only, so the drawing passes the
allow-list of `adapters/drawings` unchanged.
"""

from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

from demo.draw.geometry import OPPOSITE, Point, Side, line, number, towards

WALL: Final = "#3b4758"
PAPER: Final = "#ffffff"
FLOOR: Final = "#f7f5f1"
GLASS: Final = "#6f94b3"
INK: Final = "#4a5568"
OUTER: Final = 34
INNER: Final = 12


@dataclass(slots=True, kw_only=True)
class Plan:
    """One drawing; `width` and `height` in centimetres become its viewBox."""

    title: str
    width: int
    height: int
    ground: list[str] = field(default_factory=list)
    floors: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    outer: list[str] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)
    glazed: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    entrances: list[str] = field(default_factory=list)
    swings: list[str] = field(default_factory=list)
    panes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def area(self, x: float, y: float, width: float, height: float, *, fill: str) -> None:
        """Ground outside the building, such as asphalt or grass."""
        self.ground.append(_rectangle(x, y, width, height, fill))

    def shell(self, *corners: Point) -> None:
        """The outer wall through `corners`, closed, with the building's floor inside."""
        points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
        self.floors.append(f'<polygon points="{points}" fill="{FLOOR}"/>')
        commands = "L".join(f"{number(x)} {number(y)}" for x, y in corners)
        self.outer.append(f"M{commands}Z")

    def floor(self, x: float, y: float, width: float, height: float, *, fill: str) -> None:
        """Tints the floor of a room between its walls."""
        self.floors.append(_rectangle(x, y, width, height, fill))

    def wall(self, *corners: Point) -> None:
        """An inner wall through `corners`."""
        self.inner.append("M" + "L".join(f"{number(x)} {number(y)}" for x, y in corners))

    def glass(self, start: Point, end: Point) -> None:
        """A glazed partition."""
        self.glazed.append(line(start, end))

    def opening(self, start: Point, end: Point) -> None:
        """A passage without a door."""
        self.gaps.append(line(start, end))

    def door(self, hinge: Point, along: Side, swing: Side, width: float = 90) -> None:
        """A door from `hinge` along its inner wall, whose leaf swings to the side `swing`."""
        self.gaps.append(line(hinge, towards(hinge, along, width)))
        self._leaf(hinge, along, swing, width)

    def heavy_door(self, hinge: Point, along: Side, swing: Side, width: float = 100) -> None:
        """A single door in an outer wall."""
        self.entrances.append(line(hinge, towards(hinge, along, width)))
        self._leaf(hinge, along, swing, width)

    def entrance(self, middle: Point, along: Side, swing: Side, width: float = 180) -> None:
        """A double door in the outer wall; `width` is both leaves together."""
        start, end = (towards(middle, side, width / 2) for side in (OPPOSITE[along], along))
        self.entrances.append(line(start, end))
        self._leaf(start, along, swing, width / 2)
        self._leaf(end, OPPOSITE[along], swing, width / 2)

    def _leaf(self, hinge: Point, along: Side, swing: Side, width: float) -> None:
        latch, tip = towards(hinge, along, width), towards(hinge, swing, width)
        turn = (tip[0] - hinge[0]) * (latch[1] - hinge[1])
        turn -= (tip[1] - hinge[1]) * (latch[0] - hinge[0])
        radius, sweep = number(width), 1 if turn > 0 else 0
        arc = f"A{radius} {radius} 0 0 {sweep} {number(latch[0])} {number(latch[1])}"
        self.swings.append(line(hinge, tip) + arc)

    def double_door(self, middle: Point, along: Side, swing: Side, width: float = 180) -> None:
        """Two leaves in an inner wall that meet in `middle`."""
        start, end = (towards(middle, side, width / 2) for side in (OPPOSITE[along], along))
        self.gaps.append(line(start, end))
        self._leaf(start, along, swing, width / 2)
        self._leaf(end, OPPOSITE[along], swing, width / 2)

    def gate(self, start: Point, end: Point) -> None:
        """A sectional gate in the outer wall."""
        self.entrances.append(line(start, end))
        self.swings.append(line(start, end))

    def windows(self, start: Point, end: Point, *, count: int = 1, gap: float = 60) -> None:
        """`count` equal windows in the outer wall from `start` to `end`, `gap` between them."""
        along_x = start[1] == end[1]
        whole = (end[0] - start[0]) if along_x else (end[1] - start[1])
        each = (whole - gap * (count - 1)) / count
        for index in range(count):
            offset = index * (each + gap)
            if along_x:
                self._pane((start[0] + offset, start[1]), (start[0] + offset + each, start[1]))
            else:
                self._pane((start[0], start[1] + offset), (start[0], start[1] + offset + each))

    def name(self, x: float, y: float, *lines: str, size: int = 30) -> None:
        """A room's name, centred on `x`, one text line per argument."""
        for index, words in enumerate(lines):
            self.names.append(
                f'<text x="{number(x)}" y="{number(y + index * size * 1.15)}" '
                f'font-size="{size}">{escape(words)}</text>'
            )

    def _pane(self, start: Point, end: Point) -> None:
        half = OUTER / 2
        width, height = end[0] - start[0] or OUTER, end[1] - start[1] or OUTER
        left, top = (
            (start[0], start[1] - half) if start[1] == end[1] else (start[0] - half, start[1])
        )
        pane = _rectangle(left, top, width, height, PAPER)
        self.panes.append(f'{pane}<path d="{line(start, end)}"/>')

    def svg(self) -> str:
        """The finished drawing."""
        size = f'viewBox="0 0 {self.width} {self.height}"'
        layers = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
            f"<title>{escape(self.title)}</title>",
            *_group("ground", "", self.ground),
            *_group("floors", "", self.floors),
            *_group("furniture", FURNITURE, self.furniture),
            *_group("walls", _stroke(WALL, INNER), _paths(self.inner)),
            *_group("glazing", _stroke(GLASS, 7), _paths(self.glazed)),
            *_group("shell", _stroke(WALL, OUTER), _paths(self.outer)),
            *_group("gaps", _gap(INNER + 3), _paths(self.gaps)),
            *_group("entrances", _gap(OUTER + 2), _paths(self.entrances)),
            *_group("doors", 'fill="none" stroke="#8591a3" stroke-width="4"', _paths(self.swings)),
            *_group("windows", f'fill="{PAPER}" stroke="{GLASS}" stroke-width="5"', self.panes),
            *_group("names", NAMES, self.names),
            "</svg>",
        ]
        return "\n".join(layers) + "\n"


FURNITURE: Final = 'fill="#ece7de" stroke="#b9b1a3" stroke-width="4" stroke-linejoin="round"'
NAMES: Final = (
    f'fill="{INK}" font-family="system-ui, Segoe UI, Roboto, sans-serif" '
    'font-weight="500" text-anchor="middle"'
)


def _rectangle(x: float, y: float, width: float, height: float, fill: str) -> str:
    box = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect {box} fill="{fill}"/>'


def _stroke(colour: str, width: int) -> str:
    return f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="square"'


def _gap(width: int) -> str:
    return f'fill="none" stroke="{FLOOR}" stroke-width="{width}"'


def _paths(commands: list[str]) -> list[str]:
    return [f'<path d="{command}"/>' for command in commands]


def _group(identity: str, attributes: str, children: list[str]) -> list[str]:
    if not children:
        return []
    opening = f'<g id="{identity}" {attributes}>' if attributes else f'<g id="{identity}">'
    return [opening, *children, "</g>"]
