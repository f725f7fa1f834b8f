"""Fills the pages of people without a PC from what was gathered. Inside `speaking`."""

from collections.abc import Iterable
from urllib.parse import urlencode

from adapters.http.i18n.reader import reader
from adapters.http.i18n.words import word
from adapters.http.pages.compose import Gathered
from adapters.http.pages.kiosk import Offer, Tile, TileGroup
from adapters.http.pages.looking import Looking, parts_on
from adapters.http.pages.panel import mine
from adapters.http.pages.place import Deed, MyBooking
from adapters.http.pages.shell import Link
from domain.availability import PlaceState, PlaceView
from domain.kinds import KINDS, Kind, alike
from domain.places import Resource

MOST_TILES = 48
THERE = frozenset({Deed.CHECK_IN, Deed.CHECK_OUT})
BOOK, MOVE = "/turn/bookings", "/turn/here"
SHOWN = (Kind.DESK, Kind.VEHICLE, Kind.ROOM, Kind.EQUIPMENT, Kind.PARKING, Kind.LOCKER)


def todays(found: Gathered) -> tuple[MyBooking, ...]:
    """One's bookings of the day that is shown, and of today."""
    shown = mine(found.look, found.bookings, now=found.now)
    later_that_day = [
        each for each in shown.coming if each.span.overlaps(found.look.span) and each.deeds
    ]
    return (*shown.today, *later_that_day)


def offer(found: Gathered) -> Offer | None:
    """The free places of one kind; None where the site is shut for as long as anyone looks ahead."""
    look = found.look
    if found.closed is not None or look.part is None:
        return None
    places = look.directory.by_site.get(look.site.id, ())
    kinds = [kind for kind in SHOWN if any(place.kind is kind for place in places)]
    if not kinds:
        return None
    kind = look.asked.kind if look.asked.kind in kinds else kinds[0]
    moves = _leaves(todays(found), kind)
    free = [p for p in places if p.kind is kind and found.states[p.id] is PlaceState.FREE]
    return Offer(
        action=MOVE if moves else BOOK,
        span=look.span,
        part=str(look.part.id),
        parts=_parts(found, kind),
        kinds=tuple(
            Link(label=word(each), href=_href(found, str(look.part.id), each), current=each is kind)
            for each in kinds
        ),
        kind=kind,
        groups=_groups(found, free[:MOST_TILES]),
        more=max(0, len(free) - MOST_TILES),
        moves=moves,
        once=found.once,
    )


def count(look: Looking, views: Iterable[PlaceView]) -> tuple[int, int]:
    """How many desks of the site are free, of how many."""
    places = look.directory.by_site.get(look.site.id, ())
    desks = {place.id for place in places if place.kind is Kind.DESK}
    free = {view.resource for view in views if view.state is PlaceState.FREE}
    return len(desks & free), len(desks)


def _leaves(bookings: Iterable[MyBooking], kind: Kind) -> str:
    """The place that one has now and would leave by sitting down elsewhere."""
    present = (each for each in bookings if alike(each.kind, kind) and THERE & set(each.deeds))
    return next((each.name for each in present), "") if KINDS[kind].seats else ""


def _parts(found: Gathered, kind: Kind) -> tuple[Link, ...]:
    look = found.look
    known = [
        (part, span)
        for part, span in parts_on(look.site, look.day, look.directory)
        if span.end > found.now
    ]
    return tuple(
        Link(
            label=part.name(reader().language),
            href=_href(found, str(part.id), kind),
            current=look.part is not None and part.id == look.part.id,
        )
        for part, _ in known
    )


def _href(found: Gathered, part: str, kind: Kind) -> str:
    asked = {"date": found.look.day.isoformat(), "part": part, "kind": kind.value}
    return "/kiosk?" + urlencode(asked)


def _groups(found: Gathered, free: Iterable[Resource]) -> tuple[TileGroup, ...]:
    directory = found.look.directory
    groups: dict[str, list[Tile]] = {}
    for place in free:
        zone = directory.zone_of(place)
        floor = directory.floors.get(place.floor)
        name = zone.name if zone is not None else floor.name if floor is not None else ""
        tile = Tile(id=place.id, name=place.name, features=tuple(sorted(place.features))[:3])
        groups.setdefault(name, []).append(tile)
    return tuple(TileGroup(name=name, tiles=tuple(tiles)) for name, tiles in groups.items())
