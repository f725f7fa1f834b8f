"""Asking the rules, the houses in which to ask them, and bookings of which none is in another's way."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from domain.admission import decide_by_rules
from domain.booking import Booking, Wish
from domain.ids import TeamId
from domain.kinds import Kind
from domain.places import Closure, Directory, Hours, Reservation, Resource
from domain.refusals import Refusal
from domain.when import Instant, civil_days, later
from tests.builders import (
    ALWAYS,
    LUXEMBOURG,
    NOW,
    TODAY,
    a_booking,
    a_desk,
    a_directory,
    a_site,
    a_wish,
    a_zone,
    at,
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


def made(wanted: list[tuple[int, int, int, int]], desks: Sequence[Resource]) -> list[Booking]:
    """Bookings of which none is in another's way."""
    found: list[Booking] = []
    for number, (desk, start, length, who) in enumerate(wanted):
        begin = later(at("08:00"), timedelta(minutes=15 * start))
        booking = a_booking(
            f"{begin.astimezone(LUXEMBOURG):%H:%M}",
            f"{later(begin, timedelta(minutes=15 * length)).astimezone(LUXEMBOURG):%H:%M}",
            name=f"n{number}",
            person=f"p-{who}",
            resource=desks[desk],
        )
        clash = [
            b
            for b in found
            if b.span.overlaps(booking.span)
            and (b.person == booking.person or b.at.resource == booking.at.resource)
        ]
        if not clash:
            found.append(booking)
    assert all(civil_days(b.span, LUXEMBOURG) == (TODAY,) for b in found)
    return found
