"""Fills the chooser: sites, floors, days with what is special about them, parts of day. Inside `speaking`."""

from collections.abc import Collection
from datetime import date

from adapters.http.i18n.reader import reader
from adapters.http.pages.looking import DAYS_BACK, Looking, is_open
from adapters.http.pages.plan import Chooser, Day, DayMark, Part, SiteCard
from adapters.http.pages.shell import Choice, Link
from domain.people import Person
from domain.when import next_day, wall_of

DAYS_SHOWN = 10
WEEK = 7


def chooser(look: Looking, *, viewer: Person, busy: Collection[date]) -> Chooser:
    """`busy`: the days on which the viewer has a booking."""
    first, last = next_day(look.today, days=-DAYS_BACK), _last(look, viewer)
    start = next_day(look.today, days=(look.day - look.today).days // WEEK * WEEK)
    week_back, week_on = next_day(look.day, days=-WEEK), next_day(look.day, days=WEEK)
    starts, ends = (wall_of(at, look.directory.zone) for at in (look.span.start, look.span.end))
    return Chooser(
        site=_card(look),
        sites=tuple(
            Choice(value=site.id, label=site.name, current=site is look.site) for site in look.sites
        ),
        floors=tuple(
            Link(label=floor.name, href=look.href(floor=floor.id), current=floor is look.floor)
            for floor in look.directory.floors_of(look.site.id)
        ),
        days=tuple(
            _day(look, next_day(start, days=n), last=last, busy=busy) for n in range(DAYS_SHOWN)
        ),
        earlier=look.href(date=week_back.isoformat()) if week_back >= first else "",
        later=look.href(date=week_on.isoformat()) if week_on <= last else "",
        today=look.href(date=look.today.isoformat()),
        day=look.day,
        first=min(first, look.day),
        last=max(last, look.day),
        parts=_parts(look),
        own_times=look.part is None,
        starts=starts.time().replace(tzinfo=None),
        ends=ends.time().replace(tzinfo=None),
        hidden=tuple(look.query.items()),
    )


def _card(look: Looking) -> SiteCard:
    site = look.site
    return SiteCard(
        name=site.name,
        address=site.address,
        network=site.network,
        step_free=site.step_free,
        until=site.valid_until,
    )


def _last(look: Looking, viewer: Person) -> date:
    """The last day for which the viewer may book anything on this floor."""
    floor = look.floor.id if look.floor is not None else None
    rules = (
        look.directory.policy.rules_for(
            alike[0].kind,
            site=look.site.id,
            zone=alike[0].zone,
            team=viewer.team,
            resource=alike[0].id,
        )
        for alike in look.directory.alike.get(look.site.id, ())
        if any(place.floor == floor for place in alike)
    )
    return next_day(look.today, days=max((each.horizon_days for each in rules), default=28))


def _day(look: Looking, day: date, *, last: date, busy: Collection[date]) -> Day:
    mark, note = _mark(look, day, last)
    return Day(
        day=day,
        href=look.href(date=day.isoformat()),
        mark=mark,
        current=day == look.day,
        today=day == look.today,
        note=note,
        mine=day in busy,
    )


def _mark(look: Looking, day: date, last: date) -> tuple[DayMark, str]:
    holiday = look.directory.holiday_on.get(day)
    if holiday is not None:
        return DayMark.HOLIDAY, holiday.name(reader().language)
    closure = next((each for each in look.site.closures if each.on(day)), None)
    if closure is not None:
        return DayMark.CLOSED, closure.reason
    if is_open(look.site, day, look.directory):
        return (DayMark.BEYOND if day > last else DayMark.OPEN), ""
    return (DayMark.WEEKEND if day.isoweekday() > 5 else DayMark.CLOSED), ""


def _parts(look: Looking) -> tuple[Part, ...]:
    return tuple(
        Part(
            name=part.name(reader().language),
            starts=part.starts,
            ends=part.ends,
            href=look.href(**{"part": str(part.id), "from": "", "to": ""}),
            current=part is look.part,
        )
        for part in look.site.parts
    )
