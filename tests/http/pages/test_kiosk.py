"""People without a PC: a kiosk that somebody unlocked, turns on it, and what stays of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.origin import SaidOrigins
from application.deliver import deliver
from application.identity import kiosks_of
from application.set_code import HandedOut, hand_out_code, set_code
from domain.audit import SYSTEM, Action
from domain.booking import Booking, State
from domain.ids import BookingId, PersonId
from tests.fakes import World
from tests.http.pages.served import words
from tests.http.pages.shared import BADGE, CODE, WRONG, Screen


async def has_code(world: World, person: str = "pip", badge: str = BADGE) -> None:
    who = world.people.known[PersonId(person)]
    await set_code(world.ports, person=who, badge=badge, code=CODE, again=CODE)


@pytest.fixture
async def kiosk(town: World) -> Screen:
    """Unlocked by Fay; Pip has a code."""
    await has_code(town)
    screen = Screen(town)
    assert screen.unlock().status_code == 200
    return screen


def heads(town: World) -> dict[str, Booking]:
    rows = (row for day in town.bookings.rows.values() for row in day.values())
    return {str(value.id): value for _, value in rows if isinstance(value, Booking)}


def state_of_only_booking(town: World) -> State:
    (head,) = heads(town).values()
    return head.state


class TestUnlocking:
    def test_a_facility_manager_makes_a_screen_a_kiosk_and_is_signed_out_of_it(
        self, town: World
    ) -> None:
        screen = Screen(town)
        screen.be("fay")
        assert "Use this screen as a kiosk" in words(screen.get("/kiosk").text)
        answer = screen.unlock()
        assert answer.headers["Refresh"] == "0; url=https://issuer.example/end"
        cookies = answer.headers.get_list("set-cookie")
        assert any(each.startswith("plek=; ") for each in cookies)
        assert screen.get("/").status_code == 303
        assert "Hall" in words(screen.get("/kiosk").text)

    @pytest.mark.parametrize("who", ["ada", "rie"])
    def test_nobody_else_may(self, town: World, who: str) -> None:
        screen = Screen(town)
        assert screen.unlock(who).status_code == 403
        assert screen.get("/kiosk").status_code == 403

    def test_a_form_of_another_page_unlocks_nothing(self, town: World) -> None:
        screen = Screen(town)
        screen.be("fay")
        assert screen.post("/kiosk/unlock", site="hall", _csrf="x").status_code == 403
        assert screen.unlock(site="nowhere").status_code == 404

    def test_whoever_is_nobody_is_sent_to_sign_in(self, town: World) -> None:
        assert Screen(town).get("/kiosk").headers["Location"].startswith("/auth/sign-in")

    def test_it_stays_unlocked_overnight_and_a_week_later_it_is_locked(self, kiosk: Screen) -> None:
        kiosk.world.clock.advance(timedelta(days=6, hours=23))
        assert kiosk.get("/kiosk").status_code == 200
        kiosk.world.clock.advance(timedelta(hours=1))
        assert kiosk.get("/kiosk").status_code == 303

    async def test_it_is_locked_when_its_manager_signs_out_everywhere(self, kiosk: Screen) -> None:
        await kiosk.world.ports.session_versions.end_all(kiosks_of(PersonId("fay")))
        assert kiosk.get("/kiosk").status_code == 303

    async def test_it_outlives_that_the_issuer_signs_its_manager_out(self, kiosk: Screen) -> None:
        await kiosk.world.ports.session_versions.end_all(PersonId("fay"))
        assert kiosk.get("/kiosk").status_code == 200

    def test_it_can_be_locked(self, kiosk: Screen) -> None:
        assert kiosk.post("/kiosk/lock", _csrf="x").status_code == 403
        assert kiosk.press("/kiosk", "/kiosk/lock").status_code == 303
        assert kiosk.enter().status_code == 401

    def test_it_gives_no_rights_of_whoever_unlocked_it(self, kiosk: Screen) -> None:
        assert kiosk.client.get("/api/v1/me", headers={"Accept": "*/*"}).status_code == 401


class TestTurns:
    def test_number_and_code_show_ones_own_page(self, kiosk: Screen) -> None:
        answer = kiosk.enter("47-11", "273 946")
        assert answer.status_code == 303 and answer.headers["Location"] == "/kiosk"
        page = kiosk.get("/kiosk")
        assert "Pip" in words(page.text) and "You have no booking for today" in words(page.text)
        assert page.headers["Cache-Control"] == "no-store"
        assert 'http-equiv="refresh" content="120; url=/turn/over?at=/kiosk"' in page.text

    def test_one_books_checks_in_moves_and_leaves(self, kiosk: Screen, town: World) -> None:
        kiosk.enter()
        done = kiosk.press("/kiosk", "/turn/bookings", place="desk-1")
        assert "Your place is booked" in words(done.text)
        (booking,) = heads(town)
        done = kiosk.press("/kiosk", f"/turn/bookings/{booking}/check-in")
        assert "You are checked in" in words(done.text)
        assert "I sit somewhere else now" in words(done.text)
        done = kiosk.press("/kiosk", "/turn/here", place="desk-2")
        assert "You now sit here" in words(done.text)
        done = kiosk.press("/kiosk", f"/turn/bookings/{booking}/check-out")
        assert state_of_only_booking(town) is State.ENDED

    def test_a_booking_can_be_given_up(self, kiosk: Screen, town: World) -> None:
        kiosk.enter()
        kiosk.press("/kiosk", "/turn/bookings", place="desk-1")
        (booking,) = heads(town)
        kiosk.press("/kiosk", f"/turn/bookings/{booking}/absence")
        assert state_of_only_booking(town) is State.CANCELLED

    def test_a_form_without_its_secret_does_nothing(self, kiosk: Screen, town: World) -> None:
        kiosk.enter()
        fields = kiosk.form("/kiosk", "/turn/bookings").fields | {"_csrf": "x"}
        assert kiosk.post("/turn/bookings", **fields, place="desk-1").status_code == 403
        assert kiosk.post("/turn/end", _csrf="x").status_code == 403
        assert not heads(town)

    def test_done_leaves_nothing_of_anyone(self, kiosk: Screen) -> None:
        kiosk.enter()
        kiosk.client.cookies.set("lang", "nl", domain="127.0.0.1", path="/")
        ended = kiosk.post("/turn/end", **kiosk.form("/kiosk", "/turn/end").fields)
        assert ended.headers["Location"] == "/kiosk?over=1"
        page = kiosk.get("/kiosk?over=1")
        assert "Pip" not in page.text and "You are signed out" in words(page.text)
        assert set(kiosk.client.cookies) == {"plek-kiosk"}

    def test_two_minutes_without_a_touch_end_it(self, kiosk: Screen, town: World) -> None:
        kiosk.enter()
        fields = kiosk.form("/kiosk", "/turn/bookings").fields
        town.clock.advance(timedelta(minutes=1, seconds=59))
        assert "Pip" in kiosk.get("/kiosk").text
        town.clock.advance(timedelta(minutes=2))
        assert "Pip" not in kiosk.get("/kiosk").text
        late = kiosk.post("/turn/bookings", **fields, place="desk-1")
        assert late.headers["Location"] == "/kiosk?over=1" and not heads(town)

    def test_a_quarter_of_an_hour_ends_it_however_busy(self, kiosk: Screen, town: World) -> None:
        kiosk.enter()
        for _ in range(14):
            town.clock.advance(timedelta(minutes=1))
            assert "Pip" in kiosk.get("/kiosk").text
        assert 'content="60; url=' in kiosk.get("/kiosk").text
        town.clock.advance(timedelta(minutes=1))
        assert "Pip" not in kiosk.get("/kiosk").text

    def test_locking_the_screen_ends_the_turn(self, kiosk: Screen) -> None:
        kiosk.enter()
        kiosk.client.cookies.delete("plek-kiosk")
        assert kiosk.get("/kiosk").status_code == 303

    async def test_a_code_makes_a_manager_a_colleague(self, kiosk: Screen, town: World) -> None:
        await has_code(town, "fay", "0815")
        kiosk.enter("0815")
        assert "Fay" in kiosk.get("/kiosk").text
        form = kiosk.form("/kiosk", "/turn/bookings").fields
        kiosk.post("/turn/bookings", **form, place="desk-4")
        assert not heads(town)  # kept for a team: only its people, or an override, get in


class TestCodes:
    async def test_what_was_handed_out_lets_one_choose_and_nothing_else(
        self, kiosk: Screen, town: World
    ) -> None:
        rie = town.people.known[PersonId("rie")]
        handed = await hand_out_code(town.ports, actor=rie, person=PersonId("pip"), badge=BADGE)
        assert isinstance(handed, HandedOut)
        kiosk.enter(code=handed.code)
        page = kiosk.get("/kiosk").text
        assert "Choose your own code" in words(page) and "/turn/bookings" not in page
        refused = kiosk.press("/kiosk", "/turn/code", code="123456", again="123456")
        assert "too easy to guess" in words(refused.text)
        refused = kiosk.press("/kiosk", "/turn/code", code=CODE, again=WRONG)
        assert "not the same" in words(refused.text)
        done = kiosk.press("/kiosk", "/turn/code", code=CODE, again=CODE)
        assert "You have no booking for today" in words(done.text)

    def test_nothing_tells_an_unknown_number_from_a_wrong_code_or_one_that_waits(
        self, kiosk: Screen, town: World
    ) -> None:
        def answer(badge: str, code: str) -> tuple[int, str, Any, Any, int]:
            town.codes.trips.clear()
            town.scrambler.work = 0
            sent = kiosk.enter(badge, code)
            headers = {k: v for k, v in sent.headers.items() if k != "x-request-id"}
            trips = list(town.codes.trips)
            return sent.status_code, sent.text, headers, trips, town.scrambler.work

        wrong = answer(BADGE, WRONG)
        unknown = answer("9999", WRONG)
        for _ in range(5):
            kiosk.enter(code=WRONG)
        waiting = answer(BADGE, CODE)
        assert wrong == unknown == waiting
        assert "That did not work" in words(kiosk.get(wrong[2]["location"]).text)

    def test_a_kiosk_on_which_everything_fails_is_stopped(self, kiosk: Screen) -> None:
        answers = [kiosk.enter(f"9{n:03}", WRONG).status_code for n in range(61)]
        assert answers[:59] == [303] * 59 and answers[-1] == 429

    def test_what_is_made_up_in_an_address_is_not_said(self, kiosk: Screen) -> None:
        page = words(kiosk.get("/kiosk?why=taken").text)
        assert "taken" not in page


class TestScanned:
    def test_whoever_is_signed_in_sees_the_place_on_the_plan(self, town: World) -> None:
        phone = Screen(town)
        phone.be("ada")
        assert phone.get("/q/desk-1").headers["Location"] == "/?place=desk-1#place"

    def test_anyone_else_may_sign_in_or_type_number_and_code(self, town: World) -> None:
        page = Screen(town).get("/q/desk-1")
        assert "/auth/sign-in?return_to=/q/desk-1" in page.text and 'name="badge"' in page.text

    def test_an_unknown_place_is_unknown_to_everyone(self, town: World) -> None:
        assert Screen(town).get("/q/nothing").status_code == 404
        assert Screen(town).get("/q/tower-desk").status_code == 404

    def test_where_the_municipality_does_not_want_it_a_phone_needs_an_account(
        self, town: World
    ) -> None:
        phone = Screen(town, codes_on_phones=False)
        assert 'name="badge"' not in phone.get("/q/desk-1").text
        assert phone.enter(place="desk-1").status_code == 401

    async def test_number_and_code_open_this_place_and_no_other(self, town: World) -> None:
        await has_code(town)
        phone = Screen(town)
        assert phone.enter(place="desk-1").headers["Location"] == "/q/desk-1"
        page = phone.get("/q/desk-1").text
        assert "Pip" in page and "I sit here now" in words(page)
        fields = phone.form("/q/desk-1", "/turn/walk-ins").fields
        assert phone.post("/turn/walk-ins", **{**fields, "place": "desk-2"}).status_code == 403
        done = phone.press("/q/desk-1", "/turn/walk-ins")
        assert "You are checked in" in words(done.text) and "Check out" in words(done.text)
        assert "Pip" not in phone.get("/q/desk-2").text
        assert phone.get("/kiosk").status_code == 303
        assert phone.get("/").status_code == 303

    async def test_a_booking_elsewhere_is_none_of_its_business(self, town: World) -> None:
        await has_code(town)
        phone = Screen(town)
        phone.enter(place="desk-1")
        phone.press("/q/desk-1", "/turn/walk-ins")
        (booking,) = heads(town)
        csrf = phone.form("/q/desk-1", f"/turn/bookings/{booking}/check-out").fields["_csrf"]
        other = Screen(town)
        other.enter(place="desk-2")
        secret = other.form("/q/desk-2", "/turn/end").fields["_csrf"]
        path = f"/turn/bookings/{booking}/check-out"
        assert other.post(path, _csrf=secret).status_code == 403
        assert other.post(path, _csrf=secret, place="desk-2").status_code == 403
        assert phone.post(path, _csrf=csrf).status_code == 303

    async def test_a_phone_that_keeps_failing_is_stopped(self, town: World) -> None:
        phone = Screen(town)
        answers = [phone.enter(f"9{n:03}", WRONG, "desk-1").status_code for n in range(21)]
        assert answers[:19] == [303] * 19 and answers[-1] == 429
        assert Screen(town, address="203.0.113.8").enter(place="desk-1").status_code == 303

    def test_on_a_kiosk_nobody_signs_in_with_an_account(self, kiosk: Screen) -> None:
        assert "/auth/sign-in" not in kiosk.get("/q/desk-1").text


class TestWhereItCameFrom:
    @pytest.fixture
    def town(self, town: World) -> World:
        return replace(town, ports=replace(town.ports, origins=SaidOrigins()))

    @pytest.mark.parametrize("place", ["", "desk-1"])
    async def test_a_turn_on_a_shared_screen_is_told_as_one(
        self, kiosk: Screen, town: World, place: str
    ) -> None:
        kiosk.enter(code=WRONG, place=place)
        kiosk.enter(place=place)
        here, act = (f"/q/{place}", "walk-ins") if place else ("/kiosk", "bookings")
        fields = kiosk.form(here, f"/turn/{act}").fields
        kiosk.post(f"/turn/{act}", **{"place": "desk-1", **fields})
        assert await told(town) == [
            (Action.KIOSK_UNLOCKED, "kiosk"),
            (Action.CODE_FAILED, "kiosk"),
            (Action.BOOKING_MADE, "kiosk"),
        ]

    async def test_a_turn_on_ones_own_phone_is_told_as_the_web(self, town: World) -> None:
        await has_code(town)
        phone = Screen(town)
        phone.enter(code=WRONG, place="desk-1")
        phone.enter(place="desk-1")
        phone.press("/q/desk-1", "/turn/walk-ins")
        assert await told(town) == [(Action.CODE_FAILED, "web"), (Action.BOOKING_MADE, "web")]


async def told(town: World) -> list[tuple[Action, str]]:
    """Action and door of what was recorded by requests."""
    for booking in heads(town):
        await deliver(town.ports, BookingId(booking))
    entries = (row.entry for row in town.audit.rows)
    return [(each.action, each.origin.split()[0]) for each in entries if each.origin != SYSTEM]
