"""What answers about how it runs look like; as in schemas.py."""

from datetime import date

from pydantic import AwareDatetime, Field

from adapters.http.api.schemas import Out, Text
from application.estimate import Part


class OperationFigures(Out):
    """Of this month so far; `today`: how many of them. `failed`: through no fault of who asked. `throttled`: who was asked
    said to come back later. `medianSeconds`, `slowSeconds`: half of them, and 95 of 100, took at most about so long.
    `rows`: written in transactions."""

    count: int
    today: int
    failed: int
    throttled: int
    median_seconds: float
    slow_seconds: float
    longest_seconds: float
    rows: int


class OperationJob(Out):
    """`schedule` (six fields, UTC): null for what the `queue` wakes. `lagSeconds`: how long ago it last finished."""

    job: Text
    schedule: Text | None
    queue: Text | None
    last_at: AwareDatetime | None
    lag_seconds: int | None
    stale: bool
    figures: OperationFigures


class OperationQueue(Out):
    """`waiting`, `failed`: messages, roughly. `failed`: those that were given up, in the queue’s `-poison`."""

    name: Text
    waiting: int
    oldest_at: AwareDatetime | None
    failed: int
    failed_at: AwareDatetime | None


class OperationCounts(Out):
    """`name`: of an operation of this API, of a page, or of a kind of call to Microsoft Graph."""

    name: Text
    figures: OperationFigures


class OperationStore(Out):
    """`service`: tables, queues or blobs. `classes`: how many of the month, by class."""

    service: Text
    name: Text
    classes: dict[str, int]
    figures: OperationFigures


class OperationCost(Out):
    """`euro` is below nothing for what is free. `sure`: the price was read where it is published."""

    part: Part
    count: float
    unit: Text
    euro: float
    sure: bool


class OperationEstimate(Out):
    """What this month cost so far. Left out: what is kept, logs, alarm rules, the look from outside, traffic, the second
    account; the free grant is reckoned as if nobody else in the subscription used it."""

    euro: float
    priced_on: Text
    items: list[OperationCost]


class OperationsHealth(Out):
    """This month in UTC, five minutes late at most. `since`: the first day of it of which anything is known. `queues`: null
    where they do not answer."""

    at: AwareDatetime
    since: date | None
    jobs: list[OperationJob]
    queues: list[OperationQueue] | None
    requests: list[OperationCounts]
    storage: list[OperationStore]
    graph: list[OperationCounts]
    estimate: OperationEstimate = Field(description="So far.")
