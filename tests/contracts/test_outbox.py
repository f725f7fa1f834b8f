"""What the outbox promises."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.faults import Stale
from domain.booking import State
from domain.ids import BookingId
from domain.ledger import DayChange, Intent
from domain.when import later, next_day
from tests.builders import NOW, TODAY, a_booking, a_room, a_target
from tests.contracts.changes import write
from tests.contracts.conftest import Kit

SOON = later(NOW, timedelta(minutes=5))


class TestOutbox:
    async def test_a_change_brings_its_intents(self, kit: Kit) -> None:
        made = await write(kit.ports.bookings)
        (row,) = await kit.ports.outbox.of(made.id)
        assert (row.booking, row.revision) == (made.id, 1)
        assert [intent.notice for intent in row.intents] == ["booked"]
        assert row.done_at is None and row.leased_until is None

    async def test_rows_come_oldest_first_and_remember_where_it_was(self, kit: Kit) -> None:
        made = await write(kit.ports.bookings)
        head = await kit.ports.bookings.find(made.id)
        assert head is not None
        moved = replace(
            made, at=a_target("13:00", "14:00", a_room()), revision=2, state=State.BOOKED
        )
        told = Intent(booking=made.id, revision=2, notice="changed", before=made.at)
        await kit.ports.bookings.apply(
            DayChange(day=TODAY, head=(moved, head.version), intents=(told,))
        )
        rows = await kit.ports.outbox.of(made.id)
        assert [row.revision for row in rows] == [1, 2]
        assert rows[1].intents == (told,)

    async def test_one_holds_a_row_at_a_time(self, kit: Kit) -> None:
        made = await write(kit.ports.bookings)
        (row,) = await kit.ports.outbox.of(made.id)
        held = await kit.ports.outbox.lease(row, SOON)
        assert held.leased_until == SOON and held.version != row.version
        with pytest.raises(Stale):
            await kit.ports.outbox.lease(row, SOON)
        with pytest.raises(Stale):
            await kit.ports.outbox.finish(row, NOW)

    async def test_a_row_keeps_that_it_was_told_and_put_off(self, kit: Kit) -> None:
        made = await write(kit.ports.bookings)
        (row,) = await kit.ports.outbox.of(made.id)
        assert row.told_at is None and not row.put_off
        await kit.ports.outbox.lease(replace(row, told_at=NOW, put_off=True), SOON)
        (again,) = await kit.ports.outbox.of(made.id)
        assert (again.told_at, again.put_off, again.leased_until) == (NOW, True, SOON)
        assert await kit.ports.outbox.undone(TODAY, before=NOW) == (made.id,)

    async def test_what_is_finished_is_no_longer_undone(self, kit: Kit) -> None:
        made = await write(kit.ports.bookings)
        (row,) = await kit.ports.outbox.of(made.id)
        assert await kit.ports.outbox.undone(TODAY, before=NOW) == (made.id,)
        await kit.ports.outbox.finish(await kit.ports.outbox.lease(row, SOON), NOW)
        assert await kit.ports.outbox.undone(TODAY, before=NOW) == ()
        (done,) = await kit.ports.outbox.of(made.id)
        assert done.done_at == NOW and done.intents == row.intents

    async def test_undone_are_only_those_of_the_day_and_older(self, kit: Kit) -> None:
        made = await write(kit.ports.bookings, a_booking(changed_at=NOW))
        assert await kit.ports.outbox.undone(TODAY, before=NOW) == ()
        assert await kit.ports.outbox.undone(TODAY, before=SOON) == (made.id,)
        assert await kit.ports.outbox.undone(next_day(TODAY), before=SOON) == ()

    async def test_nothing_was_said_of_an_unknown_booking(self, kit: Kit) -> None:
        assert await kit.ports.outbox.of(BookingId(f"{TODAY}-nobody")) == ()
