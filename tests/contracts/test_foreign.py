"""Meetings made in Outlook, in memory and in storage: in their room's ledger, as they are, and in nobody's."""

from dataclasses import replace

from application.impose import end_foreign, impose_foreign
from domain.booking import State, Target, promised
from domain.ids import FOREIGN, BookingId
from domain.when import Interval
from tests.builders import LUXEMBOURG, TODAY, a_directory, a_person, a_room, span
from tests.contracts.conftest import Kit

ROOM = a_room(mailbox="room-1@example.org")
MEETINGS = tuple(BookingId(f"{TODAY}-outlook-{n}") for n in range(3))


def there(when: Interval) -> Target:
    return Target(
        resource=ROOM.id,
        site=ROOM.site,
        kind=ROOM.kind,
        span=when,
        promise=promised(when, LUXEMBOURG),
    )


async def test_they_stand_over_each_other_move_and_end(kit: Kit) -> None:
    await kit.fill(a_directory(ROOM), [a_person()], [])
    nights = span("2026-11-24 22:00", "2026-11-25 06:00")
    for meeting in MEETINGS:
        await impose_foreign(kit.ports, meeting, there(span("09:00", "11:00")))
    await impose_foreign(kit.ports, MEETINGS[0], there(nights))
    await end_foreign(kit.ports, MEETINGS[1])
    day = await kit.ports.bookings.whole_day(TODAY)
    assert [e.booking for e in day.resources[ROOM.id].entries] == [MEETINGS[2], MEETINGS[0]]
    assert (dict(day.people), dict(day.tokens), day.outbox) == ({}, {}, ())
    following = await kit.ports.bookings.whole_day(nights.end.date())
    assert {leg.value.person for leg in following.legs.values()} == {FOREIGN}
    head = await kit.ports.bookings.find(MEETINGS[1])
    assert head is not None
    assert (head.value.state, head.value.person) == (State.CANCELLED, FOREIGN)


async def test_one_that_comes_back_stands_again_under_its_id(kit: Kit) -> None:
    await kit.fill(a_directory(ROOM), [a_person()], [])
    first = await impose_foreign(kit.ports, MEETINGS[0], there(span("09:00", "10:00")))
    await end_foreign(kit.ports, MEETINGS[0])
    back = await impose_foreign(kit.ports, MEETINGS[0], there(span("09:00", "10:00")))
    expected = replace(
        first.booking,
        change=back.booking.change,
        changed_at=back.booking.changed_at,
        kept_since=back.booking.kept_since,
        revision=3,
    )
    assert back.booking == expected
    found = await kit.ports.bookings.find(MEETINGS[0])
    assert found is not None
    assert found.value == expected
