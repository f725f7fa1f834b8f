"""Gathers what a page shows: one's bookings, the plan and the chosen place are read side by side once it is known where
to look."""

import asyncio
from collections.abc import Mapping

from adapters.http.errors import refusal
from adapters.http.pages.asked import Asked
from adapters.http.pages.compose import Gathered
from adapters.http.pages.looking import Looking, look_at
from adapters.http.pages.plan import Notice, Said
from adapters.http.pages.whom import others_of, subject_of
from application.ports import Ports
from application.see_booking import SeenBooking
from application.see_others import eyes_of, faces, meetings
from application.see_presence import with_presences
from application.show_mine import show_mine
from application.show_place import ShownPlace, show_place
from application.show_plan import Plan, show_plan
from application.slips import show_slips
from domain.admission import decide_place
from domain.booking import State, Wish, promised
from domain.ids import SiteId
from domain.people import Person
from domain.places import Directory
from domain.refusals import Refusal, Refused
from domain.when import Instant, day_of

TOLD: Mapping[Said, frozenset[State]] = {
    Said.BOOKED: frozenset({State.BOOKED, State.CHECKED_IN}),
    Said.ASKED: frozenset({State.PENDING}),
    Said.DECLINED: frozenset({State.DECLINED}),
    Said.MOVED_HERE: frozenset({State.BOOKED, State.CHECKED_IN}),
    Said.CHECKED_IN: frozenset({State.CHECKED_IN}),
    Said.CHECKED_OUT: frozenset({State.ENDED, State.CANCELLED}),
    Said.CANCELLED: frozenset({State.CANCELLED}),
    Said.FREED: frozenset({State.CANCELLED}),
}
"""What may be said of a booking in which state: an address that somebody made up says nothing."""
ANSWERED: Mapping[State, Said] = {
    State.BOOKED: Said.BOOKED,
    State.CHECKED_IN: Said.BOOKED,
    State.DECLINED: Said.DECLINED,
}
"""What is said of a request that was answered meanwhile."""
SHUT = frozenset({Refusal.SITE_NOT_VALID, Refusal.CLOSED, Refusal.HOLIDAY})
OF_ITS_OWN = frozenset(
    {Refusal.RESOURCE_NOT_VALID, Refusal.BLOCKED, Refusal.ASSIGNED, Refusal.NOT_ELIGIBLE}
)
"""What is said of single places before the site's doors are looked at."""


async def gather(ports: Ports, asked: Asked, *, viewer: Person) -> Gathered:
    """Raises Denied: 404 for an unknown site or place, 403 for somebody for whom the viewer may not book."""
    directory, now = await ports.places.directory(), ports.clock.now()
    subject = await subject_of(ports, asked, viewer=viewer)
    if not (asked.site or asked.place):
        bookings = await show_mine(ports, viewer=viewer, of=subject)
        at = _today_at(bookings, directory, now)
        look = look_at(directory, asked, viewer=viewer, now=now, at=at)
        plan, shown, eyes, slips = await asyncio.gather(
            _plan(ports, look, viewer),
            _shown(ports, look, viewer, subject),
            eyes_of(ports, viewer),
            show_slips(ports, viewer=viewer),
        )
    else:
        look = look_at(directory, asked, viewer=viewer, now=now, at=None)
        bookings, plan, shown, eyes, slips = await asyncio.gather(
            show_mine(ports, viewer=viewer, of=subject),
            _plan(ports, look, viewer),
            _shown(ports, look, viewer, subject),
            eyes_of(ports, viewer),
            show_slips(ports, viewer=viewer),
        )
    there = faces(eyes, look.span, look.site.id, plan.ledgers)
    return Gathered(
        look=look,
        viewer=viewer,
        subject=subject,
        others=await others_of(ports, asked, viewer=viewer),
        now=now,
        views=plan.places,
        faces=await with_presences(ports, there, eyes.roll) if asked.as_table else there,
        meetings=frozenset(meetings(look.span, plan.ledgers)),
        closed=closed_on(look, viewer),
        bookings=bookings,
        shown=shown,
        once=asked.once or ports.ids.change(),
        slips=slips,
    )


def _today_at(
    bookings: tuple[SeenBooking, ...], directory: Directory, now: Instant
) -> SiteId | None:
    """The site of today's first booking."""
    today = day_of(now, directory.zone)
    here = (
        seen.booking.at.site
        for seen in bookings
        if day_of(seen.booking.span.start, directory.zone) <= today
    )
    return next(here, None)


async def _plan(ports: Ports, look: Looking, viewer: Person) -> Plan:
    # After a form of one's own the plan is read anew: another process may keep it for two seconds.
    fresh = look.asked.said is not None
    plan = await show_plan(ports, viewer=viewer, site=look.site, when=look.when, fresh=fresh)
    if isinstance(plan, Refused):
        raise refusal(plan)
    return plan


async def _shown(ports: Ports, look: Looking, viewer: Person, subject: Person) -> ShownPlace | None:
    if look.place is None:
        return None
    shown = await show_place(ports, viewer=viewer, of=subject, place=look.place.id, when=look.when)
    if isinstance(shown, Refused):
        raise refusal(shown)
    return shown


def closed_on(look: Looking, viewer: Person) -> Refused | None:
    """Why there is nothing to choose at the site on that day; None as soon as one place could be had."""
    directory = look.directory
    doors = look.site.open_on(look.day, directory.zone)
    said: Refused | None = None
    for alike in directory.alike.get(look.site.id, ()):
        wish = Wish(
            person=viewer,
            by=viewer,
            resource=alike[0],
            span=look.span,
            promise=promised(look.span, directory.zone),
        )
        refused = decide_place(wish, directory=directory)
        if refused is not None and refused.why is Refusal.OUTSIDE_HOURS and not doors:
            refused = Refused(why=Refusal.CLOSED, rule="opening-hours")
        if refused is not None and refused.why in OF_ITS_OWN:
            continue
        if refused is None or refused.why not in SHUT:
            return None
        said = said or refused
    return said


async def notice_of(ports: Ports, found: Gathered) -> Notice | None:
    """What has just happened, read again from the booking it happened to; None where there is nothing to say."""
    asked = found.look.asked
    if asked.said is None or asked.said is Said.UNREACHABLE:
        return Notice(said=asked.said) if asked.said is not None else None
    if asked.said is Said.REFUSED:
        refused = found.shown.refused if found.shown is not None else None
        same = refused is not None and refused.why is asked.why
        plain = Refused(why=asked.why) if asked.why is not None else None
        return Notice(said=asked.said, refused=refused if same else plain)
    kept = await ports.bookings.find(asked.booking) if asked.booking is not None else None
    if kept is None or kept.value.person != found.subject.id:
        return None
    booking = kept.value
    said = ANSWERED.get(booking.state, asked.said) if asked.said is Said.ASKED else asked.said
    if booking.state not in TOLD[said]:
        return None
    place = found.look.directory.resources.get(booking.at.resource)
    return Notice(
        said=said,
        name=place.name if place else "",
        span=booking.span,
        of=found.of,
    )
