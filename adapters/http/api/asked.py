"""What several endpoints ask in the same words: when, and which resources."""

import datetime
from typing import Protocol

from pydantic import Field

from adapters.http.api.reading import BodyIn, IdIn, InstantIn, MaybeDayIn, QueryIn
from adapters.http.errors import InputError, invalid
from application.asking import DayPart, When
from application.list_places import Filter
from domain.ids import FloorId, SiteId, ZoneId
from domain.kinds import Kind
from domain.when import Instant, Interval, PartId


class FilterIn(QueryIn):
    """`feature`: names of features, comma-separated; a resource must have all of them."""

    site_id: IdIn | None = None
    floor_id: IdIn | None = None
    zone_id: IdIn | None = None
    kind: Kind | None = None
    feature: str = Field(default="", max_length=400)

    @property
    def filter(self) -> Filter:
        names = (name.strip() for name in self.feature.split(","))
        return Filter(
            site=SiteId(self.site_id) if self.site_id else None,
            floor=FloorId(self.floor_id) if self.floor_id else None,
            zone=ZoneId(self.zone_id) if self.zone_id else None,
            kind=self.kind,
            features=frozenset(name for name in names if name),
        )


class AsksWhen(Protocol):
    """Anything with the four members that say when."""

    @property
    def date(self) -> datetime.date | None: ...
    @property
    def part_of_day(self) -> str | None: ...
    @property
    def starts_at(self) -> Instant | None: ...
    @property
    def ends_at(self) -> Instant | None: ...


class WhenBody(BodyIn):
    """Either `startsAt` and `endsAt`, or `date` and `partOfDay`."""

    date: MaybeDayIn = None
    part_of_day: IdIn | None = None
    starts_at: InstantIn | None = None
    ends_at: InstantIn | None = None


def span_of(asked: AsksWhen, *, where: str) -> Interval | None:
    """The span asked for; None where neither end is given. Raises Denied (400) for one end, or a reversed pair."""
    start, end = asked.starts_at, asked.ends_at
    if start is None and end is None:
        return None
    if start is None or end is None:
        missing = "startsAt" if start is None else "endsAt"
        raise invalid(InputError(where=where, name=missing, reason="the other end is missing"))
    if end <= start:
        raise invalid(InputError(where=where, name="endsAt", reason="must be after startsAt"))
    return Interval(start, end)


def when_of(asked: AsksWhen, *, where: str) -> When | None:
    """The span or part of day asked for; None for neither. Raises Denied (400) for half of one, or for both."""
    span = span_of(asked, where=where)
    if asked.part_of_day is None:
        return span
    if span is not None:
        raise invalid(InputError(where=where, name="partOfDay", reason="either this or a span"))
    if asked.date is None:
        raise invalid(InputError(where=where, name="date", reason="partOfDay needs it"))
    return DayPart(day=asked.date, part=PartId(asked.part_of_day))


def when_in(body: WhenBody) -> When | None:
    """As `when_of`, of a body, where a date says something only together with a part of day."""
    if body.date is not None and body.part_of_day is None:
        raise invalid(InputError(where="body", name="partOfDay", reason="date needs it"))
    return when_of(body, where="body")


def required_when(asked: AsksWhen, *, where: str) -> When:
    """As `when_of`, and it must be there."""
    when = when_of(asked, where=where)
    if when is None:
        reason = "startsAt with endsAt, or date with partOfDay, must be given"
        raise invalid(InputError(where=where, name="startsAt", reason=reason))
    return when
