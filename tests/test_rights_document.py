"""docs/rights.md is what the rules say: written from them, read by people, compared here.

After a change on purpose: ACCEPT=1 pytest tests/test_rights_document.py, and read the difference."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from domain.people import Person, may_book_for
from domain.rights import RIGHTS, Right, Role
from tests import builders as make

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "rights.md"
MEANS: Mapping[Right, str] = {
    Right.USE: "see what is free; book, change and cancel for oneself; check in and out",
    Right.BOOK_FOR_TEAM: "do so for the people of one's own team",
    Right.BOOK_FOR_ANYONE: "do so for anyone",
    Right.OVERRIDE: "set a rule aside with a reason, never a place that is taken",
    Right.ASSIGN_DESKS: "give a place to one person for good, and take it back",
    Right.EDIT_PLACES: "close, block and move places",
    Right.IMPORT: "import people, teams, places and rules",
    Right.SEE_NAMES: "see who is in the house today, where the privacy agreement shows it to reception",
    Right.SEE_DRAFTS: "see sites that are still being planned",
    Right.SEE_STATISTICS: "see figures about groups, never about a person",
    Right.SEE_HEALTH: "see in detail how storage, jobs and rooms’ calendars are doing",
    Right.SEE_OPERATIONS: "see what runs, how often and how long, what waits, and what the month costs",
    Right.TEND_CALENDARS: "have a room’s calendar looked at, compared and repaired",
    Right.READ_AUDIT: "read and export who did what",
    Right.EDIT_PRIVACY: "change to whom names are shown and how long things are kept",
    Right.ANSWER_FOR_PERSON_DATA: "export and erase what is kept about a person",
    Right.UNLOCK_KIOSK: "open a shared screen for people without a PC",
    Right.HAND_OUT_CODES: "hand out a first personal code",
}
RELATIONS: Mapping[str, Person] = {
    "oneself": make.a_person("eve", team="civil", organisation="a"),
    "own team": make.a_person("ada", team="civil", organisation="a"),
    "another team": make.a_person("bob", team="works", organisation="a"),
    "another organisation": make.a_person("kim", team="care", organisation="b"),
}
HEAD = """# Roles and rights

A role gives rights; roles add up. What a right needs to know about the person it is used on stands in the second table.
Every endpoint of the API names its right (`x-right` in its description), and every page has one; a request without the
right is answered with 403 `not-allowed` and the right's name. The rules are `domain/rights.py` and `domain/people.py`.
This page is written from them by a test. Some rights are given before there is an endpoint or a page that asks for them.
"""


def table(first: str, rows: Iterable[tuple[str, Callable[[Role], bool]]]) -> str:
    head = f"| {first} | " + " | ".join(role.value for role in Role) + " |"
    lines = [head, "|---" * (len(Role) + 1) + "|"]
    for name, holds in rows:
        lines.append(f"| {name} | " + " | ".join("yes" if holds(r) else "" for r in Role) + " |")
    return "\n".join(lines)


def gives(right: Right) -> Callable[[Role], bool]:
    return lambda role: right in RIGHTS[role]


def books_for(subject: Person) -> Callable[[Role], bool]:
    return lambda role: may_book_for(make.a_person("eve", role, team="civil"), subject)


def document() -> str:
    rights = table("right", ((f"`{right}`: {MEANS[right]}", gives(right)) for right in Right))
    about = table("for whom", ((name, books_for(whom)) for name, whom in RELATIONS.items()))
    return (
        f"{HEAD}\n{rights}\n\n"
        "## Booking, changing, cancelling and checking in, by for whom it is\n\n"
        f"{about}\n\n"
        "Whoever books for somebody may also open their bookings. That is written down before it is shown, and shown to\n"
        "that person. To whom names are shown otherwise is the municipality's privacy agreement.\n"
    )


def test_the_document_is_what_the_rules_say() -> None:
    if os.environ.get("ACCEPT") == "1":
        DOCUMENT.write_text(document(), encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_every_right_is_explained() -> None:
    assert set(MEANS) == set(Right)
