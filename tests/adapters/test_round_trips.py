"""How often the hot paths ask storage, counted where requests leave for the network."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from adapters.queues.doorbell import QueueDoorbell
from adapters.queues.messages import QueueKey
from adapters.settings import Settings
from adapters.tables.answers import Answer
from adapters.tables.auth import SharedKey
from adapters.tables.bookings import TableBookings
from adapters.tables.channel import Channel
from adapters.tables.people import TablePeople
from adapters.tables.privacy import TablePreferences, TableProfiles
from adapters.tables.requests import TableRequests
from adapters.tables.wire import TableWire
from domain.ids import PersonId, ResourceId, SiteId
from domain.when import next_day
from tests.builders import NOW, TODAY, a_booking, a_desk
from tests.contracts.changes import a_sheet_of, settled_change, write
from tests.fakes import FakeClock, FakeIds


@dataclass
class Trips:
    """`operations`: requests sent. `trips`: how often one was sent while none was under way; those that travel side
    by side are one trip."""

    operations: int = 0
    trips: int = 0
    under_way: int = 0


class CountingChannel(Channel):
    """A channel that counts in `trips`, which may be shared."""

    def counting(self, trips: Trips) -> "CountingChannel":
        self._trips = trips
        return self

    async def send(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        self._trips.operations += 1
        self._trips.trips += self._trips.under_way == 0
        self._trips.under_way += 1
        try:
            return await super().send(method, target, headers, body)
        finally:
            self._trips.under_way -= 1


@dataclass
class Wired:
    bookings: TableBookings
    requests: TableRequests
    doorbell: QueueDoorbell
    trips: Trips


async def a_secret() -> bytes:
    return b"of this test"


@pytest.fixture
async def wired(stores: Settings) -> AsyncIterator[Wired]:
    trips = Trips()
    key = SharedKey(stores.storage_account, stores.storage_account_key)
    wire = TableWire(stores.tables_endpoint, key)
    channel = CountingChannel(stores.tables_endpoint, key, timeout=5.0, on_request=None)
    wire._channel = channel.counting(trips)  # the seam is the pipeline itself
    queue_key = QueueKey(stores.storage_account, stores.storage_account_key)
    queue = CountingChannel(stores.queues_endpoint, queue_key, timeout=5.0, on_request=None)
    doorbell = QueueDoorbell(queue.counting(trips))
    ids = FakeIds()
    yield Wired(
        TableBookings(wire, ids), TableRequests(wire, FakeClock(NOW), a_secret), doorbell, trips
    )
    await wire.close()
    await doorbell.close()


def since(trips: Trips, before: Trips) -> tuple[int, int]:
    return trips.operations - before.operations, trips.trips - before.trips


async def test_a_plain_booking_is_two_round_trips_and_five_operations(wired: Wired) -> None:
    booking = a_booking(name="plain", resource=a_desk("desk-plain"), person="p-plain")
    before = replace(wired.trips)
    sheet, claim, _ = await asyncio.gather(
        wired.bookings.sheet(
            TODAY, resources=[(booking.at.site, booking.at.resource)], person=booking.person
        ),
        wired.requests.claim(booking.person, "/bookings", "k", body="b", booking=booking.id),
        wired.doorbell.ring(booking.id, delay=timedelta(seconds=5)),
    )
    await wired.bookings.apply(settled_change(booking, sheet))
    assert claim.fresh
    assert since(wired.trips, before) == (5, 2)


async def test_a_site_with_a_limit_costs_one_operation_and_no_round_trip_more(
    wired: Wired,
) -> None:
    before = replace(wired.trips)
    await wired.bookings.sheet(
        TODAY,
        resources=[(SiteId("hall"), ResourceId("desk-1"))],
        person=PersonId("ada"),
        scopes=["hall"],
    )
    assert since(wired.trips, before) == (3, 1)


async def test_a_poll_is_one_round_trip_however_many_ask(wired: Wired) -> None:
    before = replace(wired.trips)
    await asyncio.gather(*(wired.bookings.stamp(TODAY, SiteId("hall")) for _ in range(20)))
    assert since(wired.trips, before) == (1, 1)


async def test_a_plan_is_one_round_trip_however_many_look(wired: Wired) -> None:
    before = replace(wired.trips)
    looks = (wired.bookings.site_day(TODAY, SiteId("hall"), fresh=False) for _ in range(20))
    await asyncio.gather(*looks)
    assert since(wired.trips, before) == (1, 1)
    await wired.bookings.site_day(TODAY, SiteId("hall"), fresh=False)
    assert since(wired.trips, before) == (1, 1)


async def test_four_weeks_of_a_person_are_one_round_trip(wired: Wired) -> None:
    before = replace(wired.trips)
    days = [next_day(TODAY, days=n) for n in range(28)]
    await wired.bookings.person_days(PersonId("ada"), days)
    assert since(wired.trips, before) == (28, 1)


async def test_a_whole_day_is_one_round_trip(wired: Wired) -> None:
    made = a_booking(name="whole", resource=a_desk("desk-whole"), person="p-whole")
    await write(wired.bookings, made)
    assert (await a_sheet_of(wired.bookings, made)).people[made.person].entries
    before = replace(wired.trips)
    assert made.id in (await wired.bookings.whole_day(TODAY)).heads
    assert since(wired.trips, before) == (1, 1)


async def test_who_may_see_whom_is_one_round_trip_for_a_quarter_of_a_minute(wired: Wired) -> None:
    wire = wired.bookings._wire  # the same counted pipeline
    profiles, preferences, people = (
        TableProfiles(wire),
        TablePreferences(wire),
        TablePeople(wire),
    )

    async def look() -> None:
        await asyncio.gather(profiles.pact(), preferences.all(), people.everyone())

    before = replace(wired.trips)
    await look()
    assert since(wired.trips, before) == (3, 1)
    before = replace(wired.trips)
    for _ in range(20):
        await look()
    assert since(wired.trips, before) == (0, 0)
