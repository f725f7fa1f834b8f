"""Signing in to `make run` with a Python client that does what a browser does, and with the token of an API client."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from local.state import StateFile
from local.token import token_for, who
from tests.local.running import WITHIN, Run, running

JSON = {"Accept": "application/json"}
DEEP = "/?site=al-bank&date=2026-12-02&view=table"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with running(tmp_path_factory.mktemp("product") / "data", arguments=()) as started:
        yield started


@pytest.fixture
def client(run: Run) -> Iterator[httpx2.Client]:
    """A browser without a screen: it keeps cookies and follows redirects."""
    base = f"http://127.0.0.1:{run.port}"
    headers = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"}
    with httpx2.Client(
        base_url=base, headers=headers, follow_redirects=True, timeout=WITHIN
    ) as opened:
        yield opened


def issuer_of(run: Run) -> str:
    issuer = StateFile(run.data).read().issuer
    assert issuer is not None
    return issuer


def sign_in(client: httpx2.Client, person: str, page: str = "/") -> httpx2.Response:
    """Ask for a page, be sent to the provider, choose who one is there: where one comes out."""
    asked = client.get(page)
    assert asked.url.path.startswith("/interaction/")
    return client.post(asked.url, data=who(person))


def form_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes there."""
    form = next(each for each in re.findall(r"<form.*?</form>", page, re.S) if action in each)
    return dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form))


def test_a_deep_link_survives_sign_in(client: httpx2.Client) -> None:
    page = sign_in(client, "p008", DEEP)
    assert str(page.url).endswith(DEEP)
    assert page.status_code == 200
    assert "Céline Backes" in page.text
    assert client.get("/api/v1/me", headers=JSON).json()["id"] == "p008"


def test_signing_out_ends_it_here_and_at_the_provider(client: httpx2.Client, run: Run) -> None:
    page = sign_in(client, "p009")
    copied = {"Cookie": f"plek={client.cookies['plek']}"}
    assert run.ask("GET", "/api/v1/me", **copied)[0] == 200
    origin = {"Origin": f"http://127.0.0.1:{run.port}"}
    fields = form_of(page.text, "/auth/sign-out")
    left = client.post("/auth/sign-out", data=fields, headers=origin)
    onwards = left.headers["Refresh"].partition("url=")[2]
    assert onwards.startswith(issuer_of(run))
    asked = client.get(onwards)
    confirm = {**form_of(asked.text, "op.logoutForm"), "logout": "yes"}
    done = client.post(f"{issuer_of(run)}/session/end/confirm", data=confirm)
    assert done.url.path == "/auth/signed-out"
    assert client.get("/api/v1/me", headers=JSON).status_code == 401
    assert client.get("/").url.path.startswith("/interaction/"), "the provider has forgotten us too"
    assert run.ask("GET", "/api/v1/me", **copied)[0] == 401, "the provider has told us"


def test_whoever_is_new_is_a_colleague_at_once_and_stays_the_same_one(run: Run) -> None:
    token = token_for(issuer_of(run), "noemie.klein@junglinster.example")
    known = {"Authorization": f"Bearer {token}"}
    first, again = (json.loads(run.ask("GET", "/api/v1/me", **known)[1]) for _ in range(2))
    assert first["name"] == "Noémie Klein"
    assert first["roles"] == ["employee"]
    assert first["id"] == again["id"] and not first["id"].startswith("p0")


@pytest.mark.parametrize(("person", "role"), [("p052", "administrator"), ("p020", "reception")])
def test_a_token_carries_the_roles_that_the_provider_gives(
    run: Run, person: str, role: str
) -> None:
    token = token_for(issuer_of(run), person)
    me = json.loads(run.ask("GET", "/api/v1/me", Authorization=f"Bearer {token}")[1])
    assert me["id"] == person
    assert role in me["roles"]


def test_nobody_comes_in_by_saying_who_they_are(run: Run) -> None:
    for header in ("X-Demo-Person", "X-MS-CLIENT-PRINCIPAL-ID", "X-MS-CLIENT-PRINCIPAL-NAME"):
        assert run.ask("GET", "/api/v1/me", **{header: "p052"})[0] == 401
    assert run.ask("GET", "/api/v1/me", Cookie="demo-person=p052")[0] == 401
    assert run.ask("GET", "/api/v1/me", Authorization="Bearer p052")[0] == 401


def test_the_terminal_and_the_log_name_nobody(run: Run, client: httpx2.Client) -> None:
    sign_in(client, "p010")
    said = run.words() + Path(run.data, "provider.log").read_text("utf-8")
    assert "p010" not in said and "noel" not in said.lower() and "Noël" not in said
