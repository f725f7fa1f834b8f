"""The panel of one chosen place: what it is, whether it can be booked, and if not, why not and what else there is."""

from dataclasses import dataclass
from enum import StrEnum

from application.see_others import Face
from domain.availability import PlaceState
from domain.booking import State
from domain.ids import BookingId, ResourceId
from domain.kinds import Kind
from domain.refusals import Refused
from domain.when import Instant, Interval


class Deed(StrEnum):
    """What can be done with one's booking, each a form of its own."""

    CHECK_IN = "check-in"
    CHECK_OUT = "check-out"
    CANCEL = "cancellation"
    NOT_COMING = "absence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Something that can be booked instead. `elsewhere`: the site's name where it is another one."""

    name: str
    kind: Kind
    span: Interval
    href: str
    elsewhere: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of the day's bar: `x` and `width` in hundredths of the opening hours."""

    x: float
    width: float
    state: PlaceState


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBar:
    """A place's day at a glance, between the opening hours `span`; `taken` says the same in times."""

    span: Interval
    stretches: tuple[Stretch, ...]
    taken: tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyBooking:
    """A booking of the person who looks. `version` goes into the forms, so that nobody acts on a stale sight.
    `until_check_in`: the last moment to check in, while that is still to be done. `by`: who booked it for them."""

    id: BookingId
    version: str
    name: str
    kind: Kind
    where: str
    span: Interval
    state: State
    href: str
    deeds: tuple[Deed, ...] = ()
    until_check_in: Instant | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePanel:
    """The chosen place over the chosen span.

    Exactly what can be done is set: `refused` is None where it can be booked; `walk_in` where one may sit down now;
    `moves` names the booking that "I sit here now" would move here; `booking` is one's own booking of this place.
    `who`: names of the teams it is kept for, empty where it is open to all. `faces`: who has it when, of those whom the
    viewer is shown; `meetings`: when there is one made in Outlook. `once`: makes a repeated form harmless. `person`, `of`: the id and name of somebody else whom it is
    booked for."""

    id: ResourceId
    name: str
    kind: Kind
    state: PlaceState
    where: str
    zone: str
    seats: int
    features: tuple[str, ...]
    note: str
    who: tuple[str, ...]
    faces: tuple[Face, ...]
    perhaps_taken: bool
    meetings: tuple[Interval, ...]
    span: Interval
    since: Instant | None
    until: Instant | None
    bar: DayBar | None
    refused: Refused | None
    alternatives: tuple[Alternative, ...]
    booking: MyBooking | None
    walk_in: bool
    moves: MyBooking | None
    part: str
    back: str
    close: str
    once: str
    person: str = ""
    of: str = ""
