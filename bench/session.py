"""What it costs to tell who a request is from: the cookie opened, person and version as they are kept."""

import statistics
import time
from dataclasses import replace

from starlette.requests import Request

from adapters.http.caller import SignedIn
from adapters.http.cookies import KEPT
from adapters.http.session import COOKIE, Door
from adapters.identity.sessions import SealedSessions
from bench.ratios import Row
from domain.ids import PersonId
from domain.limits import limits_from
from domain.sessions import Lifetime
from tests.builders import NOW, a_directory, a_person
from tests.fakes import a_world
from tests.limits import ENDLESS

WARM, CALLS = 200, 2000
MOST = 0.2  # ms, p50


async def session_row() -> Row:
    """Over memory, which answers as fast as what is kept for 15 seconds."""
    world = a_world(a_directory(), [a_person()], NOW, limits=limits_from(ENDLESS))
    ports = replace(world.ports, sessions=SealedSessions(world.keys, world.clock))
    door = Door(ports=ports, lifetime=Lifetime(), secure=False)
    sealed = await ports.sessions.seal(await door.begun(PersonId("ada")))
    caller, header = SignedIn(door), (b"cookie", f"{COOKIE}={sealed}".encode("ascii"))
    times: list[float] = []
    for _ in range(WARM + CALLS):
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "headers": [header],
            KEPT: [],
        }
        since = time.perf_counter()
        person = await caller(Request(scope))
        times.append((time.perf_counter() - since) * 1e3)
        assert person.id == "ada"
    p50 = statistics.median(times[WARM:])
    return Row(what="session check, p50", ours=p50, unit="ms", bar="< 0.2 ms", holds=p50 < MOST)
