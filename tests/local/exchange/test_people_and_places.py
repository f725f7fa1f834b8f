"""Free and busy, presence, mail, places: what an application asks beside the calendars."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from local.exchange import Exchange
from tests.local.exchange.asking import ANN, BOB, HOUR, R1, R2, SVC, Asker, at, town


@pytest.fixture
async def there() -> AsyncIterator[tuple[Exchange, Asker]]:
    async with town() as both:
        yield both


def window(day: int = 24, zone: str = "UTC", **more: Any) -> dict[str, Any]:
    return {
        "StartTime": {"dateTime": f"2026-11-{day}T08:00:00", "timeZone": zone},
        "EndTime": {"dateTime": f"2026-11-{day}T12:00:00", "timeZone": zone},
        "AvailabilityViewInterval": 60,
        **more,
    }


async def test_schedules_say_when_somebody_is_busy(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    exchange.book(ANN, at(9), at(10), rooms=[R1], subject="Talk")
    exchange.book(BOB, at(10), at(11), showAs="tentative", sensitivity="private")
    await exchange.settle()
    wanted = window(Schedules=[R1, BOB, "nobody@town.example"])
    answer = await ask("POST", f"/users/{SVC}/calendar/getSchedule", wanted)
    room, bob, nobody = answer.body["value"]
    assert (room["scheduleId"], room["availabilityView"]) == (R1, "0200")
    assert room["scheduleItems"][0]["subject"] == "Ann Aerts"
    assert bob["availabilityView"] == "0010"
    assert "subject" not in bob["scheduleItems"][0]
    assert nobody["error"]["responseCode"] == "ErrorMailRecipientNotFound"


async def test_a_schedule_has_an_all_day_event_where_it_really_is(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    exchange.book_days(ANN, at(0).date(), at(0).date())
    wanted = window(Schedules=[ANN])
    answer = await ask("POST", f"/users/{SVC}/calendar/getSchedule", wanted)
    [item] = answer.body["value"][0]["scheduleItems"]
    assert item["start"]["dateTime"] == "2026-11-23T23:00:00.0000000"
    [seen] = exchange.view(ANN, at(0), at(23))
    assert seen["start"]["dateTime"] == "2026-11-24T00:00:00.0000000"


async def test_a_schedule_has_its_limits(there: tuple[Exchange, Asker]) -> None:
    _, ask = there
    path = f"/users/{SVC}/calendar/getSchedule"
    many = await ask("POST", path, window(Schedules=[R1] * 101))
    assert (many.status, many.code) == (400, "ErrorMailboxDataArrayTooBig")
    odd = await ask("POST", path, window(Schedules=[R1], AvailabilityViewInterval=3))
    assert odd.code == "ErrorInvalidTimeInterval"
    assert (await ask("POST", f"/users/{SVC}/findMeetingTimes", {})).status == 403


async def test_presence_of_at_most_650_people(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    ann = exchange.store.mailbox(ANN).id
    exchange.knobs.presence[ann] = ("Busy", "InAMeeting")
    path = "/communications/getPresencesByUserId"
    said = await ask("POST", path, {"ids": [ann, "x"]})
    assert [each["availability"] for each in said.body["value"]] == ["Busy", "Offline"]
    assert (await ask("POST", path, {"ids": ["x"] * 651})).status == 400


async def test_a_mailbox_says_what_it_is_for(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    exchange.add_equipment("van@town.example", "Van")
    for who, what in ((ANN, "user"), (R1, "room"), ("van@town.example", "equipment")):
        said = await ask("GET", f"/users/{who}/mailboxSettings")
        assert said.body["userPurpose"] == what
    assert "van@town.example" not in str((await ask("GET", "/places/graph.room")).body)


async def test_mail_and_activities_are_laid_aside(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    message = {"subject": "Hello", "toRecipients": [{"emailAddress": {"address": ANN}}]}
    sent = await ask(
        "POST", f"/users/{SVC}/sendMail", {"Message": message, "SaveToSentItems": False}
    )
    assert (sent.status, sent.body) == (202, "")
    assert [(each["from"], each["subject"]) for each in exchange.mails] == [(SVC, "Hello")]
    told = {"activityType": "bookingReleased", "previewText": {"content": "x"}}
    path = f"/users/{ANN}/teamwork/sendActivityNotification"
    assert (await ask("POST", path, told)).status == 204
    assert exchange.graph.activities[0]["activityType"] == "bookingReleased"


async def test_places_are_listed_by_kind_and_paged(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    for path in ("/places/microsoft.graph.room", "/places/graph.room"):
        answer = await ask("GET", f"{path}?$count=true")
        assert [each["emailAddress"] for each in answer.body["value"]] == [R1, R2]
        assert (answer.body["@odata.count"], answer.body["value"][0]["capacity"]) == (2, 8)
    for number in range(130):
        exchange.add_place("workspace", f"Pool {number}", capacity=4)
    items, _, pages = await ask.all_pages("/places/microsoft.graph.workspace")
    assert (len(items), pages) == (130, 2)
    items, _, pages = await ask.all_pages("/places/microsoft.graph.workspace?$top=50&$skip=10")
    assert (len(items), pages) == (120, 3)


async def test_desks_are_found_below_their_building(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    building = exchange.add_place("building", "Town hall")
    floor = exchange.add_place("floor", "First", parentId=building["id"])
    mode = {"@odata.type": "#microsoft.graph.reservablePlaceMode"}
    exchange.add_place("desk", "Desk 1", parentId=floor["id"], mode=mode)
    below = f"/places/{building['id']}/descendants/microsoft.graph.desk"
    [desk] = (await ask("GET", below)).body["value"]
    assert (desk["displayName"], desk["mode"]) == ("Desk 1", mode)
    everything = await ask("GET", f"/places/{building['id']}/descendants()")
    assert len(everything.body["value"]) == 2


async def test_a_list_of_rooms_is_called_by_its_address_only(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    listed = exchange.add_place("roomlist", "All", emailAddress="all@town.example", rooms=[R2])
    path = "/microsoft.graph.roomlist/rooms"
    inside = await ask("GET", f"/places/all%40town.example{path}")
    assert [each["emailAddress"] for each in inside.body["value"]] == [R2]
    assert "rooms" not in (await ask("GET", "/places/graph.roomList")).body["value"][0]
    assert (await ask("GET", f"/places/{listed['id']}{path}")).status == 404


async def test_a_check_in_claims_a_place(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    id = exchange.book(ANN, at(9), at(9) + HOUR, rooms=[R1])
    event = exchange.event(ANN, id)["iCalUId"]
    claim = {"calendarEventId": event, "checkInMethod": "verified"}
    made = await ask("POST", f"/places/{R1}/checkIns", claim)
    assert (made.status, made.body["calendarEventId"]) == (201, event)
    assert len(exchange.graph.check_ins) == 1


async def test_another_process_drives_it_over_http(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    admin = f"{exchange.root_url}/admin"
    times = {"start": "2026-11-24T09:00:00+00:00", "end": "2026-11-24T10:00:00+00:00"}
    made = await ask("POST", f"{admin}/book", {"organizer": ANN, "rooms": [R1], **times})
    assert made.status == 200
    assert (await ask("POST", f"{admin}/advance", {"seconds": 10})).status == 200
    seen = await ask("POST", f"{admin}/view", {"mailbox": R1, **times})
    assert [each["type"] for each in seen.body["result"]] == ["singleInstance"]
    assert (await ask("POST", f"{admin}/knobs", {"attendant_delay": 60})).status == 200
    assert exchange.knobs.attendant_delay == 60
    await ask("POST", f"{admin}/faults", {"status": 503, "times": None})
    assert (await ask("GET", f"/users/{ANN}/events")).status == 503
    assert (await ask("DELETE", f"{admin}/faults")).status == 200
    log = await ask("GET", f"{admin}/log")
    assert [each["status"] for each in log.body["result"]] == [503]
    assert (await ask("POST", f"{admin}/knobs", {"nonsense": 1})).status == 400
    assert (await ask("POST", f"{admin}/close", {})).status == 404
    for foreign in ({"Origin": "https://elsewhere.example"}, {"Host": "rebound.example:7072"}):
        assert (await ask("POST", f"{admin}/book", {}, **foreign)).status == 403
