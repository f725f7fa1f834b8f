"""After a copy was brought back: what is true before anybody writes again."""

from datetime import timedelta

import pytest

from application.back_up import JOB, back_up
from application.deliver import PAUSED, deliver
from application.erase_person import erase_person, line_for
from application.faults import Unavailable
from application.identity import SESSION_KEYS
from application.pausing import unless_paused
from application.release_no_shows import release_no_shows
from application.remind import remind
from application.settle_restored import not_compared, settle_restored
from application.show_health import show_health
from domain.ids import PersonId
from tests.application.outlook import (
    BOX,
    OTHER_BOX,
    a_house,
    called,
    granted,
    meets,
    moves_in_outlook,
    spans,
    syncs,
)
from tests.application.town import ADA, FAY, GONE, a_town, books, faults, head
from tests.builders import span
from tests.fakes import World

WRITES = {"create", "change", "cancel", "delete"}


async def test_the_night_tells_what_it_copied_or_that_there_is_no_account_for_it() -> None:
    world = a_town()
    assert await back_up(world.ports) is None
    assert world.heartbeats.beats[JOB].said == "no second account"
    world.copies.on = True
    made = await back_up(world.ports)
    assert made is not None and await world.ports.copies.all() == (made,)
    assert world.heartbeats.beats[JOB].said == "3 rows, 1 drawings"


async def test_a_night_without_a_copy_is_seen_three_nights_later() -> None:
    world = a_town()
    world.copies.on = True
    await back_up(world.ports)
    world.copies.fail_next(before=GONE)
    with pytest.raises(Unavailable):
        await back_up(world.ports)
    world.clock.advance(timedelta(days=3, minutes=1))
    health = await show_health(world.ports)
    assert next(each for each in health.jobs if each.job == JOB).stale


async def test_nobody_is_told_of_what_was_not_told_before() -> None:
    world = a_town()
    made = await books(world)
    settled = await settle_restored(world.ports, caller=FAY)
    assert settled.silenced == 1
    await deliver(world.ports, made.id)
    assert world.notices.told == {}


async def test_what_is_done_afterwards_is_told_again() -> None:
    world = a_town()
    await books(world)
    await settle_restored(world.ports, caller=FAY)
    made = await books(world, "13:00", "15:00", who="bob", place="desk-2")
    await deliver(world.ports, made.id)
    assert [each.booking.id for each in world.notices.told.values()] == [made.id]


async def test_nobody_is_reminded_of_what_began_while_nothing_ran() -> None:
    world = a_town()
    await books(world, "09:00", "11:00")
    world.clock.advance(timedelta(hours=2))
    await settle_restored(world.ports, caller=FAY)
    assert await remind(world.ports) == 0


async def test_a_booking_of_an_earlier_day_is_not_released_for_a_check_in_that_we_lost() -> None:
    world = a_town()
    made = await books(world)
    await release_no_shows(world.ports)
    world.clock.advance(timedelta(days=2))
    await settle_restored(world.ports, caller=FAY)
    await release_no_shows(world.ports)
    assert head(world, made.id).live


async def test_ledgers_that_a_copy_caught_half_way_are_repaired() -> None:
    world = a_town()
    made = await books(world)
    day = made.id[:10]
    for rows in (rows for when, rows in world.bookings.rows.items() if when.isoformat() == day):
        for key in [key for key in rows if key.startswith(("resource|", "person|"))]:
            del rows[key]
    assert list(await faults(world))
    settled = await settle_restored(world.ports, caller=FAY)
    assert (settled.repaired, settled.left) == (1, ())
    assert not list(await faults(world))


async def test_whoever_was_erased_since_is_erased_again() -> None:
    world = a_town()
    await erase_person(world.ports, ADA.id, caller=FAY)
    world.people.known[ADA.id] = ADA
    await books(world)
    settled = await settle_restored(world.ports, caller=FAY)
    assert settled.erased == (ADA.id,)
    assert PersonId("ada") not in world.people.known


async def test_every_session_ends() -> None:
    world = a_town()
    before = await world.keys.key_set(SESSION_KEYS)
    await settle_restored(world.ports, caller=FAY)
    (after,) = await world.keys.key_set(SESSION_KEYS)
    assert after not in before and after.begins_at <= world.clock.now()


async def test_while_a_copy_is_brought_back_jobs_and_messages_wait() -> None:
    world = a_town()
    made = await books(world)
    await world.ports.places.pause(True)
    world.doorbell.rings.clear()
    assert await deliver(world.ports, made.id, tries=1) == "paused"
    (ring,) = world.doorbell.rings
    assert (ring.booking, ring.delay, ring.tries) == (made.id, PAUSED, 1)
    assert world.notices.told == {}
    world.clock.advance(timedelta(hours=3))
    assert await unless_paused(world.ports, release_no_shows) is None
    assert head(world, made.id).live
    await world.ports.places.pause(False)
    assert await unless_paused(world.ports, release_no_shows) == 1


async def brought_back(world: World) -> None:
    """The state of the mailboxes is not in a copy."""
    world.mailboxes.kept.clear()
    await world.ports.places.pause(True)
    world.calendars.calls.clear()


async def test_every_room_is_compared_before_anything_is_written_to_exchange() -> None:
    world = a_house()
    made = await granted(world)
    await brought_back(world)
    await settle_restored(world.ports, caller=FAY)
    assert set(await not_compared(world.ports)) == {BOX, OTHER_BOX}
    assert await deliver(world.ports, made.id) == "paused"
    assert called(world) == []
    for box in (BOX, OTHER_BOX):
        await syncs(world, box)
    assert await not_compared(world.ports) == ()
    assert not WRITES & set(called(world))
    assert head(world, made.id).live


async def test_what_moved_in_exchange_after_the_copy_is_followed_and_not_moved_back() -> None:
    world = a_house()
    made = await granted(world)
    moves_in_outlook(world, made, span("14:00", "15:00"))
    await brought_back(world)
    await settle_restored(world.ports, caller=FAY)
    await syncs(world)
    await world.ports.places.pause(False)
    await deliver(world.ports, made.id)
    assert head(world, made.id).span == span("14:00", "15:00")
    assert not WRITES & set(called(world))


async def test_a_meeting_made_after_the_copy_holds_its_room_again() -> None:
    world = a_house()
    await brought_back(world)
    meets(world, "10:00", "11:00")
    await settle_restored(world.ports, caller=FAY)
    await syncs(world)
    assert spans(world) == [span("10:00", "11:00")]


async def test_erasing_again_writes_nothing_to_exchange() -> None:
    world = a_house()
    await granted(world)
    await world.register.add(line_for(world.ports, ADA.id))
    await brought_back(world)
    settled = await settle_restored(world.ports, caller=FAY)
    assert settled.erased == (ADA.id,)
    assert called(world) == []
