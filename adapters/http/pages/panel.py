"""Fills the panel of a chosen place and the list of one's bookings. Inside `speaking`."""

from collections.abc import Iterable

from adapters.http.i18n.words import word
from adapters.http.pages.looking import Looking, opening_hours
from adapters.http.pages.place import (
    Alternative,
    DayBar,
    Deed,
    MyBooking,
    PlacePanel,
    Stretch,
)
from adapters.http.pages.plan import Mine
from application.see_booking import SeenBooking
from application.see_others import meetings_at
from application.show_place import ShownPlace
from domain.availability import PlaceState, PlaceView
from domain.booking import State
from domain.ids import FloorId, ResourceId, SiteId
from domain.ledger import Entry
from domain.people import Person
from domain.places import Directory, Resource, Site
from domain.refusals import Alternative as Offered
from domain.when import Instant, Interval, PartId, civil_days, day_of, wall_of


def place_panel(
    look: Looking,
    shown: ShownPlace,
    view: PlaceView,
    *,
    viewer: Person,
    now: Instant,
    once: str,
) -> PlacePanel:
    """`view`: how the plan shows the place; `once`: the key of its form."""
    place, directory = shown.place, look.directory
    zone = directory.zone_of(place)
    refused, own = shown.refused, shown.own
    return PlacePanel(
        id=place.id,
        name=place.name,
        kind=place.kind,
        state=PlaceState.MINE if own is not None else view.state,
        where=where(directory, place.site, place.floor),
        zone=zone.name if zone is not None else "",
        seats=place.seats,
        features=tuple(sorted(place.features)),
        note=place.note,
        who=_who(shown, directory),
        faces=shown.faces,
        meetings=meetings_at(shown.entries, look.span),
        span=shown.span,
        since=view.since,
        until=view.until,
        bar=_bar(look, shown.entries, viewer),
        refused=refused,
        perhaps_taken=shown.perhaps_taken,
        alternatives=tuple(
            alternative(look, each) for each in (refused.alternatives if refused else ())
        ),
        booking=my_booking(look, own, now=now) if own is not None else None,
        walk_in=shown.walk_in,
        moves=my_booking(look, shown.present, now=now) if shown.present is not None else None,
        part=str(look.part.id) if look.part is not None else "",
        back=look.here,
        close=look.href(),
        once=once,
    )


def where(directory: Directory, site: SiteId, floor: FloorId) -> str:
    """Al Schoul, pavillon · Rez-de-chaussée"""
    names = [directory.sites[site].name]
    if floor in directory.floors and len(directory.floors_of(site)) > 1:
        names.append(directory.floors[floor].name)
    return " · ".join(names)


def _who(shown: ShownPlace, directory: Directory) -> tuple[str, ...]:
    eligible = shown.place.eligibility
    organisations = [
        each.name for each in directory.organisations if each.id in eligible.organisations
    ]
    teams = [team.name for team in shown.kept_for]
    return (*teams, *organisations, *(word(role) for role in sorted(eligible.roles)))


def _bar(look: Looking, entries: Iterable[Entry], viewer: Person) -> DayBar | None:
    """The place's day between the opening hours; None where the span goes beyond one day."""
    hours = opening_hours(look.site, look.day, look.directory)
    if len(civil_days(look.span, look.directory.zone)) > 1:
        return None
    pieces = [
        (part, entry.person == viewer.id)
        for entry in sorted(entries, key=lambda each: each.span)
        if (part := entry.span.clipped(hours)) is not None
    ]
    return DayBar(
        span=hours,
        stretches=tuple(
            Stretch(
                x=_share(hours, part.start),
                width=round(100 * (part.length / hours.length), 2),
                state=PlaceState.MINE if own else PlaceState.TAKEN,
            )
            for part, own in pieces
        ),
        taken=tuple(part for part, _ in pieces),
    )


def _share(hours: Interval, at: Instant) -> float:
    return round(100 * ((at - hours.start) / hours.length), 2)


