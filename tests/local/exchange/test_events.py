"""Events over HTTP: paths in every spelling, ids, etags, times, marks, errors."""

from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest

from local.exchange import Exchange
from local.exchange.times import CUSTOM
from tests.local.exchange.asking import ANN, HOUR, IMMUTABLE, R1, SVC, Asker, at, meeting, town

PROPERTY = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name BookingId"


@pytest.fixture
async def there() -> AsyncIterator[tuple[Exchange, Asker]]:
    async with town() as both:
        yield both


async def test_an_event_is_answered_in_the_documented_shape(
    there: tuple[Exchange, Asker],
) -> None:
    _, ask = there
    made = await ask("POST", f"/users/{SVC}/events", meeting(transactionId="t-1"), **IMMUTABLE)
    assert made.status == 201
    assert made.headers["Preference-Applied"] == 'IdType="ImmutableId"'
    body = made.body
    assert body["start"] == {"dateTime": "2026-11-24T08:00:00.0000000", "timeZone": "UTC"}
    assert body["originalStartTimeZone"] == "Europe/Berlin"
    assert (body["type"], body["transactionId"], body["isOrganizer"]) == (
        "singleInstance",
        "t-1",
        True,
    )
    assert body["@odata.etag"] == f'W/"{body["changeKey"]}"'
    assert body["attendees"][0]["status"] == {
        "response": "none",
        "time": "0001-01-01T00:00:00Z",
    }
    assert "singleValueExtendedProperties" not in body
    assert "<p>Booked</p>" in body["body"]["content"]
    assert body["body"]["content"].startswith("<html>")


@pytest.mark.parametrize(
    "path",
    [
        "/users/svc@town.example/events",
        "/users/svc%40town.example/calendar/events",
        "/Users/SVC@TOWN.EXAMPLE/Events",
        "/users('svc%40town.example')/calendar/events()",
        "/users/svc@town.example/calendars/any/events",
    ],
)
async def test_a_path_is_understood_in_every_spelling(
    there: tuple[Exchange, Asker], path: str
) -> None:
    _, ask = there
    await ask("POST", f"/users/{SVC}/events", meeting())
    assert len((await ask("GET", path)).body["value"]) == 1


