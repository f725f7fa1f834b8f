"""Showing a plan: every place of a site as one person sees it for a span, and when that changes by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from application.asking import DayPart, When, resolve
from application.list_places import site_shown
from application.ports import Ports, SiteDay
from application.side_by_side import all_of
from domain.admission import MOST_DAYS
from domain.availability import PlaceView, Standing, joined, next_change, place_views, standings
from domain.ids import ResourceId
from domain.ledger import ResourceLedger
from domain.people import Person
from domain.places import Directory, Site
from domain.refusals import Refusal, Refused
from domain.when import Instant, Interval, PartId, civil_days, whole_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a viewer looks at, resolved. `days`: the civil days that `span` touches; `part`: what it was asked as."""

    directory: Directory
    site: Site
    span: Interval
    part: PartId | None
    days: tuple[date, ...]
    viewer: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The answer. `ledgers`: what is held on those days; `stamp` changes whenever they do; `changes_at`: when time
    alone changes the answer, None if never."""

    question: Question
    stamp: str
    ledgers: Mapping[ResourceId, ResourceLedger]
    standings: Mapping[ResourceId, Standing]
    changes_at: Instant | None

    @property
    def places(self) -> tuple[PlaceView, ...]:
        """In the municipality's order."""
        return place_views(self.standings)


async def show_plan(
    ports: Ports, *, viewer: Person, site: Site, when: When | date, fresh: bool = False
) -> Plan | Refused:
    """The plan of one site. A bare date means its opening hours, or all of a day on which it is closed."""
    directory = await ports.places.directory()
    question = ask(directory, viewer=viewer, site=site, when=when)
    if isinstance(question, Refused):
        return question
    return await look(ports, question, fresh=fresh)


def ask(
    directory: Directory, *, viewer: Person, site: Site, when: When | date
) -> Question | Refused:
    """What exactly is asked; reads nothing."""
    shown = site_shown(directory, site.id, viewer)
    if isinstance(shown, Refused):
        return shown
    if isinstance(when, date):
        span, part = _hours(site, when, directory), None
    else:
        spoken = resolve(when, site, directory)
        if isinstance(spoken, Refused):
            return spoken
        span, part = spoken[0], when.part if isinstance(when, DayPart) else None
    days = civil_days(span, directory.zone)
    if len(days) > MOST_DAYS:
        return Refused(why=Refusal.TOO_MANY_DAYS, rule="most-days", limits=(("days", MOST_DAYS),))
    return Question(directory=directory, site=site, span=span, part=part, days=days, viewer=viewer)


async def stamp(ports: Ports, question: Question) -> str:
    """What changes whenever the plan does: one read per civil day."""
    stamps = [ports.bookings.stamp(day, question.site.id) for day in question.days]
    return "|".join(await all_of(stamps))


async def look(ports: Ports, question: Question, *, fresh: bool) -> Plan:
    """The plan itself: one read per civil day. `fresh` as in Bookings.site_day."""
    site = question.site.id
    reads = [ports.bookings.site_day(day, site, fresh=fresh) for day in question.days]
    return _answer(question, await all_of(reads), now=ports.clock.now())


def _answer(question: Question, read: list[SiteDay], *, now: Instant) -> Plan:
    ledgers = joined(*(day.ledgers for day in read))
    found = standings(
        question.site.id,
        question.span,
        directory=question.directory,
        ledgers=ledgers,
        viewer=question.viewer,
        now=now,
        part=question.part,
    )
    changes_at = next_change(
        question.site.id,
        question.span,
        directory=question.directory,
        ledgers=ledgers,
        viewer=question.viewer,
        now=now,
    )
    return Plan(
        question=question,
        stamp="|".join(day.stamp for day in read),
        ledgers=ledgers,
        standings=found,
        changes_at=changes_at,
    )


def _hours(site: Site, day: date, directory: Directory) -> Interval:
    doors = site.open_on(day, directory.zone)
    if not doors:
        return whole_day(day, directory.zone)
    return Interval(min(door.start for door in doors), max(door.end for door in doors))