def alternative(look: Looking, offered: Offered) -> Alternative:
    """What else there is, as something to go to."""
    directory = look.directory
    place = directory.resources[offered.resource]
    return Alternative(
        name=place.name,
        kind=place.kind,
        span=offered.span,
        href=_to(look, place, offered.span, part=look.part.id if look.part else None),
        elsewhere="" if offered.site == look.site.id else directory.sites[offered.site].name,
    )


def _to(look: Looking, place: Resource, span: Interval, *, part: PartId | None) -> str:
    """The page that shows `place` for `span`: as a part of day of its site where it is one, `part` before others."""
    directory = look.directory
    site, day = directory.sites[place.site], day_of(span.start, directory.zone)
    named = _part_of(site, span, directory, prefer=part)
    start, end = (wall_of(edge, directory.zone) for edge in (span.start, span.end))
    times = {"part": str(named), "from": "", "to": ""}
    if named is None:
        times = {"part": "", "from": f"{start:%H:%M}", "to": f"{end:%H:%M}"}
    here = {"site": site.id, "floor": place.floor, "date": day.isoformat(), "place": place.id}
    return look.href(**here, **times, kind="", zone="", feature="", free="")


def _part_of(
    site: Site, span: Interval, directory: Directory, *, prefer: PartId | None
) -> PartId | None:
    day = day_of(span.start, directory.zone)
    fitting = [part.id for part in site.parts if part.on(day, directory.zone) == span]
    return prefer if prefer in fitting else next(iter(fitting), None)


def my_booking(look: Looking, seen: SeenBooking, *, now: Instant) -> MyBooking:
    """One's own booking with what can be done about it now."""
    booking, directory = seen.booking, look.directory
    place = directory.resources.get(booking.at.resource)
    deeds = deeds_of(seen, look, now=now)
    waits = Deed.CHECK_IN in deeds and seen.check_in_closes_at is not None
    return MyBooking(
        id=booking.id,
        version=booking.change,
        name=place.name if place is not None else booking.at.resource,
        kind=booking.at.kind,
        where=where(directory, booking.at.site, place.floor) if place is not None else "",
        span=booking.span,
        state=seen.state,
        href=_to(look, place, booking.span, part=booking.at.promise.part)
        if place is not None
        else look.href(),
        deeds=deeds,
        until_check_in=seen.check_in_closes_at if waits else None,
        by=seen.by.name if seen.by is not None else "",
    )


def deeds_of(seen: SeenBooking, look: Looking, *, now: Instant) -> tuple[Deed, ...]:
    """Check in while that is open; say that one is not coming on the day itself, cancel before; check out when there."""
    if seen.state is State.CHECKED_IN:
        return (Deed.CHECK_OUT,)
    if seen.state is State.PENDING:
        return (Deed.CANCEL,)
    if seen.state is not State.BOOKED:
        return ()
    on_the_day = day_of(seen.booking.span.start, look.directory.zone) <= look.today
    leave = Deed.NOT_COMING if on_the_day else Deed.CANCEL
    return (Deed.CHECK_IN, leave) if seen.check_in_opens_at <= now else (leave,)


def mine(look: Looking, bookings: Iterable[SeenBooking], *, now: Instant, of: str = "") -> Mine:
    """One's bookings, or those `of` somebody else, today's apart."""
    made = [my_booking(look, seen, now=now) for seen in bookings]
    zone = look.directory.zone
    return Mine(
        today=tuple(each for each in made if day_of(each.span.start, zone) <= look.today),
        coming=tuple(each for each in made if day_of(each.span.start, zone) > look.today),
        back=look.here,
        of=of,
    )


def view_of(views: Iterable[PlaceView], place: ResourceId) -> PlaceView:
    """How the plan shows one place; out of use where the plan has none."""
    found = next((view for view in views if view.resource == place), None)
    return found or PlaceView(resource=place, state=PlaceState.CLOSED)
