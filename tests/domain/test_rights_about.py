"""Who may do what about whom: role × action × relation, decided by the very functions that decide it in the product."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest

from domain.admission import Facts, decide_booking, decide_change
from domain.booking import State
from domain.kinds import Kind
from domain.people import Person, Role
from domain.presence import decide_cancellation, decide_check_in, decide_check_out
from domain.privacy import Meeting, Preference, Sight, Terms, seen_by
from domain.refusals import Refused
from domain.rules import STANDARD
from tests import builders as make

NOW = make.at("09:05")
DESK_RULES = STANDARD[Kind.DESK]
FACTS = Facts(
    directory=make.a_directory(),
    sheets=(make.a_sheet(people=("eve", "ada", "bob", "kim")),),
)
TABLE = """
                        | self                            | own team                                                | other team                                    | other organisation
book                    | everyone                        | team-lead reception facility-manager administrator      | reception facility-manager administrator      | reception facility-manager administrator
change                  | everyone                        | team-lead reception facility-manager administrator      | reception facility-manager administrator      | reception facility-manager administrator
cancel                  | everyone                        | team-lead reception facility-manager administrator      | reception facility-manager administrator      | reception facility-manager administrator
check in                | everyone                        | team-lead reception facility-manager administrator      | reception facility-manager administrator      | reception facility-manager administrator
check out               | everyone                        | team-lead reception facility-manager administrator      | reception facility-manager administrator      | reception facility-manager administrator
override                | facility-manager administrator  | facility-manager administrator                          | facility-manager administrator                | facility-manager administrator
find by name            | everyone                        | everyone                                                | reception facility-manager administrator      | reception facility-manager administrator
see on the plan         | everyone                        | everyone                                                | reception                                     | reception
read what was noted     | everyone                        | team-lead reception facility-manager administrator      | reception facility-manager administrator      | reception facility-manager administrator
look up, and be noted   | nobody                          | team-lead reception facility-manager administrator      | reception facility-manager administrator      | reception facility-manager administrator
"""
SUBJECTS = {
    "self": make.a_person("eve", team="civil", organisation="town"),
    "own team": make.a_person("ada", team="civil", organisation="town"),
    "other team": make.a_person("bob", team="works", organisation="town"),
    "other organisation": make.a_person("kim", team="care", organisation="welfare"),
}


def actor(role: Role) -> Person:
    return make.a_person("eve", role, team="civil", organisation="town")


def books(by: Person, person: Person) -> bool:
    wish = make.a_wish("10:00", by=by, person=person)
    return not isinstance(decide_booking(wish, facts=FACTS, now=NOW), Refused)


def changes(by: Person, person: Person) -> bool:
    booking = make.a_booking("10:00", person=person.id)
    wish = make.a_wish("10:00", "11:00", by=by, person=person)
    return not isinstance(decide_change(booking, wish, facts=FACTS, now=NOW), Refused)


def cancels(by: Person, person: Person) -> bool:
    booking = make.a_booking(person=person.id)
    decided = decide_cancellation(booking, by=by, person=person, now=NOW, change="c")
    return not isinstance(decided, Refused)


def checks_in(by: Person, person: Person) -> bool:
    decided = decide_check_in(
        make.a_booking(person=person.id),
        by=by,
        person=person,
        rules=DESK_RULES,
        now=NOW,
        change="c",
    )
    return not isinstance(decided, Refused)


def checks_out(by: Person, person: Person) -> bool:
    booking = make.a_booking(person=person.id, state=State.CHECKED_IN, checked_in_at=NOW)
    decided = decide_check_out(booking, by=by, person=person, now=make.at("10:00"), change="c")
    return not isinstance(decided, Refused)


def overrides(by: Person, person: Person) -> bool:
    """Books further ahead than the rules let anybody, and says why."""
    far = make.a_wish("2027-03-02 09:00", "2027-03-02 12:00", by=by, person=person)
    sheets = (make.a_sheet(day=date(2027, 3, 2), people=(person.id,)),)
    facts = Facts(directory=make.a_directory(), sheets=sheets)
    assert isinstance(decide_booking(far, facts=facts, now=NOW), Refused)
    said = replace(far, override="the mayor asks")
    return not isinstance(decide_booking(said, facts=facts, now=NOW), Refused)


def seen(sight: Sight, what: str, *, today: bool = False) -> Callable[[Person, Person], bool]:
    """By the terms that hold until somebody decides others."""

    def sees(by: Person, person: Person) -> bool:
        met = Meeting(sight=sight, today=today)
        shown = seen_by(by, person, met=met, terms=Terms(), said=Preference.UNSAID)
        return bool(getattr(shown, what))

    return sees


ACTIONS: Mapping[str, Callable[[Person, Person], bool]] = {
    "book": books,
    "change": changes,
    "cancel": cancels,
    "check in": checks_in,
    "check out": checks_out,
    "override": overrides,
    "find by name": seen(Sight.SEARCH, "name"),
    "see on the plan": seen(Sight.GLANCE, "name", today=True),
    "read what was noted": seen(Sight.OPENED, "notes"),
    "look up, and be noted": seen(Sight.OPENED, "recorded"),
}


def cells() -> list[tuple[str, str, frozenset[Role]]]:
    head, *rows = [line.split("|") for line in TABLE.strip("\n").splitlines()]
    return [
        (row[0].strip(), relation.strip(), roles_in(cell))
        for row in rows
        for relation, cell in zip(head[1:], row[1:], strict=True)
    ]


def roles_in(cell: str) -> frozenset[Role]:
    if (word := cell.strip()) in ("everyone", "nobody"):
        return frozenset(Role if word == "everyone" else ())
    return frozenset(map(Role, cell.split()))


@pytest.mark.parametrize(("action", "relation", "roles"), cells())
def test_who_may_do_what_about_whom(action: str, relation: str, roles: frozenset[Role]) -> None:
    may = {role for role in Role if ACTIONS[action](actor(role), SUBJECTS[relation])}
    assert may == roles


def test_every_action_and_every_relation_is_in_the_table() -> None:
    known = {(action, relation) for action, relation, _ in cells()}
    assert known == {(action, relation) for action in ACTIONS for relation in SUBJECTS}
