"""Booking over the API."""

from datetime import timedelta

from tests.fakes import World
from tests.http.api.conftest import Api

MORNING = {"startsAt": "2026-11-24T07:00:00Z", "endsAt": "2026-11-24T11:00:00Z"}


def test_a_booking_is_made_and_found_at_its_address(api: Api) -> None:
    made = api("POST", "/bookings", json={"resourceId": "desk-1", **MORNING, "note": "façade"})
    assert made.status_code == 201
    found = api("GET", made.headers["Location"].removeprefix("/api/v1"))
    assert found.json() == made.json()
    assert found.headers["ETag"] == made.headers["ETag"]
    assert made.json() | {"id": "", "createdAt": "", "changedAt": ""} == {
        "id": "",
        "personId": "ada",
        "personName": "Ada",
        "resourceId": "desk-1",
        "siteId": "hall",
        "kind": "desk",
        **MORNING,
        "date": "2026-11-24",
        "partOfDay": None,
        "state": "booked",
        "origin": "vrijplek",
        "note": "façade",
        "override": None,
        "seriesId": None,
        "checkInOpensAt": "2026-11-24T06:00:00Z",
        "checkInClosesAt": "2026-11-24T08:00:00Z",
        "createdAt": "",
        "changedAt": "",
    }


def test_a_part_of_day_is_booked_by_its_name(api: Api) -> None:
    booking = api.book(date="2026-11-24", partOfDay="afternoon")
    assert booking["partOfDay"] == "afternoon"
    assert booking["startsAt"] == "2026-11-24T12:00:00Z"


def test_any_offset_goes_in_and_utc_comes_out(api: Api) -> None:
    booking = api.book(startsAt="2026-11-24T03:00:00-05:00", endsAt="2026-11-24T14:30:00+05:30")
    assert (booking["startsAt"], booking["endsAt"]) == (
        "2026-11-24T08:00:00Z",
        "2026-11-24T09:00:00Z",
    )


def test_a_taken_place_is_refused_with_when_and_what_else(api: Api) -> None:
    api.book("desk-1", who="bob")
    refused = api("POST", "/bookings", json={"resourceId": "desk-1", **MORNING})
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["code"] == "taken"
    assert problem["clashes"] == [MORNING]
    assert problem["since"] == MORNING["startsAt"]
    assert problem["alternatives"][0]["resourceId"] == "desk-2"
    assert "bob" not in refused.text.lower()


def test_the_same_key_and_body_answer_what_the_first_did(api: Api) -> None:
    body, headers = {"resourceId": "desk-1", **MORNING}, {"Idempotency-Key": "k-1"}
    first = api("POST", "/bookings", json=body, headers=headers)
    second = api("POST", "/bookings", json=body, headers=headers)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"


