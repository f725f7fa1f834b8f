"""Tokens that are not believed: unsigned, signed by others, for others, of another time; and those that are."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from application.identity import Claims, Distrust, Finished, Identity
from domain.people import Role
from tests.adapters.identity.bench import Bench
from tests.builders import NOW
from tests.fake_issuer import (
    API,
    CLIENT,
    ISSUER,
    NEXT,
    SIGNING,
    STRANGER,
    unsigned,
    with_public_key_as_secret,
)

ELSEWHERE = "99999999-2222-4333-8444-555555555555"
HOUR = 3600
AT = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": "https://evil.example"}, Distrust.ISSUER),
        ({"iss": ISSUER + "/"}, Distrust.ISSUER),
        ({"iss": None}, Distrust.ISSUER),
        ({"aud": "somebody-else"}, Distrust.AUDIENCE),
        ({"aud": None}, Distrust.AUDIENCE),
        ({"aud": []}, Distrust.AUDIENCE),
        ({"aud": [CLIENT, "another"]}, Distrust.AUDIENCE),
        ({"aud": [CLIENT, "another"], "azp": "another"}, Distrust.AUDIENCE),
        ({"azp": "another"}, Distrust.AUDIENCE),
        ({"nonce": "another"}, Distrust.NONCE),
        ({"nonce": None}, Distrust.NONCE),
        ({"nonce": 7}, Distrust.NONCE),
        ({"nonce": "é"}, Distrust.NONCE),
        ({"tid": ELSEWHERE}, Distrust.TENANT),
        ({"tid": None}, Distrust.TENANT),
        ({"exp": AT - 120}, Distrust.TIME),
        ({"exp": None}, Distrust.TIME),
        ({"exp": "tomorrow"}, Distrust.TIME),
        ({"exp": True}, Distrust.TIME),
        ({"exp": 1e300}, Distrust.TIME),
        ({"nbf": AT + 121}, Distrust.TIME),
        ({"iat": AT + 121}, Distrust.TIME),
        ({"iat": None}, Distrust.TIME),
        ({"sub": None}, Distrust.SUBJECT),
        ({"sub": ""}, Distrust.SUBJECT),
        ({"sub": "x" * 256}, Distrust.SUBJECT),
        ({"oid": ["a"]}, Distrust.SUBJECT),
        ({"oid": "line\nbreak"}, Distrust.SUBJECT),
    ],
)
async def test_an_id_token_that_is_not_for_this_moment_and_us_is_not_believed(
    bench: Bench, claims: Mapping[str, Any], why: Distrust
) -> None:
    assert await bench.finished(**claims) is why


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "another"], "azp": CLIENT},
        {"azp": CLIENT},
        {"exp": AT - 119},
        {"nbf": AT + 120},
        {"iat": AT + 120},
        {"nbf": None},
    ],
)
async def test_clocks_may_differ_a_little_and_lists_of_one_are_fine(
    bench: Bench, claims: Mapping[str, Any]
) -> None:
    assert isinstance(await bench.finished(**claims), Finished)


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", "HS256"])
async def test_a_token_that_nobody_signed_is_not_believed(bench: Bench, algorithm: str) -> None:
    token = unsigned(bench.fake.for_api(), algorithm)
    assert await bench.believed(token) is Distrust.ALGORITHM
    bench.fake.id_token = unsigned(bench.fake.of_ada(), algorithm)
    assert await bench.finished() is Distrust.ALGORITHM


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
async def test_the_public_key_is_no_shared_secret(bench: Bench, algorithm: str) -> None:
    token = with_public_key_as_secret(bench.fake.for_api(), algorithm)
    assert await bench.believed(token) is Distrust.ALGORITHM


async def test_another_key_under_the_issuers_name_is_not_the_issuers(bench: Bench) -> None:
    assert STRANGER.kid == SIGNING.kid
    token = bench.fake.signed(bench.fake.for_api(), key=STRANGER)
    assert await bench.believed(token) is Distrust.SIGNATURE


async def test_a_key_that_the_token_brings_along_is_not_used(bench: Bench) -> None:
    header = {"jwk": STRANGER.as_dict(private=False), "jku": "https://evil.example/keys"}
    token = bench.fake.signed(bench.fake.for_api(), key=STRANGER, header=header)
    assert await bench.believed(token) is Distrust.SIGNATURE
    nameless = bench.fake.signed(bench.fake.for_api(), key=STRANGER, header={**header, "kid": None})
    assert await bench.believed(nameless) is Distrust.SIGNATURE


async def test_a_swapped_key_name_is_found_out(bench: Bench) -> None:
    bench.fake.published = [SIGNING, NEXT]
    token = bench.fake.signed(bench.fake.for_api(), header={"kid": NEXT.kid})
    assert await bench.believed(token) is Distrust.SIGNATURE


@pytest.mark.parametrize("kid", ["unheard-of", "../../keys", "' or 1=1", 7, ["issuer-1"], {}])
async def test_a_key_that_the_issuer_does_not_have_opens_nothing(bench: Bench, kid: Any) -> None:
    parts = bench.fake.signed(bench.fake.for_api()).split(".")
    header = json.dumps({"alg": "RS256", "kid": kid}).encode()
    parts[0] = base64.urlsafe_b64encode(header).decode().rstrip("=")
    assert await bench.believed(".".join(parts)) is Distrust.KEY


async def test_a_key_for_something_else_signs_nothing(bench: Bench) -> None:
    other = RSAKey.generate_key(2048, parameters={"kid": "enc"})
    bench.fake.published = [{**other.as_dict(private=False), "use": "enc"}, SIGNING]
    assert await bench.believed(bench.fake.signed(bench.fake.for_api(), key=other)) is Distrust.KEY
    elliptic = ECKey.generate_key("P-256", parameters={"kid": "ec", "use": "sig"})
    bench.fake.published = [elliptic]
    bench.seconds[0] += 61
    rs = bench.fake.signed(bench.fake.for_api(), header={"kid": "ec"})
    assert await bench.believed(rs) is Distrust.KEY
    es = bench.fake.signed(bench.fake.for_api(), key=elliptic, header={"alg": "ES256"})
    assert isinstance(await bench.believed(es), Claims)


async def test_what_it_says_cannot_be_changed_afterwards(bench: Bench) -> None:
    head, _, signature = bench.fake.signed(bench.fake.for_api()).split(".")
    other = bench.fake.signed(bench.fake.for_api(oid="object-bob")).split(".")[1]
    assert await bench.believed(f"{head}.{other}.{signature}") is Distrust.SIGNATURE


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "a.b", "a.b.c", "é.b.c", "e30.e30.", "W10.e30.", "A" * 20_000 + ".e30.x"],
)
async def test_what_is_no_token_is_refused_as_such(bench: Bench, token: str) -> None:
    assert await bench.believed(token) in (Distrust.MALFORMED, Distrust.ALGORITHM)


async def test_a_deeply_nested_header_is_no_trouble(bench: Bench) -> None:
    deep = base64.urlsafe_b64encode(b"[" * 9000).decode().rstrip("=")
    assert await bench.believed(f"{deep}.e30.x") is Distrust.MALFORMED


async def test_a_header_that_must_be_understood_is_not(bench: Bench) -> None:
    token = bench.fake.signed(bench.fake.for_api()).split(".")
    header = json.dumps({"alg": "RS256", "kid": SIGNING.kid, "crit": ["exp"]}).encode()
    token[0] = base64.urlsafe_b64encode(header).decode().rstrip("=")
    assert await bench.believed(".".join(token)) is Distrust.MALFORMED


async def test_a_token_for_the_api_speaks_for_its_person(bench: Bench) -> None:
    claims = await bench.believed(bench.fake.signed(bench.fake.for_api(roles=["hr"])))
    assert isinstance(claims, Claims) and claims.for_person
    assert claims.identity.object_id == "object-ada" and claims.roles == frozenset(
        {Role.EMPLOYEE, Role.HR}
    )


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"aud": CLIENT}, Distrust.AUDIENCE),
        ({"iss": "https://evil.example"}, Distrust.ISSUER),
        ({"tid": ELSEWHERE}, Distrust.TENANT),
        ({"exp": AT - 120}, Distrust.TIME),
        ({"nbf": AT + 121}, Distrust.TIME),
        ({"scp": None}, Distrust.SCOPE),
        ({"scp": "User.Read"}, Distrust.SCOPE),
        ({"scp": "access_as_users not_access_as_user"}, Distrust.SCOPE),
        ({"scp": ["access_as_user"]}, Distrust.SCOPE),
        ({"scp": None, "roles": ["auditor"], "nonce": "n"}, Distrust.SCOPE),
        ({"scp": "User.Read", "roles": ["auditor"]}, Distrust.SCOPE),
    ],
)
async def test_a_token_for_something_else_does_not_open_the_api(
    bench: Bench, claims: Mapping[str, Any], why: Distrust
) -> None:
    assert await bench.believed(bench.fake.signed(bench.fake.for_api(**claims))) is why


async def test_a_program_speaks_for_itself_by_its_roles(bench: Bench) -> None:
    token = bench.fake.signed(bench.fake.for_api(scp=None, roles=["auditor"]))
    claims = await bench.believed(token)
    assert isinstance(claims, Claims) and not claims.for_person


async def test_an_id_token_is_no_access_token_even_where_the_audiences_are_one() -> None:
    bench = Bench(api_audience=CLIENT)
    begun, answer = await bench.begun()
    asked = bench.fake.codes[answer["code"]]
    token = bench.fake.signed(bench.fake.of_ada(nonce=asked["nonce"], roles=["administrator"]))
    assert await bench.believed(token) is Distrust.SCOPE
    assert begun.sealed


async def test_without_an_audience_of_ours_no_token_is_accepted() -> None:
    bench = Bench(api_audience="")
    for audience in ("", None, API):
        token = bench.fake.signed(bench.fake.for_api(aud=audience))
        assert await bench.believed(token) is Distrust.AUDIENCE


async def test_new_keys_are_asked_for_when_a_token_names_one_but_not_for_every_made_up_name(
    bench: Bench,
) -> None:
    def times() -> int:
        return sum(path.endswith("/keys") for path, _ in bench.fake.asked)

    assert isinstance(await bench.believed(bench.fake.signed(bench.fake.for_api())), Claims)
    assert times() == 1
    bench.fake.published = [NEXT, SIGNING]
    by_next = bench.fake.signed(bench.fake.for_api(), key=NEXT)
    for _ in range(5):
        assert await bench.believed(by_next) is Distrust.KEY
    assert times() == 1
    bench.seconds[0] += 60
    assert isinstance(await bench.believed(by_next), Claims)
    assert isinstance(await bench.believed(bench.fake.signed(bench.fake.for_api())), Claims)
    assert times() == 2


async def test_a_key_that_the_issuer_withdrew_is_forgotten_within_a_day(bench: Bench) -> None:
    token = bench.fake.signed(bench.fake.for_api(exp=AT + 90_000))
    assert isinstance(await bench.believed(token), Claims)
    bench.fake.published = [NEXT]
    bench.seconds[0] += 24 * HOUR
    assert await bench.believed(token) is Distrust.KEY


async def test_a_logout_token_says_who_is_gone(bench: Bench) -> None:
    token = bench.fake.signed(bench.fake.logout(), header={"typ": "logout+jwt"})
    assert await bench.ours.signed_out(token) == Identity(tenant=ISSUER, object_id="pairwise-ada")


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"events": None}, Distrust.EVENT),
        ({"events": {}}, Distrust.EVENT),
        ({"events": ["http://schemas.openid.net/event/backchannel-logout"]}, Distrust.EVENT),
        ({"nonce": "n"}, Distrust.EVENT),
        ({"jti": None}, Distrust.EVENT),
        ({"iat": None}, Distrust.EVENT),
        ({"sub": None, "sid": "s"}, Distrust.SUBJECT),
        ({"aud": "another"}, Distrust.AUDIENCE),
        ({"iss": "https://evil.example"}, Distrust.ISSUER),
        ({"exp": AT - 120}, Distrust.TIME),
    ],
)
async def test_a_logout_token_that_is_none_ends_nothing(
    bench: Bench, claims: Mapping[str, Any], why: Distrust
) -> None:
    assert await bench.ours.signed_out(bench.fake.signed(bench.fake.logout(**claims))) is why


async def test_an_id_token_is_no_logout_token(bench: Bench) -> None:
    token = bench.fake.signed(bench.fake.of_ada(nonce="n"))
    assert await bench.ours.signed_out(token) is Distrust.EVENT
