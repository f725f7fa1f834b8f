"""Who asks too often, across the processes that share the work, without a round trip for whoever does not.

A person's requests are counted in the process; only who is past half of a limit is told to the others. An address is
counted when something fails from it, and asked about only where something can fail again.
"""

from contextlib import suppress
from typing import Protocol

from application.faults import Unavailable
from domain.limits import Asking, Attempt, Limit, Limits
from domain.when import Instant

REPORTS = 20  # to the other processes, at most, while a person uses a limit up
MOST_HELD_BACK = 10_000


class Tallies(Protocol):
    """How often something happened, summed over all processes. Rows hold digests: no subject can be read from them."""

    async def tell(self, subject: str, minute: Instant, count: int) -> None:
        """What this process has counted in the minute that began at `minute`; its last word counts."""
        ...

    async def total(self, subject: str, *, since: Instant, until: Instant) -> int:
        """What all have told of the minutes from `since` to before `until`."""
        ...

    async def forget(self, before: Instant) -> int:
        """Remove what is older; how many rows that were."""
        ...


class Limiter:
    """One per process. Answers are the instant from which it may be tried again, or None where it may be now."""

    def __init__(self, tallies: Tallies, limits: Limits) -> None:
        self.limits = limits
        self._tallies = tallies
        self._asked = _Minute()
        self._others: dict[str, int] = {}
        self._failed = _Minute()
        self._held_back: dict[str, Instant] = {}

    async def asked(self, person: str, what: Asking, *, now: Instant) -> Instant | None:
        """Count one request of a person. Whoever is below half of the limit costs no round trip, in any process."""
        limit = self.limits.asked[what]
        name = f"{what}|{person}"
        begun, count = self._asked.add(name, limit, now)
        if count == 1:
            self._others.pop(name, None)
        if count * 2 > limit.most and count % max(1, limit.most // REPORTS) == 0:
            await self._share(name, count, begun, limit, now)
        return limit.ends(now) if count + self._others.get(name, 0) > limit.most else None

    async def failed(self, address: str, what: Attempt, *, now: Instant) -> Instant | None:
        """Note that something failed from an address."""
        limit, name = self.limits.failures[what], f"{what}|{address}"
        begun, count = self._failed.add(name, _EACH_MINUTE, now)
        await self._tallies.tell(name, begun, count)
        return await self._hold_back(name, limit, now)

    async def may_try(self, address: str, what: Attempt, *, now: Instant) -> Instant | None:
        """Whether an address may try again; one round trip."""
        limit, name = self.limits.failures[what], f"{what}|{address}"
        return self.held_back(address, what, now=now) or await self._hold_back(name, limit, now)

    def held_back(self, address: str, what: Attempt, *, now: Instant) -> Instant | None:
        """As `may_try`, as far as this process knows; costs nothing."""
        until = self._held_back.get(f"{what}|{address}")
        return until if until is not None and until > now else None

    async def _share(
        self, name: str, count: int, begun: Instant, limit: Limit, now: Instant
    ) -> None:
        # Whoever is counted out by a storage that is away would be refused for our fault: they are let in instead.
        with suppress(Unavailable):
            await self._tallies.tell(name, begun, count)
            total = await self._tallies.total(name, since=begun, until=limit.ends(now))
            self._others[name] = max(0, total - count)

    async def _hold_back(self, name: str, limit: Limit, now: Instant) -> Instant | None:
        until = limit.ends(now)
        total = await self._tallies.total(name, since=limit.begins(now), until=until)
        if total < limit.most:
            return None
        if len(self._held_back) >= MOST_HELD_BACK:
            self._held_back.clear()
        self._held_back[name] = until
        return until


class _Minute:
    """Counts by name in the window that is running; what is over is forgotten at once."""

    def __init__(self) -> None:
        self._counts: dict[int, tuple[Instant, dict[str, int]]] = {}

    def add(self, name: str, limit: Limit, now: Instant) -> tuple[Instant, int]:
        """When the window began, and what this process has counted in it."""
        begun = limit.begins(now)
        since, counts = self._counts.get(limit.seconds, (begun, {}))
        if since != begun or limit.seconds not in self._counts:
            counts = {}
            self._counts[limit.seconds] = begun, counts
        counts[name] = counts.get(name, 0) + 1
        return begun, counts[name]


_EACH_MINUTE = Limit(most=1, within=Limits().bookings[0].within)
