"""Puts the adapters together: the ports of one process, opened lazily and shared by every trigger."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from adapters.azure import assertion
from adapters.backup.opened import SecondAccount
from adapters.blobs.drawings import BlobDrawings
from adapters.blobs.keys import BlobKeys
from adapters.built import built
from adapters.clock import RandomIds, SystemClock
from adapters.graph.opened import open_exchange
from adapters.identity.client import Registration
from adapters.identity.issuer import OidcIssuer
from adapters.identity.published import Published
from adapters.identity.scrambler import Argon2Scrambler
from adapters.identity.sealed import Sealer
from adapters.identity.sessions import SealedSessions
from adapters.mail.folder import FolderNotices
from adapters.mail.invitations import WrittenInvitations
from adapters.mail.written import Sending, WrittenLetters
from adapters.origin import SaidOrigins
from adapters.queues.doorbell import QueueDoorbell
from adapters.queues.mailbell import QueueMailbell
from adapters.queues.messages import open_channel
from adapters.queues.states import StorageQueues
from adapters.queues.waker import QueueWaker
from adapters.seating.press import PrintedLists
from adapters.seating.shelf import BlobShelf
from adapters.settings import Settings
from adapters.tables.archive import TableDayArchive
from adapters.tables.assignments import TableAssignments
from adapters.tables.audit import TableAudit
from adapters.tables.auth import SharedKey
from adapters.tables.bookings import TableBookings
from adapters.tables.codes import TableCodes
from adapters.tables.heartbeats import TableHeartbeats
from adapters.tables.identities import TableIdentities, TableSessionVersions
from adapters.tables.kept_counts import TableKeptCounts
from adapters.tables.links import TableLinks
from adapters.tables.mailboxes import TableMailboxes
from adapters.tables.mails import TableMails
from adapters.tables.opened import credential_of, open_tables
from adapters.tables.outbox import TableOutbox
from adapters.tables.people import TablePeople
from adapters.tables.places import TablePlaces
from adapters.tables.privacy import TablePreferences, TableProfiles
from adapters.tables.quotas import TableQuotas
from adapters.tables.register import TableRegister
from adapters.tables.requests import TableRequests
from adapters.tables.series import TableSeriesBook
from adapters.tables.statistics import TableStatistics
from adapters.tables.tallies import TableTallies
from adapters.telemetry.counts import here
from adapters.telemetry.spans import spans_to
from adapters.telemetry.watch import trace_with
from adapters.timetable import DeclaredTimetable
from application.hints import KeptPresences, KeptSchedules
from application.identity import SESSION_KEYS
from application.keep_counts import CountKeeper
from application.mailed_notices import MailedNotices
from application.persondata import Register
from application.platform import Platform
from application.ports import Limiter, NoticeBoard, Ports
from application.slips import NoticesOrSlips
from domain.costs import PriceList

OnRequest = Callable[[str, str], None]
"""Hears method and target of every request to storage, for counting."""

REQUESTS_KEY = "requests"
TALLIES_KEY = "tallies"
CODES_KEY = "codes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wired:
    """What a process works with. `issuer`: None where nobody can sign in. `keeper`: writes down what the process counts.
    `close` lets go of its connections; a later use opens new ones."""

    ports: Ports
    drawings: BlobDrawings
    issuer: OidcIssuer | None
    keeper: CountKeeper
    close: Callable[[], Awaitable[None]]


def wire(settings: Settings, *, on_request: OnRequest | None = None) -> Wired:
    """The real ports. Nothing is connected before the first request."""
    trace_with(spans_to(settings.insights) if settings.open_telemetry else None)
    credential = credential_of(settings)
    tables = open_tables(settings, credential, on_request=on_request)
    tokens = None if isinstance(credential, SharedKey) else credential
    queues = open_channel(settings, tokens, on_request=on_request)
    clock, ids = SystemClock(), RandomIds()
    keys, drawings = BlobKeys(settings, clock), BlobDrawings(settings)
    places, people = TablePlaces(tables), TablePeople(tables)
    mails, mailbell = TableMails(tables), QueueMailbell(queues)
    sending = _sending(settings)
    board: NoticeBoard = (
        MailedNotices(mails, mailbell, people=people, clock=clock)
        if settings.exchange.senders
        else FolderNotices(sending, places=places, people=people, clock=clock)
    )
    tallies = TableTallies(tables, ids.change(), lambda: keys.key(TALLIES_KEY))

    async def zone() -> ZoneInfo:
        return (await places.directory()).zone

    exchange = open_exchange(settings, clock, zone)
    mailboxes = TableMailboxes(tables)
    ports = Ports(
        bookings=TableBookings(tables, ids),
        outbox=TableOutbox(tables),
        doorbell=QueueDoorbell(queues),
        links=TableLinks(tables),
        invitations=WrittenInvitations(settings.public_url),
        mailboxes=mailboxes,
        waker=QueueWaker(queues),
        copies=SecondAccount(settings, clock),
        platform=Platform(
            counts=here,
            kept_counts=(kept_counts := TableKeptCounts(tables)),
            queues=StorageQueues(settings),
            timetable=DeclaredTimetable(),
            prices=ListedPrices(),
        ),
        seating=BlobShelf(settings),
        press=PrintedLists(),
        requests=TableRequests(tables, clock, lambda: keys.key(REQUESTS_KEY)),
        quotas=TableQuotas(tables),
        series=TableSeriesBook(tables),
        places=places,
        people=people,
        staff=people,
        identities=TableIdentities(tables),
        session_versions=TableSessionVersions(tables),
        sessions=SealedSessions(keys, clock),
        keys=keys,
        profiles=TableProfiles(tables),
        preferences=TablePreferences(tables),
        notices=NoticesOrSlips(board, mails, people=people, clock=clock),
        mails=mails,
        mailbell=mailbell,
        letters=WrittenLetters(sending, places=places, people=people),
        heartbeats=TableHeartbeats(tables),
        statistics=TableStatistics(tables),
        archive=TableDayArchive(tables),
        register=_register(settings, TableRegister(tables)),
        assignments=TableAssignments(tables, ids),
        tallies=tallies,
        limiter=Limiter(tallies, settings.limits),
        codes=TableCodes(tables, lambda: keys.key(CODES_KEY)),
        scrambler=Argon2Scrambler(lambda: keys.key(CODES_KEY)),
        audit=TableAudit(tables, clock, ids),
        origins=SaidOrigins(),
        exchange=settings.exchange,
        calendars=exchange.calendars,
        finder=exchange.finder,
        schedules=KeptSchedules(
            exchange.schedules, mailboxes, clock, asking=settings.exchange.service
        ),
        presences=KeptPresences(exchange.presences, clock),
        post=exchange.post,
        subscriptions=exchange.subscriptions,
        clock=clock,
        ids=ids,
        build=built(),
    )

    async def close() -> None:
        await tables.close()
        await exchange.close()
        await queues.close()

    issuer = _issuer(settings, ports)
    keeper = CountKeeper(here, kept_counts, clock, ids.change())
    return Wired(ports=ports, drawings=drawings, issuer=issuer, keeper=keeper, close=close)


class ListedPrices:
    """Those that the command `cost` has; read when they are asked for."""

    def today(self) -> PriceList:
        from adapters.cli.cost.data import price_list

        return price_list()


def _register(settings: Settings, here: Register) -> Register:
    if not settings.backup_blobs_endpoint:
        return here
    from adapters.backup.register import RegisterKeptTwice
    from adapters.backup.vault import open_vault

    return RegisterKeptTwice(here, lambda: open_vault(settings))


def _issuer(settings: Settings, ports: Ports) -> OidcIssuer | None:
    if settings.oidc_issuer is None:
        return None
    registration = Registration(
        client_id=settings.oidc_client_id,
        public_url=settings.public_url,
        secret=settings.oidc_client_secret,
        key=settings.oidc_client_key,
        assertion=None if settings.vouches_for_itself else lambda: assertion(settings),
        tenant=settings.oidc_tenant,
        scopes=settings.oidc_scopes,
        roles_claim=settings.oidc_roles_claim,
        api_audience=settings.oidc_api_audience,
        api_scope=settings.oidc_api_scope,
    )
    return OidcIssuer(
        registration,
        Published(settings.oidc_issuer),
        sealer=Sealer(ports.keys, ports.clock, name=SESSION_KEYS, purpose="sign-in"),
        clock=ports.clock,
        ids=ports.ids,
    )


def _sending(settings: Settings) -> Sending:
    return Sending(
        folder=settings.mail_outbox,
        sender=next(iter(settings.exchange.senders), settings.mail_sender),
        public_url=settings.public_url,
        meetings=settings.exchange.on,
    )
