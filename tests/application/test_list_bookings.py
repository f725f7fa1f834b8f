"""Listing bookings: what is listed, under which day, and what is passed over."""

from datetime import date, timedelta

import pytest

from application.asking import Ask
from application.book import Booked, book
from application.cancel_booking import cancel_booking
from application.list_bookings import Page, Period, Subject, list_bookings
from domain.booking import Booking, State
from domain.ids import PersonId, ResourceId, SiteId
from domain.ledger import DayChange, ResourceLedger
from domain.people import Person, Role
from domain.refusals import Refusal, Refused
from domain.when import Interval, later
from tests import builders as make
from tests.fakes import World, a_world

ADA, BOB, FAY = (
    make.a_person("ada"),
    make.a_person("bob"),
    make.a_person("fay", Role.FACILITY_MANAGER),
)
WEEK = Period(first=date(2026, 11, 24), last=date(2026, 11, 30))


@pytest.fixture
def world() -> World:
    places = make.a_directory(make.a_desk(), make.a_desk("desk-2"), make.a_vehicle())
    return a_world(places, (ADA, BOB, FAY), make.NOW)


async def booked(world: World, person: Person, resource: str, when: Interval) -> Booking:
    ask = Ask(caller=person, person=person.id, resource=ResourceId(resource), when=when)
    made = await book(world.ports, ask)
    assert isinstance(made, Booked), made
    return made.booking


async def listed(world: World, of: Subject, period: Period = WEEK) -> list[str]:
    page = await list_bookings(world.ports, viewer=FAY, of=of, period=period, limit=50)
    assert isinstance(page, Page), page
    return [each.booking.id for each in page.items]


async def test_what_is_cancelled_or_over_is_not_listed(world: World) -> None:
    kept = await booked(world, ADA, "desk-1", make.span("09:00", "10:00"))
    gone = await booked(world, ADA, "desk-1", make.span("11:00", "12:00"))
    await cancel_booking(world.ports, caller=ADA, booking=gone.id)
    assert await listed(world, Subject(person=ADA.id)) == [kept.id]


async def test_bookings_are_in_order_of_time_across_places(world: World) -> None:
    late = await booked(world, BOB, "desk-1", make.span("13:00", "14:00"))
    early = await booked(world, ADA, "desk-2", make.span("09:00", "10:00"))
    later_day = await booked(
        world, ADA, "desk-1", make.span("2026-11-25 09:00", "2026-11-25 10:00")
    )
    assert await listed(world, Subject(site=SiteId("hall"))) == [early.id, late.id, later_day.id]


async def test_a_span_of_days_is_listed_once_whichever_days_are_asked(world: World) -> None:
    days = make.span("2026-11-24 09:00", "2026-11-26 12:00")
    trip = await booked(world, ADA, "car-1", days)
    of = Subject(resource=ResourceId("car-1"))
    assert await listed(world, of) == [trip.id]
    assert await listed(world, of, Period(first=date(2026, 11, 25), last=date(2026, 11, 26))) == [
        trip.id
    ]
    assert await listed(world, of, Period(first=date(2026, 11, 27), last=date(2026, 11, 27))) == []


async def test_an_entry_that_its_booking_no_longer_claims_is_passed_over(world: World) -> None:
    entry = make.an_entry("09:00", "10:00", name="left-behind")
    left = ResourceLedger(resource=entry.resource, site=entry.site, entries=(entry,), version=None)
    await world.bookings.apply(DayChange(day=make.TODAY, resources=(left,)))
    assert await listed(world, Subject(site=SiteId("hall"))) == []


async def test_a_hold_is_not_yet_a_booking(world: World) -> None:
    held = make.a_booking(
        name="held", state=State.HELD, expires_at=later(make.NOW, timedelta(minutes=1))
    )
    entry = make.an_entry("09:00", "12:00", name="held", person="ada", state=State.HELD)
    ledger = ResourceLedger(
        resource=entry.resource, site=entry.site, entries=(entry,), version=None
    )
    await world.bookings.apply(DayChange(day=make.TODAY, head=(held, None), resources=(ledger,)))
    assert await listed(world, Subject(site=SiteId("hall"))) == []


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (Subject(site=SiteId("nowhere")), Refusal.UNKNOWN_SITE),
        (Subject(resource=ResourceId("nothing")), Refusal.UNKNOWN_RESOURCE),
        (Subject(person=PersonId("nobody")), Refusal.NOT_YOURS),
        (Subject(person=BOB.id), Refusal.NOT_YOURS),
    ],
)
async def test_what_one_may_not_list_is_refused(world: World, of: Subject, why: Refusal) -> None:
    page = await list_bookings(world.ports, viewer=ADA, of=of, period=WEEK, limit=5)
    assert isinstance(page, Refused)
    assert page.why is why


async def test_who_books_for_everyone_learns_that_there_is_no_such_person(world: World) -> None:
    of = Subject(person=PersonId("nobody"))
    page = await list_bookings(world.ports, viewer=FAY, of=of, period=WEEK, limit=5)
    assert isinstance(page, Refused) and page.why is Refusal.UNKNOWN_PERSON


async def test_only_as_many_days_are_read_as_a_page_needs(world: World) -> None:
    for day in (24, 25, 26, 27):
        wall = f"2026-11-{day}"
        await booked(world, ADA, "desk-1", make.span(f"{wall} 09:00", f"{wall} 10:00"))
    long = Period(first=date(2026, 11, 24), last=date(2027, 1, 20))
    reads = 0
    reading = world.bookings.reading

    async def counted() -> None:
        nonlocal reads
        reads += 1
        await reading()

    world.bookings.reading = counted  # type: ignore[method-assign]  # counted, not changed
    page = await list_bookings(
        world.ports, viewer=ADA, of=Subject(person=ADA.id), period=long, limit=2
    )
    assert isinstance(page, Page)
    assert len(page.items) == 2 and page.next is not None
    # One week of ledgers, and the heads of the page with one more to know that there is another page.
    assert reads == 1 + 3
