"""Personal codes chosen and handed out in the office, and the sheets with codes for the places."""

import re

import pytest

from domain.ids import PersonId
from tests.fakes import World
from tests.http.pages.served import words
from tests.http.pages.shared import BADGE, CODE, WRONG, Screen


@pytest.fixture
def office(town: World) -> Screen:
    screen = Screen(town)
    screen.be("ada")
    return screen


async def test_one_chooses_ones_own_code(office: Screen, town: World) -> None:
    done = office.press("/codes", "/codes", badge=BADGE, code=CODE, again=CODE)
    assert "Your code is kept" in words(done.text) and "You have a code" in words(done.text)
    assert await town.ports.codes.has_code(PersonId("ada"))
    assert done.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("badge", "code", "again", "said"),
    [
        (BADGE, "654321", "654321", "too easy to guess"),
        (BADGE, CODE, WRONG, "not the same"),
        ("1", CODE, CODE, "cannot be used"),
    ],
)
def test_a_no_says_why_and_repeats_nothing(
    office: Screen, badge: str, code: str, again: str, said: str
) -> None:
    answer = office.press("/codes", "/codes", badge=badge, code=code, again=again)
    assert said in words(answer.text)
    assert code not in answer.text and code not in str(answer.url)


def test_whoever_hands_out_codes_finds_the_colleague_and_sees_the_code_once(town: World) -> None:
    desk = Screen(town)
    desk.be("rie")
    page = desk.get("/codes?name=pip")
    assert 'value="pip"' in page.text
    form = desk.form("/codes?name=pip", "/codes/hand-out").fields
    made = desk.post("/codes/hand-out", **form, person="pip", badge=BADGE)
    found = re.search(r"(\d{4}) (\d{4})", words(made.text))
    assert found is not None and made.headers["Cache-Control"] == "no-store"
    assert found[0] not in words(desk.get("/codes").text)
    kiosk = Screen(town)
    kiosk.unlock()
    kiosk.enter(code=found[0])
    assert "Choose your own code" in words(kiosk.get("/kiosk").text)


def test_nobody_else_is_offered_it(office: Screen) -> None:
    assert "Hand out" not in office.get("/codes?name=pip").text
    assert office.get("/floors/hall-0/qr").status_code == 403


def test_a_sheet_has_every_place_of_the_floor_and_its_address_alone(town: World) -> None:
    manager = Screen(town)
    manager.be("fay")
    page = manager.get("/floors/hall-0/qr")
    assert page.status_code == 200 and page.text.count('class="qr__code"') == 5
    assert "plek.example/q/desk-1" in page.text and "barn-desk" not in page.text
    assert manager.get("/floors/nothing/qr").status_code == 404
    assert "/floors/hall-0/qr" in manager.get("/codes").text
