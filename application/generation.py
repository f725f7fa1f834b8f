"""A municipality as imported: what the importer makes, the store keeps and the exporter writes back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from domain.ids import PersonId, TeamId
from domain.people import Person, Team
from domain.places import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One import. `drawings`: checked SVG text by file name, as `Floor.drawing` names it.
    `directory.version` is a hash of the whole content, so the same files give the same version."""

    directory: Directory
    people: Mapping[PersonId, Person] = field(default_factory=dict)
    teams: Mapping[TeamId, Team] = field(default_factory=dict)
    drawings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDrawing:
    """A drawing rebuilt from what is allowed in one. `box`: its viewBox (x, y, width, height).
    `findings`: line and message of what is not allowed; it may be stored only when there are none."""

    svg: str
    box: tuple[float, float, float, float]
    findings: tuple[tuple[int, str], ...] = ()


DrawingCheck = Callable[[bytes], CheckedDrawing]
Progress = Callable[[int, int], None]


class DirectoryStore(Protocol):
    """Where the current generation lives."""

    async def replace(self, generation: Generation, *, progress: Progress) -> None:
        """Store all of `generation`, then make it the current one in a single write; a failure before that leaves the
        former one in force. `progress(done, total)` is called as rows are written. Raises Unavailable."""
        ...

    async def current(self) -> Generation | None:
        """The generation in force; None before the first import. Raises Unavailable."""
        ...
