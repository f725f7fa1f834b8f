"""Everything that is kept about one person, for that person to have: their right of access, and to take it elsewhere.

It is written down first that somebody looked; only then is anything read. What they did for somebody else is theirs; when
and where that colleague was, and what was noted, is the colleague's and left out (GDPR, article 15(4)).
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from application.dossier import Dossier, Listing, listing
from application.ports import Ports
from application.retain import JOB as RETAINED
from application.sweep import longest_horizon
from domain.audit import Action, AuditEntry, Wanted
from domain.booking import Booking
from domain.ids import ID_PATTERN, PersonId
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.seals import AuditRow
from domain.when import Instant, day_of, later, next_day

LONGEST_SPAN = timedelta(days=62)
"""A booking's head may lie this much before the day on which it ends, or further back where it was moved often."""
LONG_AGO = timedelta(days=11 * 365)

BOOKING_COLUMNS = (
    "id",
    "person",
    "madeBy",
    "state",
    "kind",
    "resource",
    "site",
    "date",
    "partOfDay",
    "startsAt",
    "endsAt",
    "movingTo",
    "note",
    "override",
    "series",
    "createdAt",
    "changedAt",
    "checkedInAt",
    "endedAt",
)
AUDIT_COLUMNS = (
    "at",
    "action",
    "actor",
    "subject",
    "target",
    "outcome",
    "code",
    "reason",
    "origin",
)
CALENDAR_COLUMNS = ("booking", "role", "mailbox", "room", "madeAt", "gone")
OF_A_COLLEAGUE = frozenset(
    {
        "person",
        "state",
        "partOfDay",
        "startsAt",
        "endsAt",
        "movingTo",
        "note",
        "checkedInAt",
        "endedAt",
        "pattern",
        "starts",
        "ends",
        "part",
        "bookings",
        "refused",
        "skipped",
        "subject",
    }
)
"""What is left out of a row that is about somebody else."""
MAIL_COLUMNS = ("key", "booking", "topic", "state", "made_at", "changed_at", "before", "code")
SLIP_COLUMNS = ("key", "booking", "topic", "made_at", "before")
SERIES_COLUMNS = (
    "id",
    "person",
    "by",
    "resource",
    "pattern",
    "starts",
    "ends",
    "part",
    "note",
    "created_at",
    "bookings",
    "refused",
    "skipped",
    "ended",
)


async def export_person(ports: Ports, person: PersonId, *, caller: Person) -> Dossier | Refused:
    """The dossier; of somebody who has left as well, as long as anything names them. Raises Unavailable."""
    known = await ports.staff.read(person)
    if known is None and not re.fullmatch(ID_PATTERN, person):
        return Refused(why=Refusal.UNKNOWN_PERSON, rule="person")
    now = ports.clock.now()
    await ports.audit.record(
        AuditEntry(
            action=Action.PERSON_EXPORTED,
            at=now,
            actor=caller.id,
            subject=person,
            origin=ports.origins.here(),
        )
    )
    bookings = await ports.archive.bookings_of(person, await _days(ports, now))
    listings = (
        listing("bookings", BOOKING_COLUMNS, (_booking(each, person) for each in bookings)),
        await _series(ports, person),
        await _quotas(ports, person),
        await _calendar(ports, (each for each in bookings if each.person == person)),
        await _mails(ports, bookings, person),
        await _slips(ports, person),
        *await _audit(ports, person, now),
    )
    if known is None and not any(each.rows for each in listings):
        return Refused(why=Refusal.UNKNOWN_PERSON, rule="person")
    whole = {
        "about": {"person": person, "exportedAt": now, "files": [each.name for each in listings]},
        "person": known.value if known is not None else {"id": person},
        "kept": await _kept_beside(ports, person),
    }
    return Dossier(listings=listings, whole=whole)


async def _days(ports: Ports, now: Instant) -> tuple[date, ...]:
    """Every day on which a name may still stand."""
    directory = await ports.places.directory()
    last = await ports.heartbeats.last(RETAINED)
    reached = date.fromisoformat(last.cursor) if last is not None and last.cursor else None
    first = await ports.archive.next_day(reached - LONGEST_SPAN if reached is not None else None)
    end = next_day(day_of(now, directory.zone), days=longest_horizon(directory))
    if first is None:
        return ()
    return tuple(next_day(first, days=n) for n in range((end - first).days + 1))


def _own(row: dict[str, object], about: PersonId | None, whose: PersonId) -> dict[str, object]:
    """The row as `whose` person may have it."""
    if about in (whose, None):
        return row
    return {name: None if name in OF_A_COLLEAGUE else value for name, value in row.items()}


