"""Signing in at an issuer: what goes there, what comes back, and who we say we are."""

import base64
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from joserfc.jwk import ECKey

from application.faults import Misconfigured, Unavailable
from application.identity import Claims, Distrust, Finished, Identity
from domain.people import Role
from tests.adapters.identity.bench import Bench
from tests.fake_issuer import (
    CLIENT,
    ISSUER,
    TENANT,
)


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_the_browser_is_sent_with_state_nonce_and_challenge(bench: Bench) -> None:
    begun, _ = await bench.begun()
    parts = urlsplit(begun.address)
    asked = dict(parse_qsl(parts.query))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ISSUER}/authorize"
    assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
    assert asked["redirect_uri"] == "https://vrijplek.example/auth/callback"
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert asked["scope"] == "openid profile email"
    assert asked["state"] and asked["nonce"] and asked["state"] != asked["nonce"]
    for secret in (asked["state"], asked["nonce"], "date=2026"):
        assert secret not in begun.sealed


async def test_who_signed_in_comes_back_with_where_they_were_going(bench: Bench) -> None:
    finished = await bench.finished(roles=["facility-manager", "Something.Else"])
    assert finished == Finished(
        claims=Claims(
            identity=Identity(tenant=TENANT, object_id="object-ada"),
            alias=Identity(tenant=ISSUER, object_id="pairwise-ada"),
            name="Ada Lovelace",
            mail="ada@example.org",
            upn="ada@example.org",
            language="nl",
            roles=frozenset({Role.EMPLOYEE, Role.FACILITY_MANAGER}),
        ),
        return_to="/?date=2026-11-25",
    )


async def test_a_code_is_redeemed_with_its_verifier_and_only_once(bench: Bench) -> None:
    begun, answer = await bench.begun()
    assert isinstance(await bench.ours.finish(answer, begun.sealed), Finished)
    sent = bench.fake.asked[-2][1] if bench.fake.asked[-1][0].endswith("keys") else {}
    assert len(sent["code_verifier"]) >= 22 and sent["client_id"] == CLIENT
    assert await bench.ours.finish(answer, begun.sealed) is Distrust.CODE


async def test_a_code_of_another_sign_in_is_of_no_use(bench: Bench) -> None:
    mine, my_answer = await bench.begun()
    _, stolen = await bench.begun()
    assert await bench.ours.finish(stolen, mine.sealed) is Distrust.NOT_OURS
    mixed = {"code": stolen["code"], "state": my_answer["state"]}
    assert await bench.ours.finish(mixed, mine.sealed) is Distrust.CODE


@pytest.mark.parametrize(
    "change",
    [
        lambda sealed: "",
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[:-1] + ("A" if sealed[-1] != "A" else "B"),
        lambda sealed: "nonsense",
    ],
)
async def test_without_what_we_gave_this_browser_nothing_is_finished(
    bench: Bench, change: Any
) -> None:
    begun, answer = await bench.begun()
    assert await bench.ours.finish(answer, change(begun.sealed)) is Distrust.NOT_OURS


async def test_a_sign_in_takes_no_longer_than_ten_minutes(bench: Bench) -> None:
    begun, answer = await bench.begun()
    bench.clock.advance(timedelta(minutes=10))
    assert await bench.ours.finish(answer, begun.sealed) is Distrust.NOT_OURS


async def test_the_issuers_no_is_a_no(bench: Bench) -> None:
    begun, answer = await bench.begun()
    refused = {"error": "access_denied", "state": answer["state"]}
    assert await bench.ours.finish(refused, begun.sealed) is Distrust.DENIED
    assert await bench.ours.finish({"state": answer["state"]}, begun.sealed) is Distrust.DENIED


async def test_an_answer_says_which_issuer_it_comes_from(bench: Bench) -> None:
    begun, answer = await bench.begun()
    wrong = {**answer, "iss": "https://evil.example"}
    assert await bench.ours.finish(wrong, begun.sealed) is Distrust.ISSUER
    right = {**answer, "iss": ISSUER}
    assert isinstance(await bench.ours.finish(right, begun.sealed), Finished)


async def test_an_issuer_that_names_itself_always_does() -> None:
    bench = Bench()
    bench.fake.description = {"authorization_response_iss_parameter_supported": True}
    begun, answer = await bench.begun()
    assert await bench.ours.finish(answer, begun.sealed) is Distrust.ISSUER


async def test_guests_and_issuers_without_a_tenant_name_nobody_by_upn() -> None:
    for guest in ({"acct": 1}, {"idp": "https://sts.example/other"}):
        finished = await Bench().finished(**guest)
        assert isinstance(finished, Finished) and finished.claims.upn == ""
    bench = Bench(tenant="")
    finished = await bench.finished(tid=None, oid=None)
    assert isinstance(finished, Finished) and finished.claims.upn == ""
    assert finished.claims.identity == Identity(tenant=ISSUER, object_id="pairwise-ada")


