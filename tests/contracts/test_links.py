"""What the links promise: every way to them leads there, and none leads to what is not there."""

from dataclasses import fields, replace

import pytest

from adapters.tables.link_rows import digest
from adapters.tables.links import TableLinks
from adapters.tables.wire import TableWire
from application.faults import Stale
from domain.calendar_event import EventId, Mailbox
from domain.calendar_sync import Link, Role
from domain.ids import BookingId
from tests.builders import NOW
from tests.contracts.conftest import Kit

ONE, TWO = BookingId("2026-11-24-one"), BookingId("2026-11-24-two")
ROOM, OTHER = Mailbox("room-1@example.org"), Mailbox("room-2@example.org")
SERVICE, ADA = Mailbox("rooms@example.org"), Mailbox("ada@example.org")
UID = "040000008200E00074C5B7101A82E008/\\#?"


def a_link(booking: BookingId = ONE, **fields: object) -> Link:
    plain = Link(booking=booking, role=Role.MEETING, mailbox=SERVICE, room=ROOM, transaction="t1")
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields of a Link, by name


MADE = a_link(
    event=EventId("AAMk=/+1"),
    uid=UID,
    etag='W/"abc=="',
    asked="1|2|room",
    seen="1|2|room",
    in_room=EventId("AAMkroom"),
    tried_at=NOW,
    made_at=NOW,
    look_at=NOW,
    room_as=Mailbox("/o=exchange/cn=room"),
    told="clash",
    conflicts=2,
)
ASKING = replace(MADE, booking=BookingId("2026-11-24-three"), asking="3|4|room")
FOREIGN = a_link(
    TWO,
    role=Role.FOREIGN,
    mailbox=ROOM,
    event=EventId("occurrence"),
    master=EventId("master"),
    original_start=NOW,
)


def test_nothing_that_is_known_of_an_event_goes_untested() -> None:
    names = {each.name for each in fields(Link)} - {"off", "awaits"}
    known = (MADE, FOREIGN, ASKING)
    assert all(any(getattr(link, name) for link in known) for name in names)


class TestLinks:
    async def test_a_link_comes_back_as_it_was_written(self, kit: Kit) -> None:
        for link in (MADE, ASKING, FOREIGN):
            await kit.ports.links.write(link, None)
            (kept,) = await kit.ports.links.of(link.booking)
            assert kept.value == link

    async def test_every_way_leads_to_it(self, kit: Kit) -> None:
        links = kit.ports.links
        await links.write(MADE, None)
        for found in (await links.of(ONE), await links.of_room(ROOM)):
            assert [kept.value for kept in found] == [MADE]
        assert await links.of_room(OTHER) == ()

    async def test_a_mirror_is_at_home_with_its_person(self, kit: Kit) -> None:
        mirror = a_link(role=Role.MIRROR, mailbox=ADA, room=None)
        await kit.ports.links.write(mirror, None)
        assert [kept.value for kept in await kit.ports.links.of_room(ADA)] == [mirror]

    async def test_the_oldest_comes_first(self, kit: Kit) -> None:
        for number in (2, 1, 10):
            await kit.ports.links.write(a_link(number=number), None)
        found = await kit.ports.links.of(ONE)
        assert [kept.value.number for kept in found] == [1, 2, 10]

    async def test_one_writes_at_a_time(self, kit: Kit) -> None:
        links = kit.ports.links
        first = await links.write(a_link(), None)
        with pytest.raises(Stale):
            await links.write(a_link(), None)
        second = await links.write(MADE, first)
        with pytest.raises(Stale):
            await links.write(a_link(), first)
        third = await links.write(replace(MADE, told=""), second)
        (kept,) = await links.of(ONE)
        assert kept.value.told == "" and kept.version == third

    async def test_a_number_is_not_given_twice_in_different_rooms(self, kit: Kit) -> None:
        await kit.ports.links.write(a_link(), None)
        with pytest.raises(Stale):
            await kit.ports.links.write(a_link(room=OTHER), None)

    async def test_what_is_off_is_only_found_by_its_booking(self, kit: Kit) -> None:
        links = kit.ports.links
        seen = await links.write(MADE, None)
        await links.write(replace(MADE, off=True), seen)
        assert await links.of_room(ROOM) == ()
        assert len(await links.of(ONE)) == 1

    async def test_open_are_attempts_and_what_awaits_an_answer(self, kit: Kit) -> None:
        links = kit.ports.links
        seen = await links.write(a_link(), None)
        assert await links.open() == (ONE,)
        seen = await links.write(replace(MADE, awaits=True), seen)
        assert await links.open() == (ONE,)
        seen = await links.write(replace(MADE, asking="3|4|room"), seen)
        assert await links.open() == (ONE,)
        seen = await links.write(MADE, seen)
        assert await links.open() == ()
        seen = await links.write(replace(MADE, awaits=True), seen)
        assert await links.open() == (ONE,)
        await links.write(replace(MADE, awaits=True, off=True), seen)
        assert await links.open() == ()

    async def test_a_link_may_follow_its_meeting_into_another_room(self, kit: Kit) -> None:
        links = kit.ports.links
        seen = await links.write(replace(MADE, awaits=True), None)
        moved = replace(MADE, room=OTHER)
        again = await links.write(moved, seen)
        assert await links.of_room(ROOM) == ()
        assert await links.open() == ()
        for found in (await links.of(ONE), await links.of_room(OTHER)):
            assert [kept.value for kept in found] == [moved]
        with pytest.raises(Stale):
            await links.write(MADE, seen)
        await links.write(MADE, again)
        assert [kept.value for kept in await links.of_room(ROOM)] == [MADE]

    async def test_what_is_removed_is_found_by_no_way(self, kit: Kit) -> None:
        links = kit.ports.links
        await links.write(replace(MADE, awaits=True), None)
        await links.write(FOREIGN, None)
        await links.remove(MADE)
        await links.remove(MADE)
        assert await links.of(ONE) == ()
        assert await links.open() == ()
        assert [kept.value for kept in await links.of_room(ROOM)] == [FOREIGN]


