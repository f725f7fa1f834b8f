"""`tenant check` and `fleet status`: they only look. `tenant check --probe` writes into a partition of its own, and cleans up."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from adapters.cli.admin import stop
from adapters.cli.fleet.check import Checked, check_tenant
from adapters.cli.fleet.commands import (
    AZURE,
    FAILED,
    INFRA,
    AsJson,
    Infra,
    Subscription,
    Tools,
    bar,
    known,
    run,
    say_json,
)
from adapters.cli.fleet.probe import Proof, probe
from adapters.cli.fleet.status import Status, compared, status_of
from adapters.cli.fleet.tenants import Ring, read_fleet, read_tenant
from adapters.cli.outermost import why
from adapters.clock import SystemClock
from adapters.settings import read_settings
from application.faults import Misconfigured, Stale, Unavailable

WORDS = {True: "ready", False: "wrong", None: "not yet"}


def add_check(tenant: typer.Typer, tools: Tools, out: Console) -> None:
    """Register `tenant check`."""

    @tenant.command(name="check")
    def check(
        name: Annotated[str, typer.Argument(help="Name of its file; none with --probe.")] = "",
        infra: Infra = INFRA,
        subscription: Subscription = "",
        try_storage: Annotated[
            bool, typer.Option("--probe", help="Try the storage account that the settings name.")
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """Say whether Azure, Entra ID and Exchange are ready, before a deployment."""
        if not name and not try_storage:
            stop(out, "Name a municipality, or try the storage with --probe.", 2)
        found: tuple[Checked, ...] = ()
        if name:
            chosen = known(lambda: read_tenant(infra, name, subscription=subscription), out)
            found = run(check_tenant(tools.az, str(infra), chosen), out)
        proofs = _probed(tools, out, quiet=as_json) if try_storage else ()
        if as_json:
            told = {"checks": [asdict(each) for each in found]}
            say_json(told | {"probe": [asdict(each) for each in proofs]}, out)
        for each in () if as_json else found:
            out.print(escape(f"{WORDS[each.ready]:8} {each.what}: {each.said}"), highlight=False)
            if each.do:
                out.print(escape(f"         -> {each.do}"), highlight=False)
        for proof in () if as_json else proofs:
            word = "holds" if proof.holds else "BROKEN"
            out.print(escape(f"{word:8} {proof.what}: {proof.said}"), highlight=False)
        if any(each.ready is False for each in found) or not all(p.holds for p in proofs):
            raise typer.Exit(FAILED)


def _probed(tools: Tools, out: Console, *, quiet: bool) -> tuple[Proof, ...]:
    try:
        settings = read_settings(tools.environment)
        with bar(out, 5, "Trying the storage", quiet=quiet) as step:
            return run(probe(settings, step), out)
    except (Unavailable, Misconfigured, Stale) as fault:
        stop(out, why(fault), AZURE)


def add_status(fleet: typer.Typer, tools: Tools, out: Console) -> None:
    """Register `fleet status`."""

    @fleet.command(name="status")
    def status(infra: Infra = INFRA, as_json: AsJson = False) -> None:
        """Say how every municipality is: version, health, how far behind its rooms are, cost."""
        rings = known(lambda: read_fleet(infra), out)
        found = run(_all_of_them(tools, rings, out, quiet=as_json), out)
        if as_json:
            say_json([asdict(each) for each in found], out)
        else:
            out.print(_table(found))
        if not all(each.well for each in found):
            raise typer.Exit(FAILED)


async def _all_of_them(
    tools: Tools, rings: tuple[Ring, ...], out: Console, *, quiet: bool
) -> list[Status]:
    found: list[Status] = []
    with bar(out, sum(len(ring.tenants) for ring in rings), "Asking", quiet=quiet) as step:
        for ring in rings:
            of_ring = []
            for tenant in ring.tenants:
                now = SystemClock().now()
                of_ring.append(await status_of(tools.az, tools.look, tenant, now))
                step(1)
            found += compared(ring.name, of_ring)
    return found


def _table(found: list[Status]) -> Table:
    table = Table(title="This month so far", title_justify="left")
    for column in ("ring", "municipality", "version", "health", "rooms behind", "cost", ""):
        table.add_column(column)
    for each in found:
        lag = f"{each.lag / 60:.0f} min" if each.lag is not None else ""
        cost = f"{each.cost:.2f} {each.currency}" if each.cost is not None else "?"
        late = f"late: {', '.join(each.stale)}" if each.stale else ""
        old = f"behind {each.behind}" if each.behind else ""
        said = "; ".join(filter(None, (old, late, each.said)))
        cells = (each.ring, each.tenant, each.version, each.health, lag, cost, said)
        table.add_row(*map(escape, cells))
    return table
