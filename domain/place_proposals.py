"""Places that Exchange knows, held against the municipality's own: what could be taken over, for somebody to accept."""

from dataclasses import dataclass
from enum import StrEnum

from domain.calendar_event import Mailbox


class FoundKind(StrEnum):
    BUILDING = "building"
    FLOOR = "floor"
    ROOM = "room"
    WORKSPACE = "workspace"
    DESK = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPlace:
    """A place as Exchange describes it. `id`: its immutable one where it has one. `parent`: the id of what it is in.
    `building`, `floor`: their names as an administrator there typed them. `mode`: for a desk or workspace how it is
    used ("reservable", "dropIn", "assigned", "unavailable"), for a room who may book it ("standard", "reserved");
    empty where it is not said. `features`: tags, and the names of its devices. None: not said."""

    kind: FoundKind
    id: str
    name: str
    mailbox: Mailbox | None = None
    parent: str = ""
    building: str = ""
    floor: str = ""
    label: str = ""
    capacity: int | None = None
    accessible: bool | None = None
    video: bool | None = None
    mode: str = ""
    features: tuple[str, ...] = ()
