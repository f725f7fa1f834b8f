"""The plan that is polled: what it says, how little it costs, and when its tag changes."""

import asyncio
from datetime import date
from typing import Any

import pytest

from adapters.http.api.occupancy import Answers
from application.impose import impose_foreign
from application.show_plan import Question, ask
from domain.booking import Target, promised
from domain.ids import BookingId, PersonId
from domain.people import HomeDay, Role
from tests import builders as make
from tests.fakes import World
from tests.http.api.conftest import Api

HALL = "/occupancy?siteId=hall&date=2026-11-24&partOfDay=morning"


class Reads:
    """Counts what is asked of the bookings in storage."""

    def __init__(self, world: World) -> None:
        self.made: list[str] = []
        self._reading = world.bookings.reading
        world.bookings.reading = self._count  # type: ignore[method-assign]  # counted, not changed

    async def _count(self) -> None:
        self.made.append("read")
        await self._reading()

    def since_last(self) -> int:
        made, self.made = len(self.made), []
        return made


@pytest.fixture
def reads(world: World) -> Reads:
    return Reads(world)


def states(answer: Any) -> dict[str, str]:
    return {place["id"]: place["state"] for place in answer.json()["resources"]}


def poll(api: Api, tag: str, path: str = HALL, *, who: str = "ada") -> Any:
    return api("GET", path, who=who, headers={"If-None-Match": tag})


def test_a_plan_says_what_each_place_is_to_the_caller(api: Api) -> None:
    api.book("desk-1")
    api.book("desk-2", who="bob")
    shown = api("GET", HALL)
    assert states(shown) == {
        "desk-1": "mine",
        "desk-2": "taken",
        "desk-3": "blocked",
        "desk-4": "free",
        "room-1": "free",
    }
    taken = next(place for place in shown.json()["resources"] if place["id"] == "desk-2")
    assert taken["why"] == "taken"
    assert "bob" not in shown.text.lower()
    assert states(api("GET", HALL, who="bob"))["desk-1"] == "taken"


def test_a_plan_is_for_its_viewer_and_checked_each_time(api: Api) -> None:
    headers = api("GET", HALL).headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Vary"] == "Cookie, Authorization"
    assert api("GET", HALL).json()["pollAfterSeconds"] > 0


def test_a_plan_costs_one_read_and_an_unchanged_poll_one_round_trip(api: Api, reads: Reads) -> None:
    tag = api("GET", HALL).headers["ETag"]
    assert reads.since_last() == 1
    again = poll(api, tag)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert reads.since_last() == 1


def test_a_poll_after_a_booking_brings_the_new_plan(api: Api) -> None:
    tag = api("GET", HALL).headers["ETag"]
    api.book("desk-4", who="bob")
    fresh = poll(api, tag)
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != tag
    assert states(fresh)["desk-4"] == "taken"


def test_a_booking_of_another_day_leaves_the_tag_as_it_is(api: Api) -> None:
    tag = api("GET", HALL).headers["ETag"]
    api.book("desk-4", who="bob", date="2026-11-25")
    assert poll(api, tag).status_code == 304


def test_time_alone_changes_the_tag_when_it_changes_the_answer(api: Api, world: World) -> None:
    world.clock.set(make.at("08:01"))
    tag = api("GET", HALL).headers["ETag"]
    world.clock.set(make.at("11:59"))
    assert poll(api, tag).status_code == 304
    world.clock.set(make.at("12:00"))
    over = poll(api, tag)
    assert over.status_code == 200
    assert over.headers["ETag"] != tag


def test_a_new_directory_changes_the_tag(api: Api, world: World) -> None:
    tag = api("GET", HALL).headers["ETag"]
    world.places.known = make.a_directory(make.a_desk("desk-9"), version="2")
    fresh = poll(api, tag)
    assert states(fresh) == {"desk-9": "free"}


def test_viewers_and_what_rules_ask_of_them_have_tags_of_their_own(api: Api, world: World) -> None:
    tag = api("GET", HALL).headers["ETag"]
    assert poll(api, tag, who="bob").status_code == 200
    ada = make.a_person("ada", team="civil", home_days=frozenset({HomeDay(weekday=2)}))
    world.people.known[ada.id] = ada
    at_home = poll(api, tag)
    assert at_home.status_code == 200
    assert at_home.json()["resources"][0]["why"] == "home-day"


def people(answer: Any, place: str = "desk-1") -> list[str]:
    found = next(each for each in answer.json()["resources"] if each["id"] == place)
    return [each["personName"] for each in found.get("people", [])]


def test_a_plan_names_those_whom_the_caller_is_shown_and_nobody_else(api: Api) -> None:
    api.book("desk-1", note="Chemo at four")
    shown = api("GET", HALL, who="lea")
    assert people(shown) == ["Ada"]
    assert "Chemo" not in shown.text
    for who in ("bob", "fay", "adm"):
        assert "Ada" not in api("GET", HALL, who=who).text


