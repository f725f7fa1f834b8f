"""The page of operations as a sample: something late, something given up, something that failed, and a small bill."""

from dataclasses import replace
from datetime import date, timedelta

from adapters.http.pages.frame import UNKNOWN, Frame
from adapters.http.pages.operations import OperationsPage, operations_page
from application.estimate import Usage, estimate
from application.platform import QueueState
from application.show_operations import Figures, JobLine, Line, Operations, StoreLine
from domain.costs import Price, PriceList, Rate
from domain.when import later
from tests.builders import NOW
from tests.http.pages import sample

NOTHING = Figures(count=0, today=0, failed=0, throttled=0, median=0, slow=0, longest=0, entities=0)


def figures(count: int, *, failed: int = 0, throttled: int = 0, median: float = 0.03) -> Figures:
    return Figures(
        count=count,
        today=count // 20,
        failed=failed,
        throttled=throttled,
        median=median,
        slow=median * 4,
        longest=median * 20,
        entities=count * 3,
    )


def timer(job: str, schedule: str, ago: timedelta | None, found: Figures, **more: bool) -> JobLine:
    return JobLine(
        job=job,
        schedule=schedule,
        queue="",
        last_at=later(NOW, -ago) if ago is not None else None,
        lag=ago,
        stale=more.get("stale", False),
        figures=found,
    )


def woken(job: str, queue: str, found: Figures) -> JobLine:
    return JobLine(
        job=job, schedule="", queue=queue, last_at=None, lag=None, stale=False, figures=found
    )


JOBS = (
    timer("release_no_shows", "0 5,10,20 5-17 * * 1-5", timedelta(minutes=2), figures(6812)),
    timer(
        "remind", "0 */15 5-17 * * 1-5", timedelta(hours=3), figures(2200, median=0.6), stale=True
    ),
    timer("seal_audit", "0 12 * * * *", timedelta(minutes=40), figures(560, failed=2)),
    timer("sweep", "0 10 2 * * *", timedelta(hours=5), figures(23, median=4.37)),
    timer("back_up", "0 10 4 * * *", None, NOTHING),
    timer("renew_subscriptions", "0 20 */6 * * *", timedelta(hours=1), figures(92)),
    woken("deliver", "deliver", figures(3140, failed=3, median=0.3)),
    woken("send_mail", "send-mail", figures(2911, median=0.42)),
    woken("sync_mailbox", "sync-mailbox", figures(15822, median=0.2)),
)
QUEUES = (
    QueueState(name="deliver", waiting=0, oldest_at=None, failed=0, failed_at=None),
    QueueState(
        name="send-mail",
        waiting=1204,
        oldest_at=later(NOW, -timedelta(minutes=12)),
        failed=0,
        failed_at=None,
    ),
    QueueState(
        name="sync-mailbox",
        waiting=2,
        oldest_at=None,
        failed=3,
        failed_at=later(NOW, -timedelta(days=1)),
    ),
)
REQUESTS = (
    Line(name="listOccupancy", figures=figures(128455)),
    Line(name="GET /", figures=figures(21044, failed=4, median=0.08)),
    Line(name="makeBooking", figures=figures(4180, median=0.045)),
    Line(name="GET /plans/{floor}/{hash}.svg", figures=figures(3021)),
    Line(name="cancelBooking", figures=figures(612, failed=1)),
)
STORES = (
    StoreLine(
        service="tables",
        name="bookings",
        classes={"query": 390233, "read": 41022, "transaction": 9120},
        figures=figures(440375),
    ),
    StoreLine(
        service="tables",
        name="people",
        classes={"query": 20133, "read": 90122, "write": 120, "delete": 12},
        figures=figures(110387, failed=1),
    ),
    StoreLine(service="queues", name="deliver", classes={"write": 3140}, figures=figures(3140)),
    StoreLine(
        service="blobs", name="drawings", classes={"read": 820, "manage": 2}, figures=figures(822)
    ),
)
GRAPH = (
    Line(name="batch", figures=figures(15830, throttled=41, failed=3, median=0.24)),
    Line(name="hint", figures=figures(4120, median=0.18)),
)
EACH = {
    "gb_second": 0.000026,
    "execution": 0.4e-6,
    "free_gb_seconds": 100_000.0,
    "free_executions": 250_000.0,
    "table_operation": 0.036e-6,
    "queue_operation": 0.4e-6,
    "blob_write": 6.25e-6,
    "blob_other": 0.5e-6,
}
PRICES = PriceList(
    currency="USD",
    looked_up="2026-11-22",
    euro=Rate(value=0.9275, date="2026-11-22", source="sample"),
    prices={
        name: Price(value=value, per=1, sure="_operation" not in name, source="sample")
        for name, value in EACH.items()
    },
)
USED = Usage(
    serving=41200,
    timer_runs=9687,
    timer_seconds=9900,
    message_runs=21873,
    message_seconds=22400,
    requests=157312,
    tables=550762,
    queues=21873,
    blob_writes=2,
    blob_others=820,
)


def found(**changes: object) -> Operations:
    made = Operations(
        at=NOW,
        since=date(2026, 11, 1),
        jobs=JOBS,
        queues=QUEUES,
        requests=REQUESTS,
        all_requests=figures(157312, failed=5),
        stores=STORES,
        graph=GRAPH,
        estimate=estimate(USED, PRICES, elapsed=23.3 * 86400, queues=3),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # by name, for brevity


def page(
    language: str, *, shown: Operations | None = None, assets: str = "/static/test"
) -> OperationsPage:
    """Inside `reading`."""
    made = operations_page(shown or found(), frame=Frame(directory=UNKNOWN, told=None))
    return replace(made, shell=sample.shell(language, assets=assets))
