"""What viewers are shown of places, bookings, series and the state of the house."""

from datetime import date, time, timedelta

import pytest

from application.asking import DayPart
from application.list_places import Filter, list_resources, list_sites
from application.ports import Beat, Misconfigured, Unavailable
from application.search_availability import search_availability
from application.search_people import search_people
from application.see_booking import see_bookings
from application.show_health import STALE_AFTER, show_health
from application.show_plan import Plan, show_plan
from application.show_series import Became, outcomes
from domain.ids import BookingId, PersonId, ResourceId, SeriesId, SiteId
from domain.ledger import DayChange, Entry, ResourceLedger
from domain.people import Role
from domain.places import Mode, SiteState
from domain.refusals import Refusal, Refused
from domain.series import Frequency, Pattern, Series
from domain.when import PartId, later
from tests import builders as make
from tests.fakes import World, a_world

ADA = make.a_person("ada", team="civil")
BOB = make.a_person("bob")
LEA = make.a_person("lea", Role.TEAM_LEAD, team="civil")
FAY = make.a_person("fay", Role.FACILITY_MANAGER)


@pytest.fixture
def world() -> World:
    places = make.a_directory(
        make.a_desk(),
        make.a_desk("desk-2"),
        make.a_desk("desk-3", mode=Mode.BLOCKED),
        make.a_desk("tower-1", site="tower"),
        sites=(make.a_site(), make.a_site("tower", state=SiteState.DRAFT)),
    )
    return a_world(places, (ADA, BOB, LEA, FAY), make.NOW)


async def held(world: World, *entries: Entry) -> None:
    for resource, ledger in make.ledgers_of(*entries).items():
        new = ResourceLedger(resource=resource, site=ledger.site, entries=ledger.entries)
        await world.bookings.apply(DayChange(day=make.TODAY, resources=(new,)))


async def test_a_draft_site_and_its_places_are_for_those_who_plan_it(world: World) -> None:
    assert [site.id for site in await list_sites(world.ports, viewer=ADA)] == ["hall"]
    assert [site.id for site in await list_sites(world.ports, viewer=FAY)] == ["hall", "tower"]
    drafts = Filter(site=SiteId("tower"))
    hidden = await list_resources(world.ports, viewer=ADA, wanted=drafts)
    assert isinstance(hidden, Refused) and hidden.why is Refusal.UNKNOWN_SITE
    shown = await list_resources(world.ports, viewer=FAY, wanted=drafts)
    assert not isinstance(shown, Refused) and [each.id for each in shown] == ["tower-1"]


async def test_whoever_may_change_a_booking_sees_whose_it_is(world: World) -> None:
    booking = make.a_booking()
    for viewer, person in ((ADA, ADA), (LEA, ADA), (FAY, ADA), (BOB, None)):
        (seen,) = await see_bookings(world.ports, [booking], viewer=viewer)
        assert seen.person == person
        assert seen.check_in_opens_at == make.at("08:00")
        assert seen.check_in_closes_at == make.at("10:00")


async def test_a_booking_of_someone_who_has_left_is_nobodys_to_see(world: World) -> None:
    booking = make.a_booking(person="gone")
    (seen,) = await see_bookings(world.ports, [booking], viewer=FAY)
    assert seen.person is None


async def test_what_is_free_is_wholly_free_first_and_never_out_of_use(world: World) -> None:
    await held(world, make.an_entry("09:00", "10:00"))
    when = DayPart(day=make.TODAY, part=PartId("morning"))
    found = await search_availability(world.ports, viewer=ADA, wanted=Filter(), when=when)
    assert not isinstance(found, Refused)
    assert [(each.resource.id, each.throughout) for each in found] == [
        ("desk-2", True),
        ("desk-1", False),
    ]
    assert found[1].free == (make.span("08:00", "09:00"), make.span("10:00", "12:00"))


async def test_a_hold_that_ran_out_takes_nothing(world: World) -> None:
    await held(world, make.an_entry("08:00", "12:00", expires_at=make.at("07:59")))
    when = make.span("08:00", "12:00")
    found = await search_availability(world.ports, viewer=ADA, wanted=Filter(), when=when)
    assert not isinstance(found, Refused)
    assert all(each.throughout for each in found)
    assert ResourceId("desk-1") in {each.resource.id for each in found}


async def test_a_plan_of_a_closed_day_is_of_the_whole_day(world: World) -> None:
    plan = await show_plan(world.ports, viewer=ADA, site=make.a_site(), when=date(2026, 11, 29))
    assert isinstance(plan, Plan)
    assert plan.question.span == make.span("2026-11-29 00:00", "2026-11-30 00:00")
    assert {view.why for view in plan.places} <= {Refusal.OUTSIDE_HOURS, Refusal.BLOCKED}


async def test_a_plan_changes_by_itself_at_the_next_moment_that_matters(world: World) -> None:
    world.clock.set(make.at("08:30"))
    await held(world, make.an_entry("09:15", "10:00"))
    plan = await show_plan(
        world.ports, viewer=ADA, site=make.a_site(), when=make.span("08:00", "12:00")
    )
    assert isinstance(plan, Plan)
    assert plan.changes_at == make.at("09:15")


async def test_one_letter_does_not_list_the_house(world: World) -> None:
    assert await search_people(world.ports, viewer=FAY, words=" a ", limit=9) == ()
    assert await search_people(world.ports, viewer=FAY, words=" AD ", limit=9) == (ADA,)


async def test_a_job_is_late_after_three_of_its_periods_and_not_before_its_first(
    world: World,
) -> None:
    assert (await show_health(world.ports)).well
    for job, allowed in STALE_AFTER.items():
        world.heartbeats.beats[job] = Beat(job=job, at=later(world.clock.now(), -allowed))
    assert (await show_health(world.ports)).well
    world.clock.advance(timedelta(seconds=1))
    late = await show_health(world.ports)
    assert late.usable and not late.well
    assert all(job.stale for job in late.jobs)


@pytest.mark.parametrize("fault", [Unavailable("x"), Misconfigured("x")])
async def test_storage_out_of_reach_is_an_answer(world: World, fault: Exception) -> None:
    world.heartbeats.fail_next_read(fault)
    assert not (await show_health(world.ports)).storage
    world.places.known = None
    before_import = await show_health(world.ports)
    assert before_import.storage and not before_import.usable


def test_each_date_of_a_series_says_what_became_of_it() -> None:
    days = [date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15)]
    later_day = date(2026, 12, 22)
    series = Series(
        id=SeriesId("s"),
        person=PersonId("ada"),
        by=PersonId("ada"),
        resource=ResourceId("desk-1"),
        pattern=Pattern(frequency=Frequency.WEEKLY, first=days[0], until=date(2026, 12, 21)),
        starts=time(8),
        ends=time(12),
        created_at=make.NOW,
        bookings={days[0]: BookingId("a"), later_day: BookingId("b")},
        refused={days[1]: "taken"},
        skipped=frozenset({days[3]}),
        decided_until=later_day,
    )
    assert [(each.day, each.became, each.booking) for each in outcomes(series)] == [
        (days[0], Became.BOOKED, "a"),
        (days[1], Became.REFUSED, None),
        (days[2], Became.SKIPPED, None),
        (days[3], Became.CANCELLED, None),
        (later_day, Became.CANCELLED, "b"),
    ]