async def test_an_issuer_without_roles_leaves_them_to_the_import() -> None:
    finished = await Bench(roles_claim="").finished(roles=["administrator"])
    assert isinstance(finished, Finished) and finished.claims.roles is None


@pytest.mark.parametrize("roles", [None, "administrator", {"administrator": 1}, [["hr"]], [7]])
async def test_roles_that_are_no_list_of_names_are_none(bench: Bench, roles: Any) -> None:
    finished = await bench.finished(roles=roles)
    assert isinstance(finished, Finished) and finished.claims.roles == frozenset({Role.EMPLOYEE})


async def test_names_are_taken_as_one_line_or_not_at_all(bench: Bench) -> None:
    finished = await bench.finished(name="  Ada\n Lovelace ", email="x" * 300, locale=["nl"])
    assert isinstance(finished, Finished)
    claims = finished.claims
    assert (claims.name, claims.mail, claims.language) == ("Ada Lovelace", "", "")
    finished = await bench.finished(name="Ada\u202e\x00")
    assert isinstance(finished, Finished) and finished.claims.name == ""


async def test_in_azure_our_identity_vouches_for_us_and_no_secret_is_sent() -> None:
    async def assertion() -> str:
        return "signed-by-entra"

    bench = Bench(assertion=assertion)
    assert isinstance(await bench.finished(), Finished)
    sent = next(form for path, form in bench.fake.asked if path.endswith("/token"))
    assert sent["client_assertion"] == "signed-by-entra"
    assert sent["client_assertion_type"] == (
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    )
    assert "client_secret" not in sent and sent["client_id"] == CLIENT


async def test_a_private_key_signs_our_own_assertion() -> None:
    key = ECKey.generate_key("P-256", parameters={"kid": "ours"})
    bench = Bench(key=json.dumps(key.as_dict(private=True)))
    assert isinstance(await bench.finished(), Finished)
    sent = next(form for path, form in bench.fake.asked if path.endswith("/token"))
    head, body, _ = (
        base64.urlsafe_b64decode(part + "==") for part in sent["client_assertion"].split(".")
    )
    assert json.loads(head)["alg"] == "ES256" and json.loads(head)["kid"] == "ours"
    assert json.loads(body)["iss"] == json.loads(body)["sub"] == CLIENT
    assert json.loads(body)["aud"] == f"{ISSUER}/token"


async def test_a_secret_is_posted_where_the_issuer_knows_no_other_way() -> None:
    bench = Bench(secret="s3cret")
    bench.fake.description = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert isinstance(await bench.finished(), Finished)
    sent = next(form for path, form in bench.fake.asked if path.endswith("/token"))
    assert sent["client_secret"] == "s3cret"


@pytest.mark.parametrize(
    ("path", "answer", "fault"),
    [
        ("/openid-configuration", httpx2.Response(503), Unavailable),
        ("/openid-configuration", httpx2.Response(200, text="<html>"), Unavailable),
        ("/openid-configuration", httpx2.Response(200, json={"issuer": "x"}), Misconfigured),
        ("/openid-configuration", httpx2.Response(200, json=[]), Misconfigured),
        ("/token", httpx2.Response(502, text="bad gateway"), Unavailable),
        ("/token", httpx2.Response(401, json={"error": "invalid_client"}), Misconfigured),
        ("/keys", httpx2.Response(500), Unavailable),
    ],
)
async def test_an_issuer_that_does_not_answer_or_know_us_is_a_fault(
    bench: Bench, path: str, answer: httpx2.Response, fault: type[Exception]
) -> None:
    root = "/tenant/v2.0/.well-known" if "openid" in path else "/tenant/v2.0"
    bench.fake.answers = {f"{root}{path}": answer}
    with pytest.raises(fault):
        await bench.finished()


async def test_an_endpoint_must_be_https_or_loopback(bench: Bench) -> None:
    bench.fake.description = {"token_endpoint": "http://id.example/token"}
    with pytest.raises(Misconfigured, match="token_endpoint"):
        await bench.finished()
    bench = Bench()
    bench.fake.description = {"authorization_endpoint": "http://127.0.0.1:7072/auth"}
    assert (await bench.begun())[0].address.startswith("http://127.0.0.1:7072/auth?")


async def test_signing_out_goes_to_the_issuer_and_comes_back_to_us(bench: Bench) -> None:
    address = await bench.ours.sign_out_address()
    assert address is not None and address.startswith(f"{ISSUER}/logout?client_id={CLIENT}&")
    assert "https%3A%2F%2Fvrijplek.example%2Fauth%2Fsigned-out" in address
    bench = Bench()
    bench.fake.description = {"end_session_endpoint": None}
    assert await bench.ours.sign_out_address() is None
