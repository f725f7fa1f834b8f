"""Commands about one person's data: giving it to them, erasing them, and erasing again whom a restored backup brought back.

They act as whoever may do everything; exit codes as in adapters/cli/app.py.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from adapters.cli.admin import LEFT, OPERATOR, WRONG_USE, OpenPorts, run_over, stop
from adapters.http.zipped import zipped
from application.dossier import files_of
from application.erase_person import Erased, erase_person, replay_erasures
from application.export_person import export_person
from application.leave_person import leave
from application.ports import Ports
from domain.ids import PersonId
from domain.refusals import Refused

PersonName = Annotated[str, typer.Argument(help="The id of the person.")]


def add_person(app: typer.Typer, opened: OpenPorts, out: Console) -> None:
    """Register the commands."""
    person = typer.Typer(help="Everything that is kept about one person.", no_args_is_help=True)
    app.add_typer(person, name="person")

    @person.command(name="erase")
    def erase(
        name: PersonName,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    ) -> None:
        """Erase a person for good: bookings, series, the audit, everything. Broken off, it finishes when run again."""
        if not yes and typer.prompt("This cannot be undone. Type the id again") != name:
            stop(out, "That is another id; nothing was erased.", WRONG_USE)

        async def work(ports: Ports) -> None:
            out.print("Waiting until every process knows that the person is gone …")
            _say(await erase_person(ports, PersonId(name), caller=OPERATOR), out)

        run_over(opened, work, out)

    @person.command(name="export")
    def export(
        name: PersonName,
        to: Annotated[Path, typer.Option("--to", help="The zip to write.")],
    ) -> None:
        """Everything that is kept about a person, for them to have: JSON and CSV in a zip."""

        async def work(ports: Ports) -> None:
            found = await export_person(ports, PersonId(name), caller=OPERATOR)
            if isinstance(found, Refused):
                stop(out, f"{name} is nobody we know.", WRONG_USE)
            try:
                to.write_bytes(zipped(files_of(found)))
            except OSError as error:
                stop(out, f"{to}: {error.strerror}", WRONG_USE)
            out.print(f"Written to {escape(str(to))}. It is for that person's eyes only.")

        run_over(opened, work, out)

    @person.command(name="leave")
    def leave_now(name: PersonName) -> None:
        """Somebody works here no longer: end their sessions, cancel what they hold, free their places."""

        async def work(ports: Ports) -> None:
            released = await leave(ports, PersonId(name), caller=OPERATOR)
            out.print(f"{released.cancelled} bookings cancelled, {len(released.left)} left.")
            if released.left:
                raise typer.Exit(LEFT)

        run_over(opened, work, out)

    @person.command(name="replay-erasures")
    def replay() -> None:
        """After a restore: erase again everyone who was erased before."""

        async def work(ports: Ports) -> None:
            again = await replay_erasures(ports, caller=OPERATOR)
            out.print(f"{len(again)} people erased again.")

        run_over(opened, work, out)


def _say(erased: Erased, out: Console) -> None:
    out.print(f"Erased: {erased.bookings} bookings on {erased.days} days.")
    if erased.left:
        days = ", ".join(day.isoformat() for day in erased.left)
        out.print(escape(f"Still named on {days}: run it again."))
        raise typer.Exit(LEFT)
