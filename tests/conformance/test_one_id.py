"""One id from a browser's request to storage, to the queue, to the job and to Graph: counted where requests leave."""

import asyncio
import base64
import csv
import json
import logging
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from azure.storage.queue import QueueClient

from adapters.clock import SystemClock
from adapters.provision import provision
from adapters.queues.doorbell import QUEUE
from adapters.settings import read_settings
from adapters.telemetry.correlation import as_guid
from local.beside import service_mailbox
from local.exchange.seed import seeded
from local.exchange.serving import served
from tests.azurite import Azurite, all_services
from tests.conformance.test_worker import HERE, _import_the_demo
from tests.conformance.worker import WorkerHost, settings_of, worker_of
from tests.fault_proxy import FaultProxy
from tests.signed_in import Headers, headers_of

ROOT = Path(__file__).resolve().parents[2]
TOKEN, DEMO = "let-me-in", "junglinster"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A worker whose requests all pass a proxy that notes their headers."""

    worker: WorkerHost
    who: Headers
    storage: tuple[FaultProxy, ...]
    graph: FaultProxy
    queue: QueueClient

    def named(self) -> set[str]:
        """The ids that storage has been told since this was last asked."""
        heard = [each for proxy in self.storage for each in proxy.heard]
        for proxy in self.storage:
            proxy.heard.clear()
        assert heard
        # What the process writes down of itself belongs to nobody's act.
        return {each.get("x-ms-client-request-id", "") for each in heard} - {""}

    async def free_room(self) -> dict[str, str]:
        with (ROOT / f"demo/{DEMO}/resources.csv").open(encoding="utf-8") as lines:
            rooms = {row["id"] for row in csv.DictReader(lines) if row["mailbox"]}
        for days in range(1, 8):
            day = (SystemClock().now() + timedelta(days=days)).date().isoformat()
            path = f"/api/v1/availability?date={day}&partOfDay=morning&kind=room"
            answer = await self.worker.http("GET", path, host=HERE, headers=self.who)
            found = answer.json().get("items", []) if answer.status == 200 else []
            for each in found:
                if each["resourceId"] in rooms:
                    return {"resourceId": each["resourceId"], "date": day, "partOfDay": "morning"}
        raise AssertionError("no room is free in a whole week")


@pytest.fixture(scope="module")
def own() -> Iterator[Azurite]:
    """Others leave another municipality in the one that they share."""
    with all_services() as azurite:
        yield azurite


@pytest.fixture
async def stage(own: Azurite, tmp_path: Path) -> AsyncIterator[Stage]:
    azurite = own
    settings = {**settings_of(azurite), "MAIL_OUTBOX": str(tmp_path / "outbox")}
    await provision(read_settings(settings))
    await asyncio.to_thread(_import_the_demo, settings)
    listener = socket.create_server(("127.0.0.1", 0))
    async with AsyncExitStack() as stack:
        exchange = await stack.enter_async_context(served(seeded(DEMO, token=TOKEN), listener))
        graph = await stack.enter_async_context(FaultProxy(f"{exchange.root_url}/v1.0"))
        names = ("TABLES_ENDPOINT", "QUEUES_ENDPOINT", "BLOBS_ENDPOINT")
        proxies = [await stack.enter_async_context(FaultProxy(settings[name])) for name in names]
        env = stack.enter_context(pytest.MonkeyPatch.context())
        through: Mapping[str, str] = {
            **settings,
            **{name: proxy.endpoint for name, proxy in zip(names, proxies, strict=True)},
            "GRAPH_BASE_URL": graph.endpoint,
            "GRAPH_TOKEN": TOKEN,
            "GRAPH_SERVICE_MAILBOX": service_mailbox(DEMO),
        }
        for name, value in through.items():
            env.setenv(name, value)
        said = await headers_of(read_settings(settings), "p002")
        worker = stack.enter_context(worker_of(ROOT))
        await worker.start()
        yield Stage(
            worker=worker,
            who={name.lower(): value for name, value in said.items()},
            storage=tuple(proxies),
            graph=graph,
            queue=QueueClient.from_connection_string(azurite.connection_string, QUEUE),
        )


def events(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """Our lines of requests and jobs, and forgets them; on a busy machine there are more, of what was slow."""
    found = [json.loads(text) for text in caplog.messages if text.startswith('{"event":')]
    caplog.clear()
    return [each for each in found if each["event"] in ("request", "job")]


async def test_one_id_is_seen_from_the_browser_to_graph(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="vrijplek")
    wish = await stage.free_room()
    stage.named()
    events(caplog)

    headers = {**stage.who, "content-type": "application/json", "traceparent": PARENT}
    body = json.dumps(wish).encode()
    made = await stage.worker.http(
        "POST", "/api/v1/bookings", host=HERE, headers=headers, body=body
    )
    assert made.status == 201, made.body
    assert made.headers["x-request-id"] == TRACE
    assert stage.named() == {TRACE}
    (request,) = events(caplog)
    assert (request["event"], request["name"], request["status"]) == (
        "request",
        "makeBooking",
        201,
    )
    assert request["trace"] == TRACE

    message = await _waiting(stage.queue, made.json()["id"])
    assert json.loads(message)["trace"] == TRACE
    stage.graph.heard.clear()
    await stage.worker.queue("deliver", message)
    (job,) = events(caplog)
    assert (job["event"], job["name"], job["outcome"]) == ("job", "deliver", "done")
    assert (job["trace"], job["booking"]) == (TRACE, made.json()["id"])
    assert stage.named() == {TRACE}
    heard = [each for each in stage.graph.heard if "client-request-id" in each]
    assert heard and {each["client-request-id"] for each in heard} == {as_guid(TRACE)}


async def test_a_timer_of_the_worker_has_an_id_of_its_own(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="vrijplek")
    for _ in range(2):
        await stage.worker.timer("remind")
    first, second = events(caplog)
    assert (first["name"], first["outcome"]) == ("remind", "done")
    assert first["trace"] != second["trace"]
    assert stage.named() == {first["trace"], second["trace"]}


async def _waiting(queue: QueueClient, booking: str) -> str:
    """The body of the message that a booking leaves, once it is to be seen; other tests leave messages too."""
    for _ in range(900):
        for message in queue.receive_messages(max_messages=1):
            body = base64.b64decode(message.content).decode()
            if json.loads(body).get("booking") == booking:
                return body
        await asyncio.sleep(0.2)
    raise AssertionError("no message came")
