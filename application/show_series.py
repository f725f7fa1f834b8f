"""Showing a series: what became of each of its dates so far."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import takewhile

from application.cancel_series import find_series
from application.look_up import Looked, note_look
from application.ports import Ports
from domain.ids import BookingId, SeriesId
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.series import Series, dates


class Became(StrEnum):
    """`skipped`: the house is closed then, so nobody was asked."""

    BOOKED = "booked"
    REFUSED = "refused"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One date. `booking` where one was made, cancelled or not; `why` where it was refused."""

    day: date
    became: Became
    booking: BookingId | None = None
    why: Refusal | None = None


async def show_series(ports: Ports, series: SeriesId, *, viewer: Person) -> Series | Refused:
    """The series, for those who may change it."""
    kept = await find_series(ports, series, caller=viewer)
    if isinstance(kept, Refused):
        return kept
    await note_look(ports, viewer=viewer, at=kept.value.person, what=Looked.SERIES)
    return kept.value


def outcomes(series: Series) -> tuple[Outcome, ...]:
    """Every date that was decided, or cancelled before it was, in order; later ones follow as the horizon moves."""
    decided = series.decided_until
    still = frozenset(
        takewhile(lambda day: decided is not None and day <= decided, dates(series.pattern))
    )
    days = sorted(still | set(series.bookings) | set(series.refused) | series.skipped)
    return tuple(_outcome(series, day, ended=day not in still) for day in days)


def _outcome(series: Series, day: date, *, ended: bool) -> Outcome:
    booking, why = series.bookings.get(day), series.refused.get(day)
    if day in series.skipped or (booking is not None and ended):
        return Outcome(day=day, became=Became.CANCELLED, booking=booking)
    if booking is not None:
        return Outcome(day=day, became=Became.BOOKED, booking=booking)
    if why is not None:
        return Outcome(day=day, became=Became.REFUSED, why=Refusal(why))
    return Outcome(day=day, became=Became.SKIPPED)
