"""Relocation: what a closure, a block, or a site that ends sooner does to the bookings it meets.

Rules:
- A booking no longer fits when a fact says so (admission 2 and 3, closures): never because a house rule has changed.
- It moves to the nearest place of its kind for the same span, at another site if need be; if there is none, it is
  cancelled. Whoever booked first chooses first.
- Where it moves to, it is as if it were booked there: opening hours, zones kept for teams, who is there, where the
  person is, and capacity all count. Its own notice, horizon and length do not: those were judged when it was made.
- One place is never given to two, nor is a limit exceeded, within one plan.
- A meeting made in Outlook is found where its room is not there, whoever may book that; it is moved and cancelled only there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from domain.admission import decide_by_facts, decide_place, rules_of
from domain.alternatives import Ledgers, places_near
from domain.availability import is_free
from domain.booking import SETTLED, Booking, Promise, Target, Wish
from domain.capacity import Capacity
from domain.ids import FloorId, PersonId
from domain.ledger import CapacityKey, Entry
from domain.occupancy import excludes
from domain.people import Person
from domain.places import Directory, Resource
from domain.refusals import Refusal, Refused
from domain.settling import due_entries
from domain.when import Instant, civil_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A booking that no longer fits, and why."""

    booking: Booking
    refused: Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The booking goes elsewhere."""

    booking: Booking
    to: Target
    why: Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """There is nowhere for the booking to go."""

    booking: Booking
    why: Refused


def affected(
    bookings: Iterable[Booking],
    *,
    directory: Directory,
    people: Mapping[PersonId, Person],
    now: Instant,
) -> tuple[Affected, ...]:
    """The bookings that do not fit the `directory` as it is to be, the first made first; what is over stays as it was.

    `people`: those whom the bookings are for; of one who is missing nothing is known but the id."""
    found = (
        Affected(booking=booking, refused=refused)
        for booking in bookings
        if booking.seen_at(now) in SETTLED
        and (refused := _misfit(booking, directory, people)) is not None
    )
    return tuple(sorted(found, key=lambda each: (each.booking.created_at, each.booking.id)))


def _misfit(
    booking: Booking, directory: Directory, people: Mapping[PersonId, Person]
) -> Refused | None:
    if booking.at.resource not in directory.resources:
        return Refused(why=Refusal.UNKNOWN_RESOURCE, rule="resource")
    refused = decide_by_facts(_wish(booking, directory, people), directory=directory)
    about_whom = refused is not None and refused.why in (Refusal.ASSIGNED, Refusal.NOT_ELIGIBLE)
    return None if booking.foreign and about_whom else refused


def _wish(booking: Booking, directory: Directory, people: Mapping[PersonId, Person]) -> Wish:
    """The booking as if it were asked for again; of a place that is gone, only what the booking says is known."""
    at = booking.at
    gone = Resource(id=at.resource, site=at.site, floor=FloorId(""), kind=at.kind, name="")
    person = people.get(booking.person) or Person(id=booking.person, name=booking.person)
    return Wish(
        person=person,
        by=person,
        resource=directory.resources.get(at.resource, gone),
        span=at.span,
        promise=at.promise,
        override=booking.override,
    )


def plan_relocation(
    misfits: Iterable[Affected],
    *,
    directory: Directory,
    people: Mapping[PersonId, Person],
    ledgers: Mapping[date, Ledgers],
    now: Instant,
) -> tuple[Move | Cancel, ...]:
    """One action per misfit that is ours, in the order in which they are to be carried out.

    `ledgers`: per civil day and site, of every day that a misfit touches; a site left out on one of them is not moved
    to. Raises KeyError for a day that is left out: nobody is sent away because a day was not read."""
    plan = _Plan(directory=directory, people=people, ledgers=ledgers)
    for day, sites in ledgers.items():
        for ledger in chain.from_iterable(known.values() for known in sites.values()):
            plan.add(day, *(entry for entry in ledger.entries if not entry.expired(now)))
    ours = (each for each in misfits if not each.booking.foreign)
    ordered = sorted(ours, key=lambda each: (each.booking.created_at, each.booking.id))
    return tuple(plan.place(each) for each in ordered)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """The days' books as they are to be: changed by every action that is planned."""

    directory: Directory
    people: Mapping[PersonId, Person]
    ledgers: Mapping[date, Ledgers]
    entries: dict[date, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def add(self, day: date, *entries: Entry) -> None:
        self.entries[day].extend(entries)

    def place(self, misfit: Affected) -> Move | Cancel:
        """Where the booking goes; what it had is free for those who follow."""
        booking, wish = misfit.booking, _wish(misfit.booking, self.directory, self.people)
        days = civil_days(booking.span, self.directory.zone)
        for day in days:
            self.entries[day][:] = [e for e in self.entries[day] if e.booking != booking.id]
        for place, _ in places_near(wish, self.directory):
            target = replace(wish, resource=place, promise=self._promise(wish, place)).target
            moved = replace(booking, at=target, moving=None)
            if self._fits(moved, replace(wish, resource=place), days):
                for day in days:
                    self.add(day, *due_entries(moved, day, self.directory.zone))
                return Move(booking=booking, to=target, why=misfit.refused)
        return Cancel(booking=booking, why=misfit.refused)

    def _promise(self, wish: Wish, place: Resource) -> Promise:
        """The same hours; still a part of day only where the new site means the same by it."""
        part = wish.promise.part
        there = self.directory.sites[place.site].part(part) if part is not None else None
        same = there is not None and wish.span == there.on(wish.promise.day, self.directory.zone)
        return replace(wish.promise, part=part if same else None)

    def _fits(self, moved: Booking, wish: Wish, days: tuple[date, ...]) -> bool:
        return (
            all(wish.resource.site in self.ledgers[day] for day in days)
            and all(self._free(day, moved, wish) for day in days)
            and decide_place(wish, directory=self.directory) is None
            and all(self._roomy(day, moved) for day in days)
        )

    def _free(self, day: date, moved: Booking, wish: Wish) -> bool:
        alone = rules_of(wish, self.directory).one_at_a_time
        in_the_way = (
            entry.span
            for entry in self.entries[day]
            if entry.resource == moved.at.resource
            or (entry.person == moved.person and excludes(entry, moved.at.kind, alone=alone))
        )
        return is_free(moved.span, in_the_way)

    def _roomy(self, day: date, moved: Booking) -> bool:
        """Whether the limits of the new place leave room for the person, who may be counted there already."""
        capacity = Capacity(directory=self.directory, day=day)
        due = due_entries(moved, day, self.directory.zone)
        return all(
            len(self._counted(key, capacity, day) | {moved.person}) <= capacity.limit(key)
            or moved.person in self._counted(key, capacity, day)
            for key in capacity.needed(due)
        )

    def _counted(self, key: CapacityKey, capacity: Capacity, day: date) -> set[PersonId]:
        return {e.person for e in self.entries[day] if key in capacity.needed((e,))}
