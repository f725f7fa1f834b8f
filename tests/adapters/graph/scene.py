"""Ports of Exchange over the Graph at an address, and what the tests write there."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from adapters.graph.opened import Exchange, open_exchange
from adapters.settings import read_settings
from domain.calendar_event import Draft, EventId, Mailbox, ShowAs
from domain.ids import BookingId
from domain.when import Instant, Interval, instant
from tests.fake_clock import FakeClock

NOW = instant(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
ZONE = ZoneInfo("Europe/Amsterdam")
TOKEN = "a-token-of-the-simulator"  # opens nothing


async def the_zone() -> ZoneInfo:
    return ZONE


def opened_at(base: str, **more: str) -> Exchange:
    settings = read_settings(
        {
            "TABLES_ENDPOINT": "http://127.0.0.1:1",
            "QUEUES_ENDPOINT": "http://127.0.0.1:1",
            "BLOBS_ENDPOINT": "http://127.0.0.1:1",
            "STORAGE_ACCOUNT": "here",
            "STORAGE_ACCOUNT_KEY": "a2V5",
            "GRAPH_BASE_URL": base,
            "GRAPH_TOKEN": TOKEN,
            "GRAPH_SERVICE_MAILBOX": "rooms@gemeente.example",
            **more,
        }
    )
    return open_exchange(settings, FakeClock(NOW), the_zone)


ROOM, SERVICE, PERSON = (
    Mailbox("vergaderzaal1@gemeente.example"),
    Mailbox("rooms@gemeente.example"),
    Mailbox("sanne@gemeente.example"),
)
BOOKING = BookingId("2026-11-24-b00001")
EVENT = EventId("AAMk=/+x")


def at(hour: int, minute: int = 0, *, day: int = 24) -> Instant:
    """In UTC, in November 2026: in Amsterdam it is an hour later."""
    return instant(datetime(2026, 11, day, hour, minute, tzinfo=UTC))


def a_meeting(**more: object) -> Draft:
    return Draft(
        **{  # type: ignore[arg-type]  # a test says which fields it means
            "booking": BOOKING,
            "transaction": "t-1",
            "subject": "Vergaderzaal 1",
            "body": "<p>Geboekt</p>",
            "span": Interval(at(9), at(10)),
            "room": (ROOM, "Vergaderzaal 1"),
            "people": ((PERSON, "Sanne"),),
            **more,
        }
    )


def a_mirror(**more: object) -> Draft:
    plain = {"room": None, "people": (), "place": "Stadhuis, werkplek 12", "show_as": ShowAs.FREE}
    return a_meeting(**{**plain, **more})


def an_event(**more: object) -> dict[str, object]:
    """A full single event, as Graph answers."""
    return {
        "@odata.etag": 'W/"key-1"',
        "id": EVENT,
        "changeKey": "key-1",
        "iCalUId": "uid-1",
        "type": "singleInstance",
        "subject": "Overleg",
        "sensitivity": "normal",
        "showAs": "busy",
        "isAllDay": False,
        "isCancelled": False,
        "isOrganizer": True,
        "seriesMasterId": None,
        "transactionId": "t-1",
        "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
        "start": {"dateTime": "2026-11-24T09:00:00.0000000", "timeZone": "UTC"},
        "end": {"dateTime": "2026-11-24T10:00:00.0000000", "timeZone": "UTC"},
        "organizer": {"emailAddress": {"name": "Zalen", "address": "Rooms@Gemeente.example"}},
        "attendees": [
            {
                "type": "resource",
                "status": {"response": "accepted", "time": "2026-11-23T08:00:00Z"},
                "emailAddress": {"name": "Zaal", "address": "Vergaderzaal1@gemeente.example"},
            }
        ],
        **more,
    }
