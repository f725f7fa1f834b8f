"""Counting what is booked for a person on a day, in the transaction that books it: no round trip more, and exact."""

from application.ports import Ports
from domain.ids import PersonId
from domain.ledger import Sheet
from domain.limits import refused_until, used_up
from domain.refusals import Refused
from domain.settling import counted
from domain.when import Instant


def too_often(ports: Ports, sheet: Sheet, person: PersonId, now: Instant) -> Refused | None:
    """Why the person's day takes no more bookings for the moment."""
    until = used_up(sheet.people[person].used, ports.limiter.limits.bookings, now=now)
    return refused_until(until, now=now) if until is not None else None


def one_more(ports: Ports, sheet: Sheet, person: PersonId, now: Instant) -> Sheet:
    """The sheet to write from: its change of the person's ledger counts as one booking more."""
    return counted(sheet, person, limits=ports.limiter.limits.bookings, now=now)
