"""Script in every text there is, stored and reflected, in a real browser under the real policy: none runs, and all of it
is shown as the text that it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Response

from adapters.http.csrf import token_of
from adapters.http.product import product
from adapters.settings import read_settings
from domain.people import Role
from tests import builders as make
from tests.browser.complaints import listen_for_errors
from tests.callers import COOKIE, a_session, cookie_of
from tests.fakes import World, a_world
from tests.http.pages.served import KeptDrawings, a_town
from tests.serving import serving

MARK = "window.ran=(window.ran||0)+1,alert(1)"
PAYLOADS = (
    f"<script>{MARK}</script>",
    f'"><img src=x onerror="{MARK}">',
    f"'><svg onload='{MARK}'>",
    f"</title></textarea></style><script>{MARK}</script>",
    f"javascript:{MARK}",
    "{{ 7 * 7 }}{% raw %}",
    f"--><iframe srcdoc='<script>parent.{MARK}</script>'>",
    "<base href=//evil.example/><form action=//evil.example><button autofocus onfocus=alert(1)>",
)
HARMS = """() => [window.ran ?? 0,
    document.querySelectorAll('script:not([src]), iframe, base, object, embed, img[src=x], [onerror], [onload], ' +
        '[onfocus], a[href^="javascript:" i]').length,
    [...document.forms].map(each => new URL(each.getAttribute('action') ?? '', location))
        .filter(each => each.origin !== location.origin).length]"""
"""Scripts of the text that ran, elements that it became, forms that lead elsewhere."""
TEXTS = {"name", "address", "note", "reason", "mail", "upn", "named"}
SETTINGS = {
    "ENVIRONMENT": "local",
    "LISTEN_ADDRESS": "127.0.0.1",
    "TABLES_ENDPOINT": "http://127.0.0.1:10002/a",
    "QUEUES_ENDPOINT": "http://127.0.0.1:10001/a",
    "BLOBS_ENDPOINT": "http://127.0.0.1:10000/a",
}
QUERIES = (
    "site",
    "floor",
    "date",
    "part",
    "from",
    "to",
    "place",
    "view",
    "kind",
    "zone",
    "feature",
    "said",
    "why",
    "booking",
    "once",
    "lang",
    "free",
    "return_to",
    "back",
)
PAGES = (
    "/",
    "/?view=table",
    "/?place=desk-1",
    "/?place=desk-2",
    "/?place=desk-3&lang=nl",
    "/?place=room-1&lang=fr",
    "/?date=2026-11-30&place=desk-1",
    "/?site=barn&lang=de",
    "/privacy",
    "/privacy/settings",
    "/audit",
    "/health",
    "/health/operations",
    "/codes",
    "/kiosk",
    "/q/desk-1",
    "/fragments/place?place=desk-1",
    "/nothing",
    "/api/v1/places",
    "/api/v1/sites",
    "/api/v1/bookings",
)


def poisoned(value: Any, payload: str) -> Any:
    """`value` with `payload` at the end of every text that people write."""
    if is_dataclass(value) and not isinstance(value, type):
        changes = {
            each.name: f"{held} {payload}"
            if each.name in TEXTS and isinstance(held, str)
            else poisoned(held, payload)
            for each in fields(value)
            if (held := getattr(value, each.name)) is not None
        }
        return replace(value, **changes)
    if isinstance(value, Mapping):
        return {key: poisoned(held, payload) for key, held in value.items()}
    if isinstance(value, tuple):
        return tuple(poisoned(each, payload) for each in value)
    return value


def a_poisoned_town(payload: str) -> World:
    clean = a_town()
    directory = poisoned(clean.places.known, payload)
    people = [
        poisoned(each, payload)
        for each in (
            make.a_person(
                "ada", Role.ADMINISTRATOR, Role.AUDITOR, Role.FACILITY_MANAGER, team="works"
            ),
            make.a_person("bob", team="works"),
        )
    ]
    teams = [poisoned(each, payload) for each in clean.people.teams.values()]
    return a_world(directory, people, make.NOW, teams=teams)


@dataclass
class Seen:
    """What a browser noticed: dialogs, errors of scripts, complaints of the policy, and pages that broke."""

    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("dialog", self._dialog)
        listen_for_errors(page, self.errors)
        page.on("console", lambda said: self._console(said.text))
        page.on("response", self._response)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _console(self, text: str) -> None:
        if "Content Security Policy" in text or "Trusted" in text:
            self.errors.append(text)

    def _response(self, answer: Response) -> None:
        if answer.status >= 500:
            self.broken.append(answer.url)


@pytest.fixture(params=PAYLOADS, ids=lambda text: text[:12])
def payload(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def town(payload: str) -> World:
    return a_poisoned_town(payload)


@pytest.fixture
def there(town: World) -> Iterator[str]:
    """Where the poisoned town is served."""
    app = product(
        town.ports, drawings=KeptDrawings(), issuer=None, settings=read_settings(SETTINGS)
    )
    with serving(app, says="critical") as there:
        yield there


def test_no_text_runs_and_every_text_is_shown(
    browser: Browser, there: str, town: World, payload: str
) -> None:
    seen = Seen()
    context = browser.new_context(locale="en-GB")
    context.add_cookies([{"name": COOKIE, "value": cookie_of(town, "ada"), "url": there}])
    page = context.new_page()
    seen.listen(page)
    fill(page, there, town, payload)
    for path in PAGES:
        page.goto(there + path)
        harmless(page)
    page.goto(there + "/?place=desk-1")
    assert payload in page.inner_text("body")
    for names in (QUERIES, QUERIES[7:], ("place", "date"), ("back", "lang")):
        query = "&".join(f"{name}={quote(payload)}" for name in names)
        page.goto(f"{there}/?{query}")
        harmless(page)
    page.goto(f"{there}/{quote(payload)}")
    harmless(page)
    context.close()
    assert (seen.dialogs, seen.errors, seen.broken) == ([], [], [])


def fill(page: Page, there: str, town: World, payload: str) -> None:
    """Ask for it through the API and the forms as well, where a text may be anything."""
    token = token_of(a_session(town, "ada"))
    headers = {"X-CSRF-Token": token, "Sec-Fetch-Site": "same-origin"}
    body = {
        "resourceId": "desk-1",
        "date": "2026-11-24",
        "partOfDay": "morning",
        "note": payload,
        "override": payload,
    }
    made = page.request.post(f"{there}/api/v1/bookings", data=body, headers=headers)
    if made.status != 201:
        del body["override"]
        made = page.request.post(f"{there}/api/v1/bookings", data=body, headers=headers)
    assert made.status == 201, made.text()
    assert made.json()["note"] == payload
    names = ("place", "starts_at", "ends_at", "part", "back", "once", "version", "reason", "person")
    form: dict[str, Any] = {**dict.fromkeys(names, payload), "_csrf": token}
    for path in (
        "/bookings",
        "/walk-ins",
        "/bookings/x/check-in",
        "/privacy",
        "/privacy/settings",
        "/turn",
    ):
        answer = page.request.post(f"{there}{path}", form=form, headers=headers, max_redirects=0)
        assert answer.status < 500, (path, answer.text())


def harmless(page: Page) -> None:
    """Nothing of the text became markup, and nothing of it ran."""
    assert page.evaluate(HARMS) == [0, 0, 0], page.url
