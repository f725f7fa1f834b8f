"""One municipality, and a fleet of them ring by ring: what would change, the change, and what is left when one fails."""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.cli.fleet.az import Az, AzFailed, asked
from adapters.cli.fleet.tenants import Ring, Tenant, fingerprint
from adapters.cli.fleet.watch import NotServing, Watch

STACK = "vrijplek"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """`new`: there is no resource group yet, so Azure was not asked. `counted` by kind of change."""

    new: bool
    counted: Mapping[str, int]

    @property
    def removes(self) -> int:
        return self.counted.get("Delete", 0)

    def __str__(self) -> str:
        if self.new:
            return "everything is new"
        told = [f"{count} {kind}" for kind, count in sorted(self.counted.items())]
        return ", ".join(told) or "nothing changes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one; `said` is the reason of a failure, or what changed."""

    tenant: str
    done: bool
    said: str
    public_url: str = ""


async def would_change(az: Az, infra: Path, tenant: Tenant) -> Changes:
    """Azure's own opinion; changes nothing. Raises AzFailed."""
    there = await asked(az, "group", "exists", "--name", tenant.group, *_at(tenant))
    if there is False:
        return Changes(new=True, counted={})
    said = await asked(
        az,
        *(
            "deployment",
            "group",
            "what-if",
            "--resource-group",
            tenant.group,
            *_files(infra, tenant),
        ),
        *("--no-pretty-print", *_at(tenant)),
    )
    kinds = Counter(str(each.get("changeType")) for each in (said or {}).get("changes", ()))
    return Changes(
        new=False,
        counted={kind: n for kind, n in kinds.items() if kind not in ("NoChange", "Ignore")},
    )


async def _deployed(az: Az, infra: Path, tenant: Tenant) -> dict[str, Any]:
    group = ("--name", tenant.group, "--location", tenant.location)
    await asked(az, "group", "create", *group, *_at(tenant))
    said = await asked(
        az,
        *("stack", "group", "create", "--name", STACK, "--resource-group", tenant.group),
        *(*_files(infra, tenant), "--deny-settings-mode", "denyDelete"),
        *("--action-on-unmanage", "detachAll", "--yes", *_at(tenant)),
    )
    outputs = (said or {}).get("outputs") or {}
    return {name: each.get("value") for name, each in outputs.items()}


async def _packaged(az: Az, tenant: Tenant, app: str, package: Path) -> None:
    if not app:
        raise AzFailed("the deployment did not say what the app is called")
    where = ("--resource-group", tenant.group, "--name", app, "--src", str(package))
    # The packages are in it already, by hash: Azure is to resolve nothing anew.
    as_it_is = ("--build-remote", "false")
    zipped = ("functionapp", "deployment", "source", "config-zip")
    await asked(az, *zipped, *where, *as_it_is, *_at(tenant))


def _files(infra: Path, tenant: Tenant) -> tuple[str, ...]:
    return ("--template-file", str(infra / "main.bicep"), "--parameters", str(tenant.file))


def _at(tenant: Tenant) -> tuple[str, ...]:
    return ("--subscription", tenant.subscription) if tenant.subscription else ()


@dataclass(slots=True, kw_only=True)
class Kept:
    """What was done to whom, in a file, so that a broken off run goes on where it stopped; None keeps nothing."""

    path: Path | None
    done: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Kept":
        if not path.is_file():
            return cls(path=path)
        told = json.loads(path.read_text("utf-8"))
        return cls(path=path, done=dict(told["done"]), failed=dict(told["failed"]))

    def note(self, outcome: Outcome, fingerprint: str) -> None:
        self.failed.pop(outcome.tenant, None)
        if outcome.done:
            self.done[outcome.tenant] = fingerprint
        else:
            self.failed[outcome.tenant] = outcome.said
        self.keep()

    def keep(self) -> None:
        """Raises OSError: before a deployment that is better known than after it."""
        if self.path is None:
            return
        told = json.dumps({"done": self.done, "failed": self.failed}, indent=1) + "\n"
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.write_text(told, "utf-8")
        os.replace(fresh, self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """How to go through the rings. `at_once`: how many at the same time. `version`: the package's. `watch`: how to look
    at the site afterwards; None looks at none."""

    az: Az
    infra: Path
    package: Path | None
    at_once: int
    removals: bool = False
    version: str = ""
    watch: Watch | None = None

    async def deploy(
        self, rings: Iterable[Ring], kept: Kept, told: Callable[[Outcome], None]
    ) -> bool:
        """Whether all went well. The first failure lets those under way finish, and starts nobody else."""
        for ring in rings:
            if not await self._ring(ring, kept, told):
                return False
        return True

    async def _ring(self, ring: Ring, kept: Kept, told: Callable[[Outcome], None]) -> bool:
        turn = asyncio.Semaphore(self.at_once)
        outcomes: list[Outcome] = []

        async def one(tenant: Tenant) -> None:
            now = fingerprint(self.infra, tenant, self.package)
            async with turn:
                if kept.done.get(tenant.name) == now or not all(each.done for each in outcomes):
                    return
                outcome = await self._one(tenant)
                outcomes.append(outcome)
                kept.note(outcome, now)
                told(outcome)

        await asyncio.gather(*(one(tenant) for tenant in ring.tenants))
        return all(each.done for each in outcomes)

    async def _one(self, tenant: Tenant) -> Outcome:
        """Everything of one municipality, until it serves; a failure is an outcome."""
        url = ""
        try:
            changes = await would_change(self.az, self.infra, tenant)
            if changes.removes and not self.removals:
                said = f"{changes.removes} resources would be removed; --removals allows it"
                return Outcome(tenant=tenant.name, done=False, said=said)
            outputs = await _deployed(self.az, self.infra, tenant)
            url = str(outputs.get("publicUrl", ""))
            if self.package is not None:
                await _packaged(self.az, tenant, str(outputs.get("appName", "")), self.package)
            said = await self._watched(url, changes)
        except (AzFailed, NotServing) as failure:
            return Outcome(tenant=tenant.name, done=False, said=str(failure), public_url=url)
        return Outcome(tenant=tenant.name, done=True, said=said, public_url=url)

    async def _watched(self, url: str, changes: Changes) -> str:
        """Without a package a new app has nothing to serve with, so that it is not looked at."""
        if self.watch is None or (self.package is None and changes.new):
            return str(changes)
        if not url:
            raise AzFailed("the deployment did not say its address")
        return f"{changes}; {await self.watch.serves(url, self.version)}"
