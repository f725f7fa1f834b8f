"""Looking somebody up with extra rights: written down first, shown to that person, and not shown where it cannot be."""

from datetime import timedelta

import pytest

from application.change_profile import change_profile, confirm_proposal, withdraw_proposal
from application.list_bookings import Period, Subject, list_bookings
from application.look_up import Looked, list_look_ups, open_booking
from application.ports import Unavailable
from application.see_booking import SeenBooking
from domain.audit import Action, AuditEntry
from domain.ids import BookingId
from domain.pact import Pact
from domain.people import Person, Role
from domain.privacy import Relation, Terms
from domain.refusals import Refusal, Refused
from tests import builders as make
from tests.application.town import ADA, BOB, FAY, RIE, a_town, books
from tests.builders import TODAY
from tests.fakes import World

WEEK = Period(first=TODAY, last=TODAY)
EVERYONE = Terms(names=frozenset({Relation.EVERYONE}))
ADM, BEN = make.a_person("adm", Role.ADMINISTRATOR), make.a_person("ben", Role.ADMINISTRATOR)


@pytest.fixture
def world() -> World:
    return a_town()


async def looks(world: World) -> list[tuple[str, Looked]]:
    return [
        (look.by.id if look.by is not None else "", look.what)
        for look in await list_look_ups(world.ports, viewer=ADA)
    ]


async def opened(world: World, booking: BookingId, viewer: Person) -> SeenBooking:
    seen = await open_booking(world.ports, booking, viewer=viewer)
    assert isinstance(seen, SeenBooking)
    return seen


async def test_a_booking_that_extra_rights_open_is_written_down(world: World) -> None:
    booking = await books(world)
    assert (await opened(world, booking.id, FAY)).person == ADA
    assert await looks(world) == [("fay", Looked.BOOKING)]


async def test_a_list_is_written_down_even_where_it_is_empty(world: World) -> None:
    await list_bookings(world.ports, viewer=RIE, of=Subject(person=ADA.id), period=WEEK, limit=5)
    assert await looks(world) == [("rie", Looked.BOOKINGS)]


async def test_ones_own_and_what_shows_nobody_is_not(world: World) -> None:
    booking = await books(world)
    for viewer in (ADA, BOB):
        await opened(world, booking.id, viewer)
    for of in (Subject(person=ADA.id), Subject(site=booking.at.site)):
        await list_bookings(world.ports, viewer=ADA, of=of, period=WEEK, limit=5)
    refused = await list_bookings(
        world.ports, viewer=BOB, of=Subject(person=ADA.id), period=WEEK, limit=5
    )
    assert isinstance(refused, Refused)
    assert await looks(world) == []


async def test_a_look_of_another_kind_is_shown_too(world: World) -> None:
    entry = AuditEntry(
        action=Action.PERSON_LOOKED_UP, at=world.clock.now(), actor=FAY.id, subject=ADA.id
    )
    await world.audit.record(entry)
    assert await looks(world) == [("fay", Looked.PERSON)]


async def test_what_cannot_be_written_down_is_not_shown(world: World) -> None:
    booking = await books(world)
    world.audit.fail_next(before=Unavailable("down"))
    with pytest.raises(Unavailable):
        await open_booking(world.ports, booking.id, viewer=FAY)


async def test_a_booking_that_there_is_not_is_unknown(world: World) -> None:
    seen = await open_booking(world.ports, BookingId(f"{TODAY}-none"), viewer=FAY)
    assert isinstance(seen, Refused) and seen.why is Refusal.UNKNOWN_BOOKING


async def test_looks_are_shown_newest_first_for_three_months(world: World) -> None:
    booking = await books(world)
    await opened(world, booking.id, FAY)
    world.clock.advance(timedelta(hours=1))
    await opened(world, booking.id, RIE)
    assert [who for who, _ in await looks(world)] == ["rie", "fay"]
    del world.people.known[RIE.id]
    assert [who for who, _ in await looks(world)] == ["", "fay"]
    world.clock.advance(timedelta(days=90, seconds=1))
    assert await looks(world) == []


async def test_every_change_of_the_agreement_is_in_the_audit(world: World) -> None:
    await change_profile(world.ports, caller=ADM, terms=Terms(smallest_group=9), seen=None)
    await change_profile(world.ports, caller=ADM, terms=EVERYONE, seen=None)
    await withdraw_proposal(world.ports, caller=BEN, seen=None)
    proposed = await change_profile(world.ports, caller=ADM, terms=EVERYONE, seen=None)
    assert isinstance(proposed, Pact)
    await confirm_proposal(world.ports, caller=ADM, seen=proposed.revision)
    await confirm_proposal(world.ports, caller=BEN, seen=proposed.revision)
    assert [(action, actor) for action, actor, _ in world.audit.told] == [
        (Action.PROFILE_CHANGED, "adm"),
        (Action.PROFILE_PROPOSED, "adm"),
        (Action.PROFILE_WITHDRAWN, "ben"),
        (Action.PROFILE_PROPOSED, "adm"),
        (Action.PROFILE_CONFIRMED, "ben"),
    ]
