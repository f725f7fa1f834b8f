"""Commands for the copies in the second account: making, listing and checking them, bringing one back, and maintenance.

Exit codes as in adapters/cli/app.py: 0 done, 1 something is not as it should be, 2 wrong use, 3 the storage failed.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from adapters.backup.bringing_back import BringingBack
from adapters.backup.checking import Checking, manifest_named, manifests, too_old
from adapters.backup.opened import bringing_back
from adapters.cli.admin import LEFT, OPERATOR, STORAGE, WRONG_USE, open_ports, stop
from adapters.cli.operator import account, object_id, origin_of
from adapters.cli.outermost import why
from adapters.origin import say_origin
from adapters.provision import provision
from adapters.settings import read_settings
from application.back_up import back_up
from application.copies import Copy
from application.copies import Progress as Told
from application.faults import Misconfigured, Stale, Unavailable
from application.ports import Ports
from application.record import record
from domain.audit import Action
from domain.when import later

NEWEST = "newest"
EVERY = timedelta(hours=26)
COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """`shelf`: the copies; `promised`: within what time an erased person has to be gone from them; `prepare` makes the
    tables, queues and containers that are missing."""

    ports: Ports
    shelf: BringingBack
    promised: timedelta
    prepare: Callable[[], Awaitable[None]]


OpenBackups = Callable[[], AbstractAsyncContextManager[Backups]]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Name = Annotated[str, typer.Argument(help="The name of a copy, or: newest.")]


@asynccontextmanager
async def open_backups(environment: Mapping[str, str]) -> AsyncIterator[Backups]:
    """The copies of the deployment that `environment` names. Raises Misconfigured."""
    settings = read_settings(environment)
    if not settings.backup_blobs_endpoint:
        raise Misconfigured("BACKUP_BLOBS_ENDPOINT is not set: there is no account for copies.")
    who = origin_of(account(), await object_id(settings))
    async with open_ports(environment) as ports, bringing_back(settings) as shelf:
        say_origin(lambda: who)
        yield Backups(
            ports=ports,
            shelf=shelf,
            promised=timedelta(days=settings.erased_after_days),
            prepare=lambda: provision(settings),
        )


def add_backup(app: typer.Typer, opened: OpenBackups, out: Console) -> None:
    """Register the commands."""
    from adapters.cli.restore import add_restore

    backup = typer.Typer(help="The copies in the second account.", no_args_is_help=True)
    app.add_typer(backup, name="backup")

    @backup.command(name="run")
    def run(as_json: AsJson = False) -> None:
        """Copy everything now, as every night; people go on booking meanwhile."""

        async def work(backups: Backups) -> None:
            with shown(out, "Copying", quiet=as_json) as told:
                made = await back_up(backups.ports, told)
            if made is None:
                stop(out, "There is no account for copies.", WRONG_USE)
            await recorded(backups, Action.COPY_MADE, made.name)
            say(out, _as_values(made), _sentence(made), as_json=as_json)

        run_backups(opened, work, out)

    @backup.command(name="list")
    def list_all(as_json: AsJson = False) -> None:
        """List the copies, newest first."""

        async def work(backups: Backups) -> None:
            found = [each.copy for each in await manifests(backups.shelf.vault)]
            if as_json:
                out.print_json(json.dumps([_as_values(each) for each in found]))
                return
            table = Table(title=f"{len(found)} copies", title_justify="left")
            for column in ("name", "holds what was committed before", "rows", "drawings", "bytes"):
                table.add_column(column)
            for each in found:
                until = f"{each.consistent_until:%Y-%m-%d %H:%M:%S} UTC"
                sizes = (str(each.rows), str(each.drawings), str(each.size))
                table.add_row(each.name, until, *sizes)
            out.print(table)

        run_backups(opened, work, out)

    @backup.command(name="verify")
    def verify(name: Name = NEWEST, as_json: AsJson = False) -> None:
        """Read a copy down to the last row, and see that there is a new one and none is too old."""

        async def work(backups: Backups) -> None:
            found = await manifest_named(backups.shelf.vault, name)
            await recorded(backups, Action.COPY_READ, found.name)
            with shown(out, "Reading", quiet=as_json) as told:
                wrong = [*await checking(backups, told).wrong_with(found)]
            wrong += await _wrong_ages(backups)
            said = "The copy is whole." if not wrong else "NOT AS IT SHOULD BE."
            lines = [_sentence(found.copy), *wrong, said]
            say(out, _as_values(found.copy) | {"wrong": wrong}, "\n".join(lines), as_json=as_json)
            if wrong:
                raise typer.Exit(LEFT)

        run_backups(opened, work, out)

    add_restore(app, opened, out)


async def recorded(backups: Backups, action: Action, copy: str) -> None:
    """In the audit; where that is what was lost, the copies can be looked at all the same."""
    try:
        await record(backups.ports, action, actor=OPERATOR.id, target=copy)
    except (Unavailable, Misconfigured) as fault:
        Console(stderr=True).print(escape(f"Not recorded in the audit: {fault}"), highlight=False)


def checking(backups: Backups, told: Told) -> Checking:
    return Checking(vault=backups.shelf.vault, folder=backups.shelf.folder, progress=told)


async def _wrong_ages(backups: Backups) -> list[str]:
    """What the timer and the account's own rules should have seen to."""
    now, found = backups.ports.clock.now(), await manifests(backups.shelf.vault)
    old = too_old(found, now=now, promised=backups.promised)
    wrong = [
        f"{each.name} is older than {backups.promised.days} days: whoever was erased since may stand in it; "
        "the lifecycle rule of the account does not work"
        for each in old
    ]
    if all(later(each.begun_at, EVERY) < now for each in found):
        wrong.append("there is no copy of the last night")
    return wrong


def run_backups(
    opened: OpenBackups, work: Callable[[Backups], Coroutine[Any, Any, None]], out: Console
) -> None:
    async def carried_out() -> None:
        async with opened() as backups:
            await work(backups)

    try:
        asyncio.run(carried_out())
    except (Unavailable, Misconfigured, Stale) as fault:
        stop(out, why(fault), STORAGE)


@contextmanager
def shown(out: Console, what: str, *, quiet: bool) -> Iterator[Told]:
    """A bar, but for programs."""
    with Progress(*COLUMNS, console=out, disable=quiet) as progress:
        task = progress.add_task(what, total=None)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield show


def say(out: Console, values: Mapping[str, object], words: str, *, as_json: bool) -> None:
    if as_json:
        out.print_json(json.dumps(values))
    else:
        out.print(escape(words), highlight=False)


def _as_values(copy: Copy) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(copy).items()
    }


def _sentence(copy: Copy) -> str:
    until = f"{copy.consistent_until:%Y-%m-%d %H:%M:%S} UTC"
    return (
        f"{copy.name}: {copy.rows} rows, {copy.drawings} drawings, {copy.size} bytes; "
        f"holds whatever was committed before {until}."
    )