def _booking(booking: Booking, whose: PersonId) -> dict[str, object]:
    at = booking.at
    row: dict[str, object] = {
        "id": booking.id,
        "person": booking.person,
        "madeBy": booking.by,
        "state": booking.state,
        "kind": at.kind,
        "resource": at.resource,
        "site": at.site,
        "date": at.promise.day,
        "partOfDay": at.promise.part,
        "startsAt": at.span.start,
        "endsAt": at.span.end,
        "movingTo": booking.moving.to if booking.moving is not None else None,
        "note": booking.note,
        "override": booking.override,
        "series": booking.series,
        "createdAt": booking.created_at,
        "changedAt": booking.changed_at,
        "checkedInAt": booking.checked_in_at,
        "endedAt": booking.ended_at,
    }
    return _own(row, booking.person, whose)


async def _calendar(ports: Ports, bookings: Iterable[Booking]) -> Listing:
    """In whose calendar a booking stands, or stood, and since when."""
    rows = [
        {
            "booking": link.booking,
            "role": link.role,
            "mailbox": link.mailbox,
            "room": link.room,
            "madeAt": link.made_at,
            "gone": link.off,
        }
        for booking in bookings
        for link in [kept.value for kept in await ports.links.of(booking.id)]
    ]
    return listing("calendar", CALENDAR_COLUMNS, rows)


async def _series(ports: Ports, person: PersonId) -> Listing:
    theirs = [
        _own(
            {column: getattr(kept.value, column) for column in SERIES_COLUMNS},
            kept.value.person,
            person,
        )
        for kept in await ports.series.every()
        if person in (kept.value.person, kept.value.by)
    ]
    return listing("series", SERIES_COLUMNS, theirs)


async def _mails(ports: Ports, bookings: Iterable[Booking], person: PersonId) -> Listing:
    """What they were told, or are about to be; the words are made when it is sent, and kept nowhere."""
    theirs = [each.id for each in bookings if each.person == person]
    rows = [
        {column: getattr(mail, column) for column in MAIL_COLUMNS}
        for mail in await ports.mails.about(theirs)
    ]
    return listing("mails", MAIL_COLUMNS, rows)


async def _slips(ports: Ports, person: PersonId) -> Listing:
    """What lies for them on the page, because there is no address to mail it to."""
    rows = [
        {column: getattr(slip, column) for column in SLIP_COLUMNS}
        for slip in await ports.mails.slips(person)
    ]
    return listing("notices", SLIP_COLUMNS, rows)


async def _quotas(ports: Ports, person: PersonId) -> Listing:
    rows = [
        {"period": row.period, "booking": booking, "addedAt": each.added_at, "endsAt": each.ends_at}
        for row in await ports.quotas.of(person)
        for booking, each in row.counted.items()
    ]
    return listing("quotas", ("period", "booking", "addedAt", "endsAt"), rows)


async def _audit(ports: Ports, person: PersonId, now: Instant) -> tuple[Listing, ...]:
    """What was done about them, what they did, and who looked them up."""
    since, until = later(now, -LONG_AGO), later(now, timedelta(seconds=1))
    recorded = await ports.audit.of_subject(person, since, until)
    about = [row for row in recorded if row.entry.at < now or not _is_export(row)]
    theirs: list[AuditRow] = []
    after = ""
    while True:
        page = await ports.audit.between(
            since, until, Wanted(actor=person), limit=1000, after=after
        )
        theirs += page.rows
        after = page.more
        if not after:
            break
    looked = [row for row in about if row.entry.action is Action.PERSON_LOOKED_UP]
    return (
        listing("recorded-about", AUDIT_COLUMNS, (_entry(row, person) for row in about)),
        listing("recorded-by", AUDIT_COLUMNS, (_entry(row, person) for row in theirs)),
        listing("looked-up-by", AUDIT_COLUMNS, (_entry(row, person) for row in looked)),
    )


def _is_export(row: AuditRow) -> bool:
    return row.entry.action is Action.PERSON_EXPORTED


def _entry(row: AuditRow, whose: PersonId) -> dict[str, object]:
    columns = {column: getattr(row.entry, column) for column in AUDIT_COLUMNS}
    return _own(columns, row.entry.subject or None, whose)


async def _kept_beside(ports: Ports, person: PersonId) -> dict[str, object]:
    """What is kept in one word each; codes and identities are digests that show nothing."""
    directory = await ports.places.directory()
    return {
        "saidAboutBeingShown": await ports.preferences.of(person),
        "hasSignedIn": person in await ports.identities.bound(),
        "sessionsEnded": await ports.session_versions.of(person, fresh=True),
        "hasPersonalCode": await ports.codes.has_code(person),
        "assignedPlaces": [
            place.id for place in directory.resources.values() if place.assigned_to == person
        ],
    }
