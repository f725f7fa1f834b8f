"""What is to be done in Exchange for one booking, link by link: what each event is to be, and which must go.

A link is begun before anything is asked of Exchange, so that nothing is ever made that nobody knows of. A booking that
went to another room has its old meeting cancelled and a new one made, under the next number.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from application.exchange import Organiser
from application.ports import Ports
from domain.booking import Booking, State
from domain.calendar_event import Draft, Mailbox, asked_for, mailbox
from domain.calendar_sync import Link, Ours, Role
from domain.ids import BookingId
from domain.ledger import Kept
from domain.meetings import (
    mailbox_of,
    may_begin,
    meeting_span,
    role_of,
    transaction_of,
    walked_in,
    wanted_meeting,
    wanted_mirror,
)
from domain.people import Person
from domain.places import Directory, Mirror, Resource
from domain.when import Instant, later

LET_BE = timedelta(days=1)
"""So long after a booking is over, what could not be done for it is let be."""
GONE, REFUSED = "gone", "refused"
"""What a link says of a mirror that its person took away, and of a write that Exchange refused for what it was (then with
what was asked: the same is not asked again)."""
MOST_RESTORED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One event: what it is to be, and what is known of it."""

    kept: Kept[Link]
    ours: Ours
    booking: Booking
    directory: Directory

    @property
    def link(self) -> Link:
        return self.kept.value

    @property
    def refused(self) -> bool:
        """Whether Exchange refused what is wanted for what it is."""
        wanted = self.ours.wanted
        return wanted is not None and self.link.told == refusal_of(wanted)

    @property
    def box(self) -> Mailbox:
        return self.kept.value.mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Everything about one booking. `current`: the job of the meeting that asks for its room now."""

    booking: Booking
    jobs: tuple[Job, ...] = ()

    @property
    def current(self) -> Job | None:
        wanted = (each for each in self.jobs if each.ours.wanted is not None)
        return next((each for each in wanted if each.link.role is Role.MEETING), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    ports: Ports
    booking: Booking
    place: Resource
    person: Person | None
    directory: Directory
    now: Instant


async def meetings_of(ports: Ports, booking: BookingId) -> Matter | None:
    """None where Exchange has nothing to do with it. Raises Stale when another is at it, Unavailable."""
    links = [k for k in await ports.links.of(booking) if k.value.role is not Role.FOREIGN]
    # After the links: a meeting ended in Outlook ends its booking first and its link then, and is not made again.
    found = await ports.bookings.find(booking)
    if found is None or found.value.foreign:
        return None
    directory, now = await ports.places.directory(), ports.clock.now()
    place = directory.resources.get(found.value.at.resource)
    if later(found.value.span.end, LET_BE) < now:
        await _let_be(ports, links)
        return None
    if place is None:
        return None
    person = await ports.people.find(found.value.person)
    scene = _Scene(
        ports=ports,
        booking=found.value,
        place=place,
        person=person,
        directory=directory,
        now=now,
    )
    return Matter(booking=found.value, jobs=await _jobs(scene, links))


async def _let_be(ports: Ports, links: list[Kept[Link]]) -> None:
    for kept in links:
        if kept.value.open:
            after = replace(kept.value, off=True, awaits=False, asking="")
            await ports.links.write(after, kept.version)


async def _jobs(scene: _Scene, links: list[Kept[Link]]) -> tuple[Job, ...]:
    role = role_of(scene.booking, scene.place, on=scene.ports.exchange.on)
    if role is Role.MIRROR and _mirror(scene) is None:
        role = None
    if meeting_span(scene.booking) is None:
        role = None
    current = _current(scene, role, links) if role is not None else None
    if role is not None and current is None and await _free_to_begin(scene, role, links):
        current = await _begin(scene, role, links)
    old = [kept for kept in links if not kept.value.off and kept is not current]
    jobs = [_job(scene, kept, None) for kept in old]
    if current is not None:
        jobs.append(_job(scene, current, _draft(scene, current.value)))
    return tuple(jobs)


def refusal_of(draft: Draft | None) -> str:
    return f"{REFUSED} {asked_for(draft)}" if draft is not None else REFUSED


def was_refused(link: Link) -> bool:
    return link.told.startswith(REFUSED)


def _mirror(scene: _Scene) -> Mailbox | None:
    """In whose calendar it shows."""
    off = scene.directory.mirror(scene.booking.at.kind) is Mirror.OFF
    return None if off else mailbox_of(scene.person)


def _current(scene: _Scene, role: Role, links: list[Kept[Link]]) -> Kept[Link] | None:
    mine = [kept for kept in links if kept.value.role is role]
    newest = max(mine, key=lambda kept: kept.value.number, default=None)
    if newest is None or newest.value.off:
        return None
    link = newest.value
    if link.event is None and not may_begin(scene.booking, scene.now):
        return None
    if role is Role.MEETING:
        return newest if link.room == mailbox(scene.place.mailbox) else None
    return newest if link.mailbox == _mirror(scene) else None


async def _free_to_begin(scene: _Scene, role: Role, links: list[Kept[Link]]) -> bool:
    if not may_begin(scene.booking, scene.now):
        return False
    mine = [kept.value for kept in links if kept.value.role is role]
    if role is Role.MIRROR:
        taken_away = sum(link.told == GONE for link in mine)
        return taken_away <= MOST_RESTORED and not any(map(was_refused, mine))
    room = mailbox(scene.place.mailbox)
    return not any(was_refused(link) and link.room == room for link in mine)


async def _begin(scene: _Scene, role: Role, links: list[Kept[Link]]) -> Kept[Link] | None:
    box = _mirror(scene) if role is Role.MIRROR else await _organiser(scene)
    if box is None:
        return None
    numbers = (kept.value.number for kept in links if kept.value.role is role)
    number = max(numbers, default=0) + 1
    link = Link(
        booking=scene.booking.id,
        role=role,
        mailbox=box,
        room=mailbox(scene.place.mailbox) if role is Role.MEETING else None,
        number=number,
        transaction=transaction_of(
            scene.booking.id,
            role,
            number,
            place=scene.place.id if role is Role.MIRROR else "",
        ),
    )
    return Kept(value=link, version=await scene.ports.links.write(link, None))


async def _organiser(scene: _Scene) -> Mailbox | None:
    """Who invites the room: the service mailbox, or the person where they can, and are not standing there."""
    terms, own = scene.ports.exchange, mailbox_of(scene.person)
    if terms.organiser is Organiser.SERVICE or own is None:
        return terms.service
    if terms.service is None:
        return own
    if walked_in(scene.booking):
        return terms.service
    known = await scene.ports.mailboxes.find(own)
    closed = known is not None and known.value.suspended_at is not None
    return terms.service if closed else own


def _draft(scene: _Scene, link: Link) -> Draft | None:
    booking, person = scene.booking, scene.person
    wording = scene.ports.invitations.words(
        booking, link.role, person=person, directory=scene.directory
    )
    if link.role is Role.MIRROR:
        mirror = scene.directory.mirror(booking.at.kind)
        return wanted_mirror(booking, mirror=mirror, wording=wording, number=link.number)
    return wanted_meeting(
        booking,
        resource=scene.place,
        person=person,
        organiser=link.mailbox,
        wording=wording,
        number=link.number,
    )


def _job(scene: _Scene, kept: Kept[Link], draft: Draft | None) -> Job:
    link = kept.value
    words = link.role is Role.MIRROR and link.event is not None
    if draft is not None and words and link.transaction != draft.transaction:
        # The same time at another place: a mirror says where in its words.
        kept = replace(kept, value=replace(link, asking=asked_for(draft)))
    return Job(
        kept=kept,
        ours=Ours(
            booking=scene.booking.id,
            wanted=draft,
            pending=scene.booking.state is State.PENDING,
        ),
        booking=scene.booking,
        directory=scene.directory,
    )
