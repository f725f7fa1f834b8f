"""A letter: everything that a template says, already looked up and told in the person's language."""

from dataclasses import dataclass

from adapters.mail.words import FORMATS, Tongue
from domain.booking import Booking, State, Target
from domain.ids import ResourceId
from domain.notices import Notice, Topic
from domain.people import Person
from domain.places import Directory
from domain.presence import check_in_deadline
from domain.when import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place and a time, as words; `address` may be empty."""

    place: str
    address: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What the templates of one topic may use. `keep_until`: the clock time until which the place is kept without a
    check-in, empty where none is asked for. `waits`: the room has yet to answer. `link` leads to the plan, where one changes and cancels."""

    topic: Topic
    language: str
    municipality: str
    name: str
    now: Where
    before: Where | None
    also: tuple[Where, ...]
    alternatives: tuple[Where, ...]
    note: str
    reason: str
    keep_until: str
    by_other: bool
    waits: bool
    link: str


def language_of(person: Person, directory: Directory) -> str:
    """The person's, if we speak it; else the first of the municipality's that we speak."""
    wishes = (person.language, *directory.languages)
    return next((wish for wish in wishes if wish in FORMATS), "en")


def letter_of(notice: Notice, *, person: Person, directory: Directory, public_url: str) -> Letter:
    booking = notice.booking
    tongue = Tongue(language=language_of(person, directory), zone=directory.zone)
    day = booking.at.promise.day.isoformat()
    return Letter(
        topic=notice.topic,
        language=tongue.language,
        municipality=directory.name,
        name=person.name,
        now=_target(booking.at, directory, tongue),
        before=_target(notice.before, directory, tongue) if notice.before is not None else None,
        also=tuple(_target(each.at, directory, tongue) for each in notice.also),
        alternatives=tuple(
            _where(each.resource, each.span, directory, tongue) for each in notice.alternatives
        ),
        note=booking.note,
        reason=notice.reason,
        keep_until=_keep_until(booking, person, directory, tongue),
        by_other=booking.by != booking.person,
        waits=booking.state is State.PENDING,
        link=f"{public_url}/?site={booking.at.site}&date={day}",
    )


def _target(target: Target, directory: Directory, tongue: Tongue) -> Where:
    return _where(target.resource, target.span, directory, tongue)


def _where(resource: ResourceId, span: Interval, directory: Directory, tongue: Tongue) -> Where:
    """A place that has left the directory meanwhile is told by its id."""
    place = directory.resources.get(resource)
    address = directory.sites[place.site].address if place is not None else ""
    return Where(place=where_of(resource, directory), address=address, when=tongue.span(span))


def where_of(resource: ResourceId, directory: Directory) -> str:
    """Place, floor and site by their names."""
    place = directory.resources.get(resource)
    if place is None:
        return resource
    site, floor = directory.sites[place.site], directory.floors.get(place.floor)
    return ", ".join([place.name, *([floor.name] if floor is not None else []), site.name])


def _keep_until(booking: Booking, person: Person, directory: Directory, tongue: Tongue) -> str:
    place = directory.resources.get(booking.at.resource)
    rules = directory.policy.rules_for(
        booking.at.kind,
        site=booking.at.site,
        zone=place.zone if place is not None else None,
        team=person.team,
        resource=booking.at.resource,
    )
    deadline = check_in_deadline(booking, rules)
    return tongue.clock(deadline) if deadline is not None else ""
