"""From a page to the issuer and back, as a browser meets it."""

import re
from datetime import timedelta
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from httpx2 import Response as Answer
from starlette.testclient import TestClient

from adapters.http.product import product
from adapters.settings import read_settings
from application.identity import Identity
from domain.audit import Action
from domain.ids import PersonId
from domain.people import Role
from tests import builders as make
from tests.fake_issuer import CLIENT, ISSUER, PUBLIC, TENANT, FakeIssuer, an_oidc_issuer
from tests.fakes import World, a_world
from tests.http.pages.served import KeptDrawings

ENVIRONMENT = {
    "TABLES_ENDPOINT": "https://tables.example",
    "QUEUES_ENDPOINT": "https://queues.example",
    "BLOBS_ENDPOINT": "https://blobs.example",
    "PUBLIC_URL": PUBLIC,
    "OIDC_ISSUER": ISSUER,
    "OIDC_CLIENT_ID": CLIENT,
    "OIDC_TENANT": TENANT,
}
HTML = {"Accept": "text/html,*/*", "Accept-Language": "en"}


OURS = {"Sec-Fetch-Site": "same-origin"}


class Browser:
    """One browser, the municipality and its issuer."""

    def __init__(self) -> None:
        self.world: World = a_world(make.a_directory(languages=("nl", "en")), (), make.NOW)
        ports = self.world.ports
        self.issuer = FakeIssuer(self.world.clock)
        ours = an_oidc_issuer(self.issuer, keys=ports.keys, clock=ports.clock, ids=ports.ids)
        settings = read_settings(ENVIRONMENT)
        app = product(ports, drawings=KeptDrawings(), issuer=ours, settings=settings)
        self.client = TestClient(app, base_url=PUBLIC, headers=HTML, follow_redirects=False)

    def to_issuer(self, page: str = "/") -> str:
        """Opens a page as a stranger, and follows to the issuer."""
        there = self.client.get(page)
        assert there.status_code == 303, there.text
        onwards = self.client.get(there.headers["Location"])
        assert onwards.status_code == 303, onwards.text
        return str(onwards.headers["Location"])

    def back(self, address: str, **more: str) -> Answer:
        answer = self.issuer.sign_in(address) | more
        query = "&".join(f"{name}={quote(value)}" for name, value in answer.items())
        return self.client.get(f"/auth/callback?{query}")

    def sign_in(self, page: str = "/") -> Answer:
        return self.back(self.to_issuer(page))

    def me(self, **headers: str) -> Answer:
        return self.client.get("/api/v1/me", headers={"Accept": "application/json", **headers})

    @property
    def cookie(self) -> str:
        return self.client.cookies.get("__Host-plek") or ""


@pytest.fixture
def browser() -> Browser:
    return Browser()


def test_a_deep_link_survives_signing_in(browser: Browser) -> None:
    page = "/?date=2026-11-25&site=hall"
    answer = browser.sign_in(page)
    assert answer.status_code == 303 and answer.headers["Location"] == page
    assert browser.client.get(page).status_code == 200
    assert browser.me().json()["name"] == "Ada Lovelace"


def test_coming_in_and_going_out_is_in_the_audit_without_a_name(browser: Browser) -> None:
    browser.sign_in()
    (person,) = browser.world.people.known
    browser.client.post("/auth/sign-out", headers=OURS)
    browser.sign_in()
    browser.client.post("/auth/sign-out-everywhere", headers=OURS)
    browser.sign_in()
    logged_out(browser)
    browser.issuer.claims = {"nonce": "x"}
    browser.sign_in()
    browser.client.get("/auth/callback?code=made-up&state=made-up")
    by, on = str(person), str(person)
    assert browser.world.audit.told == [
        (Action.SIGNED_IN, by, on),
        (Action.SIGNED_OUT, by, on),
        (Action.SIGNED_IN, by, on),
        (Action.SIGNED_OUT_EVERYWHERE, by, on),
        (Action.SIGNED_IN, by, on),
        (Action.SIGNED_OUT_EVERYWHERE, "", on),
        (Action.SIGN_IN_REFUSED, "", ""),
    ]
    assert browser.world.audit.rows[-1].entry.code == "nonce"


