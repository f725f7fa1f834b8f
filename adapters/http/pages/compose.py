"""Fills the first page from what was gathered. Pure but for the reader's language. Inside `speaking`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from adapters.http.api.moments import utc
from adapters.http.api.occupancy import POLL_SECONDS
from adapters.http.floor_plan import FloorPlan, floor_plan
from adapters.http.i18n.words import feature_word, meeting_word, word
from adapters.http.pages.asked import TABLE
from adapters.http.pages.choose import chooser
from adapters.http.pages.frame import Frame
from adapters.http.pages.looking import Looking
from adapters.http.pages.panel import mine, place_panel, view_of
from adapters.http.pages.place import PlacePanel
from adapters.http.pages.plan import Filters, Live, Notice, PlaceFragment, PlanPage, Row
from adapters.http.pages.shell import Choice
from adapters.http.pages.slips import slips
from adapters.http.pages.whom import whom
from adapters.http.urls import API
from application.see_booking import SeenBooking
from application.see_others import Face
from application.show_place import ShownPlace
from domain.availability import PlaceState, PlaceView
from domain.ids import ResourceId
from domain.kinds import Kind
from domain.notices import Notice as Notified
from domain.people import Person
from domain.places import Floor, Resource
from domain.refusals import Refused
from domain.when import Instant, civil_days, day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that a page shows. `views` are of the whole site, `faces` those there whom the viewer is shown, `meetings` where
    there is one made in Outlook; `once` the key
    of the panel's form. `subject`: for whom it is, the viewer or somebody for whom they book; `others`: whom a search for
    such a person found. `slips`: what could not be mailed to the viewer."""

    look: Looking
    viewer: Person
    subject: Person
    others: tuple[Person, ...]
    now: Instant
    views: tuple[PlaceView, ...]
    faces: Mapping[ResourceId, tuple[Face, ...]]
    meetings: frozenset[ResourceId]
    closed: Refused | None
    bookings: tuple[SeenBooking, ...]
    shown: ShownPlace | None
    once: str
    slips: tuple[Notified, ...] = ()

    @property
    def of(self) -> str:
        """The name of somebody else for whom it is; empty for oneself."""
        return "" if self.subject.id == self.viewer.id else self.subject.name

    @property
    def states(self) -> Mapping[ResourceId, PlaceState]:
        return {view.resource: view.state for view in self.views}

    @property
    def names(self) -> Mapping[ResourceId, tuple[str, ...]]:
        """Each person once, by place, with whether they can be reached where that is known; and that there is a meeting
        made in Outlook."""
        found = {
            place: tuple(dict.fromkeys(_said(face) for face in each))
            for place, each in self.faces.items()
        }
        return found | {
            place: (*found.get(place, ()), meeting_word()) for place in sorted(self.meetings)
        }

    @property
    def places(self) -> tuple[Resource, ...]:
        """Those of the floor, in the municipality's order."""
        floor = self.look.floor.id if self.look.floor is not None else None
        known = self.look.directory.by_site.get(self.look.site.id, ())
        return tuple(place for place in known if place.floor == floor)


def _said(face: Face) -> str:
    return face.name if face.presence is None else f"{face.name} ({word(face.presence)})"


def plan_page(found: Gathered, *, frame: Frame, notice: Notice | None) -> PlanPage:
    """The first page."""
    look, asked, states, names = found.look, found.look.asked, found.states, found.names
    places = found.places if found.closed is None else ()
    zone = look.directory.zone
    busy = {day for seen in found.bookings for day in civil_days(seen.booking.span, zone)}
    return PlanPage(
        shell=frame.shell,
        notice=notice,
        slips=slips(found.slips, look),
        whom=whom(look, viewer=found.viewer, subject=found.subject, found=found.others),
        chooser=chooser(look, viewer=found.viewer, busy=busy),
        span=look.span if found.closed is None else None,
        closed=found.closed,
        plan=_plan(look, look.floor, places, states, names) if look.floor and places else None,
        rows=tuple(
            _row(look, place, states[place.id], names.get(place.id, ()))
            for place in _kept(look, places, states)
        ),
        free=sum(states[place.id] is PlaceState.FREE for place in places),
        total=len(places),
        filters=_filters(look, places),
        as_table=asked.as_table,
        show_plan=_same_place(look, view=""),
        show_table=_same_place(look, view=TABLE),
        legend=tuple(PlaceState),
        panel=panel_of(found),
        mine=mine(look, found.bookings, now=found.now, of=found.of),
        live=_live(look) if found.closed is None else None,
        zone=str(zone),
    )


