"""What could not be mailed: laid down once for whoever has no address, shown until they have seen it, and nobody else's."""

from dataclasses import replace

import pytest

from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.deliver import deliver
from application.dossier import Dossier
from application.exchange import ExchangeTerms
from application.export_person import export_person
from application.from_exchange import decline_booking
from application.release_person import release_records
from application.slips import NoticesOrSlips, forget_slips, seen_slips, show_slips
from domain.booking import Booking
from domain.calendar_event import Mailbox
from domain.ids import PersonId, ResourceId
from domain.mailing import Mail, mail_of
from domain.notices import Notice, Topic
from domain.people import Person
from domain.rooms import WhyDeclined
from tests.application.town import ADA, BOB, FAY, GONE, RIE, a_town, books, head
from tests.builders import NOW, a_desk, a_room
from tests.fakes import World

PEN = replace(ADA, mail="ada@example.org")
ROOMS = (a_room("room-1", mailbox="room-1@example.org"), a_room("room-2"), a_desk("desk-1"))


@pytest.fixture
def world() -> World:
    """Ada has no mail address."""
    town = a_town(*ROOMS)
    board = NoticesOrSlips(
        town.ports.notices, town.mails, people=town.ports.people, clock=town.clock
    )
    terms = ExchangeTerms(on=True, service=Mailbox("rooms@example.org"))
    return replace(town, ports=replace(town.ports, notices=board, exchange=terms))


async def declined(world: World) -> Booking:
    made = await books(world, place="room-1")
    await decline_booking(world.ports, made.id, WhyDeclined.NO_ANSWER, at=made.at)
    await deliver(world.ports, made.id)
    return head(world, made.id)


def laid(world: World, person: Person = ADA) -> list[Mail]:
    return list(world.mails.laid.get(person.id, {}).values())


async def shown(world: World, viewer: Person = ADA) -> list[Topic]:
    return [each.topic for each in await show_slips(world.ports, viewer=viewer)]


async def test_whoever_has_no_address_finds_that_the_room_declined_with_what_is_free(
    world: World,
) -> None:
    booking = await declined(world)
    (notice,) = await show_slips(world.ports, viewer=ADA)
    assert (notice.topic, notice.booking, notice.reason) == (Topic.DECLINED, booking, "no-answer")
    assert notice.alternatives[0].resource == "room-2"
    assert world.notices.told == {}


async def test_it_is_laid_once_and_lies_until_it_was_seen(world: World) -> None:
    booking = await declined(world)
    (slip,) = laid(world)
    again = Notice(key=slip.key, topic=Topic.DECLINED, booking=booking)
    await world.ports.notices.tell(again)
    assert laid(world) == [slip]
    assert await shown(world) == await shown(world) == [Topic.DECLINED]
    await seen_slips(world.ports, viewer=ADA, keys=(slip.key,))
    assert await shown(world) == [] and laid(world) == []


async def test_what_others_did_is_laid_and_what_one_did_oneself_is_not(world: World) -> None:
    made = await books(world)
    await deliver(world.ports, made.id)
    assert laid(world) == []
    later = Changes(resource=ResourceId("room-2"))
    await change_booking(world.ports, caller=RIE, booking=made.id, changes=later)
    await deliver(world.ports, made.id)
    assert [each.topic for each in laid(world)] == [Topic.CHANGED]
    (notice,) = await show_slips(world.ports, viewer=ADA)
    assert notice.before == made.at
    await cancel_booking(world.ports, caller=ADA, booking=made.id)
    await deliver(world.ports, made.id)
    assert [each.topic for each in laid(world)] == [Topic.CHANGED]


@pytest.mark.parametrize("topic", [Topic.REMINDER, Topic.RELEASE_WARNING, Topic.TOMORROW])
async def test_no_reminder_is_laid(world: World, topic: Topic) -> None:
    made = await books(world)
    await world.ports.notices.tell(Notice(key="k", topic=topic, booking=made))
    assert laid(world) == []


async def test_whoever_has_an_address_is_mailed_and_costs_storage_nothing(world: World) -> None:
    world.people.known[PEN.id] = PEN
    await declined(world)
    assert laid(world) == []
    assert [notice.topic for notice in world.notices.told.values()] == [Topic.DECLINED]
    world.mails.fail_next(before=GONE)
    assert await shown(world, PEN) == []


async def test_nobody_who_is_not_known_is_laid_a_slip(world: World) -> None:
    made = await books(world)
    del world.people.known[ADA.id]
    await world.ports.notices.tell(Notice(key="k", topic=Topic.CANCELLED, booking=made))
    assert world.mails.laid == {} and "k" in world.notices.told


async def test_what_is_no_longer_true_is_not_shown_and_goes_with_what_was_seen(
    world: World,
) -> None:
    made = await books(world)
    await deliver(world.ports, made.id)
    moved = Notice(key=f"{made.id}-9", topic=Topic.CHANGED, booking=made)
    await world.ports.notices.tell(moved)
    assert await shown(world) == [Topic.CHANGED]
    await cancel_booking(world.ports, caller=RIE, booking=made.id)
    await deliver(world.ports, made.id)
    assert await shown(world) == [Topic.CANCELLED]
    keys = [each.key for each in await show_slips(world.ports, viewer=ADA)]
    await seen_slips(world.ports, viewer=ADA, keys=keys)
    assert laid(world) == []


async def test_nobody_sees_or_takes_what_lies_for_somebody_else(world: World) -> None:
    await declined(world)
    (slip,) = laid(world)
    assert await shown(world, BOB) == []
    await seen_slips(world.ports, viewer=BOB, keys=(slip.key,))
    assert laid(world) == [slip]


async def test_of_a_booking_that_is_somebody_elses_now_nothing_is_shown(world: World) -> None:
    booking = replace(await declined(world), person=ADA.id)
    await world.mails.lay(
        BOB.id, mail_of(Notice(key="x", topic=Topic.DECLINED, booking=booking), NOW)
    )
    assert await shown(world, BOB) == []


async def test_it_is_exported_and_goes_with_its_person(world: World) -> None:
    await declined(world)
    dossier = await export_person(world.ports, ADA.id, caller=FAY)
    assert isinstance(dossier, Dossier)
    rows = next(each.rows for each in dossier.listings if each.name == "notices")
    assert [row["topic"] for row in rows] == [Topic.DECLINED]
    await release_records(world.ports, PersonId(ADA.id))
    assert laid(world) == []
    await forget_slips(world.ports, ADA.id)


async def test_storage_that_is_away_is_told_again(world: World) -> None:
    made = await books(world)
    world.mails.fail_next(before=GONE)
    with pytest.raises(type(GONE)):
        await world.ports.notices.tell(Notice(key="k", topic=Topic.CANCELLED, booking=made))
