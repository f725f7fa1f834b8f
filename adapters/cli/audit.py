"""Commands over the audit: proving that nobody changed it, and taking it away as a table.

Exit code 1 where something does not agree, the others as in adapters/cli/app.py.
"""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from adapters.cli.admin import LEFT, WRONG_USE, OpenPorts, run_over, stop
from application.audit_csv import audit_csv
from application.list_audit import LONGEST, AuditQuery, export_audit
from application.ports import Ports
from application.verify_audit import Verified, verify_audit, waiting
from domain.verifying import Break, Broken
from domain.when import Instant, instant, later, next_day

MOST_SHOWN = 50
MEANINGS = {
    Break.ROW_CHANGED: "this entry was changed",
    Break.VALUE_CHANGED: "this entry's value is not the one that was recorded",
    Break.ROWS_MISSING: "entries were taken out of this hour",
    Break.ROWS_ADDED: "entries were added to this hour",
    Break.HOUR_CHANGED: "this hour's entries are not those that were sealed",
    Break.SEAL_CHANGED: "this hour's seal does not follow from the one before, or is not the one known",
    Break.SEAL_MISSING: "this hour's seal is gone",
    Break.REMOVED_TOO_EARLY: "entries younger than the privacy agreement says were removed, up to this day",
}


def add_audit(app: typer.Typer, opened: OpenPorts, out: Console) -> None:
    """Register the commands."""
    audit = typer.Typer(help="The audit: proving it, taking it away.", no_args_is_help=True)
    app.add_typer(audit, name="audit")

    @audit.command(name="verify")
    def verify(
        since: Annotated[str, typer.Option("--since", help="From this day (UTC) on.")] = "",
        expect: Annotated[
            str, typer.Option("--expect", help="A seal noted down earlier, as it was printed.")
        ] = "",
    ) -> None:
        """Prove every seal against the one before, and every entry against its hour's seal."""
        begins = _midnight(_day(since, out)) if since else None
        known = _known(expect, out) if expect else None

        async def work(ports: Ports) -> None:
            found = await verify_audit(ports, since=begins, known=known)
            _say(found, out, late=waiting(found, now=ports.clock.now()))
            if found.broken:
                raise typer.Exit(LEFT)

        run_over(opened, work, out)

    @audit.command(name="export")
    def export(
        to: Annotated[Path, typer.Option("--to", help="The CSV to write.")],
        since: Annotated[str, typer.Option("--since", help="From this day (UTC) on.")],
        until: Annotated[str, typer.Option("--until", help="Up to and with this day.")] = "",
    ) -> None:
        """Write the entries of some days to a table; that this was done is recorded too."""
        first = _midnight(_day(since, out))
        last = _midnight(next_day(_day(until, out))) if until else None
        if last is not None and not first < last <= later(first, LONGEST):
            stop(out, f"--until must be 0 to {LONGEST.days} days after --since.", WRONG_USE)

        async def work(ports: Ports) -> None:
            listed = await export_audit(ports, AuditQuery(since=first, until=last), caller=None)
            try:
                to.write_text("\ufeff" + audit_csv(listed), "utf-8", newline="")
            except OSError as error:
                stop(out, f"{to}: {error.strerror}", WRONG_USE)
            out.print(escape(f"{len(listed.rows)} entries written to {to}."))
            if listed.more:
                out.print("There are more: ask for fewer days at a time.")
                raise typer.Exit(LEFT)

        run_over(opened, work, out)


def _say(found: Verified, out: Console, *, late: bool) -> None:
    out.print(f"{found.hours} sealed hours, {found.rows} entries in them, {found.unsealed} newer.")
    if found.erased:
        out.print(
            f"{found.erased} entries had something erased with a person: that part cannot be checked."
        )
    if found.kept_from is not None:
        out.print(f"Entries before {found.kept_from} are gone by retention; their seals are kept.")
    if late:
        out.print("Closed hours wait for their seal: is the timer seal_audit running?")
    for broken in found.broken[:MOST_SHOWN]:
        out.print(escape(_line(broken)), highlight=False)
    if len(found.broken) > MOST_SHOWN:
        out.print(f"… and {len(found.broken) - MOST_SHOWN} more.")
    if found.last is not None:
        newest = f"{found.last.hour:%Y-%m-%dT%H}={found.last.hash}"
        out.print(f"Newest seal, to be noted down elsewhere:\n{newest}", highlight=False)
    out.print("BROKEN." if found.broken else "The audit verifies.")


def _line(broken: Broken) -> str:
    named = " ".join(part for part in (broken.mark, broken.detail) if part)
    at = f"{broken.hour:%Y-%m-%d %H:%M:%S} UTC"
    return f"{at} {broken.what.value}: {MEANINGS[broken.what]} {f'({named})' if named else ''}".rstrip()


def _known(text: str, out: Console) -> tuple[Instant, str]:
    hour, _, told = text.partition("=")
    try:
        return instant(datetime.strptime(f"{hour} +0000", "%Y-%m-%dT%H %z")), told.strip()
    except ValueError:
        stop(out, f"{text} is no seal; write it as verify printed it.", WRONG_USE)


def _day(text: str, out: Console) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(out, f"{text} is not a day; write it as 2026-11-24.", WRONG_USE)


def _midnight(day: date) -> Instant:
    return instant(datetime.combine(day, time(0), tzinfo=UTC))
