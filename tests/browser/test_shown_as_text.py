"""A municipality whose files are full of markup, through the importer: each page that shows a text shows the markup as text,
every form of those pages takes markup in every field, letters too; nothing runs, and the policy has nothing to say."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from adapters.http.csrf import FIELD, token_of
from adapters.http.product import product
from adapters.mail.folder import mail_of
from adapters.mail.written import Sending
from adapters.settings import read_settings
from application.codes import Code
from domain.audit import Action, AuditEntry
from domain.ids import PersonId
from domain.ledger import Kept, Version
from domain.limits import limits_from
from domain.notices import Notice, Topic
from tests import builders as make
from tests.adapters.directory_files.poisoned import poisoned
from tests.browser.test_script_in_text import PAYLOADS, SETTINGS, Seen, harmless
from tests.callers import COOKIE, a_session, cookie_of
from tests.fakes import World, a_world
from tests.http.pages.served import KeptDrawings
from tests.http.pages.shared import BADGE, CODE
from tests.serving import serving

SHORT = "\"'></title><svg onload=ran=1>"
AN, JAN = PersonId("p1"), PersonId("p2")
OFTEN = "reads=100000/1 searches=100000/1 changes=100000/1"
OURS = {"Sec-Fetch-Site": "same-origin"}
ENDS = {
    "",
    "audit",
    "codes",
    "bookings",
    "walk-ins",
    "move-here",
    "check-in",
    "hand-out",
    "privacy",
}
"""Forms that must have been among them: the ends of their addresses."""
SHOWN = {
    "/": ("Kleinstad", "Stadhuis", "A1", "Jan Peeters"),
    "/?view=table": ("A1", "A2", "Zaal", "Jan Peeters"),
    "/?place=d1&date=2026-11-24": ("A1", "Raam", "Jan Peeters", "Stadhuis"),
    "/?place=d3": ("A3",),
    "/?for=p2&place=d3": ("A3", "A1", "Jan Peeters"),
    "/?place=r1": ("Zaal", "Klein, rustig", "Balie"),
    "/?whom=Jan": ("Jan Peeters",),
    "/?for=p2": ("Jan Peeters", "A1"),
    "/?for=p2&place=d1": ("Jan Peeters", "A1", "An Maes"),
    "/?date=2026-11-30&place=d1": ("A1", "Dicht"),
    "/?lang=nl": ("Ochtend",),
    "/me/privacy": ("Kleinstad", "Jan Peeters"),
    "/settings/privacy": ("Kleinstad",),
    "/audit": ("An Maes", "Jan Peeters", "reason", "target", "origin"),
    "/codes?name=Jan": ("Jan Peeters", "Stadhuis", "Begane grond"),
    "/floors/begane-grond/qr": ("A1", "A2", "Zaal", "Begane grond"),
    "/kiosk": ("Stadhuis", "Loods"),
}
FORMS = """() => [...document.forms].flatMap(form => [form.getAttribute('action'),
    ...[...form.querySelectorAll('[formaction]')].map(each => each.getAttribute('formaction'))].map(to =>
    [form.getAttribute('method'), to,
    [...form.elements].filter(each => each.name).map(each => [each.name, each.value])]))"""
READ = """() => [document.body.textContent, ...[...document.querySelectorAll('[aria-label], [value], title')].map(
    each => each.ariaLabel ?? each.value ?? each.textContent)].join(' ')"""


def run(work: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: the browser's loop runs in this one."""
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, work).result()


@pytest.fixture(params=[PAYLOADS[0], SHORT], ids=lambda text: text[:12])
def payload(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def town(payload: str) -> World:
    made = poisoned(payload)
    world = a_world(
        made.directory,
        made.people.values(),
        make.NOW,
        teams=made.teams.values(),
        limits=limits_from(OFTEN),
    )
    code = Code(person=JAN, scrambled=f"scrambled:{CODE[::-1]}")
    world.codes.kept[BADGE] = Kept(value=code, version=Version("v0"))
    for action, by, on in ((Action.PERSON_LOOKED_UP, JAN, AN), (Action.BOOKING_CHANGED, AN, JAN)):
        entry = AuditEntry(
            action=action,
            at=make.NOW,
            actor=by,
            subject=on,
            target=f"target {payload}" if on == JAN else "",
            reason=f"reason {payload}",
            origin=f"origin {payload}",
        )
        run(world.ports.audit.record(entry))
    return world


@pytest.fixture
def there(town: World) -> Iterator[str]:
    app = product(
        town.ports, drawings=KeptDrawings(), issuer=None, settings=read_settings(SETTINGS)
    )
    with serving(app, says="critical") as there:
        yield there


@pytest.fixture
def seen() -> Iterator[Seen]:
    noticed = Seen()
    yield noticed
    assert (noticed.dialogs, noticed.errors, noticed.broken) == ([], [], [])


@pytest.fixture
def context(browser: Browser, there: str, town: World) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="en-GB")
    opened.add_cookies([{"name": COOKIE, "value": cookie_of(town, AN), "url": there}])
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, seen: Seen, there: str, town: World, payload: str) -> Page:
    """An is signed in and has booked, with markup wherever the API takes it."""
    opened = context.new_page()
    seen.listen(opened)
    headers = {"X-CSRF-Token": token_of(a_session(town, AN)), "Sec-Fetch-Site": "same-origin"}
    when = {"date": "2026-11-24", "partOfDay": "morning"}
    texts = {"note": payload, "override": payload}
    series = {"frequency": "weekly", "first": "2026-12-01", "count": 1, "weekdays": [2]}
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("bookings", {"resourceId": "d1", "personId": JAN} | when | texts),
        ("bookings", {"resourceId": "r1"} | when | texts),
        ("series", {"resourceId": "d2", "note": payload, "partOfDay": "morning"} | series),
    )
    for path, body in asked:
        made = opened.request.post(f"{there}/api/v1/{path}", data=body, headers=headers)
        assert made.status == 201, made.text()
        assert made.json()["note"] == payload
    return opened


