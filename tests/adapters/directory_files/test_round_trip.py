"""What is exported can be imported, and is the same: files of the demos byte for byte, anything else value for value."""

from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.cli.folders import load
from adapters.directory_files.version import version_of
from adapters.directory_files.write import write_files
from application.generation import Generation
from demo import large
from demo.build import HERE, MUNICIPALITIES
from domain.ids import FloorId, OrganisationId, PersonId, ResourceId, SiteId, TeamId, ZoneId
from domain.kinds import Kind
from domain.people import HomeDay, Person, Role, Team
from domain.places import (
    Closure,
    Directory,
    Eligibility,
    Floor,
    Holiday,
    Hours,
    Mirror,
    Mode,
    Network,
    Organisation,
    Reservation,
    Resource,
    Site,
    SiteState,
    Zone,
    ZoneKind,
)
from domain.rules import Policy, RuleException
from domain.when import PartId, PartOfDay
from tests.adapters.directory_files.small import FILES, imported

# A name is one line without blanks around it; everything else must survive YAML and CSV.
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")),
    min_size=1,
    max_size=12,
).map(lambda text: f"x{text}x")
SHOWN = [shown for shown in Mirror if shown is not Mirror.OFF]
IDS = st.from_regex(r"[a-z0-9-]{1,8}", fullmatch=True)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
HOURS = st.integers(0, 22).flatmap(
    lambda starts: st.builds(
        Hours, starts=st.just(time(starts)), ends=st.sampled_from([time(starts + 1, 30), time(0)])
    )
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "horizon_days": st.integers(0, 400),
        "longest": st.integers(1, 9999).map(lambda minutes: timedelta(minutes=minutes)),
        "per_week": st.none() | st.integers(0, 7),
        "one_at_a_time": st.booleans(),
        "check_in_required": st.booleans(),
        "check_in_closes": st.integers(0, 600).map(lambda minutes: timedelta(minutes=minutes)),
    },
)


@st.composite
def parts_of_day(draw: st.DrawFn) -> tuple[PartOfDay, ...]:
    found = []
    for identity in draw(st.lists(IDS, max_size=3, unique=True)):
        hours = draw(HOURS)
        names = tuple(
            (language, draw(NAMES)) for language in draw(st.sets(st.sampled_from(["nl", "fr"])))
        )
        found.append(
            PartOfDay(id=PartId(identity), starts=hours.starts, ends=hours.ends, names=names)
        )
    return tuple(found)


@st.composite
def periods(draw: st.DrawFn) -> tuple[date | None, date | None]:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return draw(st.sampled_from([(None, None), (first, None), (None, last), (first, last)]))


@st.composite
def a_site(draw: st.DrawFn, identity: str) -> Site:
    first, last = draw(periods())
    parts = draw(parts_of_day())
    weekdays = draw(st.sets(st.integers(1, 7)))
    limited = draw(st.sets(st.sampled_from([part.id for part in parts]))) if parts else set()
    closure = sorted((draw(DAYS), draw(DAYS)))
    return Site(
        id=SiteId(identity),
        name=draw(NAMES),
        address=draw(st.just("") | NAMES),
        state=draw(st.sampled_from(SiteState)),
        valid_from=first,
        valid_until=last,
        network=draw(st.sampled_from(Network)),
        step_free=draw(st.booleans()),
        alarm_button=draw(st.booleans()),
        confidential=draw(st.booleans()),
        opening=tuple((day, (draw(HOURS),)) for day in sorted(weekdays)),
        parts=parts,
        capacity=tuple((part, draw(st.integers(0, 500))) for part in sorted(limited)),
        closures=(Closure(first=closure[0], last=closure[1], reason=draw(st.just("") | NAMES)),),
    )


@st.composite
def a_resource(draw: st.DrawFn, identity: str, zone: Zone, site: SiteId) -> Resource:
    first, last = draw(periods())
    mode = draw(st.sampled_from(Mode))
    return Resource(
        id=ResourceId(identity),
        site=site,
        floor=zone.floor,
        zone=draw(st.sampled_from([None, zone.id])),
        kind=draw(st.sampled_from(Kind)),
        name=draw(NAMES),
        x=draw(st.integers(0, 8000)) / 8,
        y=draw(st.integers(0, 8000)) / 8,
        rotation=float(draw(st.integers(-360, 360))),
        mode=mode,
        assigned_to=PersonId("p") if mode is Mode.ASSIGNED else None,
        eligibility=Eligibility(
            teams=frozenset(draw(st.sets(st.just(TeamId("t"))))),
            organisations=frozenset(draw(st.sets(st.just(OrganisationId("o"))))),
            roles=frozenset(draw(st.sets(st.sampled_from(Role)))),
        ),
        features=frozenset(draw(st.sets(IDS, max_size=3))),
        seats=draw(st.integers(1, 99)),
        note=draw(st.just("") | NAMES),
        valid_from=first,
        valid_until=last,
    )


