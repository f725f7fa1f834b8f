"""A first page full of everything, built from the demo municipality's files and invented occupancy: for tests and for
looking at. Nothing here reads a clock: it is Tuesday 24 November 2026, 08:40 in Luxembourg."""

import csv
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import cycle
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from adapters.http.floor_plan import floor_plan
from adapters.http.i18n.words import feature_word, word
from adapters.http.pages.place import (
    Alternative,
    DayBar,
    Deed,
    MyBooking,
    PlacePanel,
    Stretch,
)
from adapters.http.pages.plan import (
    Chooser,
    Day,
    DayMark,
    Filters,
    Live,
    Mine,
    Notice,
    Part,
    PlanPage,
    Row,
    Said,
    SiteCard,
)
from adapters.http.pages.shell import Choice, Language, Link, Shell
from adapters.http.pages.slip import Slips
from application.see_others import Face
from domain.availability import PlaceState
from domain.booking import State
from domain.ids import BookingId, FloorId, PersonId, ResourceId, SiteId, ZoneId
from domain.kinds import Kind
from domain.places import Floor, Network, Resource
from domain.reachable import Presence
from domain.refusals import Refusal, Refused
from domain.when import Interval, on_wall

ZONE = ZoneInfo("Europe/Luxembourg")
TODAY = date(2026, 11, 24)
JUNGLINSTER = Path(__file__).parents[3] / "demo" / "junglinster"
NAMES = {"nl": "Nederlands", "fr": "Français", "de": "Deutsch", "en": "English"}
STATES = (
    PlaceState.FREE,
    PlaceState.FREE,
    PlaceState.TAKEN,
    PlaceState.FREE,
    PlaceState.PARTLY,
    PlaceState.TAKEN,
    PlaceState.RESERVED,
    PlaceState.FREE,
    PlaceState.TAKEN,
    PlaceState.PENDING,
    PlaceState.FREE,
    PlaceState.BLOCKED,
    PlaceState.CLOSED,
)
MINE = "pav-b2"


def span(day: date, start: str, end: str) -> Interval:
    """A span in wall time of the demo's zone."""
    starts, ends = time.fromisoformat(start), time.fromisoformat(end)
    return Interval(on_wall(day, starts, ZONE), on_wall(day, ends, ZONE))


def resources(floor: str) -> list[Resource]:
    """The demo's resources on one floor."""
    with (JUNGLINSTER / "resources.csv").open(encoding="utf-8", newline="") as lines:
        return [_resource(row) for row in csv.DictReader(lines) if row["floor"] == floor]


def _resource(row: dict[str, str]) -> Resource:
    return Resource(
        id=ResourceId(row["id"]),
        site=SiteId(row["site"]),
        floor=FloorId(row["floor"]),
        kind=Kind(row["kind"]),
        name=row["name"],
        zone=ZoneId(row["zone"]) if row["zone"] else None,
        x=float(row["x"]),
        y=float(row["y"]),
        rotation=float(row["rotation"] or 0),
        features=frozenset(filter(None, row["features"].split(";"))),
        seats=int(row["seats"] or 1),
        note=row["note"],
    )


def states(places: list[Resource]) -> dict[ResourceId, PlaceState]:
    """Every state at least once where there are places enough."""
    mixed = dict(zip((place.id for place in places), cycle(STATES), strict=False))
    assigned = {places[0].id: PlaceState.ASSIGNED}
    mine = (
        {ResourceId(MINE): PlaceState.MINE}
        if ResourceId(MINE) in mixed
        else {places[-1].id: PlaceState.MINE}
    )
    return mixed | assigned | mine


def shell(language: str, *, assets: str = "/static/test") -> Shell:
    return Shell(
        municipality="Gemeng Jonglënster",
        person="Lea Muller",
        language=language,
        languages=tuple(
            Language(code=code, name=name, href=f"/?lang={code}", current=code == language)
            for code, name in NAMES.items()
        ),
        assets=assets,
        theme="/theme.css",
        home="/",
    )


