"""The proxy does what it is told, counts it, and otherwise does not show."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from tests.fault_proxy import Fault, FaultProxy

type Ask = Callable[[str, str], Awaitable[int | str]]


class Target:
    """A service that remembers what reached it."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, bytes, str]] = []
        self.url = ""

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        self.seen.append((request.method, request.raw_path, body, request.headers.get("X-A", "")))
        return web.Response(status=207, body=b"raw\x00" + body, headers={"ETag": 'W/"a\'%3A"'})


@pytest.fixture
async def target() -> AsyncIterator[Target]:
    target = Target()
    runner = web.ServerRunner(web.Server(target.answer, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    target.url = f"http://127.0.0.1:{runner.addresses[0][1]}/acct"
    yield target
    await runner.cleanup()


@pytest.fixture
async def ask() -> AsyncIterator[Ask]:
    async with aiohttp.ClientSession() as session:

        async def _ask(method: str, url: str) -> int | str:
            try:
                async with session.request(method, url, data=b"x") as answer:
                    return answer.status
            except aiohttp.ClientError:
                return "broken"

        yield _ask


async def test_without_faults_nothing_changes(target: Target) -> None:
    path = "/t(PartitionKey='2026',RowKey='a%7Cb%27%27')?$filter=a%20eq%20'%2B'"
    async with FaultProxy(target.url) as proxy, aiohttp.ClientSession() as session:
        url = URL(proxy.endpoint + path, encoded=True)
        async with session.request("PATCH", url, data=b"body", headers={"X-A": "b"}) as answer:
            assert (answer.status, await answer.read()) == (207, b"raw\x00body")
            assert answer.headers["ETag"] == 'W/"a\'%3A"'
    assert target.seen == [("PATCH", f"/acct{path}", b"body", "b")]
    assert (proxy.forwarded, proxy.count) == (1, {})


@pytest.mark.parametrize(
    ("fault", "answers", "reached"),
    [
        (Fault.REFUSE_BEFORE, {500, 503}, 0),
        (Fault.DROP_BEFORE, {"broken"}, 0),
        (Fault.ERROR_AFTER, {503}, 1),
        (Fault.DROP_AFTER, {"broken"}, 1),
        (Fault.DELAY, {207}, 1),
    ],
)
async def test_a_scripted_fault_happens_once(
    target: Target, ask: Ask, fault: Fault, answers: set[int | str], reached: int
) -> None:
    async with FaultProxy(target.url, delay=0.05) as proxy:
        proxy.script(fault, None)
        began = asyncio.get_running_loop().time()
        assert await ask("POST", proxy.endpoint) in answers
        late = asyncio.get_running_loop().time() - began >= 0.05
        assert late or fault is not Fault.DELAY
        assert (len(target.seen), proxy.forwarded, proxy.count) == (reached, reached, {fault: 1})
        assert await ask("POST", proxy.endpoint) == 207


async def test_the_same_seed_makes_the_same_faults(target: Target, ask: Ask) -> None:
    rates = {"error_after": 0.3, "drop_before": 0.2}

    async def run(seed: int) -> list[int | str]:
        async with FaultProxy(target.url, seed, rates) as proxy:
            return [await ask("POST", proxy.endpoint) for _ in range(60)]

    first = await run(1)
    assert first == await run(1) != await run(2)
    assert 8 <= first.count(503) <= 28 and 4 <= first.count("broken") <= 20


async def test_only_what_is_chosen_goes_wrong(target: Target, ask: Ask) -> None:
    proxy = FaultProxy(
        target.url, 0, {"refuse_before": 1.0}, lambda method, path: path.endswith("$batch")
    )
    async with proxy:
        assert await ask("POST", f"{proxy.endpoint}/t") == 207
        assert await ask("POST", f"{proxy.endpoint}/$batch") in {500, 503}
    assert proxy.count == {Fault.REFUSE_BEFORE: 1}


def test_an_unknown_fault_or_too_many_of_them_is_an_error() -> None:
    with pytest.raises(ValueError):
        FaultProxy("http://127.0.0.1:1", rates={"explode": 0.1})
    with pytest.raises(ValueError):
        FaultProxy("http://127.0.0.1:1", rates={"delay": 0.6, "drop_after": 0.6})


async def test_it_runs_as_a_process_of_its_own(target: Target, ask: Ask) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.fault_proxy", "--target", target.url),
        *("--rates", "error_after=1", "--methods", "POST", "--seed", "7"),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        endpoint = (await process.stdout.readline()).decode().strip()
        assert [await ask("GET", endpoint), await ask("POST", endpoint)] == [207, 503]
        assert [method for method, *_ in target.seen] == ["GET", "POST"]
    finally:
        process.terminate()
        await process.wait()