@st.composite
def municipalities(draw: st.DrawFn) -> Generation:
    names = draw(st.lists(IDS, min_size=2, max_size=4, unique=True))
    middle = (len(names) + 1) // 2
    sites = {SiteId(name): draw(a_site(name)) for name in names[:middle]}
    floors = {
        FloorId(f"f{index}"): Floor(id=FloorId(f"f{index}"), site=site, name=draw(NAMES))
        for index, site in enumerate(sites)
    }
    zones: dict[ZoneId, Zone] = {}
    for name, floor in zip(names[middle:], floors, strict=False):
        kept = Reservation(
            team=TeamId("t"), weekdays=frozenset({draw(st.integers(1, 7))}), hours=draw(HOURS)
        )
        zones[ZoneId(name)] = Zone(
            id=ZoneId(name),
            floor=floor,
            name=draw(NAMES),
            kind=draw(st.sampled_from(ZoneKind)),
            reserved=(kept,),
        )
    zone = next(iter(zones.values()))
    resources = {
        ResourceId(name): draw(a_resource(name, zone, floors[zone.floor].site))
        for name in draw(st.lists(IDS, max_size=4, unique=True))
    }
    person = Person(
        id=PersonId("p"),
        name=draw(NAMES),
        mail=draw(st.sampled_from(["", "p@k.example"])),
        team=TeamId("t"),
        language="nl",
        roles=frozenset(draw(st.sets(st.sampled_from(Role), min_size=1))),
        home_days=frozenset(HomeDay(weekday=day) for day in draw(st.sets(st.integers(1, 7)))),
        has_pc=draw(st.booleans()),
        licences=frozenset(draw(st.sets(IDS, max_size=2))),
        first_aider=draw(st.booleans()),
    )
    exception = RuleException(kind=draw(st.sampled_from(Kind)), zone=zone.id, changes=draw(CHANGES))
    owns = tuple(
        RuleException(kind=each.kind, resources=frozenset({each.id}), changes=draw(CHANGES))
        for each in resources.values()
    )
    directory = Directory(
        version="",
        name=draw(NAMES),
        zone=ZoneInfo(draw(st.sampled_from(["Europe/Brussels", "America/Sao_Paulo", "UTC"]))),
        languages=("nl", "fr"),
        brand=draw(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)),
        organisations=(Organisation(id=OrganisationId("o"), name=draw(NAMES)),),
        holidays=(Holiday(day=draw(DAYS), names=(("nl", draw(NAMES)),)),),
        policy=Policy(
            changes={draw(st.sampled_from(Kind)): draw(CHANGES)}, exceptions=(exception, *owns)
        ),
        confirmations=draw(st.booleans()),
        mirrors=draw(st.dictionaries(st.sampled_from(Kind), st.sampled_from(SHOWN))),
        sites=sites,
        floors=floors,
        zones=zones,
        resources=resources,
    )
    team = Team(id=TeamId("t"), name=draw(NAMES), lead=draw(st.sampled_from([None, PersonId("p")])))
    return Generation(directory=directory, people={person.id: person}, teams={team.id: team})


SAME = (
    *("sites", "floors", "zones", "resources", "policy", "holidays", "organisations"),
    *("confirmations", "mirrors"),
)


@settings(max_examples=30, deadline=None)
@given(municipalities())
def test_any_municipality_comes_back_as_it_was(generation: Generation) -> None:
    back = imported(write_files(generation))
    assert back.people == generation.people
    assert back.teams == generation.teams
    assert back.directory.version == version_of(generation)
    assert write_files(back) == write_files(generation)
    for name in SAME:
        assert getattr(back.directory, name) == getattr(generation.directory, name), name


def test_the_small_municipality_comes_back_as_it_was() -> None:
    once = imported(FILES)
    assert imported(write_files(once)) == once


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_a_demo_is_exported_byte_for_byte(municipality: str) -> None:
    files = load(Path(HERE, municipality))
    assert write_files(imported(files)) == files


def test_the_large_municipality_is_the_same_for_the_same_seed_and_can_be_imported() -> None:
    files = {path: text.encode() for path, text in large.files_of(1).items()}
    assert large.files_of(1)["people.csv"].encode() == files["people.csv"]
    assert large.files_of(2)["people.csv"].encode() != files["people.csv"]
    generation = imported(files)
    directory = generation.directory
    desks = [each for each in directory.resources.values() if each.kind is Kind.DESK]
    assert (len(generation.people), len(directory.sites), len(desks)) == (2500, 12, 1000)
