"""What a caller asks, and how it becomes a wish: everything it names is looked up here."""

from dataclasses import dataclass
from datetime import date

from application.ports import Ports
from domain.admission import MOST_DAYS
from domain.booking import Promise, Wish, promised
from domain.ids import PersonId, ResourceId, SeriesId
from domain.people import Person, may_book_for, may_book_for_anyone, may_see_drafts
from domain.places import Directory, Resource, Site, SiteState
from domain.refusals import Refusal, Refused
from domain.when import Interval, PartId


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPart:
    """A part of a civil day, by the id it has in the site's calendar."""

    day: date
    part: PartId


type When = Interval | DayPart
"""A span of the line, or a part of day that is resolved once the site is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A wish as a caller words it."""

    caller: Person
    person: PersonId
    resource: ResourceId
    when: When
    note: str = ""
    override: str = ""
    walk_in: bool = False
    series: SeriesId | None = None
    occurrence: date | None = None


async def wish_of(ports: Ports, ask: Ask) -> Wish | Refused:
    """The wish behind `ask`, or which of the things it names does not exist."""
    directory = await ports.places.directory()
    place = visible_resource(directory, ask.resource, ask.caller)
    if place is None:
        return Refused(why=Refusal.UNKNOWN_RESOURCE, rule="resource")
    person = await person_for(ports, ask.person, caller=ask.caller)
    if isinstance(person, Refused):
        return person
    spoken = resolve(ask.when, directory.sites[place.site], directory)
    if isinstance(spoken, Refused):
        return spoken
    span, promise = spoken
    if (promise.last_day - promise.day).days > MOST_DAYS:
        # Nobody sets this one aside: every day of a wish is read before anything is decided.
        return Refused(why=Refusal.TOO_MANY_DAYS, rule="most-days", limits=(("days", MOST_DAYS),))
    return Wish(
        person=person,
        by=ask.caller,
        resource=place,
        span=span,
        promise=promise,
        note=ask.note,
        override=ask.override,
        walk_in=ask.walk_in,
        series=ask.series,
        occurrence=ask.occurrence,
    )


async def person_for(ports: Ports, person: PersonId, *, caller: Person) -> Person | Refused:
    """The person, for whom the caller may book. Who may not book for everyone does not learn who is not there either."""
    found = caller if person == caller.id else await ports.people.find(person)
    if found is None and may_book_for_anyone(caller):
        return Refused(why=Refusal.UNKNOWN_PERSON, rule="person")
    if found is None or not may_book_for(caller, found):
        return Refused(why=Refusal.NOT_YOURS, rule="may-book-for")
    return found


def visible_resource(directory: Directory, resource: ResourceId, viewer: Person) -> Resource | None:
    """The resource, unless it is of a draft site that `viewer` is not shown."""
    place = directory.resources.get(resource)
    if place is None:
        return None
    draft = directory.sites[place.site].state is SiteState.DRAFT
    return None if draft and not may_see_drafts(viewer) else place


def resolve(when: When, site: Site, directory: Directory) -> tuple[Interval, Promise] | Refused:
    """Where `when` lies on the line, and what it promises in wall time."""
    if isinstance(when, Interval):
        return when, promised(when, directory.zone)
    part = site.part(when.part)
    if part is None:
        known = tuple(("partOfDay", str(each.id)) for each in site.parts)
        return Refused(why=Refusal.UNKNOWN_PART, rule="part-of-day", limits=known)
    span = part.on(when.day, directory.zone)
    if span is None:
        return Refused(why=Refusal.OUTSIDE_HOURS, rule="part-of-day")
    return span, promised(span, directory.zone, part=part.id)
