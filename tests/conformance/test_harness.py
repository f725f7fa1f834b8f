"""The harness itself, on a small app: that what it says of the product can be believed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.settings import read_settings
from tests.azurite import Azurite
from tests.conformance.worker import InvocationFailed, WorkerHost, settings_of, worker_of
from tests.local.stub_app.provision import provision

STUB = Path(__file__).resolve().parents[1] / "local" / "stub_app"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker(azurite: Azurite) -> AsyncIterator[WorkerHost]:
    with pytest.MonkeyPatch.context() as env, worker_of(STUB) as host:
        settings = {**settings_of(azurite), "NIGHTLY": "0 0 3 * * *"}
        for name, value in settings.items():
            env.setenv(name, value)
        await provision(read_settings(settings))
        await host.start()
        yield host


async def test_every_function_is_indexed_with_its_trigger(worker: WorkerHost) -> None:
    triggers = {name: worker.bindings(name)[0]["type"] for name in worker.functions}
    assert triggers == {
        "http_app_func": "httpTrigger",
        "tick": "timerTrigger",
        "nightly": "timerTrigger",
        "work": "queueTrigger",
    }


async def test_bytes_arrive_and_leave_unchanged(worker: WorkerHost) -> None:
    every_byte = bytes(range(256)) * 40
    answer = await worker.http("POST", "/echo", body=every_byte)
    assert (answer.status, answer.body) == (201, every_byte)


async def test_cookies_come_apart_from_headers(worker: WorkerHost) -> None:
    answer = await worker.http("GET", "/cookie")
    assert answer.cookies["__Host-session"].value == "abc"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("late", [False, True])
async def test_a_timer_learns_whether_it_is_late(worker: WorkerHost, late: bool) -> None:
    await worker.timer("nightly", past_due=late)
    noted = (await worker.http("GET", "/runs/nightly")).json()
    assert f"past due {late}" in noted


async def test_a_queue_function_learns_the_dequeue_count(worker: WorkerHost) -> None:
    await worker.queue("work", "third time", dequeue_count=3)
    assert "third time 3" in (await worker.http("GET", "/runs/work")).json()


async def test_a_function_that_raises_is_reported_with_its_stack(worker: WorkerHost) -> None:
    with pytest.raises(InvocationFailed, match=r"(?s)never succeeds.*line \d+, in work"):
        await worker.queue("work", "bad")


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("x = 1\n", "Could not find top level function app"),
        ("import not_there\n", "not_there"),
        (
            "import azure.functions as func\napp = func.FunctionApp()\n"
            "@app.timer_trigger(arg_name='t', schedule='0 * * * * *')\n"
            "def f(timer): pass\n",
            "declared in Python but not in the function definition",
        ),
    ],
)
async def test_an_app_that_azure_would_refuse_is_refused(
    tmp_path: Path, code: str, says: str
) -> None:
    (tmp_path / "function_app.py").write_text(code)
    with worker_of(tmp_path) as host, pytest.raises(InvocationFailed, match=says):
        await host.start()
