"""Domain values as JSON and back: everything of a municipality, and what an older or newer version wrote."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from adapters.tables.chunks import IN_A_ROW, rows_of, text_of
from adapters.tables.entity import Row, body_of
from adapters.tables.shapes import from_packed, pack, packed_json, unpack
from domain.ids import OrganisationId, PersonId, ResourceId, SiteId, TeamId, ZoneId
from domain.kinds import Kind
from domain.people import HomeDay, Person, Role
from domain.places import (
    Closure,
    Directory,
    Eligibility,
    Holiday,
    Hours,
    Mode,
    Network,
    Organisation,
    Reservation,
    SiteState,
    ZoneKind,
)
from domain.rules import Policy, RuleException
from domain.series import Frequency, Pattern, Series
from domain.when import PartId, PartOfDay
from tests.builders import (
    NOW,
    a_desk,
    a_directory,
    a_floor,
    a_person,
    a_room,
    a_site,
    a_zone,
)

FULL = replace(
    a_directory(
        a_desk(
            "desk-1",
            zone="front",
            x=12.5,
            y=3.0,
            rotation=90.0,
            mode=Mode.ASSIGNED,
            assigned_to=PersonId("ada"),
            eligibility=Eligibility(
                teams=frozenset({TeamId("b"), TeamId("a")}),
                organisations=frozenset({OrganisationId("cpas")}),
                roles=frozenset({Role.RECEPTION}),
            ),
            features=frozenset({"two-screens", "height-adjustable"}),
            note="près de la fenêtre 🪟",
            valid_from=date(2026, 1, 1),
        ),
        a_room("room-1", seats=8, mailbox="room@example.org"),
        sites=[
            a_site(
                state=SiteState.DRAFT,
                valid_until=date(2027, 6, 30),
                network=Network.PUBLIC_WIFI,
                step_free=True,
                capacity=((PartId("morning"), 40),),
                closures=(Closure(first=date(2026, 12, 24), last=date(2026, 12, 27), reason="x"),),
                parts=(
                    PartOfDay(
                        id=PartId("morning"),
                        starts=time(8),
                        ends=time(12),
                        names=(("fr", "matin"), ("nl", "ochtend")),
                    ),
                ),
            )
        ],
        floors=[a_floor(drawing="plan.svg", drawing_hash="ab12", box=(0.0, 0.0, 2400.0, 1200.5))],
        zones=[
            a_zone(
                kind=ZoneKind.TEAM,
                reserved=(
                    Reservation(
                        team=TeamId("roads"),
                        weekdays=frozenset({1, 5}),
                        hours=Hours(starts=time(7), ends=time(0)),
                    ),
                ),
            )
        ],
    ),
    zone=ZoneInfo("Europe/Brussels"),
    languages=("fr", "de"),
    organisations=(Organisation(id=OrganisationId("cpas"), name="CPAS"),),
    holidays=(Holiday(day=date(2026, 12, 25), names=(("fr", "Noël"),)),),
    policy=Policy(
        changes={Kind.DESK: {"longest": timedelta(hours=10, minutes=30), "held_at_once": None}},
        exceptions=(
            RuleException(
                kind=Kind.ROOM,
                site=SiteId("hall"),
                zone=ZoneId("front"),
                team=TeamId("roads"),
                resources=frozenset({ResourceId("b"), ResourceId("a")}),
                changes={"horizon_days": 400, "check_in_required": False},
            ),
        ),
    ),
)


def test_a_whole_municipality_comes_back_as_it_was() -> None:
    assert from_packed(Directory, packed_json(FULL)) == FULL


def test_what_is_written_is_ascii_and_leaves_out_what_is_usual() -> None:
    stored = packed_json(FULL)
    assert stored.isascii() and '"seats":8' in stored and '"seats":1' not in stored


PEOPLE = some.builds(
    Person,
    id=some.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True).map(PersonId),
    name=some.text(max_size=60),
    mail=some.text(max_size=20),
    team=some.none() | some.just(TeamId("roads")),
    organisation=some.none(),
    language=some.sampled_from(["nl", "fr", "de", "en"]),
    roles=some.frozensets(some.sampled_from(Role)),
    home_days=some.frozensets(
        some.builds(
            HomeDay,
            weekday=some.integers(1, 7),
            part=some.none() | some.just(PartId("morning")),
        )
    ),
    has_pc=some.booleans(),
    licences=some.frozensets(some.text(max_size=5)),
    first_aider=some.booleans(),
)


@given(PEOPLE)
def test_any_person_comes_back(person: Person) -> None:
    assert from_packed(Person, packed_json(person)) == person


@given(
    some.dictionaries(some.dates(), some.text(max_size=20)),
    some.frozensets(some.dates()),
    some.none() | some.dates(),
    some.times(),
)
def test_any_series_comes_back(
    refused: dict[date, str], skipped: frozenset[date], until: date | None, starts: time
) -> None:
    series = Series(
        id="s",  # type: ignore[arg-type]  # a plain text will do
        person=PersonId("ada"),
        by=PersonId("ada"),
        resource=ResourceId("desk-1"),
        pattern=Pattern(frequency=Frequency.MONTHLY, first=date(2026, 1, 31), until=until),
        starts=starts,
        ends=time(17),
        created_at=NOW,
        refused=refused,
        skipped=skipped,
    )
    assert from_packed(Series, packed_json(series)) == series


@dataclass(frozen=True, kw_only=True)
class Older:
    name: str


@dataclass(frozen=True, kw_only=True)
class Newer:
    name: str
    colour: str = "blue"


def test_both_versions_of_an_update_read_the_same_rows() -> None:
    assert unpack(Newer, pack(Older(name="a"))) == Newer(name="a")
    assert unpack(Older, pack(Newer(name="a", colour="red"))) == Older(name="a")


def test_a_person_of_an_earlier_version_has_the_usual_rest() -> None:
    assert unpack(Person, {"id": "ada", "name": "Ada"}) == a_person("ada")


@given(some.integers(0, IN_A_ROW * 2 + 1))
def test_a_long_text_fits_into_rows_that_azure_accepts(length: int) -> None:
    long = ("0123456789abcdef" * (length // 16 + 1))[:length]
    rows = [Row("p", key, "v", values) for key, values in rows_of(long)]
    assert text_of(rows) == long
    assert [row.key for row in rows] == sorted(row.key for row in rows)
    for row in rows:
        body_of(row.partition, row.key, row.values, frozenset())
