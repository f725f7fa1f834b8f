"""Seeing others: gathers what domain/privacy.py decides by, and asks it. Everything that shows anybody a person goes
through here: plans, lists, single bookings, the search by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from application.ports import Ports, Roll, Sayings
from application.side_by_side import begun, settled
from domain.ids import PersonId, ResourceId, SiteId, TeamId
from domain.ledger import Entry, ResourceLedger
from domain.people import Person
from domain.places import Directory
from domain.privacy import Meeting, Preference, Sight, Terms, Visibility, seen_by
from domain.reachable import Presence
from domain.when import Instant, Interval, day_of, whole_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Somebody at a place, for a time, whom the viewer is shown. `reachable`: the viewer may see whether they can be
    reached just now; `presence` whether they can, once that was asked."""

    person: PersonId
    name: str
    span: Interval
    reachable: bool = False
    presence: Presence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """One viewer's, at `now`. `today`: the civil day."""

    viewer: Person
    terms: Terms
    version: str
    sayings: Sayings
    roll: Roll
    now: Instant
    today: Interval

    def sees(self, subject: Person, met: Meeting) -> Visibility:
        """What the viewer may see of `subject` in these circumstances."""
        said = self.sayings.of(subject.id)
        return seen_by(self.viewer, subject, met=met, terms=self.terms, said=said)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """All that what is seen depends on, besides who looks at what: for the tags of answers that are kept."""
        return (self.version, self.sayings.version, self.roll.version, self.today.start.isoformat())


async def eyes_of(ports: Ports, viewer: Person) -> Eyes:
    """From what is kept, side by side: an ordinary request asks storage nothing more."""
    directory, pact = begun(ports.places.directory()), begun(ports.profiles.pact())
    sayings, roll = begun(ports.preferences.all()), begun(ports.people.everyone())
    await settled(directory, pact, sayings, roll)
    profile, now = pact.result().profile, ports.clock.now()
    return Eyes(
        viewer=viewer,
        terms=profile.terms,
        version=str(profile.version),
        sayings=sayings.result(),
        roll=roll.result(),
        now=now,
        today=today_of(directory.result(), now),
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
    own = [ledger for ledger in ledgers.values() if eyes.viewer.id in ledger.people]
    here = any(is_here(eyes, ledger.entries, site) for ledger in own)
    glance = _Glance(eyes, here=here)
    found: dict[ResourceId, tuple[Face, ...]] = {}
    for resource, ledger in ledgers.items():
        shown = [
            face
            for entry in ledger.entries
            if (face := glance.at(entry)) is not None
            and entry.span.overlaps(span)
            and not entry.expired(eyes.now)
        ]
        if shown:
            found[resource] = tuple(sorted(shown, key=lambda face: face.span))
    return found


def meetings(
    span: Interval, ledgers: Mapping[ResourceId, ResourceLedger]
) -> dict[ResourceId, tuple[Interval, ...]]:
    """When meetings made in Outlook have which places during `span`: that is so, and nobody's secret, so everybody is
    shown it; places without any are left out."""
    return {
        resource: found
        for resource, ledger in ledgers.items()
        if ledger.outline.from_outlook and (found := meetings_at(ledger.entries, span))
    }


def meetings_at(entries: Iterable[Entry], span: Interval) -> tuple[Interval, ...]:
    """The same of one place, in order of time."""
    return tuple(sorted(e.span for e in entries if e.from_outlook and e.span.overlaps(span)))


def faces_at(eyes: Eyes, entries: Iterable[Entry], *, here: bool) -> tuple[Face, ...]:
    """Who has one place, of those whom the viewer is shown, in order of time."""
    glance = _Glance(eyes, here=here)
    shown = (glance.at(entry) for entry in entries)
    return tuple(sorted((face for face in shown if face is not None), key=lambda f: f.span))


class _Glance:
    """Whom `eyes` see at a glance. Hundreds on a plan are met alike, so each answer is kept by all that it rests on:
    whether it is oneself, the team, the day and the person's own word."""

    def __init__(self, eyes: Eyes, *, here: bool) -> None:
        self._eyes = eyes
        self._people, self._said = eyes.roll.people, eyes.sayings.said
        self._met = {
            today: Meeting(sight=Sight.GLANCE, today=today, here=today and here)
            for today in (False, True)
        }
        self._known: dict[tuple[TeamId | None, bool, Preference | None], Visibility] = {}

    def at(self, entry: Entry) -> Face | None:
        subject = self._people.get(entry.person)
        if subject is None or subject.id == self._eyes.viewer.id:
            return None
        today = entry.span.overlaps(self._eyes.today)
        alike = subject.team, today, self._said.get(entry.person)
        seen = self._known.get(alike)
        if seen is None:
            seen = self._known[alike] = self._eyes.sees(subject, self._met[today])
        if not seen.name:
            return None
        return Face(person=subject.id, name=subject.name, span=entry.span, reachable=seen.presence)