def test_the_cookie_is_bound_to_this_host_and_to_https(browser: Browser) -> None:
    answer = browser.sign_in()
    cookies = answer.headers.get_list("set-cookie")
    session = next(each for each in cookies if each.startswith("__Host-plek="))
    assert session.partition("; ")[2] == "Path=/; HttpOnly; SameSite=Lax; Secure"
    gone = next(each for each in cookies if each.startswith("__Host-plek-in-"))
    assert "Max-Age=0" in gone
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_a_person_who_visits_a_page_is_sent_to_sign_in(browser: Browser) -> None:
    assert browser.client.get("/").status_code == 303
    fetched = browser.client.get("/fragments/place", headers={"Sec-Fetch-Mode": "cors"})
    assert fetched.status_code == 401
    assert browser.client.get("/", headers={"Accept": "*/*"}).status_code == 401
    posted = browser.client.post("/bookings", data={"resource": "desk-1"})
    assert posted.status_code == 401
    api = browser.client.get("/api/v1/me", headers={"Accept": "application/json"})
    assert api.status_code == 401
    assert api.headers["WWW-Authenticate"] == 'Bearer realm="vrijplek"'
    assert api.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/%0d%0aSet-Cookie:x=1",
        "javascript:alert(1)",
        "evil.example",
        "/ok\r\nX: y",
        "/\t/evil.example",
        "/auth/sign-in",
        "",
        "/é",
        "/" + "x" * 2000,
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(browser: Browser, elsewhere: str) -> None:
    there = browser.client.get(f"/auth/sign-in?return_to={quote(elsewhere, safe='')}")
    answer = browser.back(there.headers["Location"])
    landed = answer.headers["Location"]
    assert landed == "/" or (landed.startswith("/%0d") and "\r" not in landed)
    assert "x" not in answer.cookies


def test_two_tabs_sign_in_side_by_side(browser: Browser) -> None:
    browser.world.ids._made = 10_000_000  # so that the states differ in their first letters
    first = browser.to_issuer("/?date=2026-11-25")
    browser.world.ids._made = 20_000_000
    second = browser.to_issuer("/?date=2026-11-26")
    assert browser.back(first).headers["Location"] == "/?date=2026-11-25"
    assert browser.back(second).headers["Location"] == "/?date=2026-11-26"


def test_many_pages_opened_at_once_do_not_fill_the_header(browser: Browser) -> None:
    address = ""
    for number in range(1, 12):
        browser.world.ids._made = number * 1_000_000
        address = browser.to_issuer("/?date=2026-11-25")
        kept = [name for name in browser.client.cookies if "plek-in-" in name]
        assert 1 <= len(kept) <= 5
    assert browser.back(address).headers["Location"] == "/?date=2026-11-25"


def test_an_answer_that_this_browser_did_not_ask_for_signs_nobody_in(browser: Browser) -> None:
    address = browser.to_issuer()
    browser.client.cookies.clear()
    answer = browser.back(address)
    assert answer.status_code == 400 and not browser.cookie
    assert "Signing in did not work" in answer.text


def test_an_answer_sent_twice_signs_nobody_in_again(browser: Browser) -> None:
    address = browser.to_issuer()
    kept = dict(browser.client.cookies)
    answer = browser.issuer.sign_in(address)
    path = f"/auth/callback?code={answer['code']}&state={answer['state']}"
    assert browser.client.get(path).status_code == 303
    browser.client.cookies.clear()
    again = browser.client.get(
        path, headers={"Cookie": "; ".join(f"{k}={v}" for k, v in kept.items())}
    )
    assert again.status_code == 400 and "set-cookie" not in again.headers


def test_going_back_to_the_answer_is_no_error_for_who_is_signed_in(browser: Browser) -> None:
    address = browser.to_issuer()
    answer = browser.issuer.sign_in(address)
    path = f"/auth/callback?code={answer['code']}&state={answer['state']}"
    browser.client.get(path)
    again = browser.client.get(path)
    assert again.status_code == 303 and again.headers["Location"] == "/"
    assert "set-cookie" not in again.headers


def test_who_comes_from_another_tenant_is_told_so_and_not_let_in(browser: Browser) -> None:
    browser.issuer.claims = {"tid": "99999999-2222-4333-8444-555555555555"}
    answer = browser.sign_in()
    assert answer.status_code == 403 and not browser.cookie
    assert "does not belong to this municipality" in answer.text
    another = re.search(r'href="(/auth/sign-in[^"]*)"', answer.text)
    assert another is not None
    onwards = browser.client.get(another[1].replace("&amp;", "&")).headers["Location"]
    assert dict(parse_qsl(urlsplit(onwards).query))["prompt"] == "select_account"
    assert browser.world.people.known == {}


@pytest.mark.parametrize("said", [{"nonce": "x"}, {"iss": "https://evil.example"}, {"exp": 1}])
def test_a_bad_id_token_signs_nobody_in(browser: Browser, said: dict[str, object]) -> None:
    browser.issuer.claims = said
    answer = browser.sign_in()
    assert answer.status_code == 400 and not browser.cookie
    assert browser.world.people.known == {}


def test_every_sign_in_is_a_session_of_its_own(browser: Browser) -> None:
    browser.client.cookies.set("__Host-plek", "given-by-somebody", domain="vrijplek.example")
    address = browser.to_issuer()
    browser.client.cookies.delete("__Host-plek")
    browser.back(address)
    first = browser.cookie
    again = browser.client.get("/auth/sign-in")
    browser.back(again.headers["Location"])
    assert browser.cookie and browser.cookie != first != "given-by-somebody"


