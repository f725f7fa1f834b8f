"""docs/privacy.md says what each viewer sees of one person's day; its tables are made here, of the product's own answers.

After a change on purpose: ACCEPT=1 pytest tests/http/test_privacy_document.py, and read the difference."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from domain.ids import SiteId, TeamId
from domain.kinds import Kind
from domain.people import Role, Team
from domain.sums import DaySums
from tests import builders as make
from tests.fakes import World, a_world
from tests.http.api.conftest import Api

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/privacy.md"
BEGINS, ENDS = "<!-- answers -->", "<!-- end of answers -->"
NOBODY = ""
VIEWERS: Mapping[str, str] = {
    "a curious colleague": "bob",
    "a colleague of her team": "mia",
    "her team lead": "lea",
    "reception": "rie",
    "a first aider at the site": "ann",
    "HR": "hal",
    "an auditor": "aud",
    "an administrator": "adm",
    "an outsider": NOBODY,
}
PEOPLE = (
    make.a_person("ada", team="civil"),
    make.a_person("mia", team="civil"),
    make.a_person("lea", Role.TEAM_LEAD, team="civil"),
    make.a_person("bob", team="works"),
    replace(make.a_person("ann", team="works"), first_aider=True),
    make.a_person("rie", Role.RECEPTION),
    make.a_person("hal", Role.HR),
    make.a_person("aud", Role.AUDITOR),
    make.a_person("adm", Role.ADMINISTRATOR),
    make.a_person("ben", Role.ADMINISTRATOR),
)
NOTE = "Physiotherapy at four"
TODAY, TOMORROW = "2026-11-24", "2026-11-25"
PLAN = "/occupancy?siteId=hall&date={}&partOfDay=morning"
DAYS = "from=2026-11-24&until=2026-11-25"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One viewer's view of Ada's day."""

    api: Api
    who: str
    booking: str

    def get(self, path: str) -> Any:
        return self.api("GET", path, who=self.who)

    def told(self, path: str, *wanted: str) -> str:
        """Whether the answer to a request says any of `wanted`; in one word why not, where there is none."""
        answer = self.get(path)
        if answer.status_code == 401:
            return "must sign in"
        if answer.status_code == 403:
            return "refused"
        assert answer.status_code == 200, answer.text
        return "**yes**" if any(each in answer.text for each in wanted) else "no"


def looked(asked: Asked) -> str:
    """Whether what was just opened is written down for Ada to read."""
    found = asked.api("GET", "/me/lookups", who="ada").json()["items"]
    return "**yes**" if asked.who and asked.who in {each["by"]["id"] for each in found} else "–"


ROWS: Mapping[str, Callable[[Asked], str]] = {
    "her name on today's plan": lambda a: a.told(PLAN.format(TODAY), "Ada"),
    "her name on tomorrow's plan": lambda a: a.told(PLAN.format(TOMORROW), "Ada"),
    "her name in the place's list": lambda a: a.told(f"/bookings?resourceId=desk-1&{DAYS}", "Ada"),
    "found by her name": lambda a: a.told("/people?q=ada", "Ada"),
    "her list of bookings": lambda a: a.told(f"/bookings?personId=ada&{DAYS}", a.booking),
    "whose a booking is, opened": lambda a: a.told(f"/bookings/{a.booking}", "Ada"),
    "her note with it": lambda a: a.told(f"/bookings/{a.booking}", NOTE),
    "her booking in a figure, of four people": lambda a: a.told(
        f"/statistics?date={TODAY}", '"bookings":4'
    ),
    "her booking in a figure, of nine people": lambda a: a.told(
        f"/statistics?date={TODAY}", '"bookings":9'
    ),
    "the look is written down for her": looked,
}


