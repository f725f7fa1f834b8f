"""The product in the real worker of Azure's Python 3.13, on an emulated storage account."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from adapters.clock import SystemClock
from adapters.provision import provision
from adapters.queues import doorbell, waker
from adapters.settings import read_settings
from application.rounds import QUICK, resting
from application.show_health import OF_EXCHANGE, STALE_AFTER
from domain.when import instant
from local.ncrontab import parse
from tests import azurite as emulator
from tests.conformance.worker import InvocationFailed, WorkerHost, settings_of, worker_of
from tests.signed_in import headers_of

ROOT = Path(__file__).resolve().parents[2]
HTTP, DELIVER = "http", "deliver"
SYNC_MAILBOX, SEND_MAIL = "sync_mailbox", "send_mail"
TIMERS = (
    "release_no_shows",
    "remind",
    "extend_series",
    "sweep",
    "aggregate",
    "retain",
    "rotate_keys",
    "back_up",
    "list_seats",
    "seal_audit",
)
EXCHANGE_TIMERS = ("sync_calendars", "renew_subscriptions", "reconcile_calendars")
SECOND = timedelta(seconds=1)
HERE = "127.0.0.1:7071"
PAULO: dict[str, str] = {}
"""What Paulo's requests bring, from the moment at which there is a deployment to sign in to."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def outbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outbox")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker(outbox: Path) -> AsyncIterator[WorkerHost]:
    with (
        emulator.all_services() as azurite,
        pytest.MonkeyPatch.context() as env,
        worker_of(ROOT) as host,
    ):
        settings = {**settings_of(azurite), "MAIL_OUTBOX": str(outbox)}
        for name, value in settings.items():
            env.setenv(name, value)
        await provision(read_settings(settings))
        await asyncio.to_thread(_import_the_demo, settings)
        said = await headers_of(read_settings(settings), "p002")
        PAULO.update((name.lower(), value) for name, value in said.items())
        await host.start()
        yield host


def _import_the_demo(settings: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "adapters.cli", "import", "demo/junglinster"]
    environment = {**os.environ, **settings}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


async def test_every_function_has_its_name_and_its_trigger(worker: WorkerHost) -> None:
    triggers = {name: worker.bindings(name)[0]["type"] for name in worker.functions}
    assert triggers == {
        HTTP: "httpTrigger",
        **dict.fromkeys((*TIMERS, *EXCHANGE_TIMERS), "timerTrigger"),
        DELIVER: "queueTrigger",
        SYNC_MAILBOX: "queueTrigger",
        SEND_MAIL: "queueTrigger",
    }


async def test_every_path_goes_to_the_app_which_checks_who_asks(worker: WorkerHost) -> None:
    trigger = worker.bindings(HTTP)[0]
    assert trigger["route"] == "/{*route}"
    assert trigger["authLevel"] == "ANONYMOUS"
    host_json = json.loads((ROOT / "host.json").read_text("utf-8"))
    assert host_json["extensions"]["http"]["routePrefix"] == ""


@pytest.mark.parametrize("name", [*TIMERS, *EXCHANGE_TIMERS])
async def test_a_timer_runs_often_enough_for_its_heartbeat(worker: WorkerHost, name: str) -> None:
    trigger = worker.bindings(name)[0]
    schedule = parse(trigger["schedule"])
    first = schedule.next_after(datetime(2026, 11, 23, tzinfo=UTC))
    period = schedule.next_after(first) - first
    assert timedelta(minutes=1) <= period
    assert 3 * period <= {**STALE_AFTER, **OF_EXCHANGE}[name]
    assert not trigger.get("runOnStartup")


async def test_by_day_two_timers_together_make_a_round_every_five_minutes(
    worker: WorkerHost,
) -> None:
    schedules = [parse(worker.bindings(name)[0]["schedule"]) for name in QUICK]
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    while moment < datetime(2026, 11, 30, tzinfo=UTC):
        due = [each for each in schedules if each.next_after(moment - SECOND) == moment]
        assert len(due) == (0 if resting(instant(moment)) else 1), moment
        moment += timedelta(minutes=5)
    hourly = parse(worker.bindings("seal_audit")[0]["schedule"])
    assert (hourly.hours, len(hourly.minutes)) == (tuple(range(24)), 1)


@pytest.mark.parametrize(
    ("name", "queue"), [(DELIVER, doorbell.QUEUE), (SYNC_MAILBOX, waker.QUEUE)]
)
async def test_a_queue_function_reads_the_queue_that_is_written_for_it(
    worker: WorkerHost, name: str, queue: str
) -> None:
    trigger = worker.bindings(name)[0]
    assert trigger["queueName"] == queue
    assert trigger["connection"] == "AzureWebJobsStorage"


