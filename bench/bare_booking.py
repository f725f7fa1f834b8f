"""The storage operations of one booking with nothing in between: what a booking is measured against.

The same requests that `application/book.py` causes, as prepared bytes: two point reads of rows that are not there, the
request's key and the queue message side by side; then the transaction, of the same rows.
"""

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import quote

from adapters.queues.doorbell import QUEUE
from adapters.queues.messages import QueueKey
from adapters.tables import batch
from adapters.tables.auth import SharedKey
from adapters.tables.changes import operations_of
from adapters.tables.entity import body_of
from adapters.tables.names import BOOKINGS, REQUESTS
from bench.connection import connection_to
from bench.floor import Bare, Place
from domain.ids import ResourceId
from domain.ledger import PersonLedger, ResourceLedger, Sheet
from tests.azurite import Azurite
from tests.builders import TODAY, a_booking, a_desk, a_directory
from tests.contracts.changes import settled_change

# Stand in the prepared bytes where the number of the booking and of its day go.
NUMBER, DAY_NUMBER = "zz9zz", "yy8yy"
PARTITION: Final = f"bare-{DAY_NUMBER}"
DAYS = 20  # as many partitions as our own bookings are spread over


class BareBooking:
    """One client: four connections, because the first round trip asks four things at a time."""

    def __init__(self, tables: list[Bare], queue: Bare) -> None:
        self._one, self._two, self._three = tables
        self._queue = queue
        root = self._one.root
        self._run = secrets.token_hex(4)
        self._place = f"GET {root}/{BOOKINGS}{_row(f'resource|hall|desk-{NUMBER}')}"
        self._person = f"GET {root}/{BOOKINGS}{_row(f'person|p-{NUMBER}')}"
        self._claim = f"POST {root}/{REQUESTS}"
        self._ring = f"POST {root}/{QUEUE}/messages?visibilitytimeout=5"
        self._batch = f"POST {root}/$batch"
        self._transaction = _transaction(f"{self._one.origin}{root}/{BOOKINGS}")

    async def book(self, number: int) -> None:
        """Both round trips. `number`: no other call has it."""

        def filled(text: str) -> str:
            name = f"{self._run}{number}"
            return text.replace(NUMBER, name).replace(DAY_NUMBER, str(number % DAYS))

        await asyncio.gather(
            self._one.ask(filled(self._place), absent=True),
            self._two.ask(filled(self._person), absent=True),
            self._three.ask(self._claim, filled(CLAIM).encode()),
            self._queue.ask(self._ring, MESSAGE, "application/xml"),
        )
        body = filled(self._transaction).encode()
        await self._one.ask(self._batch, body, batch.CONTENT_TYPE)


@asynccontextmanager
async def bare_bookings(azurite: Azurite, clients: int) -> AsyncIterator[list[BareBooking]]:
    """As many clients, connected."""
    key = SharedKey(azurite.account, azurite.key)
    tables = Place(endpoint=azurite.table_endpoint, key=key, table=BOOKINGS)
    queue_key = QueueKey(azurite.account, azurite.key)
    queue = Place(endpoint=azurite.queue_endpoint, key=queue_key, table=QUEUE)
    places = [*[tables] * 3, queue] * clients
    bares = [Bare(place, await connection_to(place.endpoint)) for place in places]
    try:
        yield [BareBooking(bares[n : n + 3], bares[n + 3]) for n in range(0, len(bares), 4)]
    finally:
        for bare in bares:
            await bare.close()


def _row(key: str) -> str:
    return f"(PartitionKey='{PARTITION}',RowKey='{quote(key, safe='')}')"


def _transaction(table_url: str) -> str:
    """The transaction of a real booking: head, two ledgers, stamp and intents."""
    desk = a_desk(f"desk-{NUMBER}")
    booking = a_booking(name=NUMBER, person=f"p-{NUMBER}", resource=desk)
    sheet = Sheet(
        day=TODAY,
        resources={desk.id: ResourceLedger(resource=ResourceId(desk.id), site=desk.site)},
        people={booking.person: PersonLedger(person=booking.person)},
    )
    change = settled_change(booking, sheet, directory=a_directory(desk))
    operations = operations_of(change, lambda: NUMBER)
    return batch.transaction_body(table_url, PARTITION, operations, frozenset()).decode()


CLAIM: Final = body_of(
    f"request-{NUMBER}",
    "request",
    {"v": 1, "body": "0" * 64, "booking": f"{TODAY}-{NUMBER}", "created_at": "2026-11-23T12:00Z"},
    frozenset(),
)
_TEXT = base64.b64encode(json.dumps({"booking": f"{TODAY}-0123456789abcdef", "tries": 0}).encode())
MESSAGE: Final = b"<QueueMessage><MessageText>" + _TEXT + b"</MessageText></QueueMessage>"
