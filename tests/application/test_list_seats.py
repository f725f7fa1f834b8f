"""Laying the seating lists ready: of which sites, with whose names, and that no old one is left."""

from dataclasses import replace
from datetime import date

import pytest

from application.faults import Unavailable
from application.list_seats import JOB, list_seats, make_lists
from application.pausing import unless_paused
from domain.ids import SiteId, TeamId
from domain.ledger import Kept, Version
from domain.pact import Pact, PrivacyProfile
from domain.people import Team
from domain.places import SiteState
from domain.privacy import Preference, Relation, Terms
from domain.seating import SeatingList
from tests.application.town import ADA, BOB, GONE, a_town, books
from tests.builders import a_desk, a_directory, a_site, at
from tests.fakes import World, a_world

HALL, ANNEX = SiteId("hall"), SiteId("annex")


def names(lists: tuple[SeatingList, ...]) -> list[tuple[date, str, str]]:
    return [
        (day.day, line.place, line.person.name)
        for each in lists
        for day in each.days
        for floor in day.floors
        for line in floor.seats
    ]


async def test_today_and_the_next_working_day_are_listed_by_their_own_clocks() -> None:
    world = a_town()
    await books(world)
    await books(world, "2026-11-25 09:00", "2026-11-25 12:00", who="bob")
    world.clock.set(at("00:05"))
    today, tomorrow = (await make_lists(world.ports))[0].days
    assert (today.day, tomorrow.day) == (date(2026, 11, 24), date(2026, 11, 25))
    assert names(await make_lists(world.ports)) == [
        (today.day, "desk-1", "Ada"),
        (tomorrow.day, "desk-1", "Bob"),
    ]
    world.clock.set(at("2026-11-23 23:55"))
    assert [day.day for day in (await make_lists(world.ports))[0].days][1] == today.day


async def test_it_is_written_in_the_municipalitys_first_language() -> None:
    world = a_town(languages=("fr", "de"))
    (made,) = await make_lists(world.ports)
    assert (made.language, made.municipality, made.site.id) == ("fr", "Testingen", HALL)


async def test_a_team_is_told_by_its_name() -> None:
    ada = replace(ADA, team=TeamId("civil"), first_aider=True)
    world = a_world(a_directory(), (ada, BOB), at("08:00"))
    world.people.teams[TeamId("civil")] = Team(id=TeamId("civil"), name="Civil status")
    await books(world)
    (made,) = await make_lists(world.ports)
    (line,) = made.days[0].on_duty
    assert (line.person.name, line.person.team) == ("Ada", "Civil status")


def agreed(world: World, *names: Relation) -> None:
    pact = Pact(profile=PrivacyProfile(terms=Terms(names=frozenset(names))))
    world.profiles.kept = Kept(value=pact, version=Version("v1"))


async def test_hiding_is_no_help_from_whoever_clears_the_building() -> None:
    world = a_town()
    await books(world)
    await world.preferences.say(ADA.id, Preference.HIDE)
    assert [name for _, _, name in names(await make_lists(world.ports))] == ["Ada"]


async def test_where_reception_is_shown_nobody_the_list_counts_and_names_nobody() -> None:
    world = a_town()
    await books(world)
    agreed(world, Relation.OWN_TEAM)
    (made,) = await make_lists(world.ports)
    assert [name for _, _, name in names((made,))] == [""]
    assert made.days[0].count.people == 1


async def test_only_open_sites_have_a_list_and_the_others_lose_theirs() -> None:
    annex = a_desk("desk-8", site="annex")
    world = a_town(a_desk(), annex, sites=[a_site(), a_site("annex")])
    assert await list_seats(world.ports) == 2 and set(world.seating.kept) == {HALL, ANNEX}
    for state in (SiteState.CLOSED, SiteState.DRAFT):
        known = world.places.known
        assert known is not None
        shut = replace(known.sites[ANNEX], state=state)
        world.places.known = replace(known, sites={**known.sites, ANNEX: shut})
        world.seating.kept[ANNEX] = b"of yesterday"
        assert await list_seats(world.ports) == 1 and set(world.seating.kept) == {HALL}


async def test_a_site_with_no_day_to_tell_of_has_no_list() -> None:
    world = a_town(sites=[a_site(valid_until=date(2026, 11, 20))])
    assert await make_lists(world.ports) == ()


async def test_a_new_list_takes_the_place_of_the_old_one() -> None:
    world = a_town()
    await books(world)
    await list_seats(world.ports)
    world.clock.set(at("2026-11-25 05:40"))
    await list_seats(world.ports)
    assert world.seating.kept == {HALL: b""}


async def test_the_job_leaves_a_heartbeat_and_says_where_there_is_no_account() -> None:
    world = a_town()
    await list_seats(world.ports)
    world.seating.on = False
    last = await world.heartbeats.last(JOB)
    assert last is not None and last.said == "1 lists"
    world.seating.kept.clear()
    assert await list_seats(world.ports) == 0 and not world.seating.kept
    last = await world.heartbeats.last(JOB)
    assert last is not None and last.said == "no second account"


async def test_a_list_that_cannot_be_kept_leaves_no_heartbeat() -> None:
    world = a_town()
    world.seating.fail_next(before=GONE)
    with pytest.raises(Unavailable):
        await list_seats(world.ports)
    assert await world.heartbeats.last(JOB) is None


async def test_nothing_is_made_in_maintenance() -> None:
    world = a_town()
    world.places.is_paused = True
    await unless_paused(world.ports, list_seats)
    assert not world.seating.kept
