"""Whoever sees somebody's booking by extra rights is recorded, whichever way they take to it."""

from collections.abc import Callable

import pytest

from tests.http.api.conftest import Api

MORNING = {"startsAt": "2026-11-24T07:00:00Z", "endsAt": "2026-11-24T11:00:00Z"}
SERIES = {
    "resourceId": "desk-1",
    "frequency": "daily",
    "first": "2026-11-25",
    "count": 3,
    "partOfDay": "morning",
}


def looks(api: Api) -> list[str]:
    return [each["what"] for each in api("GET", "/me/lookups").json()["items"]]


def cancels(api: Api, booking: str, who: str) -> int:
    return int(api("POST", f"/bookings/{booking}/cancellations", who=who).status_code)


def changes_nothing(api: Api, booking: str, who: str) -> int:
    headers = {"If-Match": "*"}
    answer = api("PATCH", f"/bookings/{booking}", who=who, json={}, headers=headers)
    return int(answer.status_code)


@pytest.mark.parametrize("deed", [cancels, changes_nothing])
def test_a_change_of_nothing_is_a_look(api: Api, deed: Callable[[Api, str, str], int]) -> None:
    booking = api.book("desk-1", note="back at ten")["id"]
    if deed is cancels:
        cancels(api, booking, "ada")
    assert deed(api, booking, "fay") == 200
    assert looks(api) == ["booking"]


def test_a_change_is_none(api: Api) -> None:
    assert cancels(api, api.book("desk-1")["id"], "fay") == 200
    assert looks(api) == []


def test_to_be_told_when_somebody_is_busy_is_a_look(api: Api) -> None:
    api.book("desk-1")
    wish = {"resourceId": "desk-2", "personId": "ada", **MORNING}
    refused = api("POST", "/bookings", who="fay", json=wish)
    assert refused.json()["code"] == "person-busy"
    assert looks(api) == ["bookings"]


def test_a_replayed_request_shows_what_became_of_it_and_is_a_look(api: Api) -> None:
    wish = {"resourceId": "desk-1", "personId": "ada", **MORNING}
    for replayed in (False, True):
        headers = {"Idempotency-Key": "once"}
        made = api("POST", "/bookings", who="fay", json=wish, headers=headers)
        assert ("Idempotent-Replayed" in made.headers) is replayed
    assert looks(api) == ["booking"]


def test_cancelling_nothing_of_a_series_is_a_look(api: Api) -> None:
    made = api("POST", "/series", json=SERIES).json()["id"]
    body = {"dates": ["2027-03-01"]}
    assert api("POST", f"/series/{made}/cancellations", who="fay", json=body).status_code == 200
    assert looks(api) == ["series"]
