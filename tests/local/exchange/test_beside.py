"""Exchange beside the app: on which port, and what the app is told of it."""

import asyncio
import socket
import urllib.request
from pathlib import Path

import pytest

from adapters.settings import read_settings
from local.beside import beside_on, exchange, open_exchange_listener
from local.environment import exchange_environment
from local.options import Options, Refused, read_options


def options(data: Path, port: int, **env: str) -> Options:
    return read_options([], {"PORT": str(port), "LOCAL_DATA": str(data), **env})


def port_of(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def test_it_listens_on_the_port_after_ours_or_a_free_one_or_the_one_that_was_asked_for(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = port_of(other)
        with open_exchange_listener(options(tmp_path, taken - 1)) as free:
            assert port_of(free) != taken
        asked = options(tmp_path, 7071, EXCHANGE_PORT=str(taken))
        with pytest.raises(Refused, match=f"Port {taken} is taken"):
            open_exchange_listener(asked)
    with open_exchange_listener(options(tmp_path, taken - 1)) as after:
        assert port_of(after) == taken


async def test_it_runs_as_a_process_lets_the_app_in_and_goes_when_told(tmp_path: Path) -> None:
    chosen = options(tmp_path, 7071)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        beside = beside_on(listener, "junglinster")
        told = exchange_environment(chosen, beside)
        async with exchange(chosen, listener, beside) as process:
            url = f"{told['GRAPH_BASE_URL']}/users/{told['GRAPH_SERVICE_MAILBOX']}/events"
            request = urllib.request.Request(
                url, headers={"Authorization": f"Bearer {told['GRAPH_TOKEN']}"}
            )
            answer = await asyncio.to_thread(urllib.request.urlopen, request)
            assert answer.status == 200
    assert process.returncode == 0
    assert (tmp_path / "exchange.log").read_text() == ""


def test_what_the_app_is_told_is_what_it_can_read(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        told = exchange_environment(options(tmp_path, 7071), beside_on(listener, "depanne"))
    where = "http://127.0.0.1:1/devstoreaccount1"
    endpoints = {f"{each}_ENDPOINT": where for each in ("TABLES", "QUEUES", "BLOBS")}
    terms = read_settings({**endpoints, **told}).exchange
    assert terms.on
    assert terms.service == "vrijplek@depanne.example"
    assert terms.notify == "http://127.0.0.1:7071/graph/notifications"
