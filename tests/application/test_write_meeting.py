"""What a booking comes to in Exchange: one meeting, moved and cancelled with it, whoever is invited."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.check_out import check_out
from application.deliver import deliver
from application.erase_person import erase_person
from application.exchange import Trouble, Why
from application.export_person import export_person
from application.impose import impose_foreign
from application.mailbox_notes import note
from application.release_no_shows import release_no_shows
from application.walk_in import walk_in
from domain.booking import Booking, State
from domain.calendar_event import Attendee, Mailbox, Response, ShowAs
from domain.calendar_sync import Role
from domain.ids import BookingId, PersonId, ResourceId
from domain.kinds import Kind
from domain.places import Mirror
from domain.refusals import Refused
from tests.application.invited import (
    ADAS,
    OTHER,
    ROOM,
    SERVICE,
    a_house,
    asks,
    by_person,
    called,
    forget_calls,
    link_of,
    meetings,
    now_of,
    rings,
    says,
    the_meeting,
)
from tests.application.town import ADA, FAY, booked, books
from tests.builders import a_target, at, span
from tests.fakes import World

MIRRORED = {Kind.DESK: Mirror.FREE, Kind.VEHICLE: Mirror.ELSEWHERE}


async def changes(world: World, booking: Booking, **fields: object) -> None:
    to = Changes(**fields)  # type: ignore[arg-type]  # by name
    await change_booking(world.ports, caller=ADA, booking=booking.id, changes=to)
    await deliver(world.ports, booking.id)


class TestAMeeting:
    async def test_pitfall_05_asks_the_room_and_invites_the_person(self) -> None:
        world = a_house()
        made = await asks(world)
        meeting = the_meeting(world)
        assert meeting.attendees == (Attendee(address=ADAS), Attendee(address=ROOM, resource=True))
        assert (meeting.span, meeting.booking) == (made.span, made.id)
        assert called(world) == ["create"]
        link = link_of(world, made)
        assert link.event == meeting.id and link.uid == meeting.uid and link.etag == meeting.etag
        assert link.awaits and made.state is State.PENDING

    @pytest.mark.parametrize("written", ["first-1@example.org", "/o=exchangelabs/cn=room-1"])
    async def test_a_room_whose_address_exchange_writes_as_we_do_not_is_asked_once(
        self, written: str
    ) -> None:
        world = a_house()
        world.calendars.writes_as[ROOM] = Mailbox(written)
        made = await asks(world)
        says(world, Response.TENTATIVE)
        await rings(world, until=timedelta(minutes=6))
        assert (await now_of(world, made.id)).state is State.PENDING
        says(world, Response.ACCEPTED)
        await rings(world, until=timedelta(minutes=20))
        accepted = await now_of(world, made.id)
        assert accepted.state is State.BOOKED
        assert [each for each in called(world) if each != "read"] == ["create"]
        await changes(world, accepted, when=span("11:00", "12:00"))
        says(world, Response.ACCEPTED)
        await rings(world, until=timedelta(minutes=20))
        assert (await now_of(world, made.id)).state is State.BOOKED
        assert the_meeting(world).span == span("11:00", "12:00")
        assert [each for each in called(world) if each != "read"] == ["create", "change"]

    async def test_without_a_mailbox_only_the_room_is_invited(self) -> None:
        world = a_house(mail=False)
        await asks(world)
        assert the_meeting(world).attendees == (Attendee(address=ROOM, resource=True),)

    async def test_somebody_who_walked_in_is_not_invited_to_where_they_stand(self) -> None:
        world = by_person()
        made = booked(
            await walk_in(world.ports, caller=ADA, person=ADA.id, resource=ResourceId("room-1"))
        )
        await deliver(world.ports, made.id)
        assert the_meeting(world).attendees == (Attendee(address=ROOM, resource=True),)
        assert (await now_of(world, made.id)).state is State.CHECKED_IN

    async def test_the_person_invites_the_room_where_the_municipality_wants_that(self) -> None:
        world = by_person()
        await asks(world)
        assert the_meeting(world, ADAS).attendees == (Attendee(address=ROOM, resource=True),)
        assert meetings(world) == ()

    async def test_for_people_without_a_mailbox_the_service_mailbox_invites_all_the_same(
        self,
    ) -> None:
        world = by_person()
        await asks(world, who="bob")
        assert the_meeting(world).rooms == (ROOM,)

    async def test_delivering_twice_writes_once(self) -> None:
        world = a_house()
        made = await asks(world)
        await deliver(world.ports, made.id)
        await deliver(world.ports, made.id)
        assert called(world) == ["create"]

    async def test_other_places_and_rooms_without_a_mailbox_need_none(self) -> None:
        world = a_house()
        assert (await asks(world, place="room-3")).state is State.BOOKED
        await asks(world, "11:00", "12:00", place="desk-1")
        assert called(world) == [] and world.links.every == ()

    async def test_moves_with_its_booking(self) -> None:
        world = a_house()
        made = await asks(world)
        await changes(world, made, when=span("11:00", "12:00"))
        assert the_meeting(world).span == span("11:00", "12:00")
        assert called(world) == ["create", "change"]

    async def test_in_another_room_is_another_meeting(self) -> None:
        world = a_house()
        made = await asks(world)
        first = the_meeting(world)
        await changes(world, made, resource=ResourceId("room-2"))
        second = the_meeting(world)
        assert second.rooms == (OTHER,) and second.id != first.id
        assert second.transaction != first.transaction
        assert called(world) == ["create", "cancel", "create"]
        await changes(world, made, resource=ResourceId("room-1"))
        third = the_meeting(world)
        assert third.rooms == (ROOM,) and third.transaction != first.transaction
        assert [each.off for each in world.links.every] == [True, True, False]

    async def test_in_a_room_without_a_mailbox_ends(self) -> None:
        world = a_house()
        made = await asks(world)
        await changes(world, made, resource=ResourceId("room-3"))
        assert meetings(world) == ()

    async def test_is_cancelled_with_its_booking(self) -> None:
        world = a_house()
        made = await asks(world)
        await cancel_booking(world.ports, caller=ADA, booking=made.id)
        await deliver(world.ports, made.id)
        assert meetings(world) == () == meetings(world, ROOM)
        await deliver(world.ports, made.id)
        assert called(world) == ["create", "cancel"]

    async def test_is_never_made_for_what_was_cancelled_at_once(self) -> None:
        world = a_house()
        made = await books(world, "09:00", "10:00", place="room-1")
        await cancel_booking(world.ports, caller=ADA, booking=made.id)
        await deliver(world.ports, made.id)
        assert called(world) == []

    async def test_of_a_no_show_is_cancelled(self) -> None:
        world = a_house()
        made = await asks(world)
        says(world, Response.ACCEPTED)
        await rings(world, until=timedelta(seconds=30))
        world.clock.set(at("09:30"))
        await release_no_shows(world.ports)
        assert (await now_of(world, made.id)).state is State.RELEASED
        await deliver(world.ports, made.id)
        assert meetings(world) == () == meetings(world, ROOM)

    async def test_that_ended_early_keeps_the_time_that_was_used(self) -> None:
        world = a_house()
        made = await asks(world)
        says(world, Response.ACCEPTED)
        await rings(world, until=timedelta(seconds=30))
        world.clock.set(at("09:00"))
        await check_in(world.ports, caller=ADA, booking=made.id)
        world.clock.set(at("09:20"))
        await check_out(world.ports, caller=ADA, booking=made.id)
        await deliver(world.ports, made.id)
        assert the_meeting(world).span == span("09:00", "09:20")

    async def test_that_is_over_is_let_be(self) -> None:
        world = a_house()
        made = await asks(world)
        says(world, Response.ACCEPTED)
        await rings(world, until=timedelta(seconds=30))
        forget_calls(world)
        world.clock.set(at("2026-11-27 09:00"))
        await deliver(world.ports, made.id)
        assert called(world) == [] and len(meetings(world)) == 1

    async def test_without_anybody_to_invite_ends_the_booking_when_its_time_is_up(self) -> None:
        world = a_house(service=None, mail=False)
        made = await asks(world)
        await rings(world, until=timedelta(minutes=6))
        assert (await now_of(world, made.id)).state is State.DECLINED
        assert called(world) == []


class TestAMirror:
    async def test_shows_free_or_elsewhere_and_asks_nobody(self) -> None:
        world = a_house(mirrors=MIRRORED)
        await asks(world, place="desk-1")
        await asks(world, place="car-1")
        shown = {each.show_as for each in meetings(world, ADAS)}
        assert shown == {ShowAs.FREE, ShowAs.ELSEWHERE}
        assert all(each.attendees == () for each in meetings(world, ADAS))

    async def test_is_only_made_where_wanted_and_where_there_is_a_mailbox(self) -> None:
        world = a_house(mirrors={Kind.VEHICLE: Mirror.FREE})
        await asks(world, place="desk-1")
        await asks(world, place="car-1", who="bob")
        assert called(world) == []

    async def test_moves_and_goes_with_its_booking(self) -> None:
        world = a_house(mirrors=MIRRORED)
        made = await asks(world, place="desk-1")
        await changes(world, made, when=span("11:00", "12:00"))
        assert the_meeting(world, ADAS).span == span("11:00", "12:00")
        await changes(world, made, resource=ResourceId("desk-2"))
        assert called(world) == ["create", "change", "change"]
        await cancel_booking(world.ports, caller=ADA, booking=made.id)
        await deliver(world.ports, made.id)
        assert meetings(world, ADAS) == ()
        assert called(world)[3:] == ["delete"]

    async def test_pitfall_28_deleted_by_its_person_is_restored_once_and_then_left_off(
        self,
    ) -> None:
        world = a_house(mirrors=MIRRORED)
        made = await asks(world, place="desk-1")
        for hour, left in ((11, 1), (12, 0), (13, 0)):
            for mine in meetings(world, ADAS):
                world.calendars.take(ADAS, mine.id)
            await changes(world, made, when=span(f"{hour}:00", f"{hour}:30"))
            assert len(meetings(world, ADAS)) == left
        forget_calls(world)
        await changes(world, made, when=span("14:00", "14:30"))
        assert called(world) == []

    async def test_moved_by_its_person_is_left_alone_until_the_booking_changes(self) -> None:
        world = a_house(mirrors=MIRRORED)
        made = await asks(world, place="desk-1")
        mine = the_meeting(world, ADAS)
        world.calendars.put(ADAS, replace(mine, span=span("15:00", "16:00")))
        await deliver(world.ports, made.id)
        assert the_meeting(world, ADAS).span == span("15:00", "16:00")
        await changes(world, made, when=span("11:00", "12:00"))
        assert the_meeting(world, ADAS).span == span("11:00", "12:00")
        assert (await now_of(world, made.id)).span == span("11:00", "12:00")

    async def test_pitfall_27_what_we_decide_is_not_asked_of_its_own_mailbox(self) -> None:
        """Nobody but us may book it there either, which docs/exchange.md has set up."""
        world = a_house(mirrors=MIRRORED)
        directory = world.places.known
        assert directory is not None
        car = replace(directory.resources[ResourceId("car-1")], mailbox="car-1@example.org")
        resources = {**directory.resources, car.id: car}
        world.places.known = replace(directory, resources=resources)
        assert (await asks(world, place="car-1")).state is State.BOOKED
        assert {each.box for each in world.calendars.calls} == {ADAS}
        guide = (Path(__file__).parents[2] / "docs/exchange.md").read_text("utf-8")
        assert "-BookInPolicy" in guide and "-AllBookInPolicy $false" in guide


class TestSomebodyInOutlook:
    async def test_moved_it_while_we_did_and_theirs_holds(self) -> None:
        world = a_house()
        made = await asks(world)
        meeting = the_meeting(world)
        world.calendars.put(SERVICE, replace(meeting, span=span("15:00", "16:00")))
        await changes(world, made, when=span("11:00", "12:00"))
        assert (await now_of(world, made.id)).span == span("15:00", "16:00")
        await rings(world, until=timedelta(seconds=10))
        assert the_meeting(world).span == span("15:00", "16:00")

    async def test_moved_it_to_another_room_of_ours(self) -> None:
        world = a_house()
        made = await asks(world)
        there = the_meeting(world)
        elsewhere = (Attendee(address=OTHER, resource=True, response=Response.ACCEPTED),)
        world.calendars.put(SERVICE, replace(there, attendees=elsewhere))
        await rings(world, until=timedelta(seconds=30))
        now = await now_of(world, made.id)
        assert now.at.resource == "room-2"
        assert link_of(world, made).room == OTHER

    async def test_deleted_it_while_we_changed_it_and_the_booking_ends(self) -> None:
        world = a_house()
        made = await asks(world)
        world.calendars.take(SERVICE, the_meeting(world).id)
        await changes(world, made, when=span("11:00", "12:00"))
        await rings(world, until=timedelta(seconds=10))
        assert (await now_of(world, made.id)).state is State.CANCELLED
        assert meetings(world) == () and called(world).count("create") == 1

    async def test_deleted_what_we_cancel_and_that_is_as_good(self) -> None:
        world = a_house()
        made = await asks(world)
        world.calendars.take(SERVICE, the_meeting(world).id)
        await cancel_booking(world.ports, caller=ADA, booking=made.id)
        assert (await deliver(world.ports, made.id)).startswith("told")
        assert link_of(world, made).off

    async def test_pitfall_04_the_server_wrote_a_new_version_by_itself_and_that_is_no_change(
        self,
    ) -> None:
        world = a_house()
        made = await asks(world)
        world.calendars.put(SERVICE, the_meeting(world))
        await changes(world, made, when=span("11:00", "12:00"))
        assert called(world) == ["create", "change", "read", "change"]
        assert the_meeting(world).span == (await now_of(world, made.id)).span


@pytest.mark.parametrize("name", ["ada", "bob"])
async def test_no_word_about_anybody_goes_out_with_a_meeting(name: str) -> None:
    world = a_house()
    await asks(world, who=name)
    assert "Ada" not in the_meeting(world).subject
    assert PersonId(name) not in the_meeting(world).subject


async def test_a_foreign_booking_is_never_written_to() -> None:
    world = a_house()
    target = a_target("09:00", "10:00", world.places.known.resources[ResourceId("room-1")])  # type: ignore[union-attr]  # there is one
    made = await impose_foreign(world.ports, BookingId("2026-11-24-foreign"), target)
    await deliver(world.ports, made.booking.id)
    assert called(world) == [] and not any(each.role is Role.MEETING for each in world.links.every)


class TestWhoeverGoes:
    async def test_takes_meetings_and_mirrors_along_and_their_address_is_kept_nowhere(self) -> None:
        world = a_house(mirrors=MIRRORED)
        await asks(world)
        await asks(world, "11:00", "12:00", place="desk-1")
        await note(world.ports, ADAS, lambda state: replace(state, trouble="throttled"))
        await erase_person(world.ports, ADA.id, caller=FAY)
        assert meetings(world) == meetings(world, ROOM) == meetings(world, ADAS) == ()
        assert ADAS not in repr((world.links.every, world.mailboxes.kept))

    async def test_is_forgotten_although_their_calendar_cannot_be_written_to(self) -> None:
        world = a_house(mirrors=MIRRORED)
        await asks(world, place="desk-1")
        world.calendars.trouble_next(Trouble(why=Why.CLOSED), times=5)
        await erase_person(world.ports, ADA.id, caller=FAY)
        assert ADAS not in repr((world.links.every, world.mailboxes.kept))

    async def test_finds_in_their_export_in_whose_calendar_a_booking_stands(self) -> None:
        world = a_house(mirrors=MIRRORED)
        made = await asks(world, place="desk-1")
        found = await export_person(world.ports, ADA.id, caller=FAY)
        assert not isinstance(found, Refused)
        (calendar,) = (each for each in found.listings if each.name == "calendar")
        (row,) = calendar.rows
        assert (row["booking"], row["mailbox"], row["gone"]) == (made.id, ADAS, False)
