"""Making a series: the wish is written first, then every date is decided on its own.

A date's booking has an id that derives from the series, so a request that broke off after twenty of fifty-two dates goes
on where it stopped, whoever goes on.
"""

from dataclasses import dataclass
from datetime import date, time

from application.asking import Ask, DayPart, person_for, visible_resource
from application.book import Booked, RequestKey, book
from application.ports import Ports, Stale, Unavailable
from application.settle import ATTEMPTS, pause
from domain.booking import Booking
from domain.ids import PersonId, ResourceId, SeriesId
from domain.ledger import Kept, Version
from domain.people import Person
from domain.places import Directory
from domain.refusals import Refusal, Refused
from domain.series import (
    MOST_OCCURRENCES,
    Occurrence,
    Pattern,
    Series,
    Skip,
    dates,
    due,
    recorded,
)
from domain.when import PartId, day_of, next_day

AT_A_TIME = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesAsk:
    """A recurring wish as a caller words it: either a part of day, or two wall times."""

    caller: Person
    person: PersonId
    resource: ResourceId
    pattern: Pattern
    part: PartId | None = None
    starts: time | None = None
    ends: time | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of one date: a booking, a refusal, or neither because it is skipped."""

    day: date
    booking: Booking | None = None
    refused: Refused | None = None
    skip: Skip | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesMade:
    """The series, and each date decided by this request in order; later dates follow as the horizon moves."""

    series: Series
    decided: tuple[Decided, ...]
    fresh: bool = True


async def make_series(
    ports: Ports, ask: SeriesAsk, *, key: RequestKey | None = None
) -> SeriesMade | Refused:
    """Make the series that `ask` words. Raises Unavailable; asking again with the same key goes on with it."""
    series = await _series_of(ports, ask)
    if isinstance(series, Refused):
        return series
    fresh = True
    if key is not None:
        person, body = ask.caller.id, key.body
        claim = await ports.requests.claim(person, key.path, key.key, body=body, booking=series.id)
        if not claim.fresh and claim.body != body:
            return Refused(why=Refusal.KEY_REUSED, rule="idempotency-key")
        fresh, made = claim.fresh, SeriesId(claim.booking)
        kept = await ports.series.find(made) if not fresh else None
        if kept is not None:
            return await decide_due(ports, kept, ask.caller, fresh=False)
    version = await ports.series.write(series, None)
    return await decide_due(ports, Kept(value=series, version=version), ask.caller, fresh=fresh)


async def _series_of(ports: Ports, ask: SeriesAsk) -> Series | Refused:
    directory = await ports.places.directory()
    place = visible_resource(directory, ask.resource, ask.caller)
    if place is None:
        return Refused(why=Refusal.UNKNOWN_RESOURCE, rule="resource")
    person = await person_for(ports, ask.person, caller=ask.caller)
    if isinstance(person, Refused):
        return person
    part = directory.sites[place.site].part(ask.part) if ask.part is not None else None
    starts, ends = (part.starts, part.ends) if part is not None else (ask.starts, ask.ends)
    if starts is None or ends is None:
        return Refused(why=Refusal.UNKNOWN_PART, rule="part-of-day")
    if ask.pattern.first < day_of(ports.clock.now(), directory.zone):
        return Refused(why=Refusal.IN_THE_PAST, rule="past")
    if refused := _countable(ask.pattern):
        return refused
    return Series(
        id=ports.ids.series(),
        person=person.id,
        by=ask.caller.id,
        resource=place.id,
        pattern=ask.pattern,
        starts=starts,
        ends=ends,
        created_at=ports.clock.now(),
        part=part.id if part is not None else None,
        note=ask.note,
    )


def _countable(pattern: Pattern) -> Refused | None:
    """At least one date; at most a year's worth where it has an end."""
    number = 0
    bounded = pattern.until is not None or pattern.count is not None
    for number, _ in enumerate(dates(pattern), start=1):
        if not bounded or number > MOST_OCCURRENCES:
            break
    if number == 0:
        return Refused(why=Refusal.NO_OCCURRENCES, rule="pattern")
    if number > MOST_OCCURRENCES:
        limits = (("occurrences", MOST_OCCURRENCES),)
        return Refused(why=Refusal.TOO_MANY_OCCURRENCES, rule="pattern", limits=limits)
    return None


async def decide_due(
    ports: Ports, kept: Kept[Series], caller: Person, *, fresh: bool = True
) -> SeriesMade:
    """Decide every date that the horizon has reached and nobody has decided yet, a few at a time."""
    directory = await ports.places.directory()
    decided: list[Decided] = []
    while waiting := due(
        kept.value, directory=directory, horizon_last=_horizon(kept, directory, ports)
    ):
        some = waiting[:AT_A_TIME]
        results = [await _decide(ports, kept.value, each, caller) for each in some]
        kept = await _record(ports, kept, results)
        decided += results
    return SeriesMade(series=kept.value, decided=tuple(decided), fresh=fresh)


def _horizon(kept: Kept[Series], directory: Directory, ports: Ports) -> date:
    place = directory.resources[kept.value.resource]
    rules = directory.policy.rules_for(
        place.kind, site=place.site, zone=place.zone, resource=place.id
    )
    return next_day(day_of(ports.clock.now(), directory.zone), days=rules.horizon_days)


async def _decide(ports: Ports, series: Series, each: Occurrence, caller: Person) -> Decided:
    if each.skip is not None or each.span is None:
        return Decided(day=each.day, skip=each.skip)
    part = each.promise.part
    ask = Ask(
        caller=caller,
        person=series.person,
        resource=series.resource,
        when=DayPart(day=each.day, part=part) if part is not None else each.span,
        note=series.note,
        series=series.id,
        occurrence=each.day,
    )
    result = await book(ports, ask, booking=each.booking)
    if isinstance(result, Booked):
        return Decided(day=each.day, booking=result.booking)
    return Decided(day=each.day, refused=result)


async def _record(ports: Ports, kept: Kept[Series], results: list[Decided]) -> Kept[Series]:
    """Write what became of some dates; a series that somebody else changed meanwhile is read again first."""
    booked = {each.day: each.booking.id for each in results if each.booking is not None}
    refused = {each.day: each.refused.why.value for each in results if each.refused is not None}
    for attempt in range(ATTEMPTS):
        series = recorded(kept.value, booked=booked, refused=refused, until=results[-1].day)
        try:
            version: Version = await ports.series.write(series, kept.version)
        except Stale:
            await pause(ports, attempt)
            found = await ports.series.find(series.id)
            kept = found if found is not None else kept
            continue
        return Kept(value=series, version=version)
    raise Unavailable("the series kept changing")
