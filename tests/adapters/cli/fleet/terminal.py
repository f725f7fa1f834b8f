"""The commands for whoever runs municipalities, on a fake az and a folder of their own."""

import json
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from typer.testing import CliRunner

from adapters.cli.app import build
from adapters.cli.fleet.commands import Tools
from adapters.cli.fleet.new import CheckInfra
from adapters.cli.fleet.site import Look, Page
from tests.adapters.cli.test_app import FakeStore
from tests.builders import NOW
from tests.fake_az import FakeAz
from tests.fake_clock import FakeClock

FILE = """\
using '../main.bicep'
extends '_base.bicepparam'

param municipality = '{name}'

param location = 'westeurope'
"""

VERSION = "1.4.0+731a6dd1ab"


async def serving(url: str) -> Page:
    """A health page where all is well with what `a_package` holds."""
    return Page(version=VERSION, told={"status": "ok", "version": VERSION, "jobs": []})


def a_package(folder: Path, version: str = VERSION) -> Path:
    """What `make package` makes, as far as a deployment looks into it."""
    package = folder / "vrijplek.zip"
    with zipfile.ZipFile(package, "w") as packed:
        told = {"version": version, "madeAt": "2026-11-20T16:00:27Z"}
        packed.writestr("build.json", json.dumps(told))
    return package


@dataclass(slots=True, kw_only=True)
class Terminal:
    folder: Path
    az: FakeAz = field(default_factory=FakeAz)
    store: FakeStore = field(default_factory=FakeStore)
    check: CheckInfra | None = None
    look: Look = serving
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))

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
        tools = Tools(az=self.az, check=self.check, look=self.look, clock=self.clock)
        app = build(store, tools=tools, console=console)
        infra = ("--infra", str(self.infra)) if arguments[0] in ("tenant", "fleet") else ()
        result = CliRunner().invoke(app, (*arguments, *infra), input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            result.exception
        )
        return result.exit_code, console.export_text()