class TestTableLinks:
    async def test_a_link_is_found_by_its_room_and_its_booking_alone(self, wire: TableWire) -> None:
        await TableLinks(wire).write(MADE, None)
        rows = await wire.scan("sync", condition="RowKey ge ''")
        assert sorted(row.partition for row in rows) == [f"box|{digest(ROOM)}", f"of|{ONE}"]

    async def test_no_key_shows_an_address_or_a_uid(self, wire: TableWire) -> None:
        await TableLinks(wire).write(MADE, None)
        rows = await wire.scan("sync", condition="RowKey ge ''")
        keys = " ".join(f"{row.partition} {row.key}" for row in rows)
        assert "@" not in keys and UID[:10] not in keys

    async def test_ways_that_lead_nowhere_are_passed_by(self, wire: TableWire) -> None:
        """As a crash leaves them between the ways and the row, or between the row's end and theirs."""
        links = TableLinks(wire)
        await links.write(replace(MADE, awaits=True), None)
        await wire.delete("sync", f"box|{digest(ROOM)}", f"link|{ONE}|meeting|0001")
        assert await links.of(ONE) == ()
        assert await links.open() == (ONE,)
        await links.write(MADE, None)
        assert [kept.value for kept in await links.of(ONE)] == [MADE]
        await links.remove(MADE)
        assert await wire.scan("sync", condition="RowKey ge ''") == []

    async def test_a_link_left_in_two_rooms_is_the_one_that_moved(self, wire: TableWire) -> None:
        """As a crash leaves it that comes before the old row is taken away."""
        links, moved = TableLinks(wire), replace(MADE, room=OTHER)
        seen = await links.write(MADE, None)
        old = await wire.get("sync", f"box|{digest(ROOM)}", f"link|{ONE}|meeting|0001")
        assert old is not None
        await links.write(moved, seen)
        await wire.insert("sync", old.partition, old.key, old.values)
        await wire.upsert("sync", f"of|{ONE}", f"meeting|0001|{digest(ROOM)}", {"v": 1})
        assert [kept.value for kept in await links.of(ONE)] == [moved]
        assert await links.of_room(ROOM) == ()