def test_signing_out_forgets_here_and_goes_on_to_the_issuer(browser: Browser) -> None:
    browser.sign_in()
    answer = browser.client.post("/auth/sign-out", headers=OURS)
    assert answer.status_code == 200 and "You are signed out" in answer.text
    seconds, _, address = answer.headers["Refresh"].partition("; url=")
    parts = urlsplit(address)
    assert seconds == "0" and f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ISSUER}/logout"
    query = dict(parse_qsl(parts.query))
    assert query["post_logout_redirect_uri"] == f"{PUBLIC}/auth/signed-out"
    assert not browser.cookie and browser.me().status_code == 401
    assert browser.client.get("/auth/signed-out").status_code == 200


def test_signing_out_is_no_link(browser: Browser) -> None:
    browser.sign_in()
    assert browser.client.get("/auth/sign-out").status_code == 405
    posted = browser.client.post("/auth/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert posted.status_code == 403
    assert browser.me().status_code == 200


def test_signing_out_everywhere_ends_the_cookie_that_was_copied(browser: Browser) -> None:
    browser.sign_in()
    copied = {"Cookie": f"__Host-plek={browser.cookie}"}
    assert browser.client.post("/auth/sign-out-everywhere", headers=OURS).status_code == 200
    assert set(browser.world.session_versions.versions.values()) == {1}
    assert len(browser.world.session_versions.versions) == 2, "their own, and their kiosks'"
    browser.client.cookies.clear()
    assert browser.me(**copied).status_code == 401
    assert (
        browser.client.post("/auth/sign-out-everywhere", headers=copied | OURS).status_code == 401
    )
    browser.sign_in()
    assert browser.me().status_code == 200


def logged_out(browser: Browser, **claims: object) -> Answer:
    token = browser.issuer.signed(browser.issuer.logout(**claims))
    return browser.client.post(
        "/auth/back-channel", data={"logout_token": token}, headers={"Cookie": ""}
    )


def test_the_issuer_ends_somebodys_sessions(browser: Browser) -> None:
    browser.sign_in()
    answer = logged_out(browser)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert browser.me().status_code == 401


def test_for_somebody_we_do_not_know_there_is_nothing_to_end(browser: Browser) -> None:
    browser.sign_in()
    assert logged_out(browser, sub="somebody-else").status_code == 200
    assert browser.me().status_code == 200


def test_a_logout_token_that_is_none_ends_nothing(browser: Browser) -> None:
    browser.sign_in()
    assert logged_out(browser, aud="another").status_code == 400
    empty = browser.client.post("/auth/back-channel", data={"logout_token": ""})
    assert empty.status_code == 400
    assert browser.me().status_code == 200


def test_a_bearer_token_of_the_issuer_opens_the_api(browser: Browser) -> None:
    token = browser.issuer.signed(browser.issuer.for_api(aud="api://vrijplek", roles=["hr"]))
    answer = browser.me(Authorization=f"Bearer {token}")
    assert answer.status_code == 200 and answer.json()["roles"] == ["employee", "hr"]
    bound = browser.world.identities.rows[Identity(tenant=TENANT, object_id="object-ada")]
    assert bound.person == answer.json()["id"]


def test_an_id_token_or_a_cookie_as_bearer_does_not(browser: Browser) -> None:
    browser.sign_in()
    token = browser.issuer.signed(browser.issuer.of_ada())
    for bearer in (token, browser.cookie):
        answer = browser.me(Authorization=f"Bearer {bearer}")
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_teams_gets_a_token_of_ours_for_half_an_hour_and_no_cookie(browser: Browser) -> None:
    token = browser.issuer.signed(browser.issuer.for_api())
    answer = browser.client.post("/auth/teams", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200 and "set-cookie" not in answer.headers
    assert answer.json()["expiresAt"] == "2026-11-24T07:30:00Z"
    ours = answer.json()["token"]
    # The fake's text is not sealed; tests/http/auth/test_signed_in.py has real ones.
    assert ours and not browser.cookie
    person = PersonId(next(iter(browser.world.people.known)))
    assert browser.world.people.known[person].roles == {Role.EMPLOYEE}


@pytest.mark.parametrize("claims", [{"aud": CLIENT}, {"scp": None, "roles": ["hr"]}, {"exp": 1}])
def test_teams_gets_none_for_a_token_that_is_not_a_persons_and_ours(
    browser: Browser, claims: dict[str, object]
) -> None:
    token = browser.issuer.signed(browser.issuer.for_api(**claims))
    answer = browser.client.post("/auth/teams", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert browser.client.post("/auth/teams").status_code == 401


def test_after_a_night_one_is_sent_to_sign_in_again(browser: Browser) -> None:
    browser.sign_in()
    browser.world.clock.advance(timedelta(hours=9))
    assert browser.client.get("/").status_code == 303


def test_without_an_issuer_there_is_no_signing_in() -> None:
    world = a_world(make.a_directory(), (), make.NOW)
    settings = read_settings({**ENVIRONMENT, "OIDC_ISSUER": ""})
    app = product(world.ports, drawings=KeptDrawings(), issuer=None, settings=settings)
    client = TestClient(app, base_url=PUBLIC, headers=HTML, follow_redirects=False)
    assert client.get("/").status_code == 401
    assert client.get("/auth/sign-in").status_code == 404
