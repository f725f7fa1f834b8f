"""Booking too often for one person on one day: counted where the booking is written, so no race slips through."""

from dataclasses import replace
from datetime import timedelta

from application.book import book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.limiter import Limiter
from domain.ids import ResourceId
from domain.limits import limits_from
from domain.refusals import Refusal
from tests.application.town import ADA, TOMORROW, a_town, an_ask, booked, books, faults, refused
from tests.builders import a_desk, span
from tests.fakes import World


def a_patient_town(limits: str = "bookings=2/1,3/60") -> World:
    town = a_town(*(a_desk(f"desk-{n}") for n in range(1, 6)))
    limiter = Limiter(town.tallies, limits_from(limits))
    return replace(town, ports=replace(town.ports, limiter=limiter))


async def back_and_forth(town: World) -> None:
    made = await books(town)
    booked(await cancel_booking(town.ports, caller=ADA, booking=made.id))


async def test_booking_and_cancelling_again_and_again_ends() -> None:
    town = a_patient_town()
    await back_and_forth(town)
    await back_and_forth(town)
    no = refused(await book(town.ports, an_ask()))
    assert no.why is Refusal.TOO_MANY_REQUESTS and no.limits == (("retryAfterSeconds", 60),)
    town.clock.advance(timedelta(minutes=1))
    await back_and_forth(town)
    town.clock.advance(timedelta(minutes=1))
    assert refused(await book(town.ports, an_ask())).limits == (("retryAfterSeconds", 58 * 60),)
    assert not await faults(town)


async def test_it_costs_nobody_else_and_no_other_day_anything() -> None:
    town = a_patient_town("bookings=1/1")
    await books(town)
    await books(town, who="bob", place="desk-2")
    await books(town, span(f"{TOMORROW} 09:00", f"{TOMORROW} 12:00"))


async def test_moving_counts_as_booking() -> None:
    town = a_patient_town("bookings=2/1")
    made = await books(town)
    there, back = (Changes(resource=ResourceId(f"desk-{n}")) for n in (2, 1))
    booked(await change_booking(town.ports, caller=ADA, booking=made.id, changes=there))
    no = await change_booking(town.ports, caller=ADA, booking=made.id, changes=back)
    assert refused(no).why is Refusal.TOO_MANY_REQUESTS


async def test_it_is_counted_with_the_booking_and_costs_no_write_of_its_own() -> None:
    town = a_patient_town()
    await books(town)
    assert len(town.bookings.applied) == 1
    assert town.bookings.applied[0].people[0].used[0].count == 1
    assert town.tallies.rows == {}


async def test_cancelling_does_not_count_and_does_not_forget() -> None:
    town = a_patient_town("bookings=1/1")
    await back_and_forth(town)
    assert [each.count for each in town.bookings.applied[-1].people[0].used] == [1]
    assert refused(await book(town.ports, an_ask())).why is Refusal.TOO_MANY_REQUESTS
