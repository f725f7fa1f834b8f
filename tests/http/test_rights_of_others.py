"""Ids of others guessed: every endpoint that is about somebody, asked about everybody else, in every role.

Whoever may not book for them is refused, reads nothing of what was noted, and has changed nothing. `pytest -s` prints
who may do what."""

from collections.abc import Mapping

import pytest
from httpx2 import Response as Answer
from starlette.routing import Route

from adapters.http.rights import PUBLIC, needs
from domain.people import Person, may_book_for
from domain.rights import Right
from tests.http.rights.page_samples import ABOUT_SOMEBODY
from tests.http.rights.samples import ABOUT_PEOPLE, Sample
from tests.http.rights.town import (
    ABSENT,
    ACTORS,
    SECRET,
    TODAY,
    TOMORROW,
    Call,
    Relation,
    Town,
    cell,
    subject,
)

SAMPLES: Mapping[str, Sample] = {**ABOUT_PEOPLE, **ABOUT_SOMEBODY}
# Where a booking is shown to everyone, and only whose it is depends on who looks.
SHOWN_TO_ALL = "GET /api/v1/bookings/{bookingId}"
OTHERS = [relation for relation in Relation if relation is not Relation.SELF]


def test_every_address_with_somebodys_id_is_guessed() -> None:
    personal = ("{bookingId}", "{seriesId}", "{booking}", "{personId}")
    known = {
        f"{method} {route.path}"
        for route in Town().app.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
        if any(name in route.path for name in personal)
        # What needs a right of its own is about anybody, and for its holders only: the table has it.
        and needs(route) in (PUBLIC, Right.USE)
        # In a turn on a kiosk everyone is a colleague: tests/http/pages/test_book_for_others.py guesses there.
        and not route.path.startswith("/turn/")
    }
    assert known <= set(SAMPLES)


async def books_of(town: Town, person: Person) -> str:
    """Everything that is held for somebody."""
    ledgers = await town.ports.bookings.person_days(person.id, (TODAY, TOMORROW))
    return repr([ledger.entries for ledger in ledgers])


def wanted(endpoint: str, call: Call, *, allowed: bool) -> tuple[str, ...]:
    if allowed or endpoint == SHOWN_TO_ALL:
        return call.good
    if endpoint.startswith("GET /") and "/api/" not in endpoint:
        return ("403",)
    return ("403 not-yours",) if "/api/" in endpoint else ("303 not-yours",)


async def guess(endpoint: str, town: Town, actor: Person, about: Person) -> tuple[Call, Answer]:
    """Whoever may not is shown nothing, and changes nothing."""
    call = await SAMPLES[endpoint](town, actor, about)
    before = await books_of(town, about)
    answer = await town.ask(endpoint, call, actor)
    if not may_book_for(actor, about):
        assert SECRET not in answer.text
        assert await books_of(town, about) == before
        if actor.team != about.team:
            assert about.id not in answer.text and about.name not in answer.text
    return call, answer


@pytest.mark.parametrize("endpoint", sorted(SAMPLES))
async def test_what_is_of_others_is_theirs_and_of_whom_books_for_them(endpoint: str) -> None:
    town = Town()
    wrong = []
    for role, actor in ACTORS.items():
        cells = []
        for relation in OTHERS:
            about = subject(relation, actor)
            call, answer = await guess(endpoint, town, actor, about)
            found = cell(answer)
            if found not in wanted(endpoint, call, allowed=may_book_for(actor, about)):
                wrong.append(f"{role} about {relation}: {found}")
            cells.append(found)
        print(f"{endpoint:<50} {role:<18}" + " ".join(f"{each:<18}" for each in cells))  # noqa: T201  # the table
    assert wrong == []


@pytest.mark.parametrize("endpoint", sorted(SAMPLES))
async def test_nobody_learns_from_a_guess_whether_there_is_anything(endpoint: str) -> None:
    town = Town()
    call = await SAMPLES[endpoint](town, ABSENT, ABSENT)
    before = await books_of(town, ABSENT)
    answer = await town.ask(endpoint, call, None)
    assert answer.status_code == 401
    assert await books_of(town, ABSENT) == before
