"""The commands. Exit codes: 0 done, 1 something is not as it should be, 2 wrong use, 3 the storage, Azure or Exchange failed;
4 and 130: adapters/cli/outermost.py."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from adapters.cli.admin import OPERATOR, OpenPorts, add, run_over
from adapters.cli.audit import add_audit
from adapters.cli.backup import OpenBackups, add_backup
from adapters.cli.cost.command import add_cost
from adapters.cli.doctor import add_doctor
from adapters.cli.exchange import add_exchange
from adapters.cli.fleet.app import add_fleet
from adapters.cli.fleet.commands import Tools
from adapters.cli.folders import FolderProblem, load, save
from adapters.cli.outermost import why
from adapters.cli.people import add_people, after_import, before_import
from adapters.cli.person import add_person
from adapters.cli.seating import add_seating, shelf_of
from adapters.directory_files.read import Unreadable, read_files
from adapters.directory_files.write import write_files
from adapters.drawings.sanitise import check_drawing
from application.faults import Misconfigured, Stale, Unavailable
from application.generation import DirectoryStore, Generation
from application.ports import Ports
from application.record import record
from domain.audit import Action

OpenStore = Callable[[], AbstractAsyncContextManager[DirectoryStore]]
FAULTS, WRONG_USE, STORAGE = 1, 2, 3
Folder = Annotated[Path, typer.Argument(help="The folder with municipality.yaml.")]


def build(
    open_store: OpenStore,
    open_ports: OpenPorts | None = None,
    open_backups: OpenBackups | None = None,
    *,
    tools: Tools | None = None,
    console: Console | None = None,
) -> typer.Typer:
    """The command line over a store and ports that are opened only by the commands that need them."""
    app = typer.Typer(
        help="Everything that is done to a Vrijplek from outside: making, deploying, filling, watching, copying it.",
        no_args_is_help=True,
        add_completion=False,
    )
    out = console or Console(soft_wrap=True)

    @app.command(name="import")
    def import_folder(
        folder: Folder,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Check everything, store nothing.")
        ] = False,
    ) -> None:
        """Check a folder and make it the municipality in force: all of it, or nothing."""
        generation = _read(folder, out)
        _summary(generation, out)
        if open_ports is not None:
            _foretell(open_ports, generation, out)
        if dry_run:
            out.print("Nothing was stored: this was a dry run.")
            return
        _run(out, _store(open_store, generation, out))
        out.print(f"Imported: version {generation.directory.version}.")
        if open_ports is not None:
            run_over(open_ports, lambda ports: _after_import(ports, generation, out), out)

    @app.command(name="export")
    def export_folder(folder: Folder) -> None:
        """Write the municipality in force to a folder, from which it can be imported again."""
        generation = _run(out, _current(open_store))
        if generation is None:
            _stop(out, "Nothing has been imported yet.", STORAGE)
        try:
            save(folder, write_files(generation))
        except FolderProblem as problem:
            _stop(out, str(problem), WRONG_USE)
        _summary(generation, out)
        out.print(f"Exported to {escape(str(folder))}: version {generation.directory.version}.")

    add_cost(app, out)
    if tools is not None:
        add_fleet(app, tools, out)
        add_doctor(app, tools.environment, out, tools.look)
    if open_ports is not None:
        add(app, open_ports, out)
        add_people(app, open_ports, out)
        add_person(app, open_ports, out)
        add_audit(app, open_ports, out)
        add_exchange(app, open_ports, open_store, out)
        environment = tools.environment if tools is not None else {}
        add_seating(app, open_ports, lambda account: shelf_of(environment, account), out)
    if open_backups is not None:
        add_backup(app, open_backups, out)
    return app


async def _after_import(ports: Ports, generation: Generation, out: Console) -> None:
    version = generation.directory.version
    await record(ports, Action.MUNICIPALITY_IMPORTED, actor=OPERATOR.id, target=version)
    await after_import(ports, out)


def _foretell(open_ports: OpenPorts, generation: Generation, out: Console) -> None:
    """Files can be checked without a storage, so one that does not answer is only said."""

    async def work() -> None:
        async with open_ports() as ports:
            await before_import(ports, generation.people, out)

    try:
        asyncio.run(work())
    except (Unavailable, Misconfigured, Stale) as fault:
        out.print(escape(f"Who would leave is not known: {why(fault)}"), highlight=False)


def _read(folder: Path, out: Console) -> Generation:
    try:
        files = load(folder)
    except FolderProblem as problem:
        _stop(out, str(problem), WRONG_USE)
    outcome = read_files(files, check=check_drawing)
    match outcome:
        case Unreadable(faults=faults):
            for fault in faults:
                out.print(
                    escape(f"{folder / fault.file}:{fault.line}: {fault.message}"), highlight=False
                )
            count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
            _stop(out, f"{count}; nothing was imported.", FAULTS)
        case Generation():
            return outcome


def _summary(generation: Generation, out: Console) -> None:
    directory = generation.directory
    table = Table(title=escape(directory.name), show_header=False, title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    kinds = Counter(str(resource.kind) for resource in directory.resources.values())
    counts = {
        "sites": len(directory.sites),
        "floors": len(directory.floors),
        "zones": len(directory.zones),
        **{f"resources: {kind}": count for kind, count in sorted(kinds.items())},
        "teams": len(generation.teams),
        "people": len(generation.people),
        "drawings": len(generation.drawings),
    }
    for name, count in counts.items():
        table.add_row(name, str(count))
    out.print(table)


async def _current(open_store: OpenStore) -> Generation | None:
    async with open_store() as store:
        return await store.current()


async def _store(open_store: OpenStore, generation: Generation, out: Console) -> None:
    """The same version is stored again as well: that mends what an interrupted import has left."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    async with open_store() as store:
        with Progress(*columns, console=out) as progress:
            task = progress.add_task("Importing", total=None)

            def show(done: int, total: int) -> None:
                progress.update(task, completed=done, total=total)

            await store.replace(generation, progress=show)


def _run[T](out: Console, work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (Unavailable, Misconfigured, Stale) as fault:
        _stop(out, why(fault), STORAGE)


def _stop(out: Console, message: str, code: int) -> NoReturn:
    out.print(escape(message), highlight=False)
    raise typer.Exit(code)
