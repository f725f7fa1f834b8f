"""Requests that a person did not mean: forms without their session's token, and pages elsewhere that send for them."""

from dataclasses import replace
from typing import Any

import pytest
from starlette.routing import Route

from adapters.http.csrf import token_of
from adapters.http.form_tokens import FormTokens
from adapters.http.render import environment
from domain.ids import PersonId
from tests.http.attacks.town import FORM, HERE, OURS, Attacked

SENT = "application/x-www-form-urlencoded"
BOOKING: dict[str, Any] = {
    "resourceId": "desk-1",
    "date": "2026-11-24",
    "partOfDay": "morning",
}
PAGES = (
    "/",
    "/?view=table",
    "/?place=desk-1",
    "/?place=desk-3",
    "/?place=room-1",
    "/fragments/place?place=desk-1",
)


def form_addresses(town: Attacked) -> list[str]:
    """Every address of a page that takes something."""
    return [
        route.path.replace("{booking}", "2026-11-24-b00001")
        for route in town.app.routes
        if isinstance(route, Route)
        and not route.path.startswith("/api/")
        and route.methods
        and route.methods & {"POST", "PUT", "PATCH", "DELETE"}
    ]


def book(town: Attacked, **headers: str) -> Any:
    return town.ask("POST", "/api/v1/bookings", json=BOOKING, headers=headers)


async def test_every_form_that_is_rendered_brings_the_token(town: Attacked) -> None:
    assert book(town, **OURS).status_code == 201
    found = 0
    for path in (*PAGES, "/?place=desk-1&date=2026-11-25", "/nothing"):
        html = town.ask("GET", path).text
        for form in FORM.findall(html):
            if 'method="post"' in form:
                found += 1
                assert form.count(f'name="_csrf" value="{town.token}"') == 1, (path, form)
            else:
                assert "_csrf" not in form, (path, form)
    assert found >= 4


async def test_each_session_is_given_its_own_token_by_the_same_template(town: Attacked) -> None:
    ada, first = town.token, town.ask("GET", "/?place=desk-2").text
    await town.sign_in("bob")
    second = town.ask("GET", "/?place=desk-2").text
    assert ada != town.token
    assert ada in first and town.token not in first
    assert town.token in second and ada not in second


def test_no_form_is_taken_without_its_token(town: Attacked) -> None:
    addresses = form_addresses(town)
    assert len(addresses) >= 6
    for path in addresses:
        for fields in ({}, {"_csrf": ""}, {"_csrf": town.token[:-1] + "!"}, {"_csrf": "é"}):
            answer = town.ask("POST", path, data={"back": "/", **fields}, headers=OURS)
            assert answer.status_code == 403, (path, fields)
            assert "out of date" in answer.text


def test_a_form_with_its_token_is_taken(town: Attacked) -> None:
    fields = {
        "_csrf": town.token,
        "place": "desk-1",
        "starts_at": "2026-11-24T09:00:00+01:00",
        "ends_at": "2026-11-24T12:00:00+01:00",
    }
    answer = town.ask("POST", "/bookings", data=fields, headers=OURS)
    assert answer.status_code == 303 and "said=booked" in answer.headers["Location"]


def test_a_token_given_twice_is_none(town: Attacked) -> None:
    body = f"_csrf={town.token}&_csrf={town.token}"
    headers = {**OURS, "Content-Type": SENT}
    assert town.ask("POST", "/bookings", content=body, headers=headers).status_code == 403


async def test_a_token_is_of_one_session(town: Attacked) -> None:
    theirs = await town.door.begun(PersonId("bob"))
    again = await town.door.begun(PersonId("ada"))
    for session in (theirs, again, replace(town.session, csrf="")):
        fields = {"_csrf": token_of(session)}
        assert town.ask("POST", "/bookings", data=fields, headers=OURS).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin, cross-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": HERE},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://vrijplek.example.evil.example"},
        {"Origin": "https://evil-vrijplek.example"},
        {"Origin": "http://vrijplek.example"},
        {"Origin": "https://vrijplek.example:8443"},
        {"Origin": "null"},
        {"Origin": ""},
        {},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_the_api_takes_a_cookie_from_our_own_pages_only(
    town: Attacked, headers: dict[str, str]
) -> None:
    answer = book(town, **headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross-site")


@pytest.mark.parametrize(
    "headers",
    [
        OURS,
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": HERE},
        {"Sec-Fetch-Site": "none", "Origin": HERE},
    ],
    ids=str,
)
def test_our_own_pages_may_use_the_api(town: Attacked, headers: dict[str, str]) -> None:
    assert book(town, **headers).status_code == 201


def test_the_token_in_a_header_will_do_where_the_browser_says_nothing(town: Attacked) -> None:
    assert book(town, **{"X-CSRF-Token": town.token}).status_code == 201


def test_the_token_does_not_help_a_page_elsewhere(town: Attacked) -> None:
    sent = {"X-CSRF-Token": town.token, "Origin": "https://evil.example"}
    assert book(town, **sent).status_code == 403
    answer = town.ask("POST", "/bookings", data={"_csrf": town.token}, headers=sent)
    assert answer.status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", SENT, "multipart/form-data; boundary=x"])
def test_json_dressed_up_as_a_form_is_not_taken(town: Attacked, kind: str) -> None:
    headers = {**OURS, "Content-Type": kind}
    body = '{"resourceId":"desk-1","date":"2026-11-24","partOfDay":"morning","x":"="}'
    answer = town.ask("POST", "/api/v1/bookings", content=body, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"]
)
def test_a_safe_request_stays_safe_whatever_it_is_called(town: Attacked, name: str) -> None:
    path = "/api/v1/bookings?_method=POST" if name == "_method" else "/api/v1/bookings?limit=1"
    answer = town.ask("GET", path, headers={name: "POST", "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code in (200, 400)
    assert town.world.bookings.applied == []


@pytest.mark.parametrize(
    "tag", ["<form method='post' action=x>", "<form method=post>", '<FORM METHOD="POST">']
)
def test_a_form_that_could_be_forgotten_cannot_be_written(tag: str) -> None:
    with pytest.raises(Exception, match="write a form that posts"):
        FormTokens(environment()).preprocess(tag, "made-up.html")
