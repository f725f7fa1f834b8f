"""The edge: what every answer has, who is let in, and what happens when something breaks."""

import json
import logging
import re
from datetime import timedelta

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import Message

from adapters.http.api.faults import FAULT_STATUS, FAULT_WORDS, Fault
from adapters.http.app import create_app
from adapters.http.errors import STATUS, Problem, document
from adapters.http.etag import none_match, strong_tags, tag_of
from application.ports import Beat, Unavailable
from domain.people import Person
from domain.refusals import Refusal
from tests.callers import COOKIE, bearer, cookie_of
from tests.fakes import World
from tests.http.api.conftest import Api


def test_every_refusal_and_every_fault_has_a_status_and_a_sentence() -> None:
    assert set(STATUS) == set(Refusal)
    assert set(FAULT_STATUS) == set(FAULT_WORDS) == set(Fault)
    assert not {code.value for code in Refusal} & {code.value for code in Fault}


@pytest.mark.parametrize("code", [*Refusal, *Fault])
def test_every_problem_has_the_same_shape(code: Refusal | Fault) -> None:
    body = document(Problem(code=code), instance="urn:x")
    assert list(body) == ["type", "title", "status", "detail", "instance", "code"]
    assert body["type"] == f"/api/v1/problems/{code.value}"
    assert str(body["detail"]).endswith(".")


def test_a_problems_type_leads_to_its_explanation(api: Api) -> None:
    problem = api("GET", "/sites/nowhere").json()
    explained = api("GET", problem["type"].removeprefix("/api/v1"), who="").json()
    assert {name: problem[name] for name in explained} == explained
    listed = api("GET", "/problems", who="").json()["items"]
    assert len(listed) == len(Refusal) + len(Fault)


def test_storage_out_of_reach_is_said_with_when_to_try_again(api: Api, world: World) -> None:
    world.places.fail_next_read(Unavailable("storage", retry_after=2.2))
    answer = api("GET", "/sites")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "3"


def test_before_the_first_import_everything_says_so(api: Api, world: World) -> None:
    world.places.known = None
    answer = api("GET", "/sites")
    assert (answer.status_code, answer.json()["code"]) == (503, "misconfigured")


def test_a_bug_is_answered_and_logged_once_under_the_same_id(
    api: Api, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.places.fail_next_read(ZeroDivisionError("the secret of desk-1"))
    with caplog.at_level(logging.ERROR):
        answer = api("GET", "/sites", headers={"X-Request-Id": "from-the-client"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert answer.json()["instance"] == "urn:vrijplek:request:from-the-client"
    assert answer.headers["X-Request-Id"] == "from-the-client"
    assert "secret" not in answer.text
    (line,) = [json.loads(text) for text in caplog.messages]
    assert line == {"event": "request-failed", "trace": "from-the-client", "name": "listSites"}


async def test_whoever_gives_up_in_the_middle_of_a_request_is_no_failure_of_ours(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def unheard(_: Message) -> None:
        """Nobody listens any more."""

    sent = {"host": "127.0.0.1", "content-type": "application/json", **bearer("ada")}
    scope = {
        **{"type": "http", "method": "POST", "path": "/api/v1/bookings", "query_string": b""},
        **{"scheme": "http", "server": ("127.0.0.1", 80), "root_path": ""},
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
    }
    with caplog.at_level(logging.WARNING):
        await api.app(scope, gone, unheard)
    assert caplog.records == []


@pytest.mark.parametrize("sent", ["short", "x" * 65, "new\nline-in-it", "with spaces in it"])
def test_an_id_that_could_forge_a_log_line_is_replaced(api: Api, sent: str) -> None:
    answer = api("GET", "/me", headers={"X-Request-Id": sent.encode()})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-Id"])


def test_answers_are_not_kept_and_not_framed(api: Api) -> None:
    headers = api("GET", "/me").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"].startswith(
        "default-src 'none'; frame-ancestors 'none'"
    )
    assert headers["X-Frame-Options"] == "DENY"


def test_head_is_get_without_the_body(api: Api) -> None:
    whole, head = api("GET", "/sites"), api("HEAD", "/sites")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


def test_who_is_not_known_is_not_let_in(api: Api, world: World) -> None:
    for stranger in ("", "nobody", "ADA", "a" * 500, "ada'--"):
        answer = api("GET", "/me", who=stranger)
        assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")
        assert "WWW-Authenticate" in answer.headers
    cookie = {"Cookie": f"{COOKIE}={cookie_of(world, 'bob')}"}
    assert api("GET", "/me", who="", headers=cookie).json()["id"] == "bob"


def test_an_error_page_is_for_pages_and_problems_for_the_api(world: World) -> None:
    async def caller(request: Request) -> Person:
        raise NotImplementedError

    async def page(_: Request, problem: Problem) -> Response:
        return Response(f"<p>{problem.code}", status_code=problem.status, media_type="text/html")

    there = TestClient(create_app(world.ports, caller=caller, error_page=page))
    assert there.get("/nothing").text == "<p>not-found"
    assert there.get("/api/v1/nothing").json()["code"] == "not-found"


def test_tags_compare_as_the_standard_says() -> None:
    tag = tag_of("a", "b")
    assert tag != tag_of("ab") and tag == tag_of("a", "b")
    assert none_match(f'"x", W/{tag}', tag) and none_match("*", tag)
    assert not none_match('"x"', tag) and not none_match(None, tag) and not none_match("", tag)
    assert strong_tags('"a", W/"b","c"') == ("a", "c")


def test_health_is_public_and_says_what_is_late(api: Api, world: World) -> None:
    assert api("GET", "/health", who="").json()["status"] == "ok"
    world.heartbeats.beats["remind"] = Beat(job="remind", at=world.clock.now(), said="ada told")
    world.clock.advance(timedelta(hours=1))
    late = api("GET", "/health", who="")
    assert (late.status_code, late.json()["status"]) == (200, "degraded")
    assert [job["name"] for job in late.json()["jobs"] if job["stale"]] == ["remind"]
    assert "ada" not in late.text


def test_health_says_which_build_answers_even_while_it_cannot_serve(api: Api, world: World) -> None:
    told = api("GET", "/health", who="").json()
    assert (told["version"], told["builtAt"]) == ("dev", None)
    world.heartbeats.fail_next_read(Unavailable("storage"))
    away = api("GET", "/health", who="")
    assert (away.status_code, away.headers["Vrijplek-Version"]) == (503, "dev")
    world.places.known = None
    new = api("GET", "/health", who="")
    assert (new.json()["code"], new.headers["Vrijplek-Version"]) == ("misconfigured", "dev")
