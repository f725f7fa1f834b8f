"""Behind a front door the address is that of whoever spoke to it, and nobody past it can claim one."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from adapters.http.front import Front
from adapters.http.front_door import behind
from adapters.http.limiting import client_address
from tests.builders import NOW, a_directory
from tests.fakes import a_world

OURS = "5b6f0a0e-3c9e-4b3e-9d54-0d2f3c7d1a02"
ANOTHER = "11111111-2222-3333-4444-555555555555"


def asked(forwarded: str, *ids: str) -> dict[str, Any]:
    headers = [(b"x-forwarded-for", forwarded.encode())]
    headers += [(b"x-azure-fdid", each.encode()) for each in ids]
    return {"type": "http", "path": "/", "client": None, "headers": headers}


@pytest.mark.parametrize(
    ("forwarded", "ids", "front_door", "address"),
    [
        ("203.0.113.9, 192.0.2.7, 147.243.0.1:50123", (OURS,), OURS, "192.0.2.7"),
        ("192.0.2.7, 147.243.0.1:50123", (OURS,), OURS, "192.0.2.7"),
        ("147.243.0.1:50123", (OURS,), OURS, "unknown"),
        ("203.0.113.9, 192.0.2.7:50123", (), OURS, "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7:50123", (ANOTHER,), OURS, "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7:50123", (ANOTHER, OURS), OURS, "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7:50123", (OURS,), "", "192.0.2.7"),
    ],
)
def test_only_what_came_through_our_front_door_is_believed_about_who_stands_before_it(
    forwarded: str, ids: tuple[str, ...], front_door: str, address: str
) -> None:
    assert client_address(Request(behind(asked(forwarded, *ids), front_door))) == address


async def test_the_application_gets_the_request_as_the_front_door_got_it() -> None:
    seen: list[str] = []

    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(client_address(Request(scope)))

    async def nothing(*_: Any) -> Any:
        return {}

    world = a_world(a_directory(), (), NOW)
    front = Front(world.ports, lambda: pages, front_door=OURS)
    await front(asked("192.0.2.7, 147.243.0.1:50123", OURS), nothing, nothing)
    assert seen == ["192.0.2.7"]
