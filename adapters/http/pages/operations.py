"""What the page of operations shows: jobs, queues, requests, storage, Graph, and what the month has cost so far."""

from dataclasses import dataclass
from datetime import date

from adapters.http.pages.frame import Frame
from adapters.http.pages.shell import Shell
from application.estimate import Estimate
from application.platform import QueueState
from application.show_operations import Figures, JobLine, Line, Operations, StoreLine
from domain.when import Instant

OPERATIONS = "/health/operations"
MOST = 25
"""Of kinds of requests; the API tells of all."""
CLASSES = ("read", "query", "write", "transaction", "delete", "manage")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationsPage:
    """Context of operations.html. `since`: None while nothing has been counted this month. `more`: how many kinds of
    requests are not shown."""

    shell: Shell
    at: Instant
    since: date | None
    well: bool
    jobs: tuple[JobLine, ...]
    queues: tuple[QueueState, ...] | None
    requests: tuple[Line, ...]
    more: int
    all_requests: Figures
    stores: tuple[StoreLine, ...]
    classes: tuple[str, ...]
    graph: tuple[Line, ...]
    estimate: Estimate


def operations_page(found: Operations, *, frame: Frame) -> OperationsPage:
    """Inside `speaking`."""
    return OperationsPage(
        shell=frame.shell,
        at=found.at,
        since=found.since,
        well=found.well,
        jobs=found.jobs,
        queues=found.queues,
        requests=found.requests[:MOST],
        more=len(found.requests[MOST:]),
        all_requests=found.all_requests,
        stores=found.stores,
        classes=CLASSES,
        graph=found.graph,
        estimate=found.estimate,
    )
