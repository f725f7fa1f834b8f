"""What a site module hands back."""

from dataclasses import dataclass

from demo.draw.places import Place
from demo.draw.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One floor: its drawing and the places on it."""

    site: str
    floor: str
    plan: Plan
    places: list[Place]
