"""What people without a PC see: on a shared screen, and at the place whose code they scanned."""

from dataclasses import dataclass

from adapters.http.pages.place import MyBooking, PlacePanel
from adapters.http.pages.plan import Notice
from adapters.http.pages.shell import Choice, Link, Shell
from adapters.http.pages.slip import Slips
from domain.ids import ResourceId
from domain.kinds import Kind
from domain.refusals import Refused
from domain.when import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockPage:
    """Context of kiosk_unlock.html: for whoever may make this screen a kiosk."""

    shell: Shell
    sites: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockedPage:
    """Context of kiosk_unlocked.html: on the way to sign out at the identity provider. `onwards`: where that is."""

    shell: Shell
    onwards: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskPage:
    """Context of kiosk.html: nobody's turn. `free`, `total`: desks at the site now. `over`: a turn has just ended."""

    shell: Shell
    site: str
    free: int
    total: int
    refused: Refused | None
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A free place to take."""

    id: ResourceId
    name: str
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TileGroup:
    """The free places of one area."""

    name: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What can be taken. `action`: where the form goes; `moves`: the name of the place that one has now and leaves."""

    action: str
    span: Interval
    part: str
    parts: tuple[Link, ...]
    kinds: tuple[Link, ...]
    kind: Kind
    groups: tuple[TileGroup, ...]
    more: int
    moves: str
    once: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPage:
    """Context of turn.html: somebody's turn on a kiosk. `seconds`: until it ends by itself."""

    shell: Shell
    name: str
    site: str
    seconds: int
    notice: Notice | None
    slips: Slips | None
    bookings: tuple[MyBooking, ...]
    offer: Offer | None
    here: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCodePage:
    """Context of new_code.html: the code was handed out, and is good for this only."""

    shell: Shell
    name: str
    seconds: int
    home: str
    refused: Refused | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPage:
    """Context of scanned.html: nobody's turn at a place. `sign_in`: empty where one cannot sign in with an account;
    `codes`: whether number and code will do. `over`: a turn has just ended."""

    shell: Shell
    place: str
    kind: Kind
    where: str
    id: ResourceId
    sign_in: str
    codes: bool
    refused: Refused | None
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AtPlacePage:
    """Context of at_place.html: somebody's turn at one place."""

    shell: Shell
    name: str
    seconds: int
    notice: Notice | None
    panel: PlacePanel
    here: str
