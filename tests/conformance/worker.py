"""Plays the Functions host for the real worker runtime: indexes an app and invokes its functions.

What runs for real is `azure_functions_runtime`, the library inside Azure's Python 3.13 worker: indexing,
binding conversion, thread pool, error reporting. What does not run is the host: routing, schedules,
leases, retries and keys are its affair, and no test here says anything about them.
"""

import contextlib
import importlib
import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.azurite import Azurite
from tests.conformance.messages import PROTOS, Message

HOST = "vrijplek.example"
_TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class InvocationFailed(Exception):
    """The worker reported a failed invocation: the function raised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer as the host receives it. Cookies come apart from headers."""

    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, Message]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class WorkerHost:
    """A worker with one app loaded. Use `worker_of`."""

    def __init__(self, folder: Path) -> None:
        self._runtime: Any = importlib.import_module("azure_functions_runtime.handle_event")
        self._folder = folder
        self.functions: dict[str, Any] = {}

    async def start(self) -> None:
        """Init, metadata and load, in the host's order; `InvocationFailed` where the app is refused."""
        init = SimpleNamespace(capabilities={}, function_app_directory=str(self._folder))
        _succeeded(await self._runtime.worker_init_request(_event(worker_init_request=init)))
        metadata = await self._runtime.functions_metadata_request(
            _event(functions_metadata_request=SimpleNamespace())
        )
        for function in metadata.function_metadata_results:
            load = SimpleNamespace(function_id=function.function_id)
            _succeeded(
                await self._runtime.function_load_request(_event(function_load_request=load))
            )
            self.functions[function.name] = function

    def bindings(self, name: str) -> list[dict[str, Any]]:
        """The bindings of a function, as the host reads them."""
        return [json.loads(text) for text in self.functions[name].raw_bindings]

    async def http(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        host: str = HOST,
    ) -> Answer:
        """One request through the one HTTP function. `host`: under which name the client asked."""
        before, _, query = path.partition("?")
        request = PROTOS.RpcHttp(
            method=method,
            url=f"https://{host}{path}",
            headers={"host": host, **(headers or {})},
            query=dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair),
            params={"route": before.lstrip("/")},
            body=PROTOS.TypedData(bytes=body),
        )
        answer = await self._invoke(
            self._only_http(), "httpTrigger", PROTOS.TypedData(http=request)
        )
        http = answer.return_value.http
        return Answer(
            status=int(http.status_code),
            headers={name.lower(): value for name, value in http.headers.items()},
            cookies={cookie.name: cookie for cookie in http.cookies or ()},
            body=http.body.bytes,
        )

    def _only_http(self) -> str:
        [name] = (n for n in self.functions if self.bindings(n)[0]["type"] == "httpTrigger")
        return name

    async def timer(self, name: str, *, past_due: bool = False) -> None:
        """One firing of a timer function."""
        facts = {
            "Schedule": {"AdjustForDST": True},
            "ScheduleStatus": {
                "Last": "2026-11-22T05:00:00+00:00",
                "LastUpdated": "2026-11-22T05:05:00+00:00",
                "Next": "2026-11-22T05:10:00+00:00",
            },
            "IsPastDue": past_due,
        }
        await self._invoke(name, "timerTrigger", PROTOS.TypedData(json=json.dumps(facts)))

    async def queue(self, name: str, body: str, *, dequeue_count: int = 1) -> None:
        """One message for a queue function, already decoded as the host does."""
        metadata = {
            "Id": PROTOS.TypedData(string="message-1"),
            "PopReceipt": PROTOS.TypedData(string="receipt-1"),
            "DequeueCount": PROTOS.TypedData(json=str(dequeue_count)),
            "InsertionTime": PROTOS.TypedData(json='"2026-11-22T05:00:00+00:00"'),
            "ExpirationTime": PROTOS.TypedData(json='"2026-11-29T05:00:00+00:00"'),
            "NextVisibleTime": PROTOS.TypedData(json='"2026-11-22T05:10:00+00:00"'),
        }
        await self._invoke(name, "queueTrigger", PROTOS.TypedData(string=body), metadata)

    async def _invoke(
        self, name: str, trigger: str, value: Message, metadata: Mapping[str, Message] | None = None
    ) -> Any:
        argument = next(b["name"] for b in self.bindings(name) if b["type"] == trigger)
        request = SimpleNamespace(
            invocation_id=f"invocation-{time.perf_counter_ns()}",
            function_id=self.functions[name].function_id,
            input_data=[PROTOS.ParameterBinding(name=argument, data=value)],
            trigger_metadata=metadata or {},
            trace_context=SimpleNamespace(trace_parent=_TRACE, trace_state="", attributes={}),
            retry_context=SimpleNamespace(retry_count=0, max_retry_count=0, exception=None),
        )
        return _succeeded(
            await self._runtime.invocation_request(_event(invocation_request=request))
        )


@contextlib.contextmanager
def worker_of(folder: Path) -> Iterator[WorkerHost]:
    """A worker for the `function_app.py` of `folder`, which is imported afresh. The runtime keeps its
    registry and thread pool in modules: one worker at a time, cleared on the way out."""
    runtime: Any = importlib.import_module("azure_functions_runtime")
    indexed = runtime.handle_event._functions._functions
    before = sys.modules.pop("function_app", None)
    sys.path.insert(0, str(folder))
    runtime.start_threadpool_executor()
    try:
        yield WorkerHost(folder)
    finally:
        runtime.stop_threadpool_executor()
        indexed.clear()
        sys.path.remove(str(folder))
        sys.modules.pop("function_app", None)
        if before is not None:
            sys.modules["function_app"] = before


def settings_of(azurite: Azurite) -> dict[str, str]:
    """The application settings of a local deployment on this emulator."""
    return {
        "AzureWebJobsStorage": azurite.connection_string,
        "STORAGE_ACCOUNT": azurite.account,
        "STORAGE_ACCOUNT_KEY": azurite.key,
        "TABLES_ENDPOINT": azurite.table_endpoint,
        "QUEUES_ENDPOINT": azurite.queue_endpoint,
        "BLOBS_ENDPOINT": azurite.blob_endpoint,
    }


def _event(**one: object) -> SimpleNamespace:
    return SimpleNamespace(
        request=SimpleNamespace(**one), properties={"host": "127.0.0.1", "protos": PROTOS}
    )


def _succeeded(answer: Any) -> Any:
    if answer.result.status != PROTOS.StatusResult.Success:
        failure = answer.result.exception
        raise InvocationFailed(f"{failure.message}\n{failure.stack_trace}")
    return answer