def test_the_same_key_for_something_else_is_refused(api: Api) -> None:
    headers = {"Idempotency-Key": "k-1"}
    api("POST", "/bookings", json={"resourceId": "desk-1", **MORNING}, headers=headers)
    other = api("POST", "/bookings", json={"resourceId": "desk-2", **MORNING}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")


def test_a_change_needs_the_version_that_was_seen(api: Api) -> None:
    path = f"/bookings/{api.book()['id']}"
    unsaid = api("PATCH", path, json={"resourceId": "desk-2"})
    assert (unsaid.status_code, unsaid.json()["code"]) == (428, "if-match-required")
    for stale in ('"older"', 'W/"older"', '"a", "b"', "rubbish", '""'):
        late = api("PATCH", path, json={"resourceId": "desk-2"}, headers={"If-Match": stale})
        assert (late.status_code, late.json()["code"]) == (412, "changed-meanwhile")


def test_a_change_keeps_the_id_and_renews_the_version(api: Api) -> None:
    path = f"/bookings/{api.book()['id']}"
    seen = api("GET", path).headers["ETag"]
    moved = api("PATCH", path, json={"resourceId": "desk-2"}, headers={"If-Match": seen})
    assert moved.status_code == 200, moved.text
    assert f"/bookings/{moved.json()['id']}" == path
    assert moved.json()["resourceId"] == "desk-2"
    assert moved.headers["ETag"] != seen
    again = api("PATCH", path, json={"note": "x"}, headers={"If-Match": seen})
    assert again.status_code == 412
    any_version = api("PATCH", path, json={"note": "x"}, headers={"If-Match": "*"})
    assert any_version.json()["note"] == "x"
    listed = f'"old", {any_version.headers["ETag"]}'
    one_of = api("PATCH", path, json={"note": "y"}, headers={"If-Match": listed})
    assert one_of.json()["note"] == "y"


def test_a_change_that_names_a_date_and_no_part_of_it_is_not_taken_for_none(api: Api) -> None:
    path = f"/bookings/{api.book()['id']}"
    for change in ({"date": "2026-11-25"}, {"date": "2026-11-25", **MORNING}):
        no = api("PATCH", path, json=change, headers={"If-Match": "*"})
        assert (no.status_code, no.json()["errors"][0]["name"]) == (400, "partOfDay")


def test_a_booking_is_moved_to_another_day_under_the_same_id(api: Api) -> None:
    booking = api.book()
    path = f"/bookings/{booking['id']}"
    change = {"date": "2026-11-25", "partOfDay": "afternoon"}
    moved = api("PATCH", path, json=change, headers={"If-Match": "*"})
    assert moved.status_code == 200, moved.text
    assert (moved.json()["id"], moved.json()["date"]) == (booking["id"], "2026-11-25")
    assert api("GET", path).json() == moved.json()


def test_checking_in_and_out_and_cancelling_are_things_that_happen_to_a_booking(
    api: Api, world: World
) -> None:
    path = f"/bookings/{api.book()['id']}"
    assert api("POST", f"{path}/check-ins").json()["state"] == "checked_in"
    assert api("POST", f"{path}/check-ins").status_code == 200
    no_way_back = api("POST", f"{path}/cancellations")
    assert (no_way_back.status_code, no_way_back.json()["code"]) == (409, "wrong-state")
    world.clock.advance(timedelta(hours=1))
    assert api("POST", f"{path}/check-outs").json()["state"] == "ended"
    other = api.book("desk-2", date="2026-11-25")
    cancelled = api("POST", f"/bookings/{other['id']}/cancellations")
    assert cancelled.json()["state"] == "cancelled"


def test_checking_in_too_early_says_from_when(api: Api) -> None:
    path = f"/bookings/{api.book(date='2026-11-25')['id']}"
    early = api("POST", f"{path}/check-ins")
    assert (early.status_code, early.json()["code"]) == (409, "too-early")
    assert early.json()["until"] == "2026-11-25T06:00:00Z"
    assert early.json()["limits"] == [{"name": "opensMinutes", "value": 60}]


def test_a_stale_version_stops_a_cancellation_too(api: Api) -> None:
    path = f"/bookings/{api.book()['id']}/cancellations"
    stale = api("POST", path, headers={"If-Match": '"older"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "changed-meanwhile")


def test_nobody_but_who_may_touches_someone_elses_booking(api: Api) -> None:
    path = f"/bookings/{api.book(who='bob')['id']}"
    for refused in (
        api("POST", f"{path}/cancellations"),
        api("PATCH", path, json={"note": "x"}, headers={"If-Match": "*"}),
        api("POST", "/bookings", json={"resourceId": "desk-2", "personId": "bob", **MORNING}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "not-yours")
    assert api("POST", f"{path}/cancellations", who="fay").status_code == 200


def test_who_may_not_change_a_booking_does_not_see_whose_it_is(api: Api) -> None:
    path = f"/bookings/{api.book(who='ada', note='doctor at ten')['id']}"
    stranger = api("GET", path, who="bob")
    assert stranger.status_code == 200
    hidden = {"personId", "personName", "note", "override", "seriesId"}
    assert {name for name, value in stranger.json().items() if value is None} >= hidden
    assert "doctor" not in stranger.text
    assert api("GET", path, who="lea").json()["note"] == "doctor at ten"


def test_bookings_are_listed_by_person_resource_and_site(api: Api) -> None:
    first, second = api.book("desk-1"), api.book("desk-2", date="2026-11-25")
    other = api.book("desk-1", who="bob", date="2026-11-24", partOfDay="evening")
    days = "from=2026-11-24&until=2026-11-30"
    mine = api("GET", f"/bookings?personId=ada&{days}").json()["items"]
    assert mine == [first, second]
    desk = api("GET", f"/bookings?resourceId=desk-1&{days}").json()["items"]
    assert [each["id"] for each in desk] == [first["id"], other["id"]]
    assert [each["personId"] for each in desk] == ["ada", None]
    hall = api("GET", f"/bookings?siteId=hall&{days}", who="fay").json()["items"]
    assert [each["personId"] for each in hall] == [None, None, None]
    opened = api("GET", f"/bookings/{other['id']}", who="fay").json()
    assert (opened["personId"], opened["note"]) == ("bob", "")


def test_a_list_comes_in_pages_that_miss_and_repeat_nothing(api: Api) -> None:
    made = [api.book("desk-1", date=f"2026-12-{day:02}") for day in (1, 2, 3, 4, 7)]
    path, found = "/bookings?personId=ada&from=2026-11-24&until=2026-12-31&limit=2", []
    while path:
        page = api("GET", path)
        found += page.json()["items"]
        link = page.headers.get("Link", "")
        assert bool(link) == (page.json()["next"] is not None)
        path = link.partition(">")[0].removeprefix("</api/v1")
    assert found == made


def test_a_booking_over_midnight_is_listed_once(api: Api) -> None:
    night = api.book("barn-desk", date="2026-11-24", partOfDay="night", who="fay", override="storm")
    days = "from=2026-11-24&until=2026-11-25"
    listed = api("GET", f"/bookings?resourceId=barn-desk&{days}", who="fay").json()["items"]
    assert [each["id"] for each in listed] == [night["id"]]
    second_day = "from=2026-11-25&until=2026-11-25"
    listed = api("GET", f"/bookings?personId=fay&{second_day}", who="fay").json()["items"]
    assert [each["id"] for each in listed] == [night["id"]]


def test_a_persons_bookings_are_not_for_everyone_to_list(api: Api) -> None:
    days = "from=2026-11-24&until=2026-11-30"
    refused = api("GET", f"/bookings?personId=ada&{days}", who="bob")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-yours")
    unknown = api("GET", f"/bookings?personId=nobody&{days}", who="fay")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-person")


def test_sitting_elsewhere_moves_the_booking_and_checks_in(api: Api) -> None:
    booking = api.book("desk-1")
    here = api("POST", "/presences", json={"resourceId": "desk-2"})
    assert here.status_code == 201, here.text
    assert here.json()["id"] == booking["id"]
    assert (here.json()["resourceId"], here.json()["state"]) == ("desk-2", "checked_in")


def test_walking_in_books_and_checks_in_until_the_part_of_day_ends(api: Api) -> None:
    made = api("POST", "/walk-ins", json={"resourceId": "desk-1"})
    assert made.status_code == 201, made.text
    assert (made.json()["state"], made.json()["endsAt"]) == ("checked_in", "2026-11-24T11:00:00Z")
    until = {"resourceId": "desk-2", "endsAt": "2026-11-24T08:00:00Z"}
    short = api("POST", "/walk-ins", json=until, who="bob")
    assert short.json()["endsAt"] == "2026-11-24T08:00:00Z"


def test_a_full_site_says_so(api: Api) -> None:
    api.book("desk-1", who="bob")
    api.book("desk-2", who="lea")
    full = api("POST", "/bookings", json={"resourceId": "desk-4", **MORNING})
    assert (full.status_code, full.json()["code"]) == (409, "site-full")
    assert {"name": "capacity", "value": 2} in full.json()["limits"]
