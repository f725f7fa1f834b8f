"""When storage misbehaves: reads are asked again, writes never, and the unknown is called unknown."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from adapters.tables.auth import SharedKey
from adapters.tables.batch import Insert
from adapters.tables.wire import TableWire
from application.faults import Misconfigured, Stale, Unavailable
from tests.adapters.tables.conftest import SHORT
from tests.azurite import KEY
from tests.fault_proxy import Fault, FaultProxy

DAY = "2026-11-23"
Opener = Callable[..., TableWire]
type Write = Callable[[TableWire, str, str], Awaitable[object]]

WRITES: dict[str, Write] = {
    "insert": lambda wire, table, _: wire.insert(table, DAY, "new", {"n": 2}),
    "upsert": lambda wire, table, _: wire.upsert(table, DAY, "new", {"n": 2}),
    "merge": lambda wire, table, _: wire.upsert(table, DAY, "new", {"n": 2}, merge=True),
    "replace": lambda wire, table, old: wire.replace(table, DAY, "old", {"n": 2}, old),
    "delete": lambda wire, table, old: wire.delete(table, DAY, "old", old),
    "transact": lambda wire, table, _: wire.transact(table, DAY, [Insert("new", {"n": 2})]),
}


@pytest.mark.parametrize("fault", [Fault.ERROR_AFTER, Fault.DROP_AFTER])
@pytest.mark.parametrize("name", WRITES)
async def test_a_write_whose_answer_is_lost_is_unknown_and_was_done_once(
    open_wire: Opener, proxy: FaultProxy, table: str, name: str, fault: Fault
) -> None:
    wire = open_wire(proxy.endpoint)
    old = await wire.insert(table, DAY, "old", {"n": 1})
    proxy.script(fault)
    with pytest.raises(Unavailable):
        await WRITES[name](wire, table, old)
    assert (proxy.forwarded, proxy.count[fault]) == (2, 1)
    rows = await wire.range(table, DAY, from_key="a", before_key="z")
    stored = {row.key: row.values["n"] for row in rows}
    expected = {"delete": {}, "replace": {"old": 2}}
    assert stored == expected.get(name, {"old": 1, "new": 2})


@pytest.mark.parametrize("fault", [Fault.REFUSE_BEFORE, Fault.DROP_BEFORE])
@pytest.mark.parametrize("name", WRITES)
async def test_a_write_that_never_arrived_is_unknown_too_and_is_not_sent_again(
    open_wire: Opener, proxy: FaultProxy, table: str, name: str, fault: Fault
) -> None:
    wire = open_wire(proxy.endpoint)
    old = await wire.insert(table, DAY, "old", {"n": 1})
    proxy.script(fault)
    with pytest.raises(Unavailable):
        await WRITES[name](wire, table, old)
    assert proxy.forwarded == 1


@pytest.mark.parametrize("fault", list(Fault))
async def test_a_read_is_asked_up_to_three_times(
    open_wire: Opener, proxy: FaultProxy, table: str, fault: Fault
) -> None:
    seen: list[str] = []
    await open_wire().insert(table, DAY, "a", {"n": 1})
    wire = open_wire(
        proxy.endpoint, timeout=SHORT, on_request=lambda method, _: seen.append(method)
    )
    proxy.script(fault, fault, None, fault, fault, fault)
    row = await wire.get(table, DAY, "a")
    assert row is not None and seen == ["GET"] * 3
    with pytest.raises(Unavailable):
        await wire.range(table, DAY, from_key="a", before_key="b")
    assert seen == ["GET"] * 6


async def test_a_write_that_takes_too_long_is_unknown(
    open_wire: Opener, proxy: FaultProxy, table: str
) -> None:
    wire = open_wire(proxy.endpoint, timeout=SHORT)
    proxy.script(Fault.DELAY)
    with pytest.raises(Unavailable, match="Timeout"):
        await wire.transact(table, DAY, [Insert("a", {})])
    async with asyncio.timeout(60):
        while await open_wire().get(table, DAY, "a") is None:
            await asyncio.sleep(0.1)


async def test_nobody_listening_is_unavailable() -> None:
    wire = TableWire("http://127.0.0.1:9/acct", SharedKey("acct", KEY))
    with pytest.raises(Unavailable):
        await wire.insert("t", DAY, "a", {})
    await wire.close()


class Scripted:
    """A storage service that answers as told, and remembers what it was asked."""

    def __init__(self, *answers: web.Response) -> None:
        self.answers = list(answers)
        self.asked: list[web.BaseRequest] = []

    async def __aenter__(self) -> str:
        self._runner = web.ServerRunner(web.Server(self._answer, access_log=None))
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/acct"

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        return self.answers.pop(0)


def says(status: int, code: str = "", **headers: str) -> web.Response:
    body = f'{{"odata.error":{{"code":"{code}","message":{{"value":"m"}}}}}}' if code else ""
    return web.Response(status=status, text=body, headers=headers)


async def outcome(wire: TableWire, work: Awaitable[Any]) -> Any:
    try:
        return await work
    except (Stale, Unavailable, Misconfigured, ValueError) as fault:
        return fault
    finally:
        await wire.close()


@pytest.mark.parametrize(
    ("answer", "kind", "wait"),
    [
        (says(429, "TooManyRequests", **{"Retry-After": "7"}), Unavailable, 7.0),
        (says(503, "ServerBusy", **{"Retry-After": "soon"}), Unavailable, 1.0),
        (says(503, "ServerBusy", **{"Retry-After": "86400"}), Unavailable, 60.0),
        (says(500, "OperationTimedOut"), Unavailable, 1.0),
        (says(409, "TableBeingDeleted"), Unavailable, 1.0),
        (says(409), Unavailable, 1.0),
        (says(412), Unavailable, 1.0),
        (says(404), Unavailable, 1.0),
        (says(400), Unavailable, 1.0),
        (says(302), Unavailable, 1.0),
        (says(401, "NoAuthenticationInformation"), Misconfigured, None),
        (says(403, "AuthorizationPermissionMismatch"), Misconfigured, None),
        (says(400, "InvalidInput"), ValueError, None),
        (says(413, "RequestBodyTooLarge"), ValueError, None),
        (says(409, "EntityAlreadyExists"), Stale, None),
        (says(412, "UpdateConditionNotSatisfied"), Stale, None),
    ],
)
async def test_an_answer_is_one_of_the_faults(
    answer: web.Response, kind: type[Exception], wait: float | None
) -> None:
    async with Scripted(answer) as endpoint:
        wire = TableWire(endpoint, SharedKey("acct", KEY))
        fault = await outcome(wire, wire.insert("t", DAY, "a", {}))
    assert type(fault) is kind
    assert getattr(fault, "retry_after", None) == wait


async def test_a_read_sits_out_a_short_retry_after_and_leaves_a_long_one_to_the_caller() -> None:
    service = Scripted(
        says(503, "ServerBusy", **{"Retry-After": "0.3"}),
        says(404, "ResourceNotFound"),
        says(503, "ServerBusy", **{"Retry-After": "30"}),
    )
    async with service as endpoint:
        wire = TableWire(endpoint, SharedKey("acct", KEY))
        began = asyncio.get_running_loop().time()
        assert await wire.get("t", DAY, "a") is None
        assert asyncio.get_running_loop().time() - began >= 0.3
        fault = await outcome(wire, wire.get("t", DAY, "a"))
    assert isinstance(fault, Unavailable) and fault.retry_after == 30
    assert service.answers == []


@pytest.mark.parametrize("body", ["", "<html>", "{", '{"value":'])
async def test_an_unreadable_answer_to_a_read_is_unavailable(body: str) -> None:
    async with Scripted(web.Response(text=body)) as endpoint:
        wire = TableWire(endpoint, SharedKey("acct", KEY))
        fault = await outcome(wire, wire.range("t", DAY, from_key="a", before_key="b"))
    assert isinstance(fault, Unavailable)


async def test_a_page_may_be_empty_and_still_have_a_next_one() -> None:
    first = web.json_response(
        {"value": []},
        headers={
            "x-ms-continuation-NextPartitionKey": "1!8!MjAy==",
            "x-ms-continuation-NextRowKey": "1!12!a+b/",
        },
    )
    only_partition = web.json_response(
        {"value": []}, headers={"x-ms-continuation-NextPartitionKey": "1!4!eA--"}
    )
    entity = {"RowKey": "a", "Timestamp": "2026-11-23T09:00:00.1234567Z", "n": 1, "gone": None}
    service = Scripted(first, only_partition, web.json_response({"value": [entity]}))
    async with service as endpoint:
        wire = TableWire(endpoint, SharedKey("acct", KEY))
        (row,) = await outcome(wire, wire.range("t", DAY, from_key="a", before_key="b"))
    assert row.version == "W/\"datetime'2026-11-23T09%3A00%3A00.1234567Z'\""
    assert dict(row.values) == {"n": 1}
    _, second, third = (request.raw_path for request in service.asked)
    assert second.endswith("&NextPartitionKey=1%218%21MjAy%3D%3D&NextRowKey=1%2112%21a%2Bb%2F")
    assert third.endswith("&NextPartitionKey=1%214%21eA--")


async def test_a_token_goes_along_as_a_bearer_and_the_versions_are_named() -> None:
    async def token() -> str:
        return "t0ken"

    service = Scripted(says(204, ETag="v1"))
    async with service as endpoint:
        wire = TableWire(endpoint, token)
        assert await outcome(wire, wire.replace("t", DAY, "a", {}, "v0")) == "v1"
    headers = service.asked[0].headers
    assert headers["Authorization"] == "Bearer t0ken"
    assert headers["x-ms-version"] == "2019-02-02"
    assert headers["DataServiceVersion"] == "3.0"
    assert headers["If-Match"] == "v0"
    assert headers["x-ms-date"].endswith(" GMT")


def test_a_token_does_not_travel_unprotected() -> None:
    async def token() -> str:
        return "t0ken"

    with pytest.raises(Misconfigured, match="https"):
        TableWire("http://acct.table.core.windows.net", token)
