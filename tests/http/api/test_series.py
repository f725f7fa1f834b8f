"""Recurring bookings over the API."""

from typing import Any

import pytest

from tests.fakes import World
from tests.http.api.conftest import Api

WEEKLY = {
    "resourceId": "desk-1",
    "frequency": "weekly",
    "weekdays": [2],
    "first": "2026-11-24",
    "until": "2026-12-15",
    "partOfDay": "morning",
}


def became(answer: Any) -> dict[str, str]:
    return {each["date"]: each["became"] for each in answer.json()["occurrences"]}


def test_a_series_answers_with_a_result_per_date(api: Api) -> None:
    api.book("desk-1", who="bob", date="2026-12-01")
    made = api("POST", "/series", json=WEEKLY)
    assert made.status_code == 201, made.text
    assert became(made) == {
        "2026-11-24": "booked",
        "2026-12-01": "refused",
        "2026-12-08": "booked",
        "2026-12-15": "booked",
    }
    first, second = made.json()["occurrences"][:2]
    booking = api("GET", f"/bookings/{first['bookingId']}").json()
    assert (booking["seriesId"], booking["date"]) == (made.json()["id"], "2026-11-24")
    assert second["code"] == second["problem"]["code"] == "taken"
    assert second["problem"]["alternatives"][0]["resourceId"] == "desk-2"


def test_a_series_is_found_at_its_address_by_whose_it_is(api: Api) -> None:
    made = api("POST", "/series", json=WEEKLY)
    path = made.headers["Location"].removeprefix("/api/v1")
    assert became(api("GET", path)) == became(made)
    assert api("GET", path).headers["ETag"] == made.headers["ETag"]
    assert api("GET", path, who="lea").status_code == 200
    assert api("GET", path, who="bob").json()["code"] == "not-yours"


def test_dates_of_a_series_are_cancelled_and_stay_so(api: Api) -> None:
    path = api("POST", "/series", json=WEEKLY).headers["Location"].removeprefix("/api/v1")
    done = api("POST", f"{path}/cancellations", json={"dates": ["2026-12-01"]})
    assert done.status_code == 200, done.text
    assert became(done)["2026-12-01"] == "cancelled"
    booking = done.json()["occurrences"][1]["bookingId"]
    assert api("GET", f"/bookings/{booking}").json()["state"] == "cancelled"
    rest = api("POST", f"{path}/cancellations", json={"from": "2026-12-08"})
    assert became(rest) == {
        "2026-11-24": "booked",
        "2026-12-01": "cancelled",
        "2026-12-08": "cancelled",
        "2026-12-15": "cancelled",
    }
    assert rest.json()["until"] == "2026-12-07"


def test_the_same_key_makes_one_series(api: Api, world: World) -> None:
    headers = {"Idempotency-Key": "weekly"}
    first = api("POST", "/series", json=WEEKLY, headers=headers)
    again = api("POST", "/series", json=WEEKLY, headers=headers)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert became(again) == became(first)
    assert len(world.series.rows) == 1


def test_wall_times_stay_what_they_are_over_the_change_of_clocks(api: Api, world: World) -> None:
    clocks = {k: v for k, v in WEEKLY.items() if k not in ("partOfDay", "until")}
    body = {**clocks, "starts": "09:00", "ends": "11:00:00", "count": 3, "resourceId": "room-1"}
    made = api("POST", "/series", json=body)
    assert made.status_code == 201, made.text
    assert (made.json()["starts"], made.json()["ends"]) == ("09:00:00", "11:00:00")
    assert len(made.json()["occurrences"]) == 3


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"until": "2026-11-23"}, 409, "no-occurrences"),
        ({"first": "2026-11-23"}, 409, "in-the-past"),
        ({"first": "2001-01-01"}, 409, "in-the-past"),
        ({"frequency": "daily", "until": "2199-01-01"}, 409, "too-many-occurrences"),
        ({"resourceId": "nothing"}, 404, "unknown-resource"),
        ({"partOfDay": "noon"}, 404, "unknown-part"),
        ({"personId": "bob"}, 403, "not-yours"),
        ({"count": 3}, 400, "invalid-input"),
        ({"count": 0}, 400, "invalid-input"),
        ({"interval": 0}, 400, "invalid-input"),
        ({"weekdays": [0]}, 400, "invalid-input"),
        ({"weekdays": "monday"}, 400, "invalid-input"),
        ({"frequency": "yearly"}, 400, "invalid-input"),
        ({"starts": "09:00"}, 400, "invalid-input"),
        ({"partOfDay": None}, 400, "invalid-input"),
        ({"partOfDay": None, "starts": "25:00", "ends": "26:00"}, 400, "invalid-input"),
        ({"partOfDay": None, "starts": "09:00:30", "ends": "11:00"}, 400, "invalid-input"),
    ],
)
def test_a_series_that_cannot_be_says_why(
    api: Api, world: World, change: dict[str, object], status: int, code: str
) -> None:
    answer = api("POST", "/series", json={**WEEKLY, **change})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert world.series.rows == {}


@pytest.mark.parametrize("body", [{}, {"dates": []}, {"dates": ["x"]}, {"from": 1}])
def test_a_cancellation_of_nothing_is_invalid(api: Api, body: dict[str, object]) -> None:
    path = api("POST", "/series", json=WEEKLY).headers["Location"].removeprefix("/api/v1")
    assert api("POST", f"{path}/cancellations", json=body).json()["code"] == "invalid-input"


@pytest.mark.parametrize("path", ["/series/nothing", "/series/%00", "/series/" + "x" * 50])
def test_an_unknown_series_is_unknown(api: Api, path: str) -> None:
    assert api("GET", path).json()["code"] == "unknown-series"
    body = {"from": "2026-12-08"}
    assert api("POST", f"{path}/cancellations", json=body).json()["code"] == "unknown-series"
