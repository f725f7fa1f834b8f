"""Refusals: what can be set aside, what cannot, and that every "no" of the domain can be had."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import domain
from domain.admission import Admitted, Facts, decide_booking, decide_by_rules, decide_change
from domain.booking import State, Wish
from domain.people import HomeDay, Role
from domain.places import Directory, Eligibility, Holiday, Mode, SiteState
from domain.presence import decide_check_in
from domain.refusals import Refusal, Refused
from domain.relocation import affected
from domain.rules import HOUR, Rules
from domain.when import PartId
from tests.builders import (
    NOW,
    TODAY,
    a_booking,
    a_desk,
    a_directory,
    a_person,
    a_sheet,
    a_site,
    a_wish,
    a_zone,
    an_entry,
    at,
)
from tests.domain.asking import asked, closed, desk_rules, kept_zone, placed

MANAGER = a_person("fay", Role.FACILITY_MANAGER)
TOMORROW = date(2026, 11, 25)


def aside(wish: Wish) -> Wish:
    return replace(wish, by=MANAGER, override="flood")


HOME = a_person(home_days=frozenset({HomeDay(weekday=2)}))
KEPT, KEPT_DIRECTORY = kept_zone(("mail", 8, 12))
HELLO = a_wish(resource=a_desk(zone="front"))


HOUSE_RULES = (
    (Refusal.HOLIDAY, a_wish(), a_directory(holidays=(Holiday(day=TODAY),))),
    (Refusal.OUTSIDE_HOURS, a_wish("19:00", "20:00"), a_directory()),
    (Refusal.ZONE_RESERVED, a_wish(resource=KEPT), KEPT_DIRECTORY),
    (Refusal.TOO_FAR_AHEAD, a_wish(), desk_rules(horizon_days=-1)),
    (Refusal.TOO_SHORT_NOTICE, a_wish(), desk_rules(minimum_notice=9 * HOUR)),
    (Refusal.TOO_SHORT, a_wish(), desk_rules(shortest=9 * HOUR)),
    (Refusal.TOO_LONG, a_wish(), desk_rules(longest=HOUR)),
    (Refusal.OFF_GRID, a_wish("09:01"), a_directory()),
    (Refusal.HOME_DAY, a_wish(person=HOME), a_directory()),
)


@pytest.mark.parametrize(("why", "wish", "directory"), HOUSE_RULES)
def test_the_rules_of_the_house_can_be_set_aside(
    why: Refusal, wish: Wish, directory: Directory
) -> None:
    assert asked(wish, directory=directory) is why
    assert asked(aside(wish), directory=directory) is None


FACTS = (
    (Refusal.SITE_NOT_OPEN, a_wish(), a_directory(sites=[a_site(state=SiteState.CLOSED)])),
    (Refusal.SITE_NOT_VALID, a_wish(), a_directory(sites=[a_site(valid_from=TOMORROW)])),
    (Refusal.RESOURCE_NOT_VALID, placed(valid_from=TOMORROW), a_directory()),
    (Refusal.BLOCKED, placed(mode=Mode.BLOCKED), a_directory()),
    (Refusal.ASSIGNED, placed(mode=Mode.ASSIGNED), a_directory()),
    (
        Refusal.NOT_ELIGIBLE,
        placed(eligibility=Eligibility(roles=frozenset({Role.HR}))),
        a_directory(),
    ),
    (Refusal.CLOSED, a_wish(), closed(TODAY, TODAY)),
    (Refusal.IN_THE_PAST, a_wish("07:00", "08:00"), a_directory()),
)


@pytest.mark.parametrize(("why", "wish", "directory"), FACTS)
def test_facts_cannot_be_set_aside(why: Refusal, wish: Wish, directory: Directory) -> None:
    assert asked(wish, directory=directory) is why
    assert asked(aside(wish), directory=directory) is why


def occupied(why: Refusal, wish: Wish = HELLO) -> Refused | Admitted:
    """What is said to `wish` when a day's books hold what `why` is about."""
    entry = an_entry(person="ada" if why is Refusal.PERSON_BUSY else "bob")
    if why is Refusal.PERSON_BUSY:
        entry = replace(entry, resource=a_desk("desk-2").id)
    scope = "front" if why is Refusal.ZONE_FULL else "hall"
    limit = ((PartId("morning"), 1),)
    full = why in {Refusal.SITE_FULL, Refusal.ZONE_FULL}
    sheet = a_sheet(
        *(() if full else (entry,)),
        taken={(scope, PartId("morning")): frozenset({0} if full else ())},
    )
    directory = a_directory(
        wish.resource,
        sites=[a_site(capacity=limit if scope == "hall" else ())],
        zones=[a_zone(capacity=limit if scope == "front" else ())],
    )
    return decide_booking(wish, facts=Facts(directory=directory, sheets=(sheet,)), now=NOW)


OCCUPIED = (Refusal.TAKEN, Refusal.PERSON_BUSY, Refusal.SITE_FULL, Refusal.ZONE_FULL)


@pytest.mark.parametrize("why", OCCUPIED)
def test_what_is_taken_stays_taken_whoever_asks(why: Refusal) -> None:
    for found in (occupied(why), occupied(why, aside(HELLO))):
        assert isinstance(found, Refused)
        assert found.why is why


def other_refusals() -> Iterator[Refused | None]:
    """One of each that neither of the tables above holds."""
    ada, bob, booking = a_person("ada"), a_person("bob"), a_booking()
    directory = a_directory()
    yield decide_by_rules(a_wish(by=bob), directory=directory, now=NOW)
    yield decide_by_rules(a_wish(override="flood"), directory=directory, now=NOW)
    yield decide_by_rules(a_wish(end="2027-01-09 10:00"), directory=directory, now=NOW)
    for now in ("2026-11-23 09:00", "12:00"):
        found = decide_check_in(booking, by=ada, person=ada, rules=Rules(), now=at(now), change="c")
        yield found if isinstance(found, Refused) else None
    asked = replace(booking, state=State.PENDING)
    waits = decide_check_in(asked, by=ada, person=ada, rules=Rules(), now=NOW, change="c")
    yield waits if isinstance(waits, Refused) else None
    gone = decide_change(
        booking, a_wish(), facts=Facts(directory=directory), now=at("2026-11-25 09:00")
    )
    yield gone if isinstance(gone, Refused) else None
    misfits = affected([booking], directory=a_directory(a_desk("other")), people={}, now=NOW)
    yield misfits[0].refused


def test_every_no_that_the_domain_has_a_word_for_can_be_had() -> None:
    tables = {
        refused.why
        for _, wish, directory in (*HOUSE_RULES, *FACTS)
        if (refused := decide_by_rules(wish, directory=directory, now=NOW))
    }
    taken = {found.why for why in OCCUPIED if isinstance(found := occupied(why), Refused)}
    others = {refused.why for refused in other_refusals() if refused is not None}
    assert tables | taken | others == said_by("admission", "occupancy", "presence", "relocation")


def said_by(*modules: str) -> set[Refusal]:
    """Every refusal that these modules of the domain name."""
    sources = (Path(domain.__path__[0], f"{module}.py").read_text("utf-8") for module in modules)
    return {
        Refusal[node.attr]
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Refusal"
    }
