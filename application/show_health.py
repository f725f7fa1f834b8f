"""Health: whether storage answers, and whether each job finished when it should have.

A late job is told, and is no reason to send people elsewhere: only storage out of reach makes the whole unhealthy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from application.build import CHECKOUT, Build
from application.ports import Beat, Misconfigured, Ports, Unavailable
from application.rounds import QUICK, resting
from domain.when import Instant, later

# Three of its own periods: one late run is the platform's ordinary business, three are not. The quick rounds are made by
# two timers in turn, so both heartbeats follow in five minutes; the looser of the two limits is for when one stands still.
STALE_AFTER: Mapping[str, timedelta] = {
    "release_no_shows": timedelta(minutes=15),
    "remind": timedelta(minutes=45),
    "seal_audit": timedelta(hours=3),
    "extend_series": timedelta(days=3),
    "sweep": timedelta(days=3),
    "aggregate": timedelta(days=3),
    "retain": timedelta(days=3),
    "rotate_keys": timedelta(days=3),
    "back_up": timedelta(days=3),
    "list_seats": timedelta(days=3),
}
OF_EXCHANGE: Mapping[str, timedelta] = {
    "sync_calendars": timedelta(minutes=15),
    "renew_subscriptions": timedelta(hours=18),
    "reconcile_calendars": timedelta(days=3),
}
"""Those that run where there is an Exchange only; elsewhere nobody waits for them."""


AT_REST = timedelta(hours=3)
"""For the quick jobs at night and at the weekend, when the hourly round does their work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobHealth:
    """`last_at` is None for a job that never finished: on a new deployment its time has not come yet."""

    job: str
    last_at: Instant | None
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """`storage`: it answered; `set_up`: a municipality has been imported."""

    storage: bool
    set_up: bool
    jobs: tuple[JobHealth, ...]
    build: Build = CHECKOUT

    @property
    def usable(self) -> bool:
        return self.storage and self.set_up

    @property
    def well(self) -> bool:
        return self.usable and not any(job.stale for job in self.jobs)


async def show_health(ports: Ports) -> Health:
    """How things are now; never raises a fault, because a fault is the answer."""
    try:
        beats = {beat.job: beat for beat in await ports.heartbeats.all()}
    except (Unavailable, Misconfigured):
        return Health(storage=False, set_up=False, jobs=(), build=ports.build)
    try:
        await ports.places.directory()
        set_up = True
    except (Unavailable, Misconfigured):
        set_up = False
    now = ports.clock.now()
    expected = {**STALE_AFTER, **(OF_EXCHANGE if ports.exchange.on else {})}
    jobs = tuple(
        _health(job, beats.get(job), patience(job, usual, now), now)
        for job, usual in expected.items()
    )
    return Health(storage=True, set_up=set_up, jobs=jobs, build=ports.build)


def patience(job: str, usual: timedelta, now: Instant) -> timedelta:
    """How old the heartbeat of `job` may be now, if it may `usual`ly be so old."""
    if job not in QUICK:
        return usual
    return AT_REST if resting(now) or resting(later(now, -usual)) else usual


def _health(job: str, beat: Beat | None, after: timedelta, now: Instant) -> JobHealth:
    stale = beat is not None and now - beat.at > after
    return JobHealth(job=job, last_at=beat.at if beat is not None else None, stale=stale)
