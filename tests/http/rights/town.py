"""The whole product over fakes, with somebody in every role and somebody of every relation to each of them.

Everyone has a desk of their own. It is Tuesday 24 November 2026, 08:00: the morning has just begun."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi import FastAPI
from httpx2 import Response as Answer
from starlette.testclient import TestClient

from adapters.http.csrf import HEADER, token_of
from adapters.http.product import product
from adapters.http.session import Door
from adapters.settings import read_settings
from application.asking import Ask, DayPart
from application.book import Booked, book
from application.check_in import check_in
from application.make_series import SeriesAsk, SeriesMade, make_series
from application.saved import Saved
from domain.booking import Booking
from domain.ids import OrganisationId, ResourceId, SeriesId, TeamId
from domain.kinds import Kind
from domain.people import Person, Role, Team
from domain.places import Directory, SiteState
from domain.series import Frequency, Pattern
from domain.sessions import Lifetime
from domain.when import next_day
from tests import builders as make
from tests.fake_issuer import CLIENT, ISSUER, PUBLIC, TENANT, FakeIssuer, an_oidc_issuer
from tests.fakes import World, a_world
from tests.http.pages.served import KeptDrawings

ENVIRONMENT = {
    "TABLES_ENDPOINT": "https://tables.example",
    "QUEUES_ENDPOINT": "https://queues.example",
    "BLOBS_ENDPOINT": "https://blobs.example",
    "PUBLIC_URL": PUBLIC,
    "OIDC_ISSUER": ISSUER,
    "OIDC_CLIENT_ID": CLIENT,
    "OIDC_TENANT": TENANT,
}
TODAY = make.TODAY
TOMORROW = next_day(TODAY)
SECRET = "fragile-note"  # what is noted with every booking
COOKIE = "__Host-plek"


class Relation(StrEnum):
    """What somebody is to whoever asks."""

    SELF = "self"
    OWN_TEAM = "own team"
    OTHER_TEAM = "other team"
    OTHER_ORGANISATION = "other organisation"


HOME, ABROAD = OrganisationId("town"), OrganisationId("welfare")
ACTORS: Mapping[Role, Person] = {
    role: make.a_person(role.value, role, team="civil", organisation=HOME) for role in Role
}
ABSENT = make.a_person("absent", team="civil", organisation=HOME)  # whose things nobody asks for
OPERATOR = make.a_person("operator", Role.ADMINISTRATOR)
SECOND = make.a_person("second", Role.ADMINISTRATOR)


def subject(relation: Relation, to: Person) -> Person:
    """Somebody of that relation to a person, and to nobody else, so that every question has a day of its own."""
    names = {
        Relation.OWN_TEAM: ("mate", "civil", HOME),
        Relation.OTHER_TEAM: ("other", "works", HOME),
        Relation.OTHER_ORGANISATION: ("abroad", "care", ABROAD),
    }
    if relation is Relation.SELF:
        return to
    name, team, organisation = names[relation]
    return make.a_person(f"{name}-{to.id}", team=team, organisation=organisation)


PEOPLE = (
    *(subject(relation, actor) for actor in (*ACTORS.values(), ABSENT) for relation in Relation),
    OPERATOR,
    SECOND,
)
PLACES = {person.id: number for number, person in enumerate(PEOPLE)}
DESKS = ("desk", "spare")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that is as it must be. `good`: what whoever may do it gets, as in `cell`, or several of them."""

    good: tuple[str, ...] = ("200",)
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def a_directory() -> Directory:
    return make.a_directory(
        *(make.a_desk(f"{name}-{number}") for name in DESKS for number in PLACES.values()),
        make.a_desk("tower-desk", site="tower", zone="tower-zone"),
        sites=(make.a_site(), make.a_site("tower", state=SiteState.DRAFT)),
        floors=(make.a_floor(drawing_hash="abc"), make.a_floor("tower-0", "tower")),
        zones=(make.a_zone("tower-zone", "tower-0"),),
        rules={Kind.DESK: {"horizon_days": 60}},
        languages=("en", "nl", "fr", "de"),
    )


class Town:
    """One town for one question; those who ask it have nothing to do with each other."""

    def __init__(self) -> None:
        teams = [Team(id=TeamId(each), name=each.title()) for each in ("civil", "works", "care")]
        self.world: World = a_world(a_directory(), PEOPLE, make.NOW, teams=teams)
        self.ports = self.world.ports
        self.issuer = FakeIssuer(self.world.clock)
        ours = an_oidc_issuer(
            self.issuer, keys=self.ports.keys, clock=self.ports.clock, ids=self.ports.ids
        )
        settings = read_settings(ENVIRONMENT)
        self.app: FastAPI = product(
            self.ports, drawings=KeptDrawings(), issuer=ours, settings=settings
        )
        self.door = Door(ports=self.ports, lifetime=Lifetime(), secure=True)

    async def ask(self, endpoint: str, call: Call, actor: Person | None) -> Answer:
        """Sends it in the name of `actor`, with a session as signing in makes it."""
        method, _, path = endpoint.partition(" ")
        client = TestClient(self.app, base_url=PUBLIC, follow_redirects=False)
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"} | dict(call.headers)
        if actor is not None:
            session = await self.door.begun(actor.id)
            headers["Cookie"] = f"{COOKIE}={await self.ports.sessions.seal(session)}"
            headers[HEADER] = token_of(session)
        return client.request(
            method,
            re.sub(r":\w+}", "}", path).format_map(call.path),
            params=dict(call.query),
            json=call.json,
            data=None if call.form is None else dict(call.form),
            headers=headers,
        )

    async def booking(self, of: Person, *, today: bool = False, there: bool = False) -> Booking:
        """A booking of somebody's own desk; `there`: and they have checked in."""
        ask = Ask(
            caller=OPERATOR,
            person=of.id,
            resource=desk(of),
            when=DayPart(day=TODAY if today or there else TOMORROW, part=make.MORNING.id),
            note=SECRET,
        )
        made = await book(self.ports, ask)
        assert isinstance(made, Booked), made
        if not there:
            return made.booking
        arrived = await check_in(self.ports, caller=OPERATOR, booking=made.booking.id)
        assert isinstance(arrived, Saved), arrived
        return arrived.booking

    async def series(self, of: Person) -> SeriesId:
        ask = SeriesAsk(
            caller=OPERATOR,
            person=of.id,
            resource=desk(of),
            pattern=Pattern(frequency=Frequency.DAILY, first=TOMORROW, count=2),
            part=make.MORNING.id,
            note=SECRET,
        )
        made = await make_series(self.ports, ask)
        assert isinstance(made, SeriesMade), made
        return made.series.id


def desk(of: Person, name: str = "desk") -> ResourceId:
    """Numbered: the name of a place says of nobody that it is theirs."""
    return ResourceId(f"{name}-{PLACES[of.id]}")


def cell(answer: Answer) -> str:
    """What came back, in a word or two: the status, and the code or what the page says."""
    kind = answer.headers.get("content-type", "")
    if kind.startswith("application/problem+json"):
        return f"{answer.status_code} {answer.json()['code']}"
    said = parse_qs(urlsplit(answer.headers.get("location", "")).query)
    word = (said.get("why") or said.get("said") or [""])[0]
    return f"{answer.status_code} {word}".strip()
