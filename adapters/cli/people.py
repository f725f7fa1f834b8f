"""Commands over the people: two rows of one person become one, and leavers give back what they hold.

They act as whoever may do everything; exit codes as in adapters/cli/app.py.
"""

from collections.abc import Collection
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from adapters.cli.admin import LEFT, OPERATOR, WRONG_USE, OpenPorts, run_over, stop
from application.leave_person import erased_among, expected_leavers
from application.merge_people import list_doubles, merge_people
from application.ports import Ports
from application.release_leavers import list_leavers, release_leavers
from domain.ids import PersonId
from domain.refusals import Refused


def add_people(app: typer.Typer, opened: OpenPorts, out: Console) -> None:
    """Register the commands."""

    @app.command(name="merge-people")
    def merge(
        gone: Annotated[str, typer.Argument(help="The id of the row that goes.")],
        into: Annotated[str, typer.Argument(help="The id of the row that stays.")],
    ) -> None:
        """Make one person of two rows: bookings, series and sign-in pass to the one that stays."""

        async def work(ports: Ports) -> None:
            merged = await merge_people(
                ports, gone=PersonId(gone), into=PersonId(into), caller=OPERATOR
            )
            if isinstance(merged, Refused):
                stop(out, f"{gone} and {into} are not two people we know.", WRONG_USE)
            out.print(f"{merged.moved} bookings moved, {len(merged.lost)} lost.")
            out.print(escape(f"What is over stays under {gone}: export and erase that id too."))
            for booking in merged.lost:
                out.print(escape(booking))
            if merged.lost:
                raise typer.Exit(LEFT)

        run_over(opened, work, out)

    @app.command(name="release-leavers")
    def release(
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Say it, do nothing.")] = False,
    ) -> None:
        """Cancel what people who are gone have booked, and end their series."""

        async def work(ports: Ports) -> None:
            if dry_run:
                leavers = await list_leavers(ports)
                if not leavers:
                    out.print("Nobody who is gone holds anything.")
                for leaver in leavers:
                    held = f"{len(leaver.bookings)} bookings, {len(leaver.series)} series"
                    out.print(escape(f"{leaver.person}: {held}"))
                return
            await say_released(ports, out)

        run_over(opened, work, out)


async def before_import(ports: Ports, people: Collection[PersonId], out: Console) -> None:
    """Whom importing just these people makes leave, and who of them was erased once."""
    leavers = await expected_leavers(ports, people)
    if leavers:
        out.print(f"{len(leavers)} people are not in the files and leave:")
    for leaver in leavers:
        held = f"{len(leaver.bookings)} bookings, {len(leaver.series)} series"
        out.print(escape(f"{leaver.person}: {held}"))
    for person in await erased_among(ports, people):
        out.print(escape(f"{person} was erased. Importing them is to know them again."))


async def after_import(ports: Ports, out: Console) -> None:
    """What an import leaves to be done: leavers, which is done, and doubles, which somebody must look at."""
    await say_released(ports, out)
    for gone, into in await list_doubles(ports):
        out.print(
            escape(
                f"{gone} signed in before and has the account of {into}: merge-people {gone} {into}"
            )
        )


async def say_released(ports: Ports, out: Console) -> None:
    """Release what leavers hold, and say how much; nothing where there was nothing."""
    released = await release_leavers(ports, caller=OPERATOR)
    if released.people:
        count, left = released.cancelled, len(released.left)
        out.print(f"{released.people} leavers: {count} bookings cancelled, {left} left.")