def test_the_tag_changes_with_the_pact_and_with_each_persons_word(api: Api) -> None:
    api.book("desk-1")
    shown = api("GET", HALL, who="lea")
    api("PUT", "/me/privacy", json={"said": "hide"})
    hidden = poll(api, shown.headers["ETag"], who="lea")
    assert hidden.status_code == 200 and people(hidden) == []
    api("PUT", "/me/privacy", json={"said": "unsaid"})
    again = poll(api, hidden.headers["ETag"], who="lea")
    assert people(again) == ["Ada"]
    terms = api("GET", "/privacy-profile").json()["terms"] | {"namesShownTo": []}
    api("PUT", "/privacy-profile", who="adm", headers={"If-Match": "*"}, json=terms)
    strict = poll(api, again.headers["ETag"], who="lea")
    assert strict.status_code == 200 and people(strict) == []


def test_the_tag_changes_with_the_viewers_team_and_with_anybodys(api: Api, world: World) -> None:
    api.book("desk-1")
    tag = api("GET", HALL, who="bob").headers["ETag"]
    world.people.known[PersonId("bob")] = make.a_person("bob", team="civil")
    joined = poll(api, tag, who="bob")
    assert joined.status_code == 200 and people(joined) == ["Ada"]
    world.people.known[PersonId("ada")] = make.a_person("ada", team="works")
    assert people(poll(api, joined.headers["ETag"], who="bob")) == []


def test_midnight_turns_tomorrow_into_a_today_that_reception_sees(api: Api, world: World) -> None:
    world.people.known[PersonId("rie")] = make.a_person("rie", Role.RECEPTION)
    api.book("desk-1", date="2026-11-25")
    path = "/occupancy?siteId=hall&date=2026-11-25&partOfDay=morning"
    shown = api("GET", path, who="rie")
    assert people(shown) == []
    world.clock.set(make.at("2026-11-25 00:00"))
    today = poll(api, shown.headers["ETag"], path, who="rie")
    assert today.status_code == 200 and people(today) == ["Ada"]


def test_another_span_is_another_answer(api: Api) -> None:
    tag = api("GET", HALL).headers["ETag"]
    day = "/occupancy?siteId=hall&date=2026-11-24"
    assert poll(api, tag, day).json()["endsAt"] == "2026-11-24T18:00:00Z"
    span = f"{day}&startsAt=2026-11-24T07:00:00Z&endsAt=2026-11-24T09:00:00Z"
    assert poll(api, tag, span).json()["endsAt"] == "2026-11-24T09:00:00Z"


def test_a_night_is_read_from_both_its_days(api: Api, reads: Reads) -> None:
    night = "/occupancy?siteId=barn&date=2026-11-24&partOfDay=night"
    shown = api("GET", night)
    assert shown.json()["endsAt"] == "2026-11-25T05:00:00Z"
    assert reads.since_last() == 2
    assert poll(api, shown.headers["ETag"], night).status_code == 304


def test_two_processes_give_one_state_the_same_tag(api: Api, world: World) -> None:
    assert Api(world)("GET", HALL).headers["ETag"] == api("GET", HALL).headers["ETag"]


async def test_old_answers_make_room_for_new_ones(world: World) -> None:
    answers, directory = Answers(world.ports, most=2), await world.ports.places.directory()
    for day in range(24, 28):
        question = ask(
            directory,
            viewer=make.a_person(),
            site=make.a_site(),
            when=date(2026, 11, day),
        )
        assert isinstance(question, Question)
        await answers.to(question)
    assert len(answers) == 2


def test_a_meeting_made_in_outlook_is_said_to_everybody(api: Api, world: World) -> None:
    when, room = make.span("09:00", "10:00"), make.a_room()
    there = Target(
        resource=room.id,
        site=room.site,
        kind=room.kind,
        span=when,
        promise=promised(when, make.LUXEMBOURG),
    )
    meeting = BookingId("2026-11-24-outlook-1")
    asyncio.run(impose_foreign(world.ports, meeting, there))
    places = {place["id"]: place for place in api("GET", HALL).json()["resources"]}
    assert places["room-1"]["meetings"] == [
        {"startsAt": "2026-11-24T08:00:00Z", "endsAt": "2026-11-24T09:00:00Z"}
    ]
    assert "people" not in places["room-1"] and "meetings" not in places["desk-1"]
    shown = api("GET", f"/bookings/{meeting}", who="fay")
    assert (shown.json()["origin"], shown.json()["personId"]) == ("outlook", None)
    taken = api(
        "PATCH",
        f"/bookings/{meeting}",
        who="fay",
        json={"note": "mine"},
        headers={"If-Match": shown.headers["ETag"]},
    )
    assert (taken.status_code, taken.json()["code"]) == (409, "made-in-outlook")
