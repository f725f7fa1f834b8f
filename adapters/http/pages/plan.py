"""The first page: choose where and when, see the plan or the table, one's bookings, and the chosen place."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from adapters.http.floor_plan import FloorPlan
from adapters.http.pages.place import MyBooking, PlacePanel
from adapters.http.pages.shell import Choice, Link, Shell
from adapters.http.pages.slip import Slips
from domain.availability import PlaceState
from domain.ids import ResourceId
from domain.kinds import Kind
from domain.places import Network
from domain.refusals import Refused
from domain.when import Interval


class Said(StrEnum):
    """What has just happened: the `said` of the query after a form was sent."""

    BOOKED = "booked"
    ASKED = "asked"
    DECLINED = "declined"
    MOVED_HERE = "moved-here"
    CHECKED_IN = "checked-in"
    CHECKED_OUT = "checked-out"
    CANCELLED = "cancelled"
    FREED = "freed"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What has just happened, to what; `refused` with REFUSED; `of`: to whom, empty for oneself."""

    said: Said
    name: str = ""
    of: str = ""
    span: Interval | None = None
    refused: Refused | None = None

    @property
    def bad(self) -> bool:
        return self.said in (Said.REFUSED, Said.UNREACHABLE, Said.DECLINED)


class DayMark(StrEnum):
    """What is special about a day at a site."""

    OPEN = "open"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the strip. `note`: the holiday's name or the closure's reason. `mine`: one has a booking then."""

    day: date
    href: str
    mark: DayMark
    current: bool = False
    today: bool = False
    note: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of day to choose. `name` in the reader's language."""

    name: str
    starts: time
    ends: time
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCard:
    """The chosen site in a few facts. `until`: the last day of a temporary site."""

    name: str
    address: str
    network: Network
    step_free: bool
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chooser:
    """Where and when. `earlier`, `later`: a week back and on, empty at the ends. `hidden`: what the forms keep.
    `own_times`: whether the span is one's own rather than a part of day; `starts`, `ends` fill those fields."""

    site: SiteCard
    sites: tuple[Choice, ...]
    floors: tuple[Link, ...]
    days: tuple[Day, ...]
    earlier: str
    later: str
    today: str
    day: date
    first: date
    last: date
    parts: tuple[Part, ...]
    own_times: bool
    starts: time
    ends: time
    hidden: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A place in the table; the same facts as its mark on the plan. `who`: those there whom the viewer is shown."""

    id: ResourceId
    name: str
    kind: Kind
    state: PlaceState
    who: tuple[str, ...]
    zone: str
    features: tuple[str, ...]
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the table is narrowed to, and what it can be narrowed to; an empty value means all."""

    kinds: tuple[Choice, ...]
    zones: tuple[Choice, ...]
    features: tuple[Choice, ...]
    only_free: bool
    hidden: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """One's bookings, in order of time, or those `of` somebody else. `today` in a word: what is on now or still to come
    on this day."""

    today: tuple[MyBooking, ...]
    coming: tuple[MyBooking, ...]
    back: str
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """How the page keeps itself fresh: what to ask, and after how many seconds."""

    url: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """For whom one books. `name`: who it is for, empty for oneself; `words`: what was searched; `found`: whom one may choose; `myself`: back
    to oneself. `hidden`: what the search keeps."""

    name: str
    words: str
    found: tuple[Link, ...]
    myself: str
    hidden: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """Context of plan.html. `span` is None on a day when the site is closed throughout."""

    shell: Shell
    notice: Notice | None
    slips: Slips | None
    whom: Whom | None
    chooser: Chooser
    span: Interval | None
    closed: Refused | None
    plan: FloorPlan | None
    rows: tuple[Row, ...]
    free: int
    total: int
    filters: Filters
    as_table: bool
    show_plan: str
    show_table: str
    legend: tuple[PlaceState, ...]
    panel: PlacePanel | None
    mine: Mine
    live: Live | None
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFragment:
    """Context of _place.html, fetched when a place is chosen on a page that is already there."""

    panel: PlacePanel | None
    mine: Mine
