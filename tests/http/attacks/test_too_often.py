"""Asking again and again: tokens, ids and requests end in 429 with Retry-After, as a page or as a problem."""

from dataclasses import replace

import pytest

from application.limiter import Limiter
from domain.limits import limits_from
from tests.http.attacks.town import HERE, OURS, Attacked

LIMITS = "reads=20/1 searches=5/1 changes=5/1 bearer=4/15 unknown=5/15"


async def a_patient_town() -> Attacked:
    town = Attacked(limits=limits_from(LIMITS))
    await town.sign_in()
    return town


async def test_a_person_may_not_ask_for_ever() -> None:
    town = await a_patient_town()
    answers = [town.ask("GET", "/api/v1/me") for _ in range(21)]
    assert [each.status_code for each in answers] == [200] * 20 + [429]
    problem = answers[-1].json()
    assert problem["code"] == "too-many-requests" and answers[-1].headers["Retry-After"] == "60"
    assert problem["limits"] == [{"name": "retryAfterSeconds", "value": 60}]
    page = town.ask("GET", "/")
    assert page.status_code == 429 and "wait a moment" in page.text
    await town.sign_in("bob")
    assert town.ask("GET", "/api/v1/me").status_code == 200


async def test_searching_and_changing_have_limits_of_their_own() -> None:
    town = await a_patient_town()
    found = [town.ask("GET", "/api/v1/people?q=bo").status_code for _ in range(6)]
    assert found[-1] == 429 and 429 not in found[:5]
    tried = [
        town.ask("POST", "/api/v1/bookings", json={}, headers=OURS).status_code for _ in range(6)
    ]
    assert tried == [400] * 5 + [429]
    assert town.ask("GET", "/api/v1/me").status_code == 200


@pytest.mark.parametrize(
    "path", ["/?whom=bo", "/fragments/place?place=desk-1&whom=bo", "/?name=bo"]
)
async def test_looking_for_somebody_on_a_page_is_searching(path: str) -> None:
    town = await a_patient_town()
    shown = [town.ask("GET", path).status_code for _ in range(6)]
    assert shown == [200] * 5 + [429]
    assert town.ask("GET", "/api/v1/people?q=bo").status_code == 429
    assert town.ask("GET", "/?whom=").status_code == 200


async def test_tokens_cannot_be_guessed_for_long() -> None:
    town = await a_patient_town()
    town.cookie = ""
    said = [
        town.ask("GET", "/api/v1/me", headers={"Authorization": f"Bearer guess-{n}"}).status_code
        for n in range(6)
    ]
    assert said == [401, 401, 401, 429, 429, 429]
    await town.sign_in()
    assert town.ask("GET", "/api/v1/me").status_code == 200


async def test_ids_cannot_be_guessed_for_long_and_a_right_guess_then_looks_like_a_wrong_one() -> (
    None
):
    town = await a_patient_town()
    body = {"resourceId": "desk-1", "date": "2026-11-24", "partOfDay": "morning"}
    booked = town.ask("POST", "/api/v1/bookings", json=body, headers=OURS).json()["id"]
    said = [town.ask("GET", f"/api/v1/bookings/2026-11-24-{n:016x}") for n in range(6)]
    assert [each.status_code for each in said] == [404] * 4 + [429] * 2
    assert town.ask("GET", f"/api/v1/bookings/{booked}").status_code == 429
    await town.sign_in("bob")
    assert town.ask("GET", "/api/v1/me").status_code == 200, "at the same address"


async def test_the_municipalitys_own_network_fails_as_often_as_it_likes() -> None:
    limits = replace(limits_from(LIMITS), own_networks=("192.0.2.0/24",))
    town = Attacked(limits=limits, client="192.0.2.9")
    for n in range(20):
        headers = {"Authorization": f"Bearer guess-{n}"}
        assert town.client.get(f"{HERE}/api/v1/me", headers=headers).status_code == 401


async def test_an_ordinary_request_writes_and_reads_nothing_for_it() -> None:
    town = await a_patient_town()
    for _ in range(10):
        town.ask("GET", "/api/v1/me")
    assert town.world.tallies.rows == {}
    assert isinstance(town.world.ports.limiter, Limiter)
