"""The local identity provider: who it offers to be, whom it knows, and what its tokens say."""

import asyncio
import base64
import json
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from demo.build import MUNICIPALITIES
from domain.people import Role
from local.accounts import accounts_of
from local.checks import free_ports
from local.options import Options, Refused, read_options
from local.provider import TENANT, issuer_at, open_listener, provider
from local.token import token_for

WORDS = Path(__file__).resolve().parents[2] / "local" / "provider" / "words.js"


def options(data: Path, port: int) -> Options:
    return read_options([], {"PORT": str(port), "LOCAL_DATA": str(data)})


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    chosen = options(tmp_path_factory.mktemp("provider"), free_ports(1)[0])
    listener = open_listener(chosen, None)
    address = issuer_at(listener)
    running: AbstractAsyncContextManager[Any] = provider(
        chosen, listener, accounts_of("junglinster")
    )
    with asyncio.Runner() as runner:
        process = runner.run(running.__aenter__())
        yield address
        runner.run(running.__aexit__(None, None, None))
    assert process.returncode == 0, "it stops by itself when asked to"


def claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return said


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_a_dozen_typical_people_come_first_and_each_has_an_account(municipality: str) -> None:
    everyone = accounts_of(municipality)
    typical = [each for each in everyone if each["typical"]]
    assert typical == everyone[:12]
    assert len({each["typical"] for each in typical}) == 12
    assert all(each["upn"] and each["oid"] for each in typical)
    held = {role for each in typical for role in each["roles"]}
    assert held == set(Role) - {Role.EMPLOYEE}


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_every_kind_of_person_has_its_words_in_four_languages(municipality: str) -> None:
    written = WORDS.read_text("utf-8")
    for account in accounts_of(municipality)[:12]:
        key = re.escape(account["typical"])
        assert len(re.findall(rf"^ +'?{key}'?: '", written, re.MULTILINE)) == 4, key


def test_the_new_colleague_is_in_no_import_and_one_field_worker_has_no_pc(issuer: str) -> None:
    new, *_ = accounts_of("junglinster")
    folder = WORDS.parents[2] / "demo" / "junglinster" / "people.csv"
    assert new["name"] not in folder.read_text("utf-8")
    said = claims(token_for(issuer, new["upn"]))
    assert (said["oid"], said["roles"]) == (new["oid"], [])


@pytest.mark.parametrize(
    "who", ["p007", "Luc de Vries", "LUC DE VRIES", "luc.de-vries@junglinster.example"]
)
def test_a_token_says_who_as_entra_does(issuer: str, who: str) -> None:
    said = claims(token_for(issuer, who))
    assert said["iss"] == issuer
    assert said["aud"] == "vrijplek"
    assert said["tid"] == TENANT
    assert said["oid"] == "3845dcdc-8615-5d44-89cb-07eb58d826f2"
    assert said["upn"] == said["preferred_username"] == "luc.de-vries@junglinster.example"
    assert said["roles"] == ["team-lead"]
    assert said["scp"] == "access_as_user"
    assert said["exp"] > said["iat"]


def test_a_sign_in_name_that_nobody_has_is_somebody_new_and_always_the_same(issuer: str) -> None:
    once, again = (claims(token_for(issuer, "jan.janssens@elsewhere.example")) for _ in range(2))
    assert once["name"] == "Jan Janssens"
    assert once["oid"] == again["oid"]


@pytest.mark.parametrize("who", ["Fabienne Schroeder", "p067", "Nobody at all", ""])
def test_people_without_an_account_cannot_sign_in(issuer: str, who: str) -> None:
    with pytest.raises(Refused, match="Nobody who can sign in is called"):
        token_for(issuer, who)


def test_the_address_is_two_ports_after_ours_or_a_free_one_where_that_is_taken(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with open_listener(options(tmp_path, taken - 2), None) as beside:
            kept = issuer_at(beside)
        assert kept != f"http://127.0.0.1:{taken}"
        with open_listener(options(tmp_path, taken - 2), kept) as again:
            assert issuer_at(again) == kept
    with open_listener(options(tmp_path, taken - 2), kept) as free:
        assert issuer_at(free) == f"http://127.0.0.1:{taken}"


def test_only_its_own_name_opens_it(issuer: str) -> None:
    asked = urllib.request.Request(f"{issuer}/style.css", headers={"Host": "rebound.example"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(asked, timeout=60)
