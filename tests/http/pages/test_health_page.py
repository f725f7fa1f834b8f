"""The health page: how it stands with every room's calendar, for whoever may see it, and buttons for administrators."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.http.i18n.exchange import ADVICE, CONDITIONS, JOBS, WISHES, lasting
from adapters.http.i18n.reader import reading
from adapters.http.pages.health import Done
from adapters.http.render import render
from application.exchange import MailboxState, Subscription, Wish
from application.faults import Unavailable
from application.hear_notifications import hashed
from application.show_health import OF_EXCHANGE, STALE_AFTER, Health
from application.show_mailboxes import Condition, ExchangeHealth, mailbox_health
from domain.audit import Action
from domain.calendar_event import Mailbox
from domain.ids import PersonId
from domain.ledger import Kept, Version
from domain.mailing import Sender
from domain.people import Role
from domain.when import later
from tests.application.exchanging import FIRST, NOTIFY, SECOND, TERMS, a_town_with_exchange
from tests.builders import NOW, a_person, a_room
from tests.fakes import World
from tests.http.pages import sample, sample_health
from tests.http.pages.served import Browser, forms, words

ROOM = (a_room(mailbox=FIRST),)
HELD = Subscription(
    id="s1",
    expires_at=later(NOW, timedelta(days=5)),
    state_hash=hashed("s"),
    made_at=NOW,
    notify=f"{NOTIFY}/graph/notifications",
)
WELL = MailboxState(box=FIRST, synced_at=NOW, subscription=HELD)


@pytest.fixture
def town() -> World:
    world = a_town_with_exchange()
    world.people.known[PersonId("adm")] = a_person("adm", Role.ADMINISTRATOR)
    return world


@pytest.fixture
def browser(town: World) -> Browser:
    browser = Browser(town)
    browser.be("adm")
    return browser


def keep(town: World, state: MailboxState) -> None:
    asyncio.run(_keep(town, state))


async def _keep(town: World, state: MailboxState) -> None:
    await town.mailboxes.write(state, None)


def kept(town: World, box: Mailbox = FIRST) -> MailboxState:
    return town.mailboxes.kept[box].value


@pytest.mark.parametrize(
    ("fields", "condition", "why"),
    [
        ({}, Condition.WELL, ""),
        ({"synced_at": None}, Condition.NEW, ""),
        (
            {"suspended_at": NOW, "trouble": "ErrorAccessDenied"},
            Condition.SUSPENDED,
            "ErrorAccessDenied",
        ),
        ({"fused_at": NOW, "fused": 9}, Condition.FUSED, ""),
        (
            {"not_before": later(NOW, timedelta(minutes=1)), "trouble": "ApplicationThrottled"},
            Condition.THROTTLED,
            "ApplicationThrottled",
        ),
        ({"not_before": NOW}, Condition.WELL, ""),
        ({"synced_at": later(NOW, -timedelta(minutes=16))}, Condition.LATE, ""),
        ({"drift": 1, "drift_at": NOW}, Condition.DRIFTED, ""),
        ({"refused": 2}, Condition.REFUSED, ""),
        (
            {"subscription": None, "subscribing": "ValidationError"},
            Condition.UNTOLD,
            "ValidationError",
        ),
        ({"subscription": replace(HELD, expires_at=NOW)}, Condition.UNTOLD, ""),
        ({"subscription": replace(HELD, notify="https://old.example")}, Condition.UNTOLD, ""),
    ],
)
def test_what_is_the_matter_with_a_mailbox_is_told_worst_first(
    fields: dict[str, object], condition: Condition, why: str
) -> None:
    state = replace(WELL, **fields)  # type: ignore[arg-type]  # by name, for brevity
    found = mailbox_health(state, ROOM, NOTIFY, now=NOW)
    assert (found.condition, found.why) == (condition, why)


def test_the_mailbox_that_invites_rooms_is_shown_while_it_cannot(
    town: World, browser: Browser
) -> None:
    service = town.ports.exchange.service
    assert service is not None
    keep(town, MailboxState(box=service, not_before=NOW))
    assert service not in browser.get("/health").text
    shut = replace(kept(town, service), suspended_at=NOW, trouble="ErrorAccessDenied")
    town.mailboxes.kept[service] = replace(town.mailboxes.kept[service], value=shut)
    text = browser.get("/health").text
    assert service in text and "ErrorAccessDenied" in text
    assert "Meanwhile no room can be booked" in words(text)


def test_the_mailbox_that_invites_rooms_is_tried_again_when_somebody_says_so(
    town: World, browser: Browser
) -> None:
    service = town.ports.exchange.service
    assert service is not None
    shut = MailboxState(box=service, suspended_at=NOW, probed_at=NOW, trouble="Denied", refused=2)
    keep(town, shut)
    html = browser.get("/health").text
    assert "Asked again from" in words(html)
    form = next(each for each in forms(html) if each.fields.get("mailbox") == service)
    assert form.actions == ["/health/mailboxes/sync"]
    assert browser.post(form.actions[0], form.fields).headers["Location"] == "/health?said=asked"
    assert kept(town, service) == MailboxState(box=service)
    assert town.audit.told[-1][:2] == (Action.CALENDAR_LOOKED_AT, "adm")
    assert service not in browser.get("/health").text


@pytest.mark.parametrize("act", ["reconcile", "repair", "subscribe", "lift-fuse"])
def test_nothing_else_is_done_about_the_mailbox_that_invites_rooms(
    town: World, browser: Browser, act: str
) -> None:
    service = town.ports.exchange.service
    assert service is not None
    keep(town, MailboxState(box=service, suspended_at=NOW))
    answer = browser.post(f"/health/mailboxes/{act}", {"mailbox": service})
    assert answer.headers["Location"] == "/health?said=unknown-mailbox"


def test_what_was_refused_of_peoples_calendars_is_counted_without_saying_whose(
    town: World, browser: Browser
) -> None:
    service = town.ports.exchange.service
    assert service is not None
    keep(town, MailboxState(box=service, refused=2))
    read = words(browser.get("/health").text)
    assert service in read and "Exchange did not take what we asked of people" in read


def test_where_exchange_cannot_reach_us_nobody_misses_a_notification() -> None:
    state = replace(WELL, subscription=None)
    assert mailbox_health(state, ROOM, "", now=NOW).condition is Condition.WELL


def test_rooms_that_need_somebody_come_first_and_are_open(town: World, browser: Browser) -> None:
    keep(town, WELL)
    keep(town, replace(WELL, box=SECOND, suspended_at=NOW, trouble="ErrorAccessDenied"))
    html = browser.get("/health").text
    read = words(html)
    assert read.index("room-2") < read.index("room-1")
    assert "ErrorAccessDenied" in read and "1 of them needs attention" in read
    assert html.count("<details") == 2 and html.count(" open>") == 1


def test_looking_asks_nothing_of_exchange(town: World, browser: Browser) -> None:
    assert browser.get("/health").status_code == 200
    assert town.subscriptions.calls == [] and town.waker.wakes == []


@pytest.mark.parametrize(
    ("act", "action", "expected"),
    [
        ("sync", Action.CALENDAR_LOOKED_AT, {}),
        ("reconcile", Action.CALENDAR_COMPARED, {"wish": Wish.RECONCILE}),
        ("repair", Action.CALENDAR_REPAIRED, {"wish": Wish.REPAIR}),
        ("subscribe", Action.SUBSCRIPTION_REMADE, {"subscription": replace(HELD, notify="")}),
        ("lift-fuse", Action.FUSE_LIFTED, {"lifted_at": NOW}),
    ],
)
def test_a_button_notes_what_is_asked_wakes_the_job_and_is_recorded(
    town: World, browser: Browser, act: str, action: Action, expected: dict[str, object]
) -> None:
    fused = {"fused_at": NOW, "fused": 9} if act == "lift-fuse" else {}
    before = replace(WELL, **fused)  # type: ignore[arg-type]  # by name, for brevity
    keep(town, before)
    html = browser.get("/health").text
    form = next(
        each
        for each in forms(html)
        if f"/health/mailboxes/{act}" in each.actions and each.fields.get("mailbox") == FIRST
    )
    answer = browser.post(form.actions[0], form.fields)
    assert answer.headers["Location"] == "/health?said=asked"
    assert kept(town) == replace(before, **expected)  # type: ignore[arg-type]  # by name, for brevity
    assert [wake.box for wake in town.waker.wakes] == [FIRST]
    assert town.audit.told[-1][:2] == (action, "adm")
    assert "under way" in words(browser.get(answer.headers["Location"]).text)


def test_a_repair_that_waits_is_not_made_less(town: World, browser: Browser) -> None:
    keep(town, replace(WELL, wish=Wish.REPAIR))
    browser.post("/health/mailboxes/reconcile", {"mailbox": FIRST})
    assert kept(town).wish is Wish.REPAIR


def test_all_of_them_are_read_at_once(town: World, browser: Browser) -> None:
    browser.press("/health", "/health/mailboxes/sync")
    assert {wake.box for wake in town.waker.wakes} == {FIRST, SECOND}


@pytest.mark.parametrize("act", ["sync", "reconcile", "repair", "subscribe", "lift-fuse"])
def test_a_mailbox_that_is_no_rooms_is_left_alone(town: World, browser: Browser, act: str) -> None:
    answer = browser.post(f"/health/mailboxes/{act}", {"mailbox": "ada@example.org"})
    assert answer.headers["Location"] == "/health?said=unknown-mailbox"
    assert town.waker.wakes == [] and town.mailboxes.kept == {}


def test_nothing_is_done_that_could_not_be_recorded(town: World, browser: Browser) -> None:
    keep(town, WELL)
    town.audit.fail_next(before=Unavailable("gone"))
    assert browser.post("/health/mailboxes/repair", {"mailbox": FIRST}).status_code == 503
    assert kept(town) == WELL and town.waker.wakes == []


def test_a_facility_manager_may_look_and_not_touch(town: World, browser: Browser) -> None:
    browser.be("fay")
    html = browser.get("/health").text
    assert "/health/mailboxes" not in html
    assert browser.post("/health/mailboxes/sync", {"mailbox": FIRST}).status_code == 403


@pytest.mark.parametrize("person", ["ada", "rie"])
def test_it_is_not_for_everyone(browser: Browser, person: str) -> None:
    browser.be(person)
    assert browser.get("/health").status_code == 403
    assert 'href="/health"' not in browser.get("/").text


def test_the_way_there_is_below_every_page(browser: Browser) -> None:
    assert 'href="/health"' in browser.get("/").text


def test_without_an_exchange_the_page_says_so(town: World) -> None:
    off = replace(town, ports=replace(town.ports, exchange=replace(TERMS, on=False)))
    browser = Browser(off)
    browser.be("adm")
    assert "not kept in step with Exchange" in words(browser.get("/health").text)


def test_mail_that_waits_is_counted_where_it_goes_through_exchange(town: World) -> None:
    senders = (Mailbox("noreply@example.org"),)
    mailing = replace(town, ports=replace(town.ports, exchange=replace(TERMS, senders=senders)))
    closed = Sender(box=senders[0], closed_at=NOW, code="ErrorAccessDenied")
    town.mails.senders[senders[0]] = Kept(value=closed, version=Version("v1"))
    browser = Browser(mailing)
    browser.be("adm")
    read = words(browser.get("/health").text)
    assert "Cannot send noreply@example.org ErrorAccessDenied" in read
    assert "Waiting to be sent 0" in read
    found = browser.get("/api/v1/health/mailboxes").json()
    assert found["mail"]["closedMailboxes"] == ["noreply@example.org"]


def test_the_api_says_the_same(town: World, browser: Browser) -> None:
    keep(town, replace(WELL, suspended_at=NOW, trouble="ErrorAccessDenied"))
    found = json.loads(browser.get("/api/v1/health/mailboxes").text)
    assert found["exchange"] and found["notified"] and found["mail"] is None
    first, second = found["items"]
    assert (first["mailbox"], first["condition"]) == (FIRST, "suspended")
    assert (first["reason"], first["lagSeconds"]) == ("ErrorAccessDenied", 0)
    assert first["subscription"]["expiresAt"] == "2026-11-29T07:00:00Z"
    assert (second["condition"], second["syncedAt"]) == ("new", None)


def test_every_condition_wish_and_job_has_words() -> None:
    assert set(CONDITIONS) == set(ADVICE) == set(Condition)
    assert set(WISHES) == set(Wish) and set(STALE_AFTER) | set(OF_EXCHANGE) == set(JOBS)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(0), "0 seconds"),
        (timedelta(seconds=119), "119 seconds"),
        (timedelta(minutes=2), "2 minutes"),
        (timedelta(hours=1), "60 minutes"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=2), "2 days"),
        (timedelta(seconds=-5), "0 seconds"),
    ],
)
def test_a_length_of_time_is_told_roughly(span: timedelta, said: str) -> None:
    with reading("en", sample.ZONE):
        assert lasting(span) == said


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_the_page_speaks_every_language(language: str) -> None:
    with reading(language, sample.ZONE):
        html = render("health.html", sample_health.page(language))
    title = {"nl": "Toestand", "fr": "État du système", "de": "Systemzustand"}
    assert title.get(language, "Health") in html
    assert "ErrorAccessDenied" in words(html) and "1.4.0+731a6dd1ab" in words(html)


def test_while_storage_is_silent_that_is_what_is_said() -> None:
    down = ExchangeHealth(on=True, told=True, health=Health(storage=False, set_up=False, jobs=()))
    with reading("en", sample.ZONE):
        html = render("health.html", sample_health.page("en", found=down, done=Done.UNKNOWN))
    assert "Storage does not answer" in words(html)
