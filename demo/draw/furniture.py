"""Furniture outlines: each function returns the SVG elements of one piece.

Desks, counters and vehicles are not drawn here: the application lays them over the drawing.
"""

from math import cos, pi, sin
from typing import Final

from demo.draw.geometry import Side, number

SEAT: Final = 'fill="#f7f5f1"'
GREEN: Final = 'fill="#d5e3d3" stroke="#9db79a"'
WET: Final = 'fill="#ffffff" stroke="#a7b3c2"'


def box(x: float, y: float, width: float, height: float, extra: str = "", r: float = 0) -> str:
    """A rectangle from its top left corner."""
    rounded = f' rx="{number(r)}"' if r else ""
    size = f'width="{number(width)}" height="{number(height)}"'
    return f'<rect x="{number(x)}" y="{number(y)}" {size}{rounded}{" " + extra if extra else ""}/>'


def dot(x: float, y: float, r: float, extra: str = "") -> str:
    """A circle."""
    tail = f" {extra}" if extra else ""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}"{tail}/>'


def strokes(commands: str) -> str:
    """Lines only, without a fill."""
    return f'<path d="{commands}" fill="none"/>'


def chair(x: float, y: float) -> str:
    """A chair seen from above, 44 cm across."""
    return box(x - 22, y - 22, 44, 44, SEAT, 14)


def meeting_table(x: float, y: float, width: float, height: float, *, ends: bool = True) -> str:
    """A table centred on (x, y) with chairs along its long sides and at its ends."""
    parts = []
    across = max(1, int(width // 75))
    for index in range(across):
        at = x - width / 2 + width * (index + 0.5) / across
        parts += [chair(at, y - height / 2 - 20), chair(at, y + height / 2 + 20)]
    if ends:
        parts += [chair(x - width / 2 - 20, y), chair(x + width / 2 + 20, y)]
    return "".join([*parts, box(x - width / 2, y - height / 2, width, height, r=14)])


def upright_table(x: float, y: float, width: float, height: float) -> str:
    """The same with the long sides left and right."""
    down = max(1, int(height // 75))
    parts = []
    for index in range(down):
        at = y - height / 2 + height * (index + 0.5) / down
        parts += [chair(x - width / 2 - 20, at), chair(x + width / 2 + 20, at)]
    parts += [chair(x, y - height / 2 - 20), chair(x, y + height / 2 + 20)]
    return "".join([*parts, box(x - width / 2, y - height / 2, width, height, r=14)])


def round_table(x: float, y: float, r: float = 55, seats: int = 4) -> str:
    """A round table with `seats` chairs."""
    turns = [2 * pi * index / seats + pi / 4 for index in range(seats)]
    chairs = [chair(x + cos(turn) * (r + 18), y + sin(turn) * (r + 18)) for turn in turns]
    return "".join([*chairs, dot(x, y, r)])


def plant(x: float, y: float, r: float = 28) -> str:
    """A pot plant."""
    return dot(x, y, r, GREEN) + dot(x, y, r * 0.45, GREEN)


def tree(x: float, y: float, r: float = 110) -> str:
    """A tree outside."""
    return dot(x, y, r, GREEN) + dot(x + r * 0.15, y - r * 0.1, r * 0.6, GREEN)


def cupboard(x: float, y: float, width: float, height: float) -> str:
    """A cupboard or shelving, with the line of its doors."""
    middle = f"M{number(x)} {number(y)}l{number(width)} {number(height)}"
    return box(x, y, width, height) + strokes(middle)


def screen(x: float, y: float, width: float, height: float = 8) -> str:
    """A wall screen."""
    return box(x, y, width, height, 'fill="#7f8b9b" stroke="none"')


def sofa(x: float, y: float, width: float, back: Side = "n") -> str:
    """A bench seat of 70 cm deep, its back to the given side."""
    if back in ("n", "s"):
        edge = y if back == "n" else y + 52
        return box(x, y, width, 70, r=12) + box(x, edge, width, 18, r=8)
    edge = x if back == "w" else x + 52
    return box(x, y, 70, width, r=12) + box(edge, y, 18, width, r=8)


def waiting_row(x: float, y: float, seats: int, *, upright: bool = False) -> str:
    """A row of linked waiting seats, 60 cm apart."""
    steps = [60 * index for index in range(seats)]
    return "".join(chair(x, y + step) if upright else chair(x + step, y) for step in steps)


def wc(x: float, y: float, side: Side = "n") -> str:
    """A toilet whose cistern stands against the wall at `side`."""
    if side in ("n", "s"):
        tank = y if side == "n" else y + 46
        bowl = y + 40 if side == "n" else y + 24
        return (
            box(x - 20, tank, 40, 16, WET)
            + f'<ellipse cx="{number(x)}" cy="{number(bowl)}" rx="18" ry="24" {WET}/>'
        )
    tank = x if side == "w" else x + 46
    bowl = x + 40 if side == "w" else x + 24
    return (
        box(tank, y - 20, 16, 40, WET)
        + f'<ellipse cx="{number(bowl)}" cy="{number(y)}" rx="24" ry="18" {WET}/>'
    )


def basin(x: float, y: float) -> str:
    """A wash-basin, 46 by 36 cm, from its centre."""
    return box(x - 23, y - 18, 46, 36, WET, 10) + dot(x, y, 9, WET)


def kitchen(x: float, y: float, width: float) -> str:
    """A kitchen unit of 60 cm deep with sink and hob, against the wall above it."""
    return "".join(
        [
            box(x, y, width, 60),
            box(x + 20, y + 12, 60, 38, WET, 8),
            dot(x + 50, y + 31, 8, WET),
            *(dot(x + width - dx, y + dy, 11, SEAT) for dx in (30, 65) for dy in (18, 43)),
        ]
    )


def stairs(x: float, y: float, width: float, height: float, steps: int = 12) -> str:
    """A flight of stairs going up to the right, or upwards when higher than wide."""
    if width >= height:
        treads = [
            f"M{number(x + width * i / steps)} {number(y)}v{number(height)}"
            for i in range(1, steps)
        ]
        arrow = (
            f"M{number(x + 15)} {number(y + height / 2)}h{number(width - 35)}l-16 -12m16 12l-16 12"
        )
    else:
        treads = [
            f"M{number(x)} {number(y + height * i / steps)}h{number(width)}"
            for i in range(1, steps)
        ]
        arrow = (
            f"M{number(x + width / 2)} {number(y + height - 15)}"
            f"v{number(35 - height)}l-12 16m12 -16l12 16"
        )
    return box(x, y, width, height, 'fill="#f1eee8"') + strokes("".join(treads) + arrow)


def lift(x: float, y: float, width: float, height: float) -> str:
    """A lift cage."""
    far_x, far_y = number(x + width), number(y + height)
    cross = f"M{number(x)} {number(y)}L{far_x} {far_y}M{far_x} {number(y)}L{number(x)} {far_y}"
    return box(x, y, width, height, SEAT) + strokes(cross)


def printer(x: float, y: float) -> str:
    """A multifunction printer, 70 by 60 cm, from its centre."""
    return box(x - 35, y - 30, 70, 60, r=6) + box(x - 25, y - 8, 50, 26, SEAT)


def bays(x: float, y: float, count: int, width: float = 250, length: float = 500) -> str:
    """Marked bays side by side; the open end is at the bottom."""
    lines = "".join(
        f"M{number(x + index * width)} {number(y)}v{number(length)}" for index in range(count + 1)
    )
    head = f"M{number(x)} {number(y)}h{number(count * width)}"
    return f'<path d="{head}{lines}" fill="none" stroke="#ffffff" stroke-width="10"/>'
