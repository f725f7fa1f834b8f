"""Where an act comes from: the door, and the network of the address, never the machine."""

from typing import Any

import pytest

from adapters.http.door import origin_of, shortened


def scope(path: str, client: tuple[str, int] | None, forwarded: str = "") -> dict[str, Any]:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return {"type": "http", "path": path, "headers": headers, "client": client}


@pytest.mark.parametrize(
    ("path", "door"),
    [("/api/v1/bookings", "api"), ("/kiosk", "kiosk"), ("/turn", "web"), ("/", "web")],
)
def test_the_door_is_known_by_its_path(path: str, door: str) -> None:
    assert origin_of(scope(path, ("192.0.2.77", 1))) == f"{door} 192.0.2.0"


def test_what_a_client_claims_is_not_believed() -> None:
    assert origin_of(scope("/", ("192.0.2.77", 1), "203.0.113.9")) == "web 192.0.2.0"
    assert origin_of(scope("/", None, "6.6.6.6, 203.0.113.9:443")) == "web 203.0.113.0"
    assert origin_of(scope("/", None)) == "web"


@pytest.mark.parametrize(
    ("address", "shown"),
    [("192.0.2.77", "192.0.2.0"), ("2001:db8:1:2:3::4", "2001:db8:1::"), ("unknown", "")],
)
def test_an_address_is_shortened_to_its_network(address: str, shown: str) -> None:
    assert shortened(address) == shown
