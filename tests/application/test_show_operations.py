"""How it runs: what is said of jobs, queues, requests, storage and Graph, and what the month has cost so far."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from adapters.telemetry.counts import MemoryCounts
from application.counts import Kind
from application.estimate import Cost, Part
from application.faults import Misconfigured, Unavailable
from application.heartbeats import Beat
from application.show_operations import Operations, show_operations
from domain.when import later
from tests.builders import NOW, TODAY, a_directory
from tests.fakes import World, a_world

FIRST = date(2026, 11, 1)


@pytest.fixture
def town() -> World:
    return a_world(a_directory(), (), NOW)


async def counted(
    town: World,
    *what: tuple[Kind, str, str],
    day: date = TODAY,
    times: int = 1,
    seconds: float = 0.02,
    process: str = "one",
) -> None:
    counts = MemoryCounts()
    for kind, name, outcome in what:
        for _ in range(times):
            counts.record(kind, name, seconds, outcome, entities=3)
    await town.platform.kept_counts.keep(day, process, counts.taken())


def costs(found: Operations) -> Mapping[Part, Cost]:
    return {each.part: each for each in found.estimate.costs}


async def test_before_anything_was_counted_there_is_nothing_and_it_costs_what_watching_does(
    town: World,
) -> None:
    found = await show_operations(town.ports)
    assert found.since is None and not (found.requests or found.stores or found.graph)
    assert found.well and found.all_requests.count == 0 and found.all_requests.failing == 0
    assert {part for part, cost in costs(found).items() if cost.euro} == {Part.WATCHING}


async def test_a_job_has_its_schedule_how_it_went_and_how_long_ago_it_finished(
    town: World,
) -> None:
    await town.ports.heartbeats.beat(Beat(job="remind", at=later(NOW, -timedelta(minutes=10))))
    await counted(town, (Kind.JOB, "remind", "done"), times=8, day=FIRST)
    await counted(town, (Kind.JOB, "remind", "failed"), times=2, seconds=40)
    jobs = {job.job: job for job in (await show_operations(town.ports)).jobs}
    remind = jobs["remind"]
    assert (remind.schedule, remind.queue, remind.stale) == ("0 */15 * * * *", "", False)
    assert remind.lag == timedelta(minutes=10)
    assert (remind.figures.count, remind.figures.today, remind.figures.failed) == (10, 2, 2)
    assert remind.figures.median <= 0.025 < remind.figures.slow
    assert jobs["deliver"].queue == "deliver" and jobs["deliver"].schedule == ""


async def test_a_job_that_is_late_asks_for_somebody(town: World) -> None:
    await town.ports.heartbeats.beat(Beat(job="remind", at=later(NOW, -timedelta(hours=2))))
    found = await show_operations(town.ports)
    assert [job.job for job in found.jobs if job.stale] == ["remind"] and not found.well


async def test_without_exchange_its_timers_are_not_waited_for(town: World) -> None:
    jobs = {job.job for job in (await show_operations(town.ports)).jobs}
    assert "remind" in jobs and "sync_calendars" not in jobs
    terms = replace(town.ports.exchange, on=True)
    with_exchange = await show_operations(replace(town.ports, exchange=terms))
    assert "sync_calendars" in {job.job for job in with_exchange.jobs}


async def test_messages_that_were_given_up_ask_for_somebody_and_those_that_wait_do_not(
    town: World,
) -> None:
    town.platform.queues.waiting["deliver"] = [NOW]
    assert (await show_operations(town.ports)).well
    town.platform.queues.failed["send-mail"] = [NOW]
    assert not (await show_operations(town.ports)).well


@pytest.mark.parametrize("fault", [Unavailable("gone"), Misconfigured("no right")])
async def test_queues_that_do_not_answer_leave_the_rest_to_be_read(
    town: World, fault: Exception
) -> None:
    town.platform.queues.fail_next_read(fault)
    await counted(town, (Kind.HTTP, "makeBooking", "2xx"))
    found = await show_operations(town.ports)
    assert found.queues is None and not found.well
    assert [line.name for line in found.requests] == ["makeBooking"]


async def test_requests_are_summed_over_days_processes_and_outcomes(town: World) -> None:
    book = "makeBooking"
    await counted(town, (Kind.HTTP, book, "2xx"), times=6, day=FIRST)
    await counted(town, (Kind.HTTP, book, "5xx"), times=1)
    await counted(town, (Kind.HTTP, book, "4xx"), times=3, process="two")
    await counted(town, (Kind.HTTP, "GET /", "2xx"), times=30, process="three")
    found = await show_operations(town.ports)
    assert [line.name for line in found.requests] == ["GET /", book]
    figures = found.requests[1].figures
    assert (figures.count, figures.today, figures.failed) == (10, 4, 1)
    assert figures.failing == pytest.approx(0.1) and found.all_requests.count == 40


async def test_storage_is_told_by_table_and_class(town: World) -> None:
    await counted(
        town,
        (Kind.STORAGE, "tables/bookings/query", "2xx"),
        (Kind.STORAGE, "tables/bookings/transaction", "2xx"),
        (Kind.STORAGE, "tables/bookings/transaction", "none"),
        (Kind.STORAGE, "queues/deliver/write", "2xx"),
    )
    bookings, deliver = (await show_operations(town.ports)).stores
    assert (bookings.service, bookings.name) == ("tables", "bookings")
    assert bookings.classes == {"query": 1, "transaction": 2} and bookings.figures.failed == 1
    assert bookings.figures.entities == 9
    assert (deliver.service, deliver.name, deliver.classes) == ("queues", "deliver", {"write": 1})


async def test_calls_to_graph_that_were_told_to_wait_are_counted_apart(town: World) -> None:
    await counted(town, (Kind.GRAPH, "batch", "2xx"), (Kind.GRAPH, "batch", "429"))
    (batch,) = (await show_operations(town.ports)).graph
    figures = batch.figures
    assert (figures.count, figures.throttled, figures.failed) == (2, 1, 0)


async def test_what_was_counted_last_month_is_not_of_this_one(town: World) -> None:
    await counted(town, (Kind.HTTP, "makeBooking", "2xx"), day=date(2026, 10, 31))
    found = await show_operations(town.ports)
    assert found.requests == () and found.since is None


async def test_every_operation_has_its_price(town: World) -> None:
    """The prices of the fake are easily reckoned with, and a euro is two of its currency."""
    await counted(
        town,
        (Kind.STORAGE, "tables/bookings/read", "2xx"),
        (Kind.STORAGE, "queues/deliver/write", "2xx"),
        (Kind.STORAGE, "blobs/drawings/write", "2xx"),
        (Kind.STORAGE, "blobs/drawings/read", "2xx"),
        (Kind.JOB, "remind", "done"),
        (Kind.JOB, "deliver", "done"),
        times=10,
    )
    found = costs(await show_operations(town.ports))
    assert {part: cost.count for part, cost in found.items() if part is not Part.WATCHING} == {
        Part.REQUESTS: 0,
        Part.TIMERS: 20,  # GB-s: ten runs of a second in 2 GB
        Part.MESSAGES: 20,
        Part.FREE_COMPUTE: 10,
        Part.EXECUTIONS: 20,
        Part.FREE_EXECUTIONS: 5,
        Part.TABLES: 10,
        Part.QUEUES: 10 + 10 * 3,  # each message is taken, held and removed
        Part.BLOB_WRITES: 10 + 10,  # and the host writes the state of its timers
        Part.BLOB_OTHERS: 10 + 30,
    }
    assert found[Part.TABLES].euro == pytest.approx(10 * 0.002 / 2)
    assert found[Part.FREE_COMPUTE].euro == pytest.approx(-10 * 0.01 / 2)


async def test_a_long_job_is_paid_for_by_its_length(town: World) -> None:
    await counted(town, (Kind.JOB, "retain", "done"), seconds=30.0)
    assert costs(await show_operations(town.ports))[Part.TIMERS].count == pytest.approx(60)


async def test_requests_that_come_at_once_share_an_instance(town: World) -> None:
    await counted(town, (Kind.HTTP, "listOccupancy", "2xx"), times=100_000, seconds=0.001)
    found = costs(await show_operations(town.ports))
    assert 2 * 20_000 < found[Part.REQUESTS].count < 2 * 32_400


async def test_queues_are_watched_from_the_first_day_on_of_which_anything_is_known(
    town: World,
) -> None:
    await counted(town, (Kind.JOB, "remind", "done"), day=TODAY - timedelta(days=1))
    watching = costs(await show_operations(town.ports))[Part.WATCHING]
    assert watching.count == pytest.approx(3 * (24 + 7) * 3600 / 10)
