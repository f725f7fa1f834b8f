"""Who a request is from: whose cookie it brings, for how long, and what is never believed."""

import base64
import json
from datetime import timedelta

import pytest

from domain.ids import PersonId
from domain.people import Person
from domain.sessions import SessionKind
from domain.when import later
from tests.builders import NOW
from tests.http.auth.signed_in import COOKIE, Office


@pytest.fixture
def office() -> Office:
    return Office()


async def test_a_cookie_says_who_it_is(office: Office) -> None:
    answer = office.me(await office.signed_in("fay"))
    assert answer.status_code == 200 and answer.json()["id"] == "fay"
    assert "Set-Cookie" not in answer.headers


def test_without_one_we_do_not_know_and_say_how_to_tell_us(office: Office) -> None:
    answer = office.me()
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="vrijplek"'


async def test_over_https_only_the_name_that_browsers_protect_counts(office: Office) -> None:
    assert office.me(await office.signed_in(), name="plek").status_code == 401


async def test_on_loopback_the_plain_name_counts() -> None:
    office = Office(secure=False)
    assert office.me(await office.signed_in(), name="plek").status_code == 200


async def test_used_now_and_then_it_is_sealed_anew(office: Office) -> None:
    cookie = await office.signed_in()
    office.world.clock.advance(timedelta(minutes=11))
    answer = office.me(cookie)
    said = answer.headers["Set-Cookie"]
    assert said.startswith(f"{COOKIE}=")
    assert said.endswith("; Path=/; HttpOnly; SameSite=Lax; Secure")
    fresh = said.removeprefix(f"{COOKIE}=").partition(";")[0]
    office.client.cookies.clear()
    office.world.clock.advance(timedelta(hours=7, minutes=55))
    assert office.me(cookie).status_code == 401
    office.client.cookies.clear()
    assert office.me(fresh).status_code == 200


async def test_after_a_day_one_signs_in_again_however_busy(office: Office) -> None:
    cookie = await office.signed_in(seen_at=later(NOW, timedelta(hours=23)))
    office.world.clock.advance(timedelta(hours=23, minutes=59))
    assert office.me(cookie).status_code == 200
    office.client.cookies.clear()
    office.world.clock.advance(timedelta(minutes=1))
    assert office.me(cookie).status_code == 401


async def test_signing_out_everywhere_ends_it_and_leaves_others_alone(office: Office) -> None:
    ada, fay = await office.signed_in(), await office.signed_in("fay")
    await office.ports.session_versions.end_all(PersonId("ada"))
    assert office.me(ada).status_code == 401
    assert office.me(fay).status_code == 200
    assert office.me(await office.signed_in()).status_code == 200


async def test_whoever_is_gone_is_nobody(office: Office) -> None:
    cookie = await office.signed_in()
    del office.world.people.known[PersonId("ada")]
    assert office.me(cookie).status_code == 401


@pytest.mark.parametrize("kind", [SessionKind.KIOSK, SessionKind.TEAMS])
async def test_a_session_of_another_kind_is_no_persons_cookie(
    office: Office, kind: SessionKind
) -> None:
    assert office.me(await office.signed_in(kind=kind)).status_code == 401


async def test_what_a_gateway_would_say_is_not_believed(office: Office) -> None:
    principal = base64.b64encode(json.dumps({"userId": "fay", "claims": []}).encode()).decode()
    told = {
        "X-MS-CLIENT-PRINCIPAL": principal,
        "X-MS-CLIENT-PRINCIPAL-ID": "fay",
        "X-MS-CLIENT-PRINCIPAL-NAME": "fay",
        "X-MS-TOKEN-AAD-ID-TOKEN": "e30.e30.",
        "X-Forwarded-User": "fay",
        "X-Demo-Person": "fay",
    }
    assert office.me(**told).status_code == 401
    assert office.me(await office.signed_in(), **told).json()["id"] == "ada"


@pytest.mark.parametrize("header", ["Bearer x", "bearer ", "Basic YTpi", "", "Bearer"])
async def test_a_token_that_is_none_is_refused_even_beside_a_good_cookie(
    office: Office, header: str
) -> None:
    answer = office.me(await office.signed_in(), Authorization=header)
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


async def test_a_token_that_is_good_counts_alone() -> None:
    office: Office

    async def bearers(token: str) -> Person | None:
        return office.world.people.known[PersonId("fay")] if token == "good" else None

    office = Office(bearers=bearers)
    cookie = await office.signed_in()
    assert office.me(cookie, Authorization="Bearer good").json()["id"] == "fay"
    assert office.me(cookie, Authorization="Bearer bad").status_code == 401


async def test_an_ordinary_request_asks_storage_about_person_and_version_side_by_side(
    office: Office,
) -> None:
    """Whoever is asked first does not make the other wait: both are under way before either has answered."""
    under_way: list[str] = []
    people, versions = office.world.people, office.world.session_versions
    read_person, read_version = people.reading, versions.reading

    async def person() -> None:
        under_way.append("person")
        await read_person()
        under_way.append("person answered")

    async def version() -> None:
        under_way.append("version")
        await read_version()
        under_way.append("version answered")

    cookie = await office.signed_in()
    people.reading, versions.reading = person, version  # type: ignore[method-assign]  # only listens
    assert office.me(cookie).status_code == 200
    assert set(under_way[:2]) == {"person", "version"}
