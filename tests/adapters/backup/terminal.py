"""The command line over copies as an operator has it, what destroys everything, and what the audit has of either."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from rich.console import Console
from typer.testing import CliRunner

from adapters.azure import blob_service, table_service
from adapters.backup.opened import bringing_back
from adapters.cli.app import build
from adapters.cli.backup import Backups
from adapters.cli.storage import open_storage
from adapters.origin import say_origin
from adapters.provision import provision
from adapters.settings import Settings
from adapters.tables.names import TABLES
from domain.audit import Action, AuditEntry, Wanted
from domain.when import later
from tests.adapters.erasure.life import a_process
from tests.builders import NOW

ORIGIN = "command-line anna 3d1f2a64"
OF_OPERATION = (
    Action.COPY_MADE,
    Action.COPY_READ,
    Action.RESTORE_BEGUN,
    Action.RESTORE_DONE,
    Action.MAINTENANCE_BEGUN,
    Action.MAINTENANCE_ENDED,
)


def environment(settings: Settings) -> dict[str, str]:
    return {
        field.alias or name: str(value)
        for name, field in Settings.model_fields.items()
        if (value := getattr(settings, name)) not in (None, "")
    }


async def destroy(settings: Settings) -> None:
    async with table_service(settings) as service:
        for table in TABLES:
            await service.delete_table(table)
    async with blob_service(settings) as service:
        for container in ("drawings", "keys"):
            await service.delete_container(container)


async def restored(
    settings: Settings, *arguments: str, now: str = "2026-11-24 08:00"
) -> tuple[int, str]:
    """The command line as an operator has it, but for the clock: nobody waits here."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Backups]:
        async with a_process(settings, now) as ports, bringing_back(settings) as shelf:
            without = replace(ports, exchange=replace(ports.exchange, on=False))
            say_origin(lambda: ORIGIN)
            yield Backups(
                ports=without,
                shelf=shelf,
                promised=timedelta(days=settings.erased_after_days),
                prepare=lambda: provision(settings),
            )

    console = Console(record=True, width=200, soft_wrap=True)
    app = build(lambda: open_storage(environment(settings)), None, opened, console=console)
    invoked = await asyncio.to_thread(CliRunner().invoke, app, arguments)
    if invoked.exception is not None and not isinstance(invoked.exception, SystemExit):
        raise invoked.exception
    return invoked.exit_code, console.export_text()


async def recorded(settings: Settings, *, under: str) -> list[AuditEntry]:
    """What the audit has of copies, restores and maintenance, oldest first."""
    async with a_process(settings) as ports:
        since, until = later(NOW, -timedelta(days=900)), later(NOW, timedelta(days=900))
        rows = (await ports.audit.between(since, until, Wanted(), limit=1000)).rows
    entries = [row.entry for row in reversed(rows) if row.entry.action in OF_OPERATION]
    return [each for each in entries if not under or each.target == under]
