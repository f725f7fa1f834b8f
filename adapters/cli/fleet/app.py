"""Puts the commands for whoever runs municipalities together."""

import typer
from rich.console import Console

from adapters.cli.fleet.commands import Tools, add_deploy, add_new
from adapters.cli.fleet.looking import add_check, add_status


def add_fleet(app: typer.Typer, tools: Tools, out: Console) -> None:
    """Register `tenant …` and `fleet …`."""
    tenant = typer.Typer(help="One municipality: make, check, deploy.", no_args_is_help=True)
    fleet = typer.Typer(help="All municipalities: deploy, see how they are.", no_args_is_help=True)
    app.add_typer(tenant, name="tenant")
    app.add_typer(fleet, name="fleet")
    add_new(tenant, tools, out)
    add_check(tenant, tools, out)
    add_deploy(tenant, fleet, tools, out)
    add_status(fleet, tools, out)
