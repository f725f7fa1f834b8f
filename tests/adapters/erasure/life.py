"""A person who left traces everywhere, under words that stand nowhere else; and a neighbour whose traces must stay."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, time

from adapters.cli.storage import open_storage
from adapters.settings import Settings
from adapters.wiring import wire
from application.asking import Ask
from application.book import RequestKey, book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.codes import Code
from application.deliver import deliver
from application.exchange import ExchangeTerms
from application.generation import Generation
from application.identity import Bound, Identity, kiosks_of
from application.list_seats import list_seats
from application.mailbox_notes import note
from application.make_series import SeriesAsk, make_series
from application.ports import Ports
from domain.audit import Action, AuditEntry
from domain.booking import Booking
from domain.calendar_event import Mailbox, mailbox
from domain.ids import PersonId, ResourceId, TeamId
from domain.kinds import Kind
from domain.limits import Asking
from domain.mailing import mail_of
from domain.notices import Notice, Topic
from domain.people import Person, Role, Team
from domain.places import Mirror, Mode
from domain.privacy import Preference
from domain.series import Frequency, Pattern
from domain.when import Interval
from tests.builders import NOW, a_desk, a_directory, a_person, a_vehicle, at, span
from tests.fakes import FakeCalendars, FakeClock

ZEB = Person(
    id=PersonId("zq-person-5417"),
    name="Zébulon Quarzmann",
    mail="zq.mail@example.org",
    upn="zq.upn@example.org",
    object_id="zq-object-5417",
    team=TeamId("ict"),
    roles=frozenset({Role.EMPLOYEE, Role.FACILITY_MANAGER}),
)
RIE = a_person("rie-5417", Role.RECEPTION, mail="rie@example.org", team="ict")
NOTE, SERIES_NOTE, THEIR_NOTE = "zqnote sits by the window", "zqseries weekly", "zqtheirs for him"
MAILED = "zqmailed"
OVERRIDE, REASON = "zqoverride broken leg", "zqreason told"
WORDS = (
    ZEB.id,
    ZEB.name,
    "Quarzmann",
    ZEB.mail,
    ZEB.upn,
    ZEB.object_id,
    NOTE,
    SERIES_NOTE,
    THEIR_NOTE,
    OVERRIDE,
    REASON,
    MAILED,
)
DIRECTORY = a_directory(
    a_desk("desk-1"),
    a_desk("desk-2"),
    a_desk("desk-3", mode=Mode.ASSIGNED, assigned_to=ZEB.id),
    a_vehicle("car-1"),
    rules={kind: {"per_week": 20, "held_at_once": 20} for kind in (Kind.DESK, Kind.VEHICLE)},
    mirrors={Kind.DESK: Mirror.FREE},
)
EXCHANGE = ExchangeTerms(on=True, service=Mailbox("service@example.org"))


@asynccontextmanager
async def a_process(settings: Settings, now: str = "2026-11-24 08:00") -> AsyncIterator[Ports]:
    """A process of the product that begins now and has read nothing yet, with calendars that were empty until then."""
    wired = wire(settings)
    try:
        yield replace(
            wired.ports,
            clock=FakeClock(at(now)),
            exchange=EXCHANGE,
            calendars=FakeCalendars(),
        )
    finally:
        await wired.close()


async def a_municipality(settings: Settings) -> None:
    teams = {TeamId("ict"): Team(id=TeamId("ict"), name="ICT", lead=ZEB.id)}
    environment = {
        field.alias or name: str(value)
        for name, field in Settings.model_fields.items()
        if (value := getattr(settings, name)) not in (None, "")
    }
    async with open_storage(environment) as store:
        generation = Generation(
            directory=DIRECTORY, people={ZEB.id: ZEB, RIE.id: RIE}, teams=teams, drawings={}
        )
        await store.replace(generation, progress=lambda done, total: None)
        await store.replace(generation, progress=lambda done, total: None)


async def a_life(ports: Ports) -> None:
    """Everything that a person can leave."""
    await _signs_in(ports)
    await _books(ports)
    await note(ports, mailbox(ZEB.mail), lambda state: replace(state, trouble="throttled"))
    await _is_booked_for(ports)
    series = SeriesAsk(
        caller=ZEB,
        person=ZEB.id,
        resource=ResourceId("desk-1"),
        pattern=Pattern(frequency=Frequency.WEEKLY, first=date(2026, 11, 27)),
        starts=time(9),
        ends=time(10),
        note=SERIES_NOTE,
    )
    await make_series(ports, series)
    for_rie = replace(series, person=RIE.id, resource=ResourceId("desk-2"))
    await make_series(ports, for_rie)
    await list_seats(ports)


async def comes_back(ports: Ports) -> None:
    """What a restored backup brings: the person, and a booking of theirs."""
    await _signs_in(ports)
    _made(await book(ports, _ask(span("2026-12-01 09:00", "2026-12-01 10:00"), note=NOTE)))


async def _signs_in(ports: Ports) -> None:
    identity = Identity(tenant="tenant", object_id=ZEB.object_id)
    await ports.identities.bind(identity, Bound(person=ZEB.id))
    for whose in (ZEB.id, kiosks_of(ZEB.id)):
        await ports.session_versions.end_all(whose)
    await ports.preferences.say(ZEB.id, Preference.HIDE)
    scrambled = await ports.scrambler.scramble("73918264")
    await ports.codes.give("B5417", Code(person=ZEB.id, scrambled=scrambled), None)
    entry = AuditEntry(action=Action.PERSON_LOOKED_UP, at=NOW, actor=RIE.id, subject=ZEB.id)
    await ports.audit.record(entry)
    await ports.audit.record(
        replace(entry, actor=ZEB.id, subject=RIE.id, reason=REASON, origin="web 192.0.2.0")
    )
    for _ in range(70):
        await ports.limiter.asked(ZEB.id, Asking.SEARCH, now=NOW)


async def _books(ports: Ports) -> None:
    key = RequestKey(path="/api/v1/bookings", key="k1", body="hash")
    own = _made(await book(ports, _ask(span("09:00", "11:00"), note=NOTE), key=key))
    await deliver(ports, own.id)
    notice = Notice(key=f"{own.id}-9", topic=Topic.CHANGED, booking=own)
    await ports.mails.add(replace(mail_of(notice, NOW), code=MAILED))
    await ports.mails.lay(ZEB.id, replace(mail_of(notice, NOW), code=MAILED))
    moved = _made(await book(ports, _ask(span("2026-11-25 09:00", "2026-11-25 12:00"))))
    for day in ("2026-11-26", "2026-11-27"):
        changes = Changes(when=span(f"{day} 13:00", f"{day} 14:00"))
        await change_booking(ports, caller=ZEB, booking=moved.id, changes=changes)
    await book(ports, _ask(span("2026-11-24 10:00", "2026-11-26 10:00"), "car-1", note=NOTE))
    forced = _ask(span("2026-11-24 20:00", "2026-11-24 21:00"), override=OVERRIDE)
    _made(await book(ports, forced))
    gone = _made(await book(ports, _ask(span("14:00", "15:00"), note=NOTE)))
    await cancel_booking(ports, caller=ZEB, booking=gone.id, reason=REASON)
    used = _made(await book(ports, _ask(span("08:00", "09:00"))))
    await check_in(ports, caller=ZEB, booking=used.id)


async def _is_booked_for(ports: Ports) -> None:
    theirs = replace(_ask(span("15:00", "16:00")), caller=RIE, note=THEIR_NOTE)
    _made(await book(ports, theirs))
    for_rie = replace(
        _ask(span("15:00", "16:00"), "desk-2"), person=RIE.id, override=OVERRIDE, note=NOTE
    )
    made = _made(await book(ports, for_rie))
    await cancel_booking(ports, caller=ZEB, booking=made.id, reason=REASON)
    _made(await book(ports, replace(for_rie, when=span("16:00", "17:00"))))
    own = replace(_ask(span("17:00", "18:00"), "desk-2"), caller=RIE, person=RIE.id)
    hers = _made(await book(ports, replace(own, when=span("12:00", "13:00"))))
    await cancel_booking(ports, caller=ZEB, booking=hers.id, reason=REASON)
    await deliver(ports, _made(await book(ports, own)).id)


def _ask(when: Interval, place: str = "desk-1", *, note: str = "", override: str = "") -> Ask:
    return Ask(
        caller=ZEB,
        person=ZEB.id,
        resource=ResourceId(place),
        when=when,
        note=note,
        override=override,
    )


def _made(result: object) -> Booking:
    booking = getattr(result, "booking", None)
    assert isinstance(booking, Booking), result
    return booking
