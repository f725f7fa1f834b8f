"""Bad input of every kind gets a problem with a code, and never a 500."""

import json
import time
from typing import Any

import pytest

from tests.http.api.conftest import Api

WHEN = {"startsAt": "2026-11-24T07:00:00Z", "endsAt": "2026-11-24T11:00:00Z"}
GOOD = {"resourceId": "desk-1", **WHEN}


def reasons(answer: Any) -> dict[str, str]:
    return {error["name"]: error["reason"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"resourceId": None}, "resourceId"),
        ({"resourceId": 7}, "resourceId"),
        ({"resourceId": ["desk-1"]}, "resourceId"),
        ({"resourceId": ""}, "resourceId"),
        ({"resourceId": "Desk 1"}, "resourceId"),
        ({"resourceId": "desk-1\n"}, "resourceId"),
        ({"resourceId": "d" * 41}, "resourceId"),
        ({"resourceId": "desk-1\u0000"}, "resourceId"),
        ({"resourceId": "ｄesk-1"}, "resourceId"),
        ({"personId": "ada|bob"}, "personId"),
        ({"startsAt": "2026-11-24T07:00:00"}, "startsAt"),
        ({"startsAt": "2026-11-24 07:00:00Z"}, "startsAt"),
        ({"startsAt": "2026-11-24t07:00:00z"}, "startsAt"),
        ({"startsAt": "2026-11-24T07:00:00-00:00"}, "startsAt"),
        ({"startsAt": "2026-11-24T07:00:00.5Z"}, "startsAt"),
        ({"startsAt": "2026-11-24T25:00:00Z"}, "startsAt"),
        ({"startsAt": "2026-02-30T07:00:00Z"}, "startsAt"),
        ({"startsAt": "2026-11-24T07:00:60Z"}, "startsAt"),
        ({"startsAt": "0001-01-01T00:00:00+14:00"}, "startsAt"),
        ({"startsAt": "9999-12-31T23:59:59-12:00"}, "startsAt"),
        ({"startsAt": "2026-11-24T07:00:00+99:99"}, "startsAt"),
        ({"startsAt": "٢٠٢٦-11-24T07:00:00Z"}, "startsAt"),
        ({"startsAt": 1795503600}, "startsAt"),
        ({"startsAt": "1795503600"}, "startsAt"),
        ({"startsAt": True}, "startsAt"),
        ({"startsAt": {}}, "startsAt"),
        ({"endsAt": None}, "endsAt"),
        ({"endsAt": "2026-11-24T07:00:00Z"}, "endsAt"),
        ({"endsAt": "2026-11-24T06:00:00Z"}, "endsAt"),
        ({"date": "2026-11-24", "partOfDay": "morning"}, "partOfDay"),
        ({"note": "x" * 501}, "note"),
        ({"note": "bell\u0007"}, "note"),
        ({"note": 5}, "note"),
        ({"extra": 1}, "extra"),
        ({"resource_id": "desk-1"}, "resource_id"),
    ],
)
def test_each_wrong_member_is_named(api: Api, change: dict[str, object], name: str) -> None:
    answer = api("POST", "/bookings", json={**GOOD, **change})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input"), answer.text
    assert name in reasons(answer)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"resourceId": "desk-1"}, "startsAt"),
        ({"resourceId": "desk-1", "startsAt": WHEN["startsAt"]}, "endsAt"),
        ({"resourceId": "desk-1", "date": "2026-11-24"}, "startsAt"),
        ({"resourceId": "desk-1", "partOfDay": "morning"}, "date"),
        ({"resourceId": "desk-1", "date": "2026-13-01", "partOfDay": "morning"}, "date"),
        ({"resourceId": "desk-1", "date": "20261124", "partOfDay": "morning"}, "date"),
        ({"resourceId": "desk-1", "date": 5, "partOfDay": "morning"}, "date"),
        (WHEN, "resourceId"),
    ],
)
def test_half_a_wish_is_none(api: Api, body: dict[str, object], name: str) -> None:
    answer = api("POST", "/bookings", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")
    assert name in reasons(answer)


def test_all_that_is_wrong_is_said_at_once(api: Api) -> None:
    answer = api("POST", "/bookings", json={"resourceId": 1, "startsAt": "x", "endsAt": 2, "y": 3})
    assert set(reasons(answer)) == {"resourceId", "startsAt", "endsAt", "y"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"resourceId": "desk-1", "resourceId": "desk-2"}',
        b'{"resourceId": "desk-1", "x": {"a": 1, "a": 2}}',
        b'{"resourceId": NaN}',
        b'{"resourceId": "\xff\xfe"}',
        json.dumps(GOOD).encode("utf-16"),
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"resourceId": ' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_not_json_with_each_name_once_is_malformed(api: Api, raw: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = api("POST", "/bookings", content=raw, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-json")


@pytest.mark.parametrize("raw", [b"null", b"[]", b'"x"', b"5", b"true", b'{"note": "\\ud800"}'])
def test_json_that_is_no_such_object_is_invalid(api: Api, raw: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = api("POST", "/bookings", content=raw, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
def test_another_type_of_body_is_not_supported(api: Api, kind: str) -> None:
    answer = api("POST", "/bookings", content=json.dumps(GOOD), headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_names_without_number_are_counted_in_one_go(api: Api, method: str) -> None:
    # Counting each name anew took 10 seconds of the one thread that serves everybody.
    most = 4_900 if method == "POST" else 1_700
    names = [*(f"{n:x}" for n in range(most)), "last", "last"]
    began = time.process_time()
    if method == "POST":
        raw = "{" + ",".join(f'"{name}":1' for name in names) + "}"
        answer = api(method, "/bookings", content=raw, headers={"Content-Type": "application/json"})
    else:
        answer = api(method, "/bookings?" + "&".join(names))
    assert time.process_time() - began < 2
    assert answer.status_code == 400
    assert "last" in answer.text


def test_ten_megabytes_are_too_large_said_or_unsaid(api: Api) -> None:
    headers = {"Content-Type": "application/json"}
    said = api("POST", "/bookings", content=b" " * 10_000_000, headers=headers)
    unsaid = api("POST", "/bookings", content=(b" " * 65_536 for _ in range(160)), headers=headers)
    for answer in (said, unsaid):
        assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/nothing", 404, "not-found"),
        ("/sites/", 404, "not-found"),
        ("/bookings/", 404, "not-found"),
        ("/sites/nowhere", 404, "unknown-site"),
        ("/sites/%00", 404, "unknown-site"),
        ("/sites/%ff%fe", 404, "unknown-site"),
        ("/sites/tower", 404, "unknown-site"),
        ("/bookings/2026-11-24-zzz", 404, "unknown-booking"),
        ("/bookings/zzz", 404, "unknown-booking"),
        ("/bookings/2026-02-30-zzz", 404, "unknown-booking"),
        ("/bookings/2026-11-24", 404, "unknown-booking"),
        ("/bookings/2026-11-24-%F0%9F%98%80", 404, "unknown-booking"),
        ("/bookings/2026-11-24-" + "z" * 900, 404, "unknown-booking"),
        ("/bookings/..%2f..%2fetc", 404, "not-found"),
        ("/problems/nothing", 404, "not-found"),
        ("/bookings", 400, "invalid-input"),
        ("/bookings?personId=ada&from=2026-11-24", 400, "invalid-input"),
        ("/bookings?personId=ada&from=2026-11-24&until=2026-11-23", 400, "invalid-input"),
        ("/bookings?personId=ada&from=2026-11-24&until=2027-11-24", 400, "invalid-input"),
        ("/bookings?from=2026-11-24&until=2026-11-24", 400, "invalid-input"),
        (
            "/bookings?personId=ada&siteId=hall&from=2026-11-24&until=2026-11-24",
            400,
            "invalid-input",
        ),
        ("/bookings?personId=ada&from=2026-11-24&until=2026-11-24&cursor=x", 400, "invalid-input"),
        ("/bookings?personId=ada&from=2026-11-24&until=2026-11-24&cursor=eA", 400, "invalid-input"),
        ("/bookings?personId=ada&from=2026-11-24&until=2026-11-24&cursor=é", 400, "invalid-input"),
        ("/bookings?personId=ada&from=2026-11-24&until=2026-11-24&limit=0", 400, "invalid-input"),
        ("/bookings?personId=ada&from=2026-11-24&until=2026-11-24&limit=x", 400, "invalid-input"),
        ("/bookings?personId=ada&from=today&until=2026-11-24", 400, "invalid-input"),
        ("/occupancy?siteId=hall", 400, "invalid-input"),
        ("/occupancy?siteId=hall&date=2026-11-24&date=2026-11-25", 400, "invalid-input"),
        ("/occupancy?siteId=hall&date=2026-11-24&partOfDay=night", 404, "unknown-part"),
        ("/occupancy?siteId=nowhere&date=2026-11-24", 404, "unknown-site"),
        (
            "/occupancy?siteId=hall&date=2026-11-24&startsAt=2026-11-24T07:00:00Z",
            400,
            "invalid-input",
        ),
        (
            "/occupancy?siteId=hall&date=2026-11-24&startsAt=2026-11-24T07:00:00+01:00"
            "&endsAt=2026-11-24T09:00:00Z",
            400,
            "invalid-input",
        ),
        (
            "/occupancy?siteId=hall&date=2026-11-23&startsAt=2026-11-24T07:00:00Z"
            "&endsAt=2026-11-24T09:00:00Z",
            400,
            "invalid-input",
        ),
        (
            "/occupancy?siteId=hall&date=2026-11-24&startsAt=2026-11-24T07:00:00Z"
            "&endsAt=2027-11-24T09:00:00Z",
            409,
            "too-many-days",
        ),
        ("/resources?siteId=nowhere", 404, "unknown-site"),
        ("/resources?kind=boat", 400, "invalid-input"),
        ("/resources?unknown=1", 400, "invalid-input"),
        ("/resources?freeFrom=2026-11-24T07:00:00Z", 400, "invalid-input"),
        ("/resources?cursor=bm93aGVyZQ", 400, "invalid-input"),
        ("/availability?siteId=hall", 400, "invalid-input"),
        ("/people", 400, "invalid-input"),
        ("/people?q=" + "a" * 101, 400, "invalid-input"),
    ],
)
def test_addresses_that_lead_nowhere_say_so(api: Api, path: str, status: int, code: str) -> None:
    answer = api("GET", path)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


@pytest.mark.parametrize("key", ["", "k" * 101, "tab\tkey", "é"])
def test_a_key_that_is_no_key_is_named(api: Api, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("latin-1")}
    answer = api("POST", "/bookings", json=GOOD, headers=headers)
    assert answer.status_code == 400
    assert "Idempotency-Key" in reasons(answer)


def test_a_person_who_is_not_there_is_unknown_only_to_who_books_for_everyone(api: Api) -> None:
    desk = {"resourceId": "desk-1", "date": "2026-11-24"}
    for who, code in (("fay", "unknown-person"), ("lea", "not-yours"), ("ada", "not-yours")):
        for part in ("morning", "nonsense"):
            body = {**desk, "personId": "nobody", "partOfDay": part}
            assert api("POST", "/bookings", who=who, json=body).json()["code"] == code
    body = {**desk, "personId": "bob", "partOfDay": "nonsense"}
    assert api("POST", "/bookings", json=body).json()["code"] == "not-yours"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"resourceId": "nothing"}, "unknown-resource"),
        ({"resourceId": "tower-desk"}, "unknown-resource"),
    ],
)
def test_ids_that_name_nothing_are_unknown(api: Api, body: dict[str, str], code: str) -> None:
    answer = api("POST", "/bookings", json={**WHEN, **body})
    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_a_day_of_25_hours_is_no_trouble(api: Api) -> None:
    day = "/occupancy?siteId=hall&date=2026-10-25"
    shown = api("GET", day).json()
    assert (shown["startsAt"], shown["endsAt"]) == ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")
    twice = {"startsAt": "2026-10-25T00:30:00Z", "endsAt": "2026-10-25T01:30:00Z"}
    past = api("POST", "/bookings", json={"resourceId": "desk-1", **twice})
    assert past.status_code == 409


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*;q=0.5"])
def test_who_does_not_take_json_is_told(api: Api, accept: str) -> None:
    answer = api("GET", "/me", headers={"Accept": accept})
    assert (answer.status_code, answer.json()["code"]) == (406, "not-acceptable")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/bookings", "GET, HEAD, POST"),
        ("PUT", "/bookings/2026-11-24-x", "GET, HEAD, PATCH"),
        ("GET", "/walk-ins", "POST"),
        ("OPTIONS", "/me", "GET, HEAD"),
    ],
)
def test_another_method_is_told_which_there_are(
    api: Api, method: str, path: str, allowed: str
) -> None:
    answer = api(method, path)
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert answer.headers["Allow"] == allowed
