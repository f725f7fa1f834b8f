"""Two rows that are one person become one: what the one who goes has booked from now on, and who they are at the issuer,
passes to the one who stays.

It comes about when somebody signs in before the import knows them under the same account. In an order that a pass which
broke off can be made again: bookings first, then the identities, the row of the one who goes last. What is over stays
under the old id, until retention makes it nobody's. What they said about being shown, and what they proposed, stays
theirs: nobody is shown, and nobody confirms a proposal of their own, by having been two. A badge number and its code pass
on, unless the one who stays has their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from application.asking import Ask
from application.book import Booked, book
from application.cancel_booking import cancel_booking
from application.cancel_series import cancel_series
from application.ports import Ports
from application.record import record
from application.release_leavers import held_by
from application.saved import Saved
from application.slips import forget_slips
from domain.audit import Action
from domain.booking import Booking
from domain.ids import BookingId, PersonId
from domain.pact import decided_as
from domain.people import Person
from domain.privacy import Preference
from domain.refusals import Refusal, Refused
from domain.when import day_of

EVERYBODY = 100_000
REASON = "two entries of one person became one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """`lost`: bookings that could not be made anew for the one who stays: they overlap what they had already."""

    person: Person
    moved: int
    lost: tuple[BookingId, ...] = ()


async def list_doubles(ports: Ports) -> tuple[tuple[PersonId, PersonId], ...]:
    """Who was made by signing in, and the imported row that has the same account: gone and into."""
    bound = await ports.identities.bound()
    if not any(each.made for each in bound.values()):
        return ()
    people = await ports.people.search("", limit=EVERYBODY)
    made = [each for each in people if each.id in bound and bound[each.id].made]
    imported = [each for each in people if each.id not in bound]
    return tuple(
        (each.id, other.id) for each in made for other in imported if _same_account(each, other)
    )


def _same_account(one: Person, other: Person) -> bool:
    by_id = bool(one.object_id) and one.object_id == other.object_id
    return by_id or (bool(one.upn) and one.upn.casefold() == other.upn.casefold())


async def merge_people(
    ports: Ports, *, gone: PersonId, into: PersonId, caller: Person
) -> Merged | Refused:
    """`caller` may act for anyone and set rules aside. Raises Unavailable, Stale; making it again goes on."""
    going, staying = await ports.staff.read(gone), await ports.staff.read(into)
    if going is None or staying is None or gone == into:
        return Refused(why=Refusal.UNKNOWN_PERSON, rule="person")
    results = await _take_over(ports, going.value, into, caller)
    person = one_of(staying.value, going.value)
    await ports.staff.write(person, staying.version)
    await _keep_word(ports, gone, into)
    await ports.codes.hand_over(gone, into)
    await forget_slips(ports, gone)
    await ports.identities.rebind(gone, into)
    await ports.session_versions.end_all(gone)
    await ports.staff.remove(gone)
    for subject in (gone, into):
        await record(ports, Action.PERSONS_MERGED, actor=caller.id, subject=subject)
    lost = tuple(booking for booking, taken_over in results if not taken_over)
    return Merged(person=person, moved=len(results) - len(lost), lost=lost)


async def _keep_word(ports: Ports, gone: PersonId, into: PersonId) -> None:
    """What was said as the one who goes is theirs as the one who stays. Being hidden wins."""
    if await ports.preferences.of(gone) is Preference.HIDE:
        await ports.preferences.say(into, Preference.HIDE)
    kept = await ports.profiles.read()
    if kept is not None and (after := decided_as(kept.value, gone, into)) != kept.value:
        await ports.profiles.write(after, kept.version)


def one_of(staying: Person, going: Person) -> Person:
    """Who they are together: what the one who stays does not know is taken from the other."""
    return replace(
        staying,
        mail=staying.mail or going.mail,
        upn=staying.upn or going.upn,
        object_id=staying.object_id or going.object_id,
        team=staying.team or going.team,
        organisation=staying.organisation or going.organisation,
        home_days=staying.home_days or going.home_days,
        licences=staying.licences | going.licences,
        has_pc=staying.has_pc or going.has_pc,
    )


async def _take_over(
    ports: Ports, going: Person, into: PersonId, caller: Person
) -> Sequence[tuple[BookingId, bool]]:
    """Their series end, and every date is booked on its own: a series belongs to one person for good."""
    held = await held_by(ports, going.id)
    kept = [await ports.bookings.find(booking) for booking in held.bookings]
    today = day_of(ports.clock.now(), (await ports.places.directory()).zone)
    for series in held.series:
        await cancel_series(ports, caller=caller, series=series, from_day=today)
    booked = [each.value for each in kept if each is not None]
    return [(each.id, await _anew(ports, each, into, caller)) for each in booked]


async def _anew(ports: Ports, booking: Booking, into: PersonId, caller: Person) -> bool:
    cancelled = await cancel_booking(ports, caller=caller, booking=booking.id)
    if not isinstance(cancelled, Saved):
        return False
    ask = Ask(
        caller=caller,
        person=into,
        resource=booking.at.resource,
        when=booking.span,
        note=booking.note,
        override=REASON,
    )
    return isinstance(await book(ports, ask), Booked)
