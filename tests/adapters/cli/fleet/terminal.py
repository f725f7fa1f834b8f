"""The commands for whoever runs municipalities, on a fake az and a folder of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from typer.testing import CliRunner

from adapters.cli.app import build
from adapters.cli.fleet.commands import Tools
from adapters.cli.fleet.new import CheckInfra
from adapters.cli.fleet.status import Look, look_at
from tests.adapters.cli.test_app import FakeStore
from tests.fake_az import FakeAz

FILE = """\
using '../main.bicep'
extends '_base.bicepparam'

param municipality = '{name}'

param location = 'westeurope'
"""


@dataclass(slots=True, kw_only=True)
class Terminal:
    folder: Path
    az: FakeAz = field(default_factory=FakeAz)
    store: FakeStore = field(default_factory=FakeStore)
    check: CheckInfra | None = None
    look: Look = look_at

    @property
    def infra(self) -> Path:
        return self.folder / "infra"

    def tenants(self, *names: str) -> None:
        """Parameter files, and the template that they use."""
        (self.infra / "tenants").mkdir(parents=True, exist_ok=True)
        (self.infra / "main.bicep").write_text("// main", "utf-8")
        (self.infra / "tenants" / "_base.bicepparam").write_text("using none\n", "utf-8")
        for name in names:
            file = self.infra / "tenants" / f"{name}.bicepparam"
            file.write_text(FILE.format(name=name), "utf-8")

    def run(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        """Exit code, and everything that was said."""

        @asynccontextmanager
        async def store() -> AsyncIterator[FakeStore]:
            yield self.store

        console = Console(record=True, width=200, soft_wrap=True)
        app = build(
            store, tools=Tools(az=self.az, check=self.check, look=self.look), console=console
        )
        infra = ("--infra", str(self.infra)) if arguments[0] in ("tenant", "fleet") else ()
        result = CliRunner().invoke(app, (*arguments, *infra), input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            result.exception
        )
        return result.exit_code, console.export_text()
