"""Commands over the bookings: what a closure leaves without a place, relocating it, and proving a day's books.

They act as whoever may do everything, under the name below; exit codes as in adapters/cli/app.py.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from adapters.cli.operator import account, origin_of
from adapters.cli.outermost import why
from adapters.origin import say_origin
from adapters.settings import read_settings
from adapters.wiring import wire
from application.close_place import Closing, Relocated, list_affected, plan, relocate
from application.faults import Misconfigured, Stale, Unavailable
from application.ports import Ports
from application.rebuild_day import check_day, rebuild_day
from application.record import record
from domain.audit import Action
from domain.ids import PersonId, ResourceId, SiteId
from domain.people import Person, Role
from domain.places import Directory
from domain.proving import Finding
from domain.relocation import Affected, Move
from domain.when import wall_of

OpenPorts = Callable[[], AbstractAsyncContextManager[Ports]]
OPERATOR = Person(
    id=PersonId("command-line"), name="Command line", roles=frozenset({Role.ADMINISTRATOR})
)
LEFT, WRONG_USE, STORAGE = 1, 2, 3

SiteName = Annotated[str, typer.Argument(help="The id of the site.")]
Only = Annotated[str, typer.Option("--resource", help="Only this resource of the site.")]
Day = Annotated[str, typer.Argument(help="The civil day, as in 2026-11-24.")]


@asynccontextmanager
async def open_ports(environment: Mapping[str, str]) -> AsyncIterator[Ports]:
    """The ports of the deployment that `environment` names. Raises Misconfigured."""
    wired = wire(read_settings(environment))
    say_origin(lambda: origin_of(account()))
    try:
        yield wired.ports
    finally:
        await wired.close()


def add(app: typer.Typer, opened: OpenPorts, out: Console) -> None:
    """Register the commands."""

    @app.command(name="affected")
    def show_affected(site: SiteName, resource: Only = "") -> None:
        """List the bookings that no longer fit the municipality in force."""
        closing = _closing(site, resource)

        async def work(ports: Ports) -> None:
            directory = await _known(ports, closing, out)
            _print_affected(await list_affected(ports, closing), directory, out)

        run_over(opened, work, out)

    @app.command(name="relocate")
    def relocate_all(
        site: SiteName,
        reason: Annotated[str, typer.Option("--reason", help="Told to everyone, as written.")],
        resource: Only = "",
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Say it, do nothing.")] = False,
    ) -> None:
        """Move or cancel the bookings that no longer fit, and tell their people why."""
        closing = _closing(site, resource, reason.strip())
        if not closing.reason:
            stop(out, "A reason is needed: people are told it.", WRONG_USE)

        async def work(ports: Ports) -> None:
            directory = await _known(ports, closing, out)
            if dry_run:
                await _print_plan(ports, closing, out)
                return
            out.print("Waiting until every process knows the municipality in force …")
            await record(
                ports,
                Action.PLACE_CLOSED,
                actor=OPERATOR.id,
                target=resource or site,
                reason=closing.reason,
            )
            _finish(await relocate(ports, closing, caller=OPERATOR), directory, out)

        run_over(opened, work, out)

    @app.command(name="rebuild-day")
    def rebuild(
        day: Day,
        repair: Annotated[bool, typer.Option("--repair", help="Repair what can be.")] = False,
    ) -> None:
        """Prove one day's books against its bookings."""
        try:
            chosen = date.fromisoformat(day)
        except ValueError:
            stop(out, f"{day} is not a day; write it as 2026-11-24.", WRONG_USE)

        async def work(ports: Ports) -> None:
            found = await check_day(ports, chosen)
            left = found
            if repair:
                await record(ports, Action.DAY_REPAIRED, actor=OPERATOR.id, target=day)
                left = await rebuild_day(ports, chosen)
            _print_findings(found, left, out)
            if left:
                raise typer.Exit(LEFT)

        run_over(opened, work, out)


def _closing(site: str, resource: str, reason: str = "") -> Closing:
    only = ResourceId(resource) if resource else None
    return Closing(site=SiteId(site), resource=only, reason=reason)


async def _known(ports: Ports, closing: Closing, out: Console) -> Directory:
    """The directory; a site that it does not name may be one that has gone, so that is only said."""
    directory = await ports.places.directory()
    if closing.site not in directory.sites:
        out.print(f"There is no site {escape(closing.site)} any more; looking for its bookings.")
    return directory


def _print_affected(found: tuple[Affected, ...], directory: Directory, out: Console) -> None:
    table = Table(title=f"{len(found)} bookings no longer fit", title_justify="left")
    for column in ("booking", "person", "resource", "from", "to", "why"):
        table.add_column(column)
    for each in found:
        at = each.booking.at
        start, end = (wall_of(edge, directory.zone) for edge in (at.span.start, at.span.end))
        cells = (each.booking.id, each.booking.person, at.resource)
        times = (f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}")
        table.add_row(*(escape(cell) for cell in (*cells, *times, each.refused.why.value)))
    out.print(table)
    if any(each.booking.foreign for each in found):
        out.print("Those of outlook were made there: their organisers move or cancel them.")


async def _print_plan(ports: Ports, closing: Closing, out: Console) -> None:
    actions = await plan(ports, await list_affected(ports, closing))
    for action in actions:
        booking = action.booking
        fate = f"to {action.to.resource}" if isinstance(action, Move) else "cancelled"
        out.print(escape(f"{booking.id} of {booking.person}: {booking.at.resource} {fate}"))
    out.print(f"{len(actions)} bookings. Nothing was changed: this was a dry run.")


def _finish(done: Relocated, directory: Directory, out: Console) -> None:
    out.print(f"{len(done.moved)} moved, {len(done.cancelled)} cancelled, {len(done.left)} left.")
    if done.left:
        _print_affected(done.left, directory, out)
        raise typer.Exit(LEFT)


def _print_findings(found: tuple[Finding, ...], left: tuple[Finding, ...], out: Console) -> None:
    for finding in left:
        named = " ".join(str(part) for part in (finding.booking, finding.person) if part)
        out.print(escape(f"{finding.fault.value}: {finding.subject} {named}".rstrip()))
    out.print(f"{len(found)} found, {len(left)} left.")


def run_over(
    opened: OpenPorts, work: Callable[[Ports], Coroutine[Any, Any, None]], out: Console
) -> None:
    async def carried_out() -> None:
        async with opened() as ports:
            await work(ports)

    try:
        asyncio.run(carried_out())
    except (Unavailable, Misconfigured, Stale) as fault:
        stop(out, why(fault), STORAGE)


def stop(out: Console, message: str, code: int) -> NoReturn:
    out.print(escape(message), highlight=False)
    raise typer.Exit(code)