def chooser(language: str, *, site: str = "al-schoul", own_times: bool = False) -> Chooser:
    plan = yaml.safe_load((JUNGLINSTER / "municipality.yaml").read_text("utf-8"))
    chosen = next(each for each in plan["sites"] if each["id"] == site)
    parts = plan["parts"]
    return Chooser(
        site=SiteCard(
            name=chosen["name"],
            address=chosen["address"],
            network=Network(chosen["network"]),
            step_free=chosen["stepFree"],
            until=chosen.get("validUntil"),
        ),
        sites=tuple(
            Choice(value=each["id"], label=each["name"], current=each["id"] == site)
            for each in plan["sites"]
        ),
        floors=(
            Link(label="Rez-de-chaussée", href="/?floor=0", current=True),
            Link(label="1. étage", href="/?floor=1"),
        ),
        days=tuple(_day(TODAY + timedelta(days=n)) for n in range(-1, 9)),
        earlier="",
        later="/?date=2026-12-03",
        today="/?date=2026-11-24",
        day=TODAY,
        first=TODAY - timedelta(days=7),
        last=TODAY + timedelta(days=28),
        parts=tuple(
            Part(
                name=part["name"][language],
                starts=time.fromisoformat(str(part["starts"])),
                ends=time.fromisoformat(str(part["ends"])),
                href=f"/?part={part['id']}",
                current=part["id"] == "morning" and not own_times,
            )
            for part in parts
        ),
        own_times=own_times,
        starts=time(8),
        ends=time(12),
        hidden=(
            ("site", site),
            ("floor", f"{site}-rdc"),
            ("date", "2026-11-24"),
            ("part", "morning"),
        ),
    )


def _day(day: date) -> Day:
    marks = {date(2026, 11, 30): DayMark.HOLIDAY, date(2026, 12, 2): DayMark.CLOSED}
    mark = DayMark.WEEKEND if day.isoweekday() > 5 else marks.get(day, DayMark.OPEN)
    return Day(
        day=day,
        href=f"/?date={day}",
        mark=mark,
        current=day == TODAY,
        today=day == TODAY,
        note="Santa Kiermes" if mark is DayMark.HOLIDAY else "",
        mine=day in (date(2026, 11, 26), TODAY),
    )


def my_booking(
    name: str,
    day: date,
    start: str,
    end: str,
    *,
    state: State = State.BOOKED,
    deeds: tuple[Deed, ...] = (),
) -> MyBooking:
    waiting = Deed.CHECK_IN in deeds
    return MyBooking(
        id=BookingId(f"{day}-{name.lower()}"),
        version="v1",
        name=name,
        kind=Kind.ROOM if name.startswith("Rou") else Kind.DESK,
        where="Al Schoul, pavillon · Rez-de-chaussée",
        span=span(day, start, end),
        state=state,
        href=f"/?place={name.lower()}",
        deeds=deeds,
        until_check_in=on_wall(day, time(9), ZONE) if waiting else None,
    )


def mine() -> Mine:
    return Mine(
        today=(
            my_booking("B2", TODAY, "08:00", "12:00", deeds=(Deed.CHECK_IN, Deed.NOT_COMING)),
            my_booking("Rou", TODAY, "13:30", "15:00", state=State.PENDING, deeds=(Deed.CANCEL,)),
        ),
        coming=(
            my_booking("A4", date(2026, 11, 26), "08:00", "17:00", deeds=(Deed.CANCEL,)),
            my_booking("B6", date(2026, 12, 1), "13:00", "17:00", deeds=(Deed.CANCEL,)),
        ),
        back="/?site=al-schoul",
    )


def panel(place: Resource, state: PlaceState, *, refused: Refused | None = None) -> PlacePanel:
    taken = (span(TODAY, "07:00", "08:30"), span(TODAY, "13:00", "16:00"))
    mine_ = my_booking(place.name, TODAY, "08:00", "12:00", deeds=(Deed.CHECK_IN, Deed.NOT_COMING))
    return PlacePanel(
        id=place.id,
        name=place.name,
        kind=place.kind,
        state=state,
        where="Al Schoul, pavillon · Rez-de-chaussée",
        zone="Bureau partagé",
        seats=place.seats,
        features=tuple(sorted(place.features)),
        note=place.note or "The blind on the left window sticks.",
        who=("Service scolaire",) if state is PlaceState.RESERVED else (),
        faces=(
            Face(
                person=PersonId("p007"),
                name="Joëlle Da Silva",
                span=taken[1],
                presence=Presence.MEETING,
            ),
        )
        if state is PlaceState.TAKEN
        else (),
        meetings=(taken[0],) if state is PlaceState.TAKEN else (),
        perhaps_taken=state is PlaceState.FREE,
        span=span(TODAY, "08:00", "12:00"),
        since=None,
        until=on_wall(TODAY, time(16), ZONE) if state is PlaceState.TAKEN else None,
        bar=DayBar(
            span=span(TODAY, "07:00", "20:00"),
            stretches=(
                Stretch(x=0, width=11.5, state=PlaceState.TAKEN),
                Stretch(x=46.2, width=23, state=PlaceState.TAKEN),
            ),
            taken=taken,
        ),
        refused=refused,
        alternatives=tuple(
            Alternative(
                name=name,
                kind=place.kind,
                span=span(TODAY, "08:00", "12:00"),
                href=f"/?place={name}",
                elsewhere=elsewhere,
            )
            for name, elsewhere in (("B3", ""), ("A7", ""), ("S2", "Sportshal, mezzanin"))
        )
        if refused
        else (),
        booking=mine_ if state is PlaceState.MINE else None,
        walk_in=state is PlaceState.FREE,
        moves=None,
        part="morning",
        back=f"/?site=al-schoul&place={place.id}",
        close="/?site=al-schoul",
        once="3f1c",
    )


