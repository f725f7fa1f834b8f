"""What we run on, as a test wants it: queues with messages, a timetable, and prices that are easily reckoned with."""

from collections.abc import Mapping

from adapters.telemetry.counts import MemoryCounts
from application.platform import Platform, QueueState
from domain.costs import Price, PriceList, Rate
from domain.when import Instant
from tests.fake_counts import FakeKeptCounts
from tests.faults import Faults

NAMES = ("deliver", "send-mail", "sync-mailbox")
EACH = {
    "gb_second": 0.01,
    "execution": 0.001,
    "free_gb_seconds": 10.0,
    "free_executions": 5.0,
    "table_operation": 0.002,
    "queue_operation": 0.0001,
    "blob_write": 0.01,
    "blob_other": 0.005,
}


class FakeQueues(Faults):
    """`waiting` and `failed`: when each message was sent, by queue."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[str, list[Instant]] = {name: [] for name in NAMES}
        self.failed: dict[str, list[Instant]] = {name: [] for name in NAMES}

    async def states(self) -> tuple[QueueState, ...]:
        await self.reading()
        return tuple(
            QueueState(
                name=name,
                waiting=len(self.waiting[name]),
                oldest_at=min(self.waiting[name], default=None),
                failed=len(self.failed[name]),
                failed_at=min(self.failed[name], default=None),
            )
            for name in NAMES
        )


class FakeTimetable:
    """`timers` may be changed by a test. Some of the product are not among them: a page has to do without."""

    def __init__(self) -> None:
        self.timers: dict[str, str] = {
            "release_no_shows": "0 */5 * * * *",
            "remind": "0 */15 * * * *",
            "seal_audit": "0 12 * * * *",
            "extend_series": "0 10 1 * * *",
            "aggregate": "0 40 1 * * *",
            "sweep": "0 10 2 * * *",
            "retain": "0 10 3 * * *",
            "sync_calendars": "0 */5 * * * *",
            "renew_subscriptions": "0 20 */6 * * *",
        }

    def schedules(self) -> Mapping[str, str]:
        return self.timers

    def queues(self) -> Mapping[str, str]:
        return {"deliver": "deliver", "send_mail": "send-mail", "sync_mailbox": "sync-mailbox"}


class FakePrices:
    def today(self) -> PriceList:
        return PriceList(
            currency="USD",
            looked_up="2026-11-22",
            euro=Rate(value=0.5, date="2026-11-22", source="of this test"),
            prices={
                name: Price(value=value, per=1, sure=True, source="of this test")
                for name, value in EACH.items()
            },
        )


class FakePlatform:
    """`port`: all of it. What counts in memory is the real one already."""

    def __init__(self) -> None:
        self.counts, self.kept_counts = MemoryCounts(), FakeKeptCounts()
        self.queues, self.timetable = FakeQueues(), FakeTimetable()
        self.port = Platform(
            counts=self.counts,
            kept_counts=self.kept_counts,
            queues=self.queues,
            timetable=self.timetable,
            prices=FakePrices(),
        )
