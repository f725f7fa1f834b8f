"""Seeing others: gathers what domain/privacy.py decides by, and asks it. Everything that shows anybody a person goes
through here: plans, lists, single bookings, the search by name."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from application.ports import Ports, Roll, Sayings
from domain.availability import standing
from domain.ids import PersonId, ResourceId, SiteId
from domain.ledger import Entry, ResourceLedger
from domain.people import Person
from domain.places import Directory
from domain.privacy import Meeting, Preference, Sight, Terms, Visibility, seen_by
from domain.when import Instant, Interval, day_of, whole_day

type Met = tuple[bool, object, Meeting, Preference]


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Somebody at a place, for a time, whom the viewer is shown."""

    person: PersonId
    name: str
    span: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """One viewer's, at `now`. `today`: the civil day; `known`: what was decided already, by all that a decision on a
    plan rests on, because hundreds there are met alike."""

    viewer: Person
    terms: Terms
    version: str
    sayings: Sayings
    roll: Roll
    now: Instant
    today: Interval
    known: dict[Met, Visibility] = field(default_factory=dict)

    def sees(self, subject: Person, met: Meeting) -> Visibility:
        """What the viewer may see of `subject` in these circumstances."""
        said = self.sayings.of(subject.id)
        alike: Met = (subject.id == self.viewer.id, subject.team, met, said)
        found = self.known.get(alike)
        if found is None:
            found = seen_by(self.viewer, subject, met=met, terms=self.terms, said=said)
            self.known[alike] = found
        return found

    @property
    def depends_on(self) -> tuple[str, ...]:
        """All that what is seen depends on, besides who looks at what: for the tags of answers that are kept."""
        return (self.version, self.sayings.version, self.roll.version, self.today.start.isoformat())


async def eyes_of(ports: Ports, viewer: Person) -> Eyes:
    """From what is kept, side by side: an ordinary request asks storage nothing more."""
    directory, pact, sayings, roll = await asyncio.gather(
        ports.places.directory(),
        ports.profiles.pact(),
        ports.preferences.all(),
        ports.people.everyone(),
    )
    now = ports.clock.now()
    return Eyes(
        viewer=viewer,
        terms=pact.profile.terms,
        version=str(pact.profile.version),
        sayings=sayings,
        roll=roll,
        now=now,
        today=today_of(directory, now),
    )


def today_of(directory: Directory, now: Instant) -> Interval:
    return whole_day(day_of(now, directory.zone), directory.zone)


def is_here(eyes: Eyes, entries: Iterable[Entry], site: SiteId) -> bool:
    """Whether one of `entries` is a place of the viewer's at `site` today."""
    return any(
        entry.person == eyes.viewer.id and entry.site == site and entry.span.overlaps(eyes.today)
        for entry in entries
    )


def faces(
    eyes: Eyes, span: Interval, site: SiteId, ledgers: Mapping[ResourceId, ResourceLedger]
) -> dict[ResourceId, tuple[Face, ...]]:
    """Who is where during `span`, of those whom the viewer is shown; places without any are left out."""
    if not eyes.terms.names:
        return {}
    here = is_here(eyes, (e for ledger in ledgers.values() for e in ledger.entries), site)
    found: dict[ResourceId, tuple[Face, ...]] = {}
    for resource, ledger in ledgers.items():
        shown = [
            face
            for entry in standing(ledger.entries, eyes.now)
            if entry.span.overlaps(span) and (face := _face(eyes, entry, here=here)) is not None
        ]
        if shown:
            found[resource] = tuple(sorted(shown, key=lambda face: face.span))
    return found


def faces_at(eyes: Eyes, entries: Iterable[Entry], *, here: bool) -> tuple[Face, ...]:
    """Who has one place, of those whom the viewer is shown, in order of time."""
    shown = (_face(eyes, entry, here=here) for entry in entries)
    return tuple(sorted((face for face in shown if face is not None), key=lambda f: f.span))


def _face(eyes: Eyes, entry: Entry, *, here: bool) -> Face | None:
    subject = eyes.roll.people.get(entry.person)
    if subject is None or subject.id == eyes.viewer.id:
        return None
    today = entry.span.overlaps(eyes.today)
    met = Meeting(sight=Sight.GLANCE, today=today, here=today and here)
    if not eyes.sees(subject, met).name:
        return None
    return Face(person=subject.id, name=subject.name, span=entry.span)
