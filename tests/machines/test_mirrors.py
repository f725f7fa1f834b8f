"""Mirrors over the wire: what shows of a desk in its person's own calendar, from its making to its end."""

from dataclasses import replace
from datetime import timedelta

from application.book import book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from domain.ids import ResourceId
from domain.kinds import Kind
from domain.places import Mirror
from tests.application.town import ADA, an_ask, booked
from tests.builders import a_desk, a_directory, span
from tests.machines.both_sides import ADAS, ROOMS, Both, both_sides

MINUTE = timedelta(minutes=1)
DIRECTORY = a_directory(
    *ROOMS,
    a_desk("desk-1"),
    a_desk("desk-2"),
    mirrors={Kind.DESK: Mirror.ELSEWHERE},
)


def shown(both: Both) -> list[tuple[str, str, str]]:
    """When each begins and ends, and as what it shows; nobody is invited to it."""
    events = both.outlook.events(ADAS)
    assert all(not each["attendees"] and not each["isReminderOn"] for each in events)
    return [
        (each["start"]["dateTime"][11:16], each["end"]["dateTime"][11:16], each["showAs"])
        for each in events
    ]


async def test_a_desk_shows_in_its_persons_calendar_as_long_as_it_is_booked() -> None:
    async with both_sides() as both:
        both.world.places.known = replace(DIRECTORY)
        ports = both.world.ports
        made = booked(await book(ports, an_ask("09:00", "12:00", place="desk-1")))
        await both.lives(MINUTE)
        assert shown(both) == [("08:00", "11:00", "workingElsewhere")]
        to = Changes(when=span("13:00", "14:00"), resource=ResourceId("desk-2"))
        await change_booking(ports, caller=ADA, booking=made.id, changes=to)
        await both.lives(MINUTE)
        assert shown(both) == [("12:00", "13:00", "workingElsewhere")]
        (event,) = both.outlook.events(ADAS)
        assert "desk-2" in event["subject"]
        await cancel_booking(ports, caller=ADA, booking=made.id)
        await both.lives(MINUTE)
        assert shown(both) == [] and await ports.links.open() == ()
