"""Cancelling in a series: some dates, or one date and everything after it."""

from collections.abc import Collection
from datetime import date

from application.cancel_booking import cancel_booking
from application.make_series import Decided, SeriesMade
from application.ports import Ports, Stale, Unavailable
from application.saved import Saved
from application.settle import ATTEMPTS, pause
from domain.ids import SeriesId
from domain.ledger import Kept
from domain.people import Person, may_book_for
from domain.refusals import Refusal, Refused
from domain.series import Series, cancel_dates, end_from


async def cancel_series(
    ports: Ports,
    *,
    caller: Person,
    series: SeriesId,
    days: Collection[date] = (),
    from_day: date | None = None,
) -> SeriesMade | Refused:
    """Cancel the dates in `days`, or `from_day` and all that follow. The series is written first, so that nothing grows
    back; then each booking is cancelled. Doing it twice changes nothing. Raises Unavailable."""
    kept = await find_series(ports, series, caller=caller)
    if isinstance(kept, Refused):
        return kept
    after = await _write(ports, kept, frozenset(days), from_day)
    gone = [
        (day, booking)
        for day, booking in sorted(after.bookings.items())
        if day in days or (from_day is not None and day >= from_day)
    ]
    decided: list[Decided] = []
    for day, booking in gone:
        result = await cancel_booking(ports, caller=caller, booking=booking)
        saved = result if isinstance(result, Saved) else None
        refused = result if isinstance(result, Refused) else None
        decided.append(Decided(day=day, booking=saved.booking if saved else None, refused=refused))
    return SeriesMade(series=after, decided=tuple(decided))


async def find_series(ports: Ports, series: SeriesId, *, caller: Person) -> Kept[Series] | Refused:
    """The series, unless there is none, or it is not the caller's to see and change."""
    kept = await ports.series.find(series)
    if kept is None:
        return Refused(why=Refusal.UNKNOWN_SERIES, rule="series")
    own = kept.value.person == caller.id
    person = caller if own else await ports.people.find(kept.value.person)
    # Of someone who has left only the id is known; those who may act for anyone still act for them.
    person = person or Person(id=kept.value.person, name=kept.value.person)
    if not may_book_for(caller, person):
        return Refused(why=Refusal.NOT_YOURS, rule="may-book-for")
    return kept


async def _write(
    ports: Ports, kept: Kept[Series], days: frozenset[date], from_day: date | None
) -> Series:
    for attempt in range(ATTEMPTS):
        after = cancel_dates(kept.value, days)
        if from_day is not None:
            after = end_from(after, from_day)
        if after == kept.value:
            return after
        try:
            await ports.series.write(after, kept.version)
        except (Stale, Unavailable):
            await pause(ports, attempt)
            found = await ports.series.find(after.id)
            kept = found if found is not None else kept
            continue
        return after
    raise Unavailable("the series kept changing")
