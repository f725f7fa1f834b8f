"""Requests that are too much: bodies, nesting, members, addresses and headers; none costs more than a moment."""

import json
import time
from typing import Any

import pytest

from tests.http.attacks.town import OURS, Attacked

JSON = {**OURS, "Content-Type": "application/json"}
KILOBYTE = 1024


def post(town: Attacked, body: str | bytes) -> Any:
    began = time.process_time()
    answer = town.ask("POST", "/api/v1/bookings", content=body, headers=JSON)
    assert time.process_time() - began < 1
    return answer


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[" * 100_000 + "]" * 100_000, 400),
        ('{"a":' * 40_000 + "1" + "}" * 40_000, 400),
        ("[" * 499 + "]" * 499, 400),
        ("[" * 501, 400),
        ('{"note":[' + "1," * 100_000 + "1]}", 400),
        ("{" + ",".join(f'"k{n}":1' for n in range(20_000)) + "}", 400),
        ('{"note":"' + "a" * 200 * KILOBYTE + '"}', 400),
        ('{"note":"' + "\\ud800" * 1000 + '"}', 400),
        ('{"note":' + "9" * 100_000 + "}", 400),
        ('{"note":1e999999}', 400),
        ('{"note":-' + "1" * 5000 + "}", 400),
        (b"\xff\xfe{\x00}\x00", 400),
        (b"\xef\xbb\xbf{}", 400),
        ("", 400),
        ("null", 400),
        ('"' + "a" * 300 * KILOBYTE + '"', 413),
    ],
    ids=lambda value: str(value)[:12],
)
def test_no_json_is_too_much(town: Attacked, body: str | bytes, status: int) -> None:
    answer = post(town, body)
    assert answer.status_code == status
    assert len(answer.content) < 32 * KILOBYTE
    assert town.world.bookings.applied == []


def test_a_body_that_says_it_is_small_and_is_not_is_refused(town: Attacked) -> None:
    def much() -> Any:
        for _ in range(300):
            yield b"[" * KILOBYTE

    answer = town.ask("POST", "/api/v1/bookings", content=much(), headers=JSON)
    assert answer.status_code == 413


def test_a_form_of_many_fields_is_refused(town: Attacked) -> None:
    body = "&".join(f"f{n}=1" for n in range(20_000)) + f"&_csrf={town.token}"
    headers = {**OURS, "Content-Type": "application/x-www-form-urlencoded"}
    assert town.ask("POST", "/bookings", content=body, headers=headers).status_code in (400, 403)


@pytest.mark.parametrize("path", ["/", "/api/v1/bookings"])
def test_an_address_has_an_end(town: Attacked, path: str) -> None:
    long = town.ask("GET", path + "?back=" + "a" * 9000)
    deep = town.ask("GET", "/a" * 5000)
    assert (long.status_code, deep.status_code) == (431, 431)


@pytest.mark.parametrize(
    "headers",
    [{f"X-{n}": "1" for n in range(120)}, {"X-Long": "a" * 40 * KILOBYTE}],
    ids=["many", "long"],
)
@pytest.mark.parametrize("path", ["/", "/api/v1/me"])
def test_headers_have_an_end(town: Attacked, path: str, headers: dict[str, str]) -> None:
    answer = town.ask("GET", path, headers=headers)
    assert answer.status_code == 431
    assert "too long" in answer.text


def test_an_answer_never_repeats_more_than_a_little_of_what_was_sent(town: Attacked) -> None:
    body = json.dumps({f"{'x' * 1000}{n}": 1 for n in range(100)})
    assert len(post(town, body).content) < 32 * KILOBYTE
