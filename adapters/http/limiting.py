"""Where a request comes from, and saying no to whoever asks too often or fails too often.

Before something that can fail and be tried again: `await allowed(ports, request, Attempt.PIN)`; after it has failed:
`await failed(ports, request, Attempt.PIN)`. Both raise Denied (429, with Retry-After) where it was too often.
"""

from contextlib import suppress
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.requests import Request

from adapters.http.errors import Denied, Problem, refusal
from application.ports import Ports, Unavailable
from domain.limits import Asking, Attempt, refused_until
from domain.people import Person
from domain.refusals import Refusal
from domain.when import Instant

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SEARCHES = ("/api/v1/people", "/api/v1/availability", "/api/v1/me/export")
NAMES_LOOKED_FOR = ("whom", "name")
"""Fields of pages in which one looks for somebody; sent empty, nothing is looked for."""
V6_NETWORK = 64
UNKNOWN = "unknown"
GUESSED = (Refusal.UNKNOWN_BOOKING, Refusal.UNKNOWN_PERSON, Refusal.UNKNOWN_SERIES)
"""What nobody may find out by trying ids."""


def client_address(request: Request) -> str:
    """The address of whoever asks; UNKNOWN where nobody says it.

    A server that is connected to knows its peer, and believes nobody else. In Azure there is none: there it is the
    last entry of X-Forwarded-For, which the platform wrote; the earlier ones are what the client claims."""
    if request.client is not None:
        return _plain(request.client.host)
    return _plain(",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2])


async def allowed(ports: Ports, request: Request, what: Attempt) -> None:
    """Raises Denied (429) where too much has failed from this address. One round trip."""
    address = _counted(ports, request)
    if address is not None:
        now = ports.clock.now()
        _deny(await ports.limiter.may_try(address, what, now=now), now)


async def failed(ports: Ports, request: Request, what: Attempt) -> None:
    """Note that it failed. Raises Denied (429) where that makes it too often."""
    address = _counted(ports, request)
    if address is not None:
        now = ports.clock.now()
        _deny(await ports.limiter.failed(address, what, now=now), now)


def not_held_back(ports: Ports, request: Request, what: Attempt) -> None:
    """As `allowed`, as far as this process knows, for what every request does; costs no round trip."""
    address = _counted(ports, request)
    if address is not None:
        now = ports.clock.now()
        _deny(ports.limiter.held_back(address, what, now=now), now)


async def count(ports: Ports, request: Request, person: Person) -> None:
    """Count a request of somebody we know. Raises Denied (429) for one too many."""
    now = ports.clock.now()
    request.state.guesses = f"person|{person.id}"
    _deny(ports.limiter.held_back(request.state.guesses, Attempt.UNKNOWN, now=now), now)
    _deny(await ports.limiter.asked(person.id, asking(request), now=now), now)


async def tried_unknown(ports: Ports, request: Request, problem: Problem) -> Problem:
    """What to answer somebody who asked for what does not exist: that, unless they keep guessing. It counts against
    them alone, not against everybody at their address; against that where nobody knows who it is."""
    if problem.code not in GUESSED:
        return problem
    name, now = getattr(request.state, "guesses", None), ports.clock.now()
    try:
        with suppress(Unavailable):
            if name is None:
                await failed(ports, request, Attempt.UNKNOWN)
            else:
                _deny(await ports.limiter.failed(name, Attempt.UNKNOWN, now=now), now)
    except Denied as too_often:
        return too_often.problem
    return problem


def asking(request: Request) -> Asking:
    """What kind of request it is."""
    if request.method not in SAFE:
        return Asking.CHANGE
    looks = any(request.query_params.get(each) for each in NAMES_LOOKED_FOR)
    return Asking.SEARCH if looks or request.url.path.startswith(SEARCHES) else Asking.READ


def _deny(until: Instant | None, now: Instant) -> None:
    if until is not None:
        raise refusal(refused_until(until, now=now))


def _counted(ports: Ports, request: Request) -> str | None:
    """The address whose failures count; None for the municipality's own."""
    address = client_address(request)
    with suppress(ValueError):
        own = (_network(each) for each in ports.limiter.limits.own_networks)
        if any(ip_address(address) in network for network in own):
            return None
    return _shared(address)


@lru_cache(256)
def _network(text: str) -> IPv4Network | IPv6Network:
    return ip_network(text, strict=False)


def _shared(address: str) -> str:
    """In IPv6 a network of 2**64 addresses is one household: it counts as one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network((found, V6_NETWORK), strict=False))
    return address


def _plain(text: str) -> str:
    """An address without its port and brackets, and an IPv4 address that comes dressed up as IPv6 as it is."""
    name = text.strip()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    try:
        found = ip_address(name)
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(found)
