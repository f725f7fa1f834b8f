"""Bringing a copy back, and the switch for maintenance.

While it runs nobody can write. It ends maintenance itself when everything agrees and every room's calendar was compared;
where it stops before, maintenance stays on, and it may be run again.
"""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Console

from adapters.backup.checking import manifest_named
from adapters.backup.manifest import Manifest
from adapters.cli.admin import LEFT, OPERATOR, WRONG_USE, stop
from adapters.cli.backup import (
    AsJson,
    Backups,
    Name,
    OpenBackups,
    checking,
    run_backups,
    say,
    shown,
)
from adapters.cli.restore_audit import begin, record_begun, record_done
from application.close_place import COPIES_LIVE
from application.ports import Ports
from application.record import record
from application.settle_restored import Settled, not_compared, settle_restored
from domain.audit import Action
from domain.when import later

LOOK_AGAIN = 10.0  # seconds
DRY = "Nothing was changed: this was a dry run. Add --yes to do it."


def add_restore(app: typer.Typer, opened: OpenBackups, out: Console) -> None:
    """Register the commands."""
    maintenance = typer.Typer(help="Have nothing written for a while.", no_args_is_help=True)
    app.add_typer(maintenance, name="maintenance")

    @app.command(name="restore")
    def restore(
        name: Name,
        yes: Annotated[bool, typer.Option("--yes", help="Do it; else it is only said.")] = False,
        empty_first: Annotated[
            bool, typer.Option("--empty-first", help="Take away what the tables hold now.")
        ] = False,
        wait_minutes: Annotated[
            int, typer.Option("--wait-minutes", help="How long to wait for rooms' calendars.")
        ] = 30,
        as_json: AsJson = False,
    ) -> None:
        """Bring a copy back into empty tables, prove it, and erase again whoever was erased since."""

        async def work(backups: Backups) -> None:
            manifest = await _checked(backups, name, out, as_json=as_json)
            used = await backups.shelf.in_use()
            if used and not empty_first:
                told = f"These tables hold rows: {', '.join(used)}. --empty-first takes them away."
                stop(out, told, WRONG_USE)
            if not yes:
                said = f"{manifest.copy.rows} rows would be brought back. {DRY}"
                say(out, {"name": manifest.name, "dryRun": True}, said, as_json=as_json)
                return
            attempt = await begin(backups, manifest)
            await _prepared(backups, out, emptied=bool(used), as_json=as_json)
            await _loaded(backups, manifest, out, as_json=as_json)
            await record_begun(backups, manifest, attempt)
            settled = await _settled(backups, out, as_json=as_json)
            await record_done(backups.ports, manifest, settled)
            within = timedelta(minutes=wait_minutes)
            await _ended(backups.ports, settled, out, within=within, as_json=as_json)

        run_backups(opened, work, out)

    @maintenance.command(name="on")
    def on() -> None:
        """Have nothing written: people can look, and jobs wait."""

        async def work(backups: Backups) -> None:
            await backups.ports.places.pause(True)
            await record(backups.ports, Action.MAINTENANCE_BEGUN, actor=OPERATOR.id)
            out.print("Within 15 seconds nothing is written any more.")

        run_backups(opened, work, out)

    @maintenance.command(name="off")
    def off(
        force: Annotated[
            bool, typer.Option("--force", help="Although rooms were not compared yet.")
        ] = False,
    ) -> None:
        """Let people and jobs write again."""

        async def work(backups: Backups) -> None:
            left = () if force else await not_compared(backups.ports)
            if left:
                stop(out, f"{_waiting(len(left))} --force does not wait.", LEFT)
            await backups.ports.places.pause(False)
            said = "by force" if force else ""
            await record(backups.ports, Action.MAINTENANCE_ENDED, actor=OPERATOR.id, reason=said)
            out.print("Maintenance is over.")

        run_backups(opened, work, out)

    @maintenance.command(name="show")
    def show() -> None:
        """Whether it is on."""

        async def work(backups: Backups) -> None:
            on = await backups.ports.places.paused()
            out.print("Maintenance is on." if on else "Maintenance is off.")

        run_backups(opened, work, out)


async def _checked(backups: Backups, name: str, out: Console, *, as_json: bool) -> Manifest:
    """Nothing is touched before the copy is known to be whole."""
    manifest = await manifest_named(backups.shelf.vault, name)
    with shown(out, "Reading the copy", quiet=as_json) as told:
        wrong = await checking(backups, told).wrong_with(manifest)
    if wrong:
        stop(out, "\n".join([*wrong, "This copy is not whole; nothing was changed."]), LEFT)
    return manifest


async def _prepared(backups: Backups, out: Console, *, emptied: bool, as_json: bool) -> None:
    await backups.prepare()
    await backups.ports.places.pause(True)
    if not as_json:
        out.print("Maintenance is on. Waiting until every process knows …")
    await backups.ports.clock.pause(COPIES_LIVE)
    if emptied:
        removed = await backups.shelf.empty()
        if not as_json:
            out.print(f"{removed} rows taken away.")


async def _loaded(backups: Backups, manifest: Manifest, out: Console, *, as_json: bool) -> None:
    with shown(out, "Bringing back", quiet=as_json) as told:
        await backups.shelf.load(manifest, told)
    if wrong := await backups.shelf.unlike(manifest):
        told_wrong = "\n".join([*wrong, "The tables do not hold what the copy has."])
        stop(out, f"{told_wrong} Run it again with --empty-first.", LEFT)
    await backups.shelf.add_erasures()


async def _settled(backups: Backups, out: Console, *, as_json: bool) -> Settled:
    with shown(out, "Proving days", quiet=as_json) as told:
        return await settle_restored(backups.ports, caller=OPERATOR, progress=told)


async def _ended(
    ports: Ports, settled: Settled, out: Console, *, within: timedelta, as_json: bool
) -> None:
    rooms = await _compared(ports, out, within=within, as_json=as_json)
    over = not rooms and not settled.left
    if over:
        await ports.places.pause(False)
    words = [
        f"{settled.days} days proved, {settled.repaired} repaired, {len(settled.left)} left; "
        f"{len(settled.erased)} people erased again; {settled.silenced} bookings not told of; "
        "every session is over.",
        *(f"{day} does not agree: rebuild-day {day} says why." for day in settled.left),
        *([_waiting(rooms)] if rooms else []),
        "Maintenance is over." if over else "Maintenance stays on: maintenance off ends it.",
    ]
    values = asdict(settled) | {
        "left": [each.isoformat() for each in settled.left],
        "erased": len(settled.erased),
        "roomsWaiting": rooms,
        "maintenance": not over,
    }
    say(out, values, "\n".join(words), as_json=as_json)
    if not over:
        raise typer.Exit(LEFT)


async def _compared(ports: Ports, out: Console, *, within: timedelta, as_json: bool) -> int:
    """How many rooms' calendars are left when the time is over. The app itself reads them, woken by us."""
    until = later(ports.clock.now(), within)
    left = total = len(await not_compared(ports))
    with shown(out, "Rooms compared with Exchange", quiet=as_json) as told:
        while left and ports.clock.now() < until:
            told(total - left, total)
            await ports.clock.pause(LOOK_AGAIN)
            left = len(await not_compared(ports))
        told(total - left, total)
    return left


def _waiting(rooms: int) -> str:
    return f"{rooms} rooms were not compared with Exchange yet: the health page says why."
