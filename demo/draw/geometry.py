"""Directions and number formatting shared by the drawing helpers."""

from typing import Final, Literal

Side = Literal["n", "e", "s", "w"]
Point = tuple[float, float]

VECTOR: Final[dict[Side, Point]] = {"n": (0, -1), "e": (1, 0), "s": (0, 1), "w": (-1, 0)}
OPPOSITE: Final[dict[Side, Side]] = {"n": "s", "s": "n", "e": "w", "w": "e"}


def number(value: float) -> str:
    """A coordinate without noise: `12`, `12.5`."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def towards(start: Point, side: Side, length: float) -> Point:
    """The point `length` centimetres from `start` in the direction of `side`."""
    dx, dy = VECTOR[side]
    return start[0] + dx * length, start[1] + dy * length


def line(start: Point, end: Point) -> str:
    """The path commands of one straight stroke."""
    return f"M{number(start[0])} {number(start[1])}L{number(end[0])} {number(end[1])}"
