"""The command for the seating lists: made now, or fetched from the second account when nothing else answers.

Exit codes as in adapters/cli/app.py.
"""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from adapters.cli.admin import LEFT, STORAGE, WRONG_USE, OpenPorts, run_over, stop
from adapters.seating.shelf import BlobShelf
from adapters.settings import read_settings
from application.faults import Misconfigured, Unavailable
from application.list_seats import make_lists
from application.ports import Ports
from application.seating import Pages, SeatingShelf

OpenShelf = Callable[[str], SeatingShelf]
"""Where lists are kept: in the account with that address, or, where it is empty, as the settings say."""


def shelf_of(environment: Mapping[str, str], account: str) -> SeatingShelf:
    """An address alone will do: whoever needs a list in a hurry has no settings. Raises Misconfigured."""
    named = dict.fromkeys(("TABLES_ENDPOINT", "QUEUES_ENDPOINT", "BLOBS_ENDPOINT"), account)
    given = named | {"BACKUP_BLOBS_ENDPOINT": account} if account else {}
    shelf = BlobShelf(read_settings(dict(environment) | given))
    if not shelf.on:
        raise Misconfigured("name the second account with --from, or set BACKUP_BLOBS_ENDPOINT.")
    return shelf


def add_seating(app: typer.Typer, opened: OpenPorts, shelf: OpenShelf, out: Console) -> None:
    """Register the command."""

    @app.command(name="seating-list")
    def seating_list(
        folder: Annotated[Path, typer.Argument(help="Where to write a file per site.")],
        fetch: Annotated[
            bool,
            typer.Option("--fetch", help="The last one that was laid ready, when the app is down."),
        ] = False,
        account: Annotated[
            str, typer.Option("--from", help="With --fetch: address of the second account's blobs.")
        ] = "",
    ) -> None:
        """Who sits where today and the next working day, to be printed: one file per site."""
        if account and not fetch:
            stop(out, "--from goes with --fetch.", WRONG_USE)

        async def make(ports: Ports) -> None:
            made = await make_lists(ports)
            write(folder, {each.site.id: ports.press.page(each) for each in made}, out)

        if fetch:
            write(folder, fetched(shelf, account, out), out)
        else:
            run_over(opened, make, out)


def fetched(shelf: OpenShelf, account: str, out: Console) -> Pages:
    """All that are kept there."""

    async def read() -> Pages:
        return await shelf(account).all()

    try:
        return asyncio.run(read())
    except (Unavailable, Misconfigured) as fault:
        stop(out, f"The lists cannot be fetched: {fault}", STORAGE)


def write(folder: Path, pages: Pages, out: Console) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for site, page in pages.items():
            (folder / f"{site}.html").write_bytes(page)
            out.print(escape(str(folder / f"{site}.html")), highlight=False)
    except OSError as error:
        stop(out, f"{folder}: {error.strerror}", WRONG_USE)
    if not pages:
        stop(out, "There is no list.", LEFT)
    out.print("Open and print them. They name people: destroy them when the day is over.")