async def test_a_mailbox_answers_to_its_id_and_a_body_in_pascal_case(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    id = exchange.store.mailbox(SVC).id
    asked = {
        "Subject": "X",
        "Start": {"DateTime": "2026-11-24T09:00:00", "TimeZone": "UTC"},
        "End": {"DateTime": "2026-11-24T10:00:00", "TimeZone": "UTC"},
    }
    made = await ask("POST", f"/users/{id}/events", asked)
    assert (made.status, made.body["subject"]) == (201, "X")


async def test_both_formats_of_an_id_lead_to_the_event_and_only_one_survives_a_move(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    fixed = (await ask("POST", f"/users/{SVC}/events", meeting(), **IMMUTABLE)).body["id"]
    usual = (await ask("GET", f"/users/{SVC}/events/{quote(fixed, safe='')}")).body["id"]
    assert usual != fixed
    exchange.move_to_folder(SVC, fixed)
    assert (await ask("GET", f"/users/{SVC}/events/{usual}")).status == 404
    now = await ask("GET", f"/users/{SVC}/events/{fixed}", **IMMUTABLE)
    assert (now.status, now.body["id"]) == (200, fixed)
    assert (await ask("GET", f"/users/{SVC}/events/{fixed.swapcase()}")).status in (400, 404)
    assert (await ask("GET", f"/users/{SVC}/events/nonsense")).code == "ErrorInvalidIdMalformed"
    into = {"inputIds": [fixed], "sourceIdType": "restId", "targetIdType": "restId"}
    translated = await ask("POST", f"/users/{SVC}/translateExchangeIds", into)
    assert translated.body["value"][0]["targetId"] not in (fixed, usual)


async def test_a_change_needs_the_etag_that_is_current(there: tuple[Exchange, Asker]) -> None:
    _, ask = there
    made = (await ask("POST", f"/users/{SVC}/events", meeting())).body
    event = f"/users/{SVC}/events/{made['id']}"
    tag = {"If-Match": made["@odata.etag"]}
    changed = await ask("PATCH", event, {"subject": "Other"}, **tag)
    assert (changed.status, changed.body["subject"]) == (200, "Other")
    assert changed.body["@odata.etag"] != made["@odata.etag"]
    refused = await ask("PATCH", event, {"subject": "Third"}, **tag)
    assert (refused.status, refused.code) == (412, "ErrorIrresolvableConflict")
    assert (await ask("DELETE", event, **tag)).status == 412
    assert (await ask("DELETE", event)).status == 204
    gone = await ask("DELETE", event)
    assert (gone.status, gone.code) == (404, "ErrorItemNotFound")


async def test_exchange_may_rewrite_the_change_key_though_nobody_changed_anything(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    exchange.knobs.rewrite_change_key_after = 2
    made = (await ask("POST", f"/users/{SVC}/events", meeting(attendees=[]))).body
    event = f"/users/{SVC}/events/{made['id']}"
    await exchange.advance(3)
    tag = {"If-Match": made["@odata.etag"]}
    assert (await ask("PATCH", event, {"subject": "Other"}, **tag)).status == 412
    assert (await ask("GET", event)).body["subject"] == "Team"
    exchange.knobs.transient_412 = 1.0
    assert (await ask("PATCH", event, {"subject": "Other"})).status == 412


@pytest.mark.parametrize(("mode", "status", "events"), [("same", 201, 1), ("ignored", 201, 2)])
async def test_a_repeated_transaction_id_is_answered_in_the_way_that_was_chosen(
    there: tuple[Exchange, Asker], mode: str, status: int, events: int
) -> None:
    exchange, ask = there
    exchange.knobs.transaction_ids = "ignored" if mode == "ignored" else "same"
    await ask("POST", f"/users/{SVC}/events", meeting(transactionId="t-1"))
    again = await ask("POST", f"/users/{SVC}/events", meeting(transactionId="t-1"))
    assert (again.status, len(exchange.events(SVC))) == (status, events)
    exchange.knobs.transaction_ids = "conflict"
    assert (await ask("POST", f"/users/{SVC}/events", meeting(transactionId="t-1"))).status == 409


async def test_an_extended_property_is_kept_shown_on_request_and_found_by_its_value(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    marked = meeting(singleValueExtendedProperties=[{"id": PROPERTY, "value": "bk_1"}])
    made = (await ask("POST", f"/users/{SVC}/events", marked, **IMMUTABLE)).body
    await ask("POST", f"/users/{SVC}/events", meeting(11))
    name = quote(PROPERTY)
    any_of = f"singleValueExtendedProperties/Any(ep:%20ep/id%20eq%20'{name}'%20and%20ep/value%20eq%20'BK_1')"
    found = await ask("GET", f"/users/{SVC}/events?$filter={any_of}", **IMMUTABLE)
    assert [each["id"] for each in found.body["value"]] == [made["id"]]
    assert "singleValueExtendedProperties" not in found.body["value"][0]
    expand = f"singleValueExtendedProperties($filter=id%20eq%20'{name}')"
    shown = await ask("GET", f"/users/{SVC}/events/{made['id']}?$expand={expand}")
    assert shown.body["singleValueExtendedProperties"] == [{"id": PROPERTY, "value": "bk_1"}]
    assert exchange.property_of(SVC, made["id"]) == {PROPERTY: "bk_1"}
    await exchange.settle()
    copy = exchange.copy_in(R1, made["id"], of=SVC)
    assert copy is not None
    assert exchange.property_of(R1, copy["id"]) == {}


async def test_times_are_shown_in_the_zone_asked_for_by_windows_or_iana_name(
    there: tuple[Exchange, Asker],
) -> None:
    _, ask = there
    made = (await ask("POST", f"/users/{SVC}/events", meeting())).body
    for zone, hour in (("W. Europe Standard Time", 9), ("America/New_York", 3), ("UTC", 8)):
        shown = await ask(
            "GET",
            f"/users/{SVC}/events/{made['id']}",
            Prefer=f'odata.maxpagesize=5, outlook.timezone="{zone}", IdType="ImmutableId"',
        )
        written = {"dateTime": f"2026-11-24T{hour:02}:00:00.0000000", "timeZone": zone}
        assert shown.body["start"] == written
    odd = meeting()
    odd["start"]["timeZone"] = "Middle Earth"
    refused = await ask("POST", f"/users/{SVC}/events", odd)
    assert (refused.status, refused.code) == (400, "TimeZoneNotSupportedException")


async def test_an_old_zone_that_nobody_can_look_up_is_shown_as_what_it_was_made_in(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    id = exchange.book(ANN, at(9), at(10), original_zone=CUSTOM)
    shown = (await ask("GET", f"/users/{ANN}/events/{id}")).body
    assert shown["originalStartTimeZone"] == "tzone://Microsoft/Custom"
    assert shown["start"]["timeZone"] == "UTC"


async def test_an_all_day_event_is_at_midnight_in_whatever_zone_is_asked(
    there: tuple[Exchange, Asker],
) -> None:
    _, ask = there
    day = meeting(isAllDay=True)
    assert (await ask("POST", f"/users/{SVC}/events", day)).status == 400
    day["start"]["dateTime"], day["end"]["dateTime"] = "2026-11-24T00:00:00", "2026-11-25T00:00:00"
    made = (await ask("POST", f"/users/{SVC}/events", day)).body
    for zone in ("UTC", "America/New_York"):
        shown = await ask(
            "GET", f"/users/{SVC}/events/{made['id']}", Prefer=f'outlook.timezone="{zone}"'
        )
        assert shown.body["start"]["dateTime"] == "2026-11-24T00:00:00.0000000"
        assert shown.body["end"]["dateTime"] == "2026-11-25T00:00:00.0000000"


async def test_a_calendar_view_needs_a_window_and_is_paged(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    for hour in range(8, 20):
        exchange.book(ANN, at(hour), at(hour) + HOUR)
    view = f"/users/{ANN}/calendarView"
    assert (await ask("GET", view)).status == 400
    window = "?startDateTime=2026-11-24T00:00:00Z&endDateTime=2026-11-25T00:00:00Z"
    items, _, pages = await ask.all_pages(f"{view}{window}&$top=5&$select=subject,start")
    assert (len(items), pages) == (12, 3)
    assert set(items[0]) == {"@odata.etag", "id", "subject", "start"}
    few = "?startDateTime=2026-11-24T09:00:00&endDateTime=2026-11-24T10:00:00"
    assert len((await ask("GET", view + few)).body["value"]) == 1


async def test_only_the_organizer_cancels_and_a_deleted_copy_is_only_a_copy(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    id = exchange.book(ANN, at(9), at(10), rooms=[R1])
    await exchange.settle()
    copy = exchange.copy_in(R1, id, of=ANN)
    assert copy is not None
    refused = await ask("POST", f"/users/{R1}/events/{copy['id']}/cancel", {"Comment": "no"})
    assert refused.status == 400
    assert "organizer" in refused.body["error"]["message"]
    assert (await ask("DELETE", f"/users/{R1}/events/{copy['id']}")).status == 204
    attendee = exchange.event(ANN, id)["attendees"][0]
    assert attendee["status"]["response"] == "accepted", "the organizer still believes in the room"
    assert (await ask("POST", f"/users/{ANN}/events/{id}/cancel", {})).status == 202
    assert (await ask("GET", f"/users/{ANN}/events/{id}")).status == 404


async def test_an_online_meeting_stays_one_until_its_part_of_the_body_is_taken_away(
    there: tuple[Exchange, Asker],
) -> None:
    _, ask = there
    made = (await ask("POST", f"/users/{SVC}/events", meeting(isOnlineMeeting=True))).body
    join = made["onlineMeeting"]["joinUrl"]
    event = f"/users/{SVC}/events/{made['id']}"
    kept = {"body": {"contentType": "html", "content": f"<p>New</p> {join}"}}
    assert (await ask("PATCH", event, kept)).body["isOnlineMeeting"] is True
    lost = {"body": {"contentType": "html", "content": "<p>New</p>"}}
    assert (await ask("PATCH", event, lost)).body["isOnlineMeeting"] is False


async def test_an_error_has_the_form_of_every_error(there: tuple[Exchange, Asker]) -> None:
    _, ask = there
    gone = await ask("GET", "/users/nobody@town.example/events", client_request_id="mine")
    assert gone.status == 404
    error = gone.body["error"]
    assert set(error) == {"code", "message", "innerError"}
    assert set(error["innerError"]) == {"date", "request-id", "client-request-id"}
    assert error["innerError"]["client-request-id"] == "mine"
    assert (await ask("GET", "/users/x/events", token="wrong")).status == 401
    assert (await ask("PUT", f"/users/{SVC}/events")).status == 405


async def test_a_mailbox_may_be_denied_or_gone(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    exchange.suspend(R1)
    denied = await ask("GET", f"/users/{R1}/events")
    assert (denied.status, denied.code) == (403, "ErrorAccessDenied")
    assert denied.body["error"]["message"] == "Access to OData is disabled."
    exchange.suspend(R1, "gone")
    assert (await ask("GET", f"/users/{R1}/events")).status == 404
    exchange.post_directly(R1, at(9), at(10))
    exchange.suspend(R1, "blind")
    for path in ("events", "calendarView", "calendarView/delta"):
        window = "?startDateTime=2026-11-01&endDateTime=2026-12-01"
        assert (await ask("GET", f"/users/{R1}/{path}{window}")).body["value"] == []
    exchange.suspend(R1, "open")
    assert (await ask("GET", f"/users/{R1}/events")).status == 200
