"""Which door a request came through, and roughly from where: what the audit says of it."""

from ipaddress import IPv4Address, ip_address, ip_network

from starlette.requests import Request
from starlette.types import Scope

from adapters.http.limiting import client_address

V4_SHOWN, V6_SHOWN = 24, 48
DOORS = (("/api/", "api"), ("/kiosk", "kiosk"))
SHARED = "plek.shared-screen"
"""In the scope of a request: set where it came from an unlocked kiosk."""


def origin_of(scope: Scope) -> str:
    """`web 192.0.2.0`: the door and the network of the address, never the address itself."""
    path = str(scope["path"])
    door = next((name for prefix, name in DOORS if path.startswith(prefix)), "web")
    if scope.get(SHARED):
        door = "kiosk"
    return f"{door} {shortened(client_address(Request(scope)))}".rstrip()


def shortened(address: str) -> str:
    """An address without what tells one machine from its neighbours; empty for what is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    bits = V4_SHOWN if isinstance(found, IPv4Address) else V6_SHOWN
    return str(ip_network((found, bits), strict=False).network_address)
