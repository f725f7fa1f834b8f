"""Others on plans, in lists, at one place and by name: what is gathered, and that all of it asks the one function."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from application.ports import Roll, Sayings
from application.see_booking import see_bookings
from application.see_others import Eyes, Face, eyes_of, faces
from application.show_place import ShownPlace, show_place
from domain.ids import PersonId, TeamId
from domain.ledger import DayChange, Entry, Kept, PersonLedger, ResourceLedger, Version
from domain.pact import Pact, PrivacyProfile
from domain.people import Person, Role
from domain.privacy import NAMEABLE, Choice, Meeting, Preference, Relation, Sight, Terms, seen_by
from domain.when import Interval
from tests import builders as make
from tests.fakes import World, a_world

ADA = make.a_person("ada", team="civil")
MIA = make.a_person("mia", team="civil")
BOB = make.a_person("bob", team="works")
ANN = replace(make.a_person("ann"), first_aider=True)
RIE = make.a_person("rie", Role.RECEPTION)
FAY = make.a_person("fay", Role.FACILITY_MANAGER)
MORNING = make.span("08:00", "12:00")
TOMORROW = make.span("2026-11-25 08:00", "2026-11-25 12:00")


@pytest.fixture
def world() -> World:
    places = make.a_directory(make.a_desk(), make.a_desk("desk-2"))
    return a_world(places, (ADA, MIA, BOB, ANN, RIE, FAY), make.NOW)


def agree(world: World, *names: Relation, choice: Choice = Choice.OPT_OUT) -> None:
    terms = Terms(names=frozenset(names), choice=choice)
    pact = Pact(profile=PrivacyProfile(version=2, terms=terms))
    world.profiles.kept = Kept(value=pact, version=Version("v1"))


async def who(world: World, viewer: Person, *entries: Entry, span: Interval = MORNING) -> list[str]:
    """Whom `viewer` is shown on the plan of the hall."""
    eyes = await eyes_of(world.ports, viewer)
    site = entries[0].site
    found = faces(eyes, span, site, make.ledgers_of(*entries))
    return sorted(face.name for each in found.values() for face in each)


def at_desk(person: str, place: str = "desk-1", **fields: Any) -> Entry:
    desk = make.a_desk(place)
    return make.an_entry("08:00", "12:00", person=person, resource=desk, **fields)


async def test_a_plan_shows_ones_own_team_and_never_oneself(world: World) -> None:
    held = at_desk("ada"), at_desk("bob", "desk-2")
    assert await who(world, MIA, *held) == ["Ada"]
    assert await who(world, BOB, *held) == []
    assert await who(world, ADA, *held) == []
    assert await who(world, FAY, *held) == []


async def test_reception_sees_todays_house_and_not_tomorrows(world: World) -> None:
    tomorrow = replace(at_desk("ada"), span=TOMORROW)
    assert await who(world, RIE, at_desk("ada")) == ["Ada"]
    assert await who(world, RIE, tomorrow, span=TOMORROW) == []


async def test_who_is_at_the_site_today_is_read_off_the_plan_itself(world: World) -> None:
    agree(world, Relation.SAME_SITE)
    there = at_desk("ada"), at_desk("bob", "desk-2")
    assert await who(world, BOB, *there) == ["Ada"]
    assert await who(world, MIA, *there) == []


async def test_a_first_aider_sees_the_site_they_are_at(world: World) -> None:
    assert await who(world, ANN, at_desk("ada")) == []
    assert await who(world, ANN, at_desk("ada"), at_desk("ann", "desk-2")) == ["Ada"]


async def test_what_nobody_holds_any_more_names_nobody(world: World) -> None:
    expired = at_desk("ada", expires_at=make.at("07:59"))
    other_time = at_desk("ada", "desk-2")
    assert await who(world, MIA, expired, span=MORNING) == []
    assert await who(world, MIA, other_time, span=make.span("13:00", "14:00")) == []
    assert await who(world, MIA, at_desk("gone")) == []


async def test_a_word_that_was_just_said_counts_on_the_next_look(world: World) -> None:
    assert await who(world, MIA, at_desk("ada")) == ["Ada"]
    await world.ports.preferences.say(ADA.id, Preference.HIDE)
    assert await who(world, MIA, at_desk("ada")) == []
    assert await who(world, RIE, at_desk("ada")) == ["Ada"]
    agree(world, *NAMEABLE, choice=Choice.FIXED)
    assert await who(world, MIA, at_desk("ada")) == ["Ada"]


async def test_a_list_shows_what_a_plan_does_and_opening_more_only_to_those_in_charge(
    world: World,
) -> None:
    booking = make.a_booking(note="Chemo at four")

    async def sees(viewer: Person, sight: Sight) -> tuple[str | None, bool, bool]:
        (seen,) = await see_bookings(world.ports, [booking], viewer=viewer, sight=sight)
        return seen.person.id if seen.person else None, seen.notes, seen.recorded

    glance, opened = Sight.GLANCE, Sight.OPENED
    assert await sees(ADA, glance) == await sees(ADA, opened) == ("ada", True, False)
    assert await sees(MIA, glance) == await sees(MIA, opened) == ("ada", False, False)
    assert await sees(BOB, glance) == await sees(BOB, opened) == (None, False, False)
    assert await sees(FAY, glance) == (None, False, False)
    assert await sees(FAY, opened) == ("ada", True, True)


async def test_ones_own_place_of_today_counts_in_lists_too(world: World) -> None:
    agree(world, Relation.SAME_SITE)
    booking = make.a_booking()

    async def shown() -> bool:
        (seen,) = await see_bookings(world.ports, [booking], viewer=BOB, sight=Sight.GLANCE)
        return seen.person is not None

    assert not await shown()
    own = PersonLedger(person=BOB.id, entries=(at_desk("bob", "desk-2"),))
    await world.bookings.apply(DayChange(day=make.TODAY, people=(own,)))
    assert await shown()
    world.clock.advance(timedelta(days=1))
    assert not await shown()


async def test_ones_own_bookings_ask_nobody_who_may_see_what(world: World) -> None:
    world.profiles.fail_next_read(AssertionError("not asked"))
    (seen,) = await see_bookings(world.ports, [make.a_booking()], viewer=ADA)
    assert seen.person == ADA and seen.notes and not seen.recorded


async def test_one_place_says_who_has_it_when_to_whom_it_is_shown(world: World) -> None:
    entry = at_desk("ada")
    ledger = ResourceLedger(resource=entry.resource, site=entry.site, entries=(entry,))
    await world.bookings.apply(DayChange(day=make.TODAY, resources=(ledger,)))

    async def shown(viewer: Person) -> tuple[Face, ...]:
        place = await show_place(
            world.ports, viewer=viewer, place=entry.resource, when=make.span("09:00", "10:00")
        )
        assert isinstance(place, ShownPlace)
        return place.faces

    assert await shown(MIA) == (Face(person=ADA.id, name="Ada", span=entry.span),)
    assert await shown(BOB) == ()


PEOPLE = some.builds(
    make.a_person,
    some.sampled_from(["ada", "mia", "bob"]),
    some.sampled_from(Role),
    team=some.none() | some.sampled_from(["civil", "works"]).map(TeamId),
)
TERMS = some.builds(
    Terms,
    names=some.frozensets(some.sampled_from(NAMEABLE)),
    choice=some.sampled_from(Choice),
)


@given(PEOPLE, some.booleans(), some.lists(PEOPLE, max_size=6), TERMS)
def test_a_plan_names_exactly_those_whom_the_one_function_shows(
    viewer: Person, aider: bool, subjects: list[Person], terms: Terms
) -> None:
    viewer = replace(viewer, id=PersonId("viewer"), first_aider=aider)
    crowd = {
        PersonId(f"{each.id}-{n}"): replace(each, id=PersonId(f"{each.id}-{n}"))
        for n, each in enumerate(subjects)
    }
    said = {
        each: Preference.HIDE if each.startswith("bob") else Preference.SHOW
        for each in crowd
        if not each.startswith("ada")
    }
    eyes = Eyes(
        viewer=viewer,
        terms=terms,
        version="1",
        sayings=Sayings(version="", said=said),
        roll=Roll(version="", people=crowd),
        now=make.NOW,
        today=make.span("00:00", "2026-11-25 00:00"),
    )
    held = [at_desk(person, f"desk-{n}") for n, person in enumerate(crowd)]
    found = faces(eyes, MORNING, make.a_site().id, make.ledgers_of(*held))
    met = Meeting(sight=Sight.GLANCE, today=True)
    assert {face.person for each in found.values() for face in each} == {
        each.id
        for each in crowd.values()
        if seen_by(
            viewer, each, met=met, terms=terms, said=said.get(each.id, Preference.UNSAID)
        ).name
    }