async def test_an_api_answer_passes_through_the_worker(worker: WorkerHost) -> None:
    answer = await worker.http("GET", "/api/v1/health")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/json")


async def test_a_cookie_says_who_asks(worker: WorkerHost) -> None:
    answer = await worker.http("GET", "/api/v1/me", host=HERE, headers=PAULO)
    assert (answer.status, answer.json()["id"]) == (200, "p002")


async def test_nobody_is_let_in_without_one_whatever_a_header_says(worker: WorkerHost) -> None:
    for header in ("x-demo-person", "x-ms-client-principal-name", "x-ms-client-principal-id"):
        answer = await worker.http("GET", "/api/v1/me", host=HERE, headers={header: "p002"})
        assert answer.status == 401


async def test_an_unchanged_plan_answers_304_without_a_body(worker: WorkerHost) -> None:
    site = (await _ask(worker, "GET", "/api/v1/sites"))["items"][0]["id"]
    path = f"/api/v1/occupancy?siteId={site}&date={_soon(1)}"
    first = await worker.http("GET", path, host=HERE, headers=PAULO)
    assert first.status == 200, first.body
    again = {**PAULO, "if-none-match": first.headers["etag"]}
    second = await worker.http("GET", path, host=HERE, headers=again)
    assert (second.status, second.body) == (304, b"")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/v1/bookings/2026-11-23-nothing", b"", 404),
        ("GET", "/api/v1/nowhere", b"", 404),
        ("POST", "/api/v1/bookings", b"{", 400),
        ("POST", "/api/v1/bookings", b"\xff\xfe", 400),
    ],
)
async def test_a_no_is_a_problem_document(
    worker: WorkerHost, method: str, path: str, body: bytes, status: int
) -> None:
    headers = {**PAULO, "content-type": "application/json"}
    answer = await worker.http(method, path, host=HERE, headers=headers, body=body)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"]


async def test_a_booking_is_made_and_its_mail_delivered(worker: WorkerHost, outbox: Path) -> None:
    body = json.dumps(await _a_free_desk(worker)).encode()
    headers = {**PAULO, "content-type": "application/json"}
    made = await worker.http("POST", "/api/v1/bookings", host=HERE, headers=headers, body=body)
    assert made.status == 201, made.body
    booking = made.json()["id"]
    assert made.headers["location"].endswith(f"/api/v1/bookings/{booking}")
    message = json.dumps({"booking": booking, "tries": 0})
    await worker.queue(DELIVER, message)
    mails = list(outbox.rglob("*.eml"))
    await worker.queue(DELIVER, message, dequeue_count=2)
    assert len(mails) == 1
    assert list(outbox.rglob("*.eml")) == mails


async def test_a_message_that_makes_no_sense_fails_and_goes_to_the_poison_queue(
    worker: WorkerHost,
) -> None:
    with pytest.raises(InvocationFailed):
        await worker.queue(DELIVER, "{")


@pytest.mark.parametrize("late", [False, True], ids=["on time", "past due"])
@pytest.mark.parametrize("name", TIMERS)
async def test_a_timer_passes_and_leaves_its_heartbeat(
    worker: WorkerHost, name: str, late: bool
) -> None:
    await worker.timer(name, past_due=late)
    jobs = (await worker.http("GET", "/api/v1/health")).json()["jobs"]
    beat = next(job for job in jobs if job["name"] == name)
    assert not beat["stale"]


@pytest.mark.parametrize("name", EXCHANGE_TIMERS)
async def test_where_there_is_no_exchange_its_timers_pass_and_nobody_waits_for_them(
    worker: WorkerHost, name: str
) -> None:
    await worker.timer(name, past_due=False)
    await worker.queue(SYNC_MAILBOX, json.dumps({"mailbox": "room@example.org"}))
    health = (await worker.http("GET", "/api/v1/health")).json()
    assert name not in {job["name"] for job in health["jobs"]}


async def _ask(worker: WorkerHost, method: str, path: str) -> Any:
    answer = await worker.http(method, path, host=HERE, headers=PAULO)
    assert answer.status == 200, answer.body
    return answer.json()


async def _a_free_desk(worker: WorkerHost) -> dict[str, str]:
    """The body of a booking that the house would accept: the first desk on the first day with one."""
    for day in map(_soon, range(1, 8)):
        when = f"date={day}&partOfDay=morning"
        path = f"/api/v1/availability?{when}&kind=desk"
        answer = await worker.http("GET", path, host=HERE, headers=PAULO)
        if answer.status == 200 and (places := answer.json()["items"]):
            return {"resourceId": places[0]["resourceId"], "date": day, "partOfDay": "morning"}
    raise AssertionError("no desk is free in a whole week")


def _soon(days: int) -> str:
    return (SystemClock().now() + timedelta(days=days)).date().isoformat()