def a_town() -> tuple[World, Api]:
    places = make.a_directory(make.a_desk(), make.a_desk("desk-2"))
    teams = [Team(id=TeamId(each), name=each.title()) for each in ("civil", "works")]
    world = a_world(places, PEOPLE, make.NOW, teams=teams)
    for kind, people in ((Kind.ROOM, 4), (Kind.DESK, 9)):
        sums = DaySums(day=make.TODAY, site=SiteId("hall"), kind=kind, places=20)
        counted = replace(sums, bookings=people, people=people)
        world.statistics.sums[make.TODAY, "hall", kind] = counted
    return world, Api(world)


def table(arrange: Callable[[Api], None]) -> list[str]:
    """Ada has a desk this morning and tomorrow; the first aider sits at the same site."""
    _, api = a_town()
    arrange(api)
    made = api.book("desk-1", who="ada", note=NOTE)
    api.book("desk-1", who="ada", date=TOMORROW, note=NOTE)
    api.book("desk-2", who="ann")
    lines = [row("", VIEWERS), row("---", ("---" for _ in VIEWERS))]
    for what, ask in ROWS.items():
        cells = [ask(Asked(api=api, who=who, booking=made["id"])) for who in VIEWERS.values()]
        lines.append(row(what, cells))
    return lines


def row(first: str, rest: Iterable[str]) -> str:
    return f"| {' | '.join((first, *rest))} |"


def standard(_: Api) -> None:
    """Nobody decided or said anything."""


def hidden(api: Api) -> None:
    api("PUT", "/me/privacy", who="ada", json={"said": "hide"})


def strict(api: Api) -> None:
    agree(api)


def everyone(api: Api) -> None:
    agree(api, "everyone")


def agree(api: Api, *names: str) -> None:
    """Two administrators agree on whom names are shown to."""
    now = api("GET", "/privacy-profile", who="adm")
    any_one = {"If-Match": "*"}
    terms = now.json()["terms"] | {"namesShownTo": list(names)}
    done = api("PUT", "/privacy-profile", who="adm", headers=any_one, json=terms)
    if done.json()["proposal"] is not None:
        seen = {"If-Match": done.headers["ETag"]}
        api("POST", "/privacy-profile/confirmations", who="ben", headers=seen)


TABLES: Mapping[str, Callable[[Api], None]] = {
    "Under the standard terms": standard,
    "When Ada has hidden her name": hidden,
    "Where names are shown to nobody": strict,
    "Where names are shown to all colleagues": everyone,
}


def test_the_document_shows_what_is_really_answered() -> None:
    found: list[str] = []
    for title, arrange in TABLES.items():
        found += [f"### {title}", "", *table(arrange), ""]
    answers = "\n".join([BEGINS, "", *found, ENDS])
    text = DOCUMENT.read_text("utf-8")
    before, _, rest = text.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    if os.environ.get("ACCEPT") == "1":
        DOCUMENT.write_text(before + answers + after, "utf-8")
    assert DOCUMENT.read_text("utf-8") == before + answers + after


@pytest.mark.parametrize("who", ["bob", "hal", "aud", NOBODY])
def test_the_curious_the_figures_and_the_outside_learn_nothing_of_one_person(who: str) -> None:
    _, api = a_town()
    made = api.book("desk-1", who="ada", note=NOTE)
    paths = (
        PLAN.format(TODAY),
        f"/bookings?resourceId=desk-1&{DAYS}",
        f"/bookings?siteId=hall&{DAYS}",
        f"/bookings/{made['id']}",
        "/people?q=ada",
        "/availability?siteId=hall&date=2026-11-24&partOfDay=morning",
        f"/statistics?date={TODAY}",
    )
    for path in paths:
        text = api("GET", path, who=who).text
        assert "Ada" not in text and '"ada"' not in text and NOTE not in text, path
    refused = api(
        "POST",
        "/bookings",
        who=who,
        json={"resourceId": "desk-1", "date": TODAY, "partOfDay": "morning"},
    )
    assert "ada" not in refused.text.lower().replace("readable", "")
