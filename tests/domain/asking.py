"""Asking the rules, and the houses in which to ask them."""

from datetime import date, time
from typing import Any

from domain.admission import (
    decide_by_rules,
)
from domain.booking import Wish
from domain.ids import TeamId
from domain.kinds import Kind
from domain.places import (
    Closure,
    Directory,
    Hours,
    Reservation,
    Resource,
)
from domain.refusals import Refusal
from domain.when import Instant
from tests.builders import (
    ALWAYS,
    NOW,
    a_desk,
    a_directory,
    a_site,
    a_wish,
    a_zone,
)


def asked(wish: Wish, *, directory: Directory | None = None, now: Instant = NOW) -> Refusal | None:
    """Why the rules say no; None where they do not."""
    refused = decide_by_rules(wish, directory=directory or a_directory(wish.resource), now=now)
    return refused.why if refused is not None else None


def desk_rules(**changes: object) -> Directory:
    return a_directory(a_desk(), rules={Kind.DESK: changes})


def placed(**fields: Any) -> Wish:
    return a_wish(resource=a_desk(**fields))


def closed(first: date, last: date) -> Directory:
    site = a_site(closures=(Closure(first=first, last=last, reason="Moving"),))
    return a_directory(a_desk(), sites=[site])


def kept_zone(*kept: tuple[str, int, int]) -> tuple[Resource, Directory]:
    reserved = tuple(
        Reservation(
            team=TeamId(team),
            weekdays=frozenset({2}),
            hours=Hours(starts=time(first), ends=time(last)),
        )
        for team, first, last in kept
    )
    place = a_desk(zone="front")
    return place, a_directory(
        place, sites=[a_site(opening=ALWAYS)], zones=[a_zone(reserved=reserved)]
    )