def plan_page(
    language: str,
    *,
    floor: str = "al-schoul-rdc",
    chosen: PlaceState | None = None,
    as_table: bool = False,
    notice: Notice | None = None,
    slips: Slips | None = None,
    own_times: bool = False,
    assets: str = "/static/test",
) -> PlanPage:
    """The page as the demo's person sees it; `chosen`: open the panel of a place in that state. Inside `reading`."""
    places = resources(floor)
    known = states(places)
    place = next((each for each in places if known[each.id] is chosen), None)
    refused = Refused(why=Refusal.TAKEN, until=on_wall(TODAY, time(16), ZONE))
    box = yaml_box(floor)
    return PlanPage(
        shell=shell(language, assets=assets),
        notice=notice,
        slips=slips,
        whom=None,
        chooser=chooser(language, site=places[0].site, own_times=own_times),
        span=span(TODAY, "08:00", "12:00"),
        closed=None,
        plan=floor_plan(
            Floor(id=FloorId(floor), site=places[0].site, name="Rez-de-chaussée", box=box),
            resources=places,
            states=known,
            names={each.id: ("Joëlle Da Silva",) for each in _shown(places, known)},
            current=place.id if place else None,
            drawing=f"/plans/{floor}/0/plan.svg",
            href=lambda wanted: f"/?floor={floor}&place={wanted}",
        ),
        rows=tuple(
            _row(each, known[each.id], place, shown=each in _shown(places, known))
            for each in places
        ),
        free=sum(state is PlaceState.FREE for state in known.values()),
        total=len(places),
        filters=Filters(
            kinds=tuple(Choice(value=kind, label=word(kind)) for kind in Kind),
            zones=(Choice(value="pav-flex", label="Bureau partagé"),),
            features=tuple(
                Choice(value=each, label=feature_word(each))
                for each in sorted({each for place_ in places for each in place_.features})
            ),
            only_free=False,
            hidden=(("site", "al-schoul"), ("view", "table")),
        ),
        as_table=as_table,
        show_plan="/?view=plan",
        show_table="/?view=table",
        legend=tuple(PlaceState),
        panel=panel(place, known[place.id], refused=refused if chosen is PlaceState.TAKEN else None)
        if place
        else None,
        mine=mine(),
        live=Live(
            url="/api/v1/occupancy?siteId=al-schoul&date=2026-11-24&partOfDay=morning", seconds=20
        ),
        zone=str(ZONE),
    )


def yaml_box(floor: str) -> tuple[float, float, float, float]:
    """The viewBox of the demo's drawing."""
    drawing = (JUNGLINSTER / "plans" / f"{floor}.svg").read_text("utf-8")
    left, top, width, height = drawing.split('viewBox="')[1].split('"')[0].split()
    return float(left), float(top), float(width), float(height)


def _shown(places: list[Resource], known: dict[ResourceId, PlaceState]) -> list[Resource]:
    """The first two that are taken, by somebody whom the viewer is shown."""
    return [each for each in places if known[each.id] is PlaceState.TAKEN][:2]


def _row(
    place: Resource, state: PlaceState, chosen: Resource | None, *, shown: bool = False
) -> Row:
    return Row(
        id=place.id,
        name=place.name,
        kind=place.kind,
        state=state,
        who=("Joëlle Da Silva",) if shown else (),
        zone="Bureau partagé",
        features=tuple(sorted(place.features)),
        href=f"/?place={place.id}",
        current=chosen is not None and place.id == chosen.id,
    )


def booked() -> Notice:
    """What the page says after a booking."""
    return Notice(said=Said.BOOKED, name="B2", span=span(TODAY, "08:00", "12:00"))


def crowded(page: PlanPage) -> PlanPage:
    """The page of someone without bookings."""
    return replace(page, mine=Mine(today=(), coming=(), back="/"))