def fragment(found: Gathered) -> PlaceFragment:
    """What is beside the plan."""
    return PlaceFragment(
        panel=panel_of(found),
        mine=mine(found.look, found.bookings, now=found.now, of=found.of),
    )


def panel_of(found: Gathered) -> PlacePanel | None:
    if found.shown is None:
        return None
    view = view_of(found.views, found.shown.place.id)
    made = place_panel(
        found.look, found.shown, view, viewer=found.viewer, now=found.now, once=found.once
    )
    if not found.of:
        return made
    # To whoever looks it is a place like any other, taken or free.
    return replace(made, state=view.state, person=found.subject.id, of=found.of)


def _same_place(look: Looking, *, view: str) -> str:
    return look.href(view=view, place=str(look.place.id) if look.place is not None else "")


def _plan(
    look: Looking,
    floor: Floor,
    places: Iterable[Resource],
    states: Mapping[ResourceId, PlaceState],
    names: Mapping[ResourceId, tuple[str, ...]],
) -> FloorPlan:
    drawn = f"/plans/{floor.id}/{floor.drawing_hash}.svg" if floor.drawing_hash else ""
    return floor_plan(
        floor,
        resources=places,
        states=states,
        names=names,
        current=look.place.id if look.place is not None else None,
        drawing=drawn,
        href=lambda place: look.href(place=place),
    )


def _kept(
    look: Looking, places: Iterable[Resource], states: Mapping[ResourceId, PlaceState]
) -> list[Resource]:
    """The places that the table is narrowed to."""
    asked = look.asked
    return [
        place
        for place in places
        if asked.kind in (None, place.kind)
        and asked.zone in ("", place.zone)
        and (not asked.feature or asked.feature in place.features)
        and (not asked.only_free or states[place.id] is PlaceState.FREE)
    ]


def _row(look: Looking, place: Resource, state: PlaceState, who: tuple[str, ...]) -> Row:
    zone = look.directory.zone_of(place)
    return Row(
        id=place.id,
        name=place.name,
        kind=place.kind,
        state=state,
        who=who,
        zone=zone.name if zone is not None else "",
        features=tuple(sorted(place.features)),
        href=look.href(place=place.id),
        current=look.place is not None and place.id == look.place.id,
    )


def _filters(look: Looking, places: Iterable[Resource]) -> Filters:
    asked, shown = look.asked, list(places)
    kinds = {place.kind for place in shown}
    zones = {place.zone for place in shown}
    features = sorted({each for place in shown for each in place.features}, key=feature_word)
    hidden = {"kind", "zone", "feature", "free"}
    return Filters(
        kinds=tuple(
            Choice(value=kind, label=word(kind), current=kind is asked.kind)
            for kind in Kind
            if kind in kinds
        ),
        zones=tuple(
            Choice(value=zone.id, label=zone.name, current=zone.id == asked.zone)
            for zone in look.directory.zones.values()
            if zone.id in zones
        ),
        features=tuple(
            Choice(value=each, label=feature_word(each), current=each == asked.feature)
            for each in features
        ),
        only_free=asked.only_free,
        hidden=tuple((name, value) for name, value in look.query.items() if name not in hidden),
    )


def _live(look: Looking) -> Live:
    asked = {
        "siteId": str(look.site.id),
        "date": day_of(look.span.start, look.directory.zone).isoformat(),
    }
    if look.part is not None:
        asked |= {"date": look.day.isoformat(), "partOfDay": str(look.part.id)}
    else:
        asked |= {"startsAt": utc(look.span.start), "endsAt": utc(look.span.end)}
    return Live(url=f"{API}/occupancy?{urlencode(asked)}", seconds=POLL_SECONDS)