def shows(page: Page, payload: str, *texts: str) -> None:
    """`texts` are read there, each with all of `payload` behind it."""
    harmless(page)
    said = " ".join(str(page.evaluate(READ)).split())
    missing = [each for each in texts if f"{each} {payload}" not in said]
    assert missing == [], (page.url, said[:3000])


def take_markup(
    page: Page, there: str, payload: str, *, method: str, to: str, fields: dict[str, str]
) -> None:
    """In all fields at once and one by one: what a GET form leads to is opened, and what a POST form leads to."""
    names = [each for each in fields if each != FIELD]
    for chosen in (names, *([each] for each in names)):
        sent: dict[str, Any] = {**fields, **dict.fromkeys(chosen, payload)}
        if method == "get":
            page.goto(f"{there}{to}?{urlencode(sent)}")
        else:
            answer = page.request.post(there + to, form=sent, headers=OURS, max_redirects=0)
            assert answer.status < 500 and payload not in answer.text(), (to, chosen)
            page.goto(there + answer.headers.get("location", "/"))
        harmless(page)


def test_every_page_with_texts_shows_markup_as_text(page: Page, there: str, payload: str) -> None:
    for path, texts in SHOWN.items():
        page.goto(there + path)
        shows(page, payload, *texts)


def test_a_kiosk_and_a_scanned_code_show_markup_as_text(
    page: Page, there: str, payload: str
) -> None:
    page.goto(f"{there}/kiosk")
    page.locator('form[action="/kiosk/unlock"] button').click()
    page.goto(f"{there}/kiosk")
    shows(page, payload, "Stadhuis")
    page.goto(f"{there}/q/d1")
    shows(page, payload, "A1", "Stadhuis")
    page.goto(f"{there}/kiosk")
    page.fill("#badge", BADGE)
    page.fill("#code", CODE)
    page.locator('form[action="/turn"] .enter__go').click()
    shows(page, payload, "Jan Peeters", "A1")
    forms = [each for each in page.evaluate(FORMS) if each[1] not in ("/turn/end", "/kiosk/lock")]
    assert any(to.startswith("/turn/") for _, to, _ in forms)
    for method, to, fields in forms:
        take_markup(page, there, payload, method=method, to=to, fields=dict(fields))


@pytest.mark.parametrize("payload", [SHORT])
def test_every_form_takes_markup_in_every_field(page: Page, there: str, payload: str) -> None:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for path in SHOWN:
        page.goto(there + path)
        for method, to, fields in page.evaluate(FORMS):
            if not to.startswith(("/auth/", "/kiosk/")):
                found.setdefault((method, to), {}).update(dict(fields))
    assert {to.rpartition("/")[2] for _, to in found} >= ENDS
    for (method, to), fields in found.items():
        take_markup(page, there, payload, method=method, to=to, fields=fields)


def test_letters_show_markup_as_text(browser: Browser, seen: Seen, payload: str) -> None:
    made = poisoned(payload)
    sending = Sending(folder=None, sender="plek@example.org", public_url="https://plek.example")
    context = browser.new_context()
    page = context.new_page()
    seen.listen(page)
    desk = made.directory.resources[next(each for each in made.directory.resources if each == "d1")]
    booking = make.a_booking(resource=desk, person=AN, note=f"note {payload}")
    for topic in Topic:
        notice = Notice(
            key="k", topic=topic, booking=booking, before=booking.at, reason=f"reason {payload}"
        )
        mail = mail_of(notice, person=made.people[AN], directory=made.directory, sending=sending)
        html = mail.get_body(("html",))
        assert html is not None
        page.set_content(html.get_content())
        shows(page, payload, "An Maes", "A1", "Stadhuis")
    context.close()
