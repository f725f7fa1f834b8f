"""Who asks too often, and from where: spoofed headers blame nobody else, and 350 people of one address all get in."""

from datetime import timedelta

import pytest
from starlette.requests import Request

from adapters.http.errors import Denied
from adapters.http.limiting import allowed, client_address, failed, not_held_back
from application.faults import Unavailable
from domain.limits import Attempt, limits_from
from tests import builders as make
from tests.fakes import World, a_world

FEW = "pin=3/15 bearer=3/15 reads=10/1 changes=4/1"


def a_request(
    client: str | None, *forwarded: str, method: str = "GET", path: str = "/api/v1/me"
) -> Request:
    return Request(
        {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(b"x-forwarded-for", each.encode()) for each in forwarded],
            "client": (client, 1) if client else None,
            "server": ("plek.example", 443),
            "scheme": "https",
        }
    )


@pytest.fixture
def town() -> World:
    limits = limits_from(FEW, own_networks=("198.51.100.0/24", "2001:db8:1::/48"))
    return a_world(make.a_directory(), (make.a_person("ada"),), make.NOW, limits=limits)


@pytest.mark.parametrize(
    ("client", "forwarded", "address"),
    [
        ("192.0.2.7", (), "192.0.2.7"),
        ("192.0.2.7", ("10.0.0.1",), "192.0.2.7"),
        (None, ("192.0.2.7:50123",), "192.0.2.7"),
        (None, ("10.9.9.9, 192.0.2.7:50123",), "192.0.2.7"),
        (None, ("10.9.9.9", "192.0.2.7:50123"), "192.0.2.7"),
        (None, ("[2001:db8::7]:50123",), "2001:db8::7"),
        (None, ("2001:db8::7",), "2001:db8::7"),
        (None, ("::ffff:192.0.2.7",), "192.0.2.7"),
        (None, ("10.0.0.1, somebody",), "unknown"),
        (None, ("",), "unknown"),
        (None, (), "unknown"),
    ],
)
def test_the_platform_says_where_a_request_comes_from(
    client: str | None, forwarded: tuple[str, ...], address: str
) -> None:
    assert client_address(a_request(client, *forwarded)) == address


async def fail(town: World, request: Request, times: int) -> None:
    for _ in range(times):
        await failed(town.ports, request, Attempt.PIN)


async def test_who_fails_too_often_waits_for_the_window_to_end(town: World) -> None:
    request = a_request("192.0.2.7")
    await fail(town, request, 2)
    await allowed(town.ports, request, Attempt.PIN)
    with pytest.raises(Denied) as said:
        await failed(town.ports, request, Attempt.PIN)
    assert said.value.problem.status == 429
    assert said.value.problem.headers == {"Retry-After": "900"}
    with pytest.raises(Denied):
        await allowed(town.ports, request, Attempt.PIN)
    town.clock.advance(timedelta(minutes=15))
    await allowed(town.ports, request, Attempt.PIN)


async def test_claims_of_the_client_neither_free_it_nor_blame_another(town: World) -> None:
    claims = [a_request(None, f"198.51.100.{number}, 192.0.2.7:50123") for number in range(3)]
    for request in claims[:2]:
        await failed(town.ports, request, Attempt.PIN)
    with pytest.raises(Denied):
        await failed(town.ports, claims[2], Attempt.PIN)
    await allowed(town.ports, a_request(None, "192.0.2.8:1"), Attempt.PIN)
    with pytest.raises(Denied):
        await allowed(town.ports, a_request(None, "192.0.2.7:1"), Attempt.PIN)


@pytest.mark.parametrize("address", ["198.51.100.9", "2001:db8:1:2::3"])
async def test_the_municipalitys_own_addresses_are_not_counted(town: World, address: str) -> None:
    await fail(town, a_request(address), 350)
    await allowed(town.ports, a_request(address), Attempt.PIN)
    assert town.tallies.rows == {}


async def test_a_household_of_ipv6_addresses_is_one(town: World) -> None:
    await failed(town.ports, a_request("2001:db8::1"), Attempt.PIN)
    await failed(town.ports, a_request("2001:db8::2"), Attempt.PIN)
    with pytest.raises(Denied):
        await failed(town.ports, a_request("2001:db8::3"), Attempt.PIN)


async def test_another_kind_of_failure_is_another_count(town: World) -> None:
    with pytest.raises(Denied):
        await fail(town, a_request("192.0.2.7"), 3)
    await allowed(town.ports, a_request("192.0.2.7"), Attempt.SIGN_IN)


async def test_what_this_process_knows_costs_nothing_to_ask(town: World) -> None:
    request = a_request("192.0.2.7")
    not_held_back(town.ports, request, Attempt.PIN)
    with pytest.raises(Denied):
        await fail(town, request, 3)
    town.tallies.fail_next_read(Unavailable("away"), times=9)
    with pytest.raises(Denied):
        not_held_back(town.ports, request, Attempt.PIN)


async def test_where_nothing_can_be_counted_nothing_can_be_tried(town: World) -> None:
    town.tallies.fail_next_read(Unavailable("away"))
    with pytest.raises(Unavailable):
        await allowed(town.ports, a_request("192.0.2.7"), Attempt.PIN)
