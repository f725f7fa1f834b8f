"""How every municipality is: what version it runs, whether it is well, how far behind its rooms are, what it costs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from adapters.cli.fleet.az import Az, AzFailed, NoAz, asked
from adapters.cli.fleet.deploy import STACK
from adapters.cli.fleet.site import Look
from adapters.cli.fleet.tenants import Tenant

COSTS = "https://management.azure.com/subscriptions/{}/resourceGroups/{}/providers/Microsoft.CostManagement/query?api-version=2023-11-01"
QUERY = {
    "type": "ActualCost",
    "timeframe": "MonthToDate",
    "dataset": {
        "granularity": "None",
        "aggregation": {"total": {"name": "Cost", "function": "Sum"}},
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`made_at`: of what is running, where that is known; `behind`: the newer version that another of its ring runs.
    `lag`: seconds since rooms were last looked at with Exchange; None where there is none. `cost`: this month's."""

    tenant: str
    version: str
    made_at: str
    health: str
    stale: tuple[str, ...]
    lag: float | None
    cost: float | None
    currency: str
    said: str = ""
    ring: str = ""
    behind: str = ""

    @property
    def well(self) -> bool:
        return self.health == "ok"


async def status_of(az: Az, look: Look, tenant: Tenant, now: datetime) -> Status:
    """Not to know is an answer. Raises NoAz."""
    cost, currency, said = None, "", ""
    try:
        url, subscription = await _where(az, tenant)
    except NoAz:
        raise
    except AzFailed as failure:
        return _unknown(tenant, str(failure))
    try:
        cost, currency = await _cost(az, tenant, subscription)
    except AzFailed as failure:
        said = f"cost: {failure}"
    page = await look(url)
    jobs = (page.told or {}).get("jobs", ())
    return Status(
        tenant=tenant.name,
        version=page.version,
        made_at=str((page.told or {}).get("builtAt") or ""),
        health=str((page.told or {}).get("status", "unreachable")),
        stale=tuple(str(job["name"]) for job in jobs if job.get("stale")),
        lag=_lag(jobs, now),
        cost=cost,
        currency=currency,
        said="; ".join(filter(None, (page.said, said))),
    )


def compared(ring: str, found: Iterable[Status]) -> Sequence[Status]:
    """Those of one ring, each with the newest version that is not its own."""
    of_ring = [replace(each, ring=ring) for each in found]
    dated = [each for each in of_ring if each.made_at]
    if not dated:
        return of_ring
    newest = max(dated, key=_moment)
    return [
        replace(each, behind=newest.version)
        if each.made_at and _moment(each) < _moment(newest)
        else each
        for each in of_ring
    ]


def _moment(status: Status) -> datetime:
    return datetime.fromisoformat(status.made_at)


def _unknown(tenant: Tenant, said: str) -> Status:
    return Status(
        tenant=tenant.name,
        version="",
        made_at="",
        health="unknown",
        stale=(),
        lag=None,
        cost=None,
        currency="",
        said=said,
    )


async def _where(az: Az, tenant: Tenant) -> tuple[str, str]:
    at = ("--subscription", tenant.subscription) if tenant.subscription else ()
    stack = ("--name", STACK, "--resource-group", tenant.group)
    told = await asked(az, "stack", "group", "show", *stack, *at)
    url = ((told or {}).get("outputs") or {}).get("publicUrl", {}).get("value", "")
    if not url:
        raise AzFailed("the deployment does not say its address")
    parts = str(told.get("id", "")).split("/")
    return str(url), tenant.subscription or (parts[2] if len(parts) > 2 else "")


async def _cost(az: Az, tenant: Tenant, subscription: str) -> tuple[float | None, str]:
    url, body = COSTS.format(subscription, tenant.group), json.dumps(QUERY)
    told = await asked(az, "rest", "--method", "POST", "--url", url, "--body", body)
    rows = ((told or {}).get("properties") or {}).get("rows") or []
    return (float(rows[0][0]), str(rows[0][-1])) if rows else (0.0, "")


def _lag(jobs: Any, now: datetime) -> float | None:
    for job in jobs:
        if job["name"] == "sync_calendars" and job.get("lastAt"):
            return (now - datetime.fromisoformat(job["lastAt"])).total_seconds()
    return None
