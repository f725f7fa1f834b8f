"""Commands over Exchange: places found there, as proposals, and taking over those that are accepted.

What is accepted becomes a new version of the municipality by the way that every import goes, so nothing is lost that an
export would have. Exit code 1 where something is left to be answered, the others as in adapters/cli/app.py.
"""

import asyncio
import json
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from adapters.cli.admin import LEFT, OPERATOR, STORAGE, WRONG_USE, OpenPorts, stop
from adapters.cli.outermost import why
from adapters.directory_files.read import Unreadable, read_files
from adapters.directory_files.room_settings import read_room_settings
from adapters.directory_files.write import write_files
from adapters.drawings.sanitise import check_drawing
from application.exchange import Trouble
from application.faults import Misconfigured, Stale, Unavailable
from application.generation import DirectoryStore, Generation
from application.ports import Ports
from application.propose_places import chosen, propose_places
from application.record import record
from domain.audit import Action
from domain.ids import ResourceId
from domain.place_proposals import Doubt, Proposal, What, accepted
from domain.room_settings import RoomSettings

OpenStore = Callable[[], AbstractAsyncContextManager[DirectoryStore]]

VERBS = {
    What.ADD: "new",
    What.FILL: "mailbox",
    What.CHANGE: "change",
    What.ASK: "question",
    What.TELL: "note",
}
DOUBTS = {
    Doubt.SEVERAL: "which of these is it?",
    Doubt.WHERE: "its site or floor is none of ours",
    Doubt.POOL: "a pool of desks; here every desk is booked by itself",
    Doubt.NOT_THERE: "its mailbox does not exist, or is closed to us",
    Doubt.PURPOSE: "its mailbox is for something else",
    Doubt.NOBODYS: "it is in the file of settings, and no room of ours or Exchange's",
    Doubt.UNATTENDED: "it does not answer by itself: every booking of it is given up",
    Doubt.APPROVED: "somebody there must approve a booking first, unless of those who need not ask",
    Doubt.OVERLAPS: "it takes several meetings at once",
    Doubt.NO_SERIES: "it takes nothing that repeats; series made here go out date by date, and it takes those",
}


def add_exchange(app: typer.Typer, opened: OpenPorts, open_store: OpenStore, out: Console) -> None:
    """Register the commands."""
    exchange = typer.Typer(help="Exchange: places found there.", no_args_is_help=True)
    app.add_typer(exchange, name="exchange")

    @exchange.callback()
    def together() -> None:
        """Exchange: places found there."""

    @exchange.command(name="places")
    def places(
        accept: Annotated[
            list[str] | None,
            typer.Option("--accept", help="Take over this proposal; may be given again."),
        ] = None,
        accept_all: Annotated[
            bool, typer.Option("--accept-all", help="Take over everything that is no question.")
        ] = False,
        match: Annotated[
            list[str] | None,
            typer.Option("--match", help="Answer a question: ask-0123456789=room-1."),
        ] = None,
        processing: Annotated[
            Path | None,
            typer.Option("--processing", help="How rooms answer: a file that exchange.ps1 wrote."),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
    ) -> None:
        """Say what Exchange knows of places that we do not; change nothing unless told to."""
        answers = _answers(match or [], out)
        settings = _settings(processing, out)
        wanted = set(accept or [])

        async def work(ports: Ports, store: DirectoryStore) -> None:
            current = await _current(store, out)
            found = await propose_places(
                ports.finder, current.directory, answers=answers, settings=settings
            )
            if isinstance(found, Trouble):
                stop(out, f"Exchange did not say: {found.why.value} {found.code}".rstrip(), STORAGE)
            _known(found, wanted, answers, current, out)
            taken = chosen(found, wanted) if wanted or accept_all else ()
            _say(found, {each.id for each in taken}, out, as_json=as_json)
            if taken:
                await _take_over(ports, store, current, taken, out, quiet=as_json)
            elif not as_json:
                out.print("Nothing was changed: --accept or --accept-all takes proposals over.")
            if any(each.what is What.ASK for each in found):
                raise typer.Exit(LEFT)

        _run(opened, open_store, work, out)


def _run(
    opened: OpenPorts,
    open_store: OpenStore,
    work: Callable[[Ports, DirectoryStore], Coroutine[Any, Any, None]],
    out: Console,
) -> None:
    async def carried_out() -> None:
        async with opened() as ports, open_store() as store:
            await work(ports, store)

    try:
        asyncio.run(carried_out())
    except (Unavailable, Misconfigured, Stale) as fault:
        stop(out, why(fault), STORAGE)


async def _current(store: DirectoryStore, out: Console) -> Generation:
    current = await store.current()
    if current is None:
        stop(out, "Nothing has been imported yet.", STORAGE)
    return current


async def _take_over(
    ports: Ports,
    store: DirectoryStore,
    current: Generation,
    taken: Collection[Proposal],
    out: Console,
    *,
    quiet: bool,
) -> None:
    """As an import of what an export would write now, with what was accepted."""
    after = replace(current, directory=accepted(current.directory, taken))
    outcome = read_files(write_files(after), check=check_drawing)
    if isinstance(outcome, Unreadable):
        for fault in outcome.faults:
            out.print(escape(f"{fault.file}:{fault.line}: {fault.message}"), highlight=False)
        stop(out, "Nothing was changed: what Exchange says is not valid here.", LEFT)
    await store.replace(outcome, progress=lambda done, total: None)
    version = outcome.directory.version
    await record(ports, Action.MUNICIPALITY_IMPORTED, actor=OPERATOR.id, target=version)
    if not quiet:
        out.print(
            f"{len(taken)} taken over: version {version}. Export before you edit files again."
        )


def _settings(file: Path | None, out: Console) -> Sequence[RoomSettings]:
    if file is None:
        return ()
    try:
        read = read_room_settings(file.read_bytes(), file.name)
    except OSError:
        stop(out, f"There is no reading {file}.", WRONG_USE)
    if isinstance(read, Unreadable):
        for fault in read.faults:
            out.print(escape(str(fault)), highlight=False)
        stop(out, "Nothing was changed: the file of settings has faults.", WRONG_USE)
    return read


def _answers(match: list[str], out: Console) -> Mapping[str, ResourceId]:
    pairs = [each.partition("=") for each in match]
    if not all(question and equals and place for question, equals, place in pairs):
        stop(out, "--match is a question and a place, as in ask-0123456789=room-1.", WRONG_USE)
    return {question: ResourceId(place) for question, _, place in pairs}


def _known(
    found: Collection[Proposal],
    wanted: Collection[str],
    answers: Mapping[str, ResourceId],
    current: Generation,
    out: Console,
) -> None:
    """What is named must be there: a slip must not look like an answer."""
    ids = {each.id for each in found if each.after is not None}
    unknown = [*(set(wanted) - ids), *(set(answers.values()) - set(current.directory.resources))]
    if unknown:
        stop(out, f"There is no {', '.join(sorted(unknown))} to take over or to match.", WRONG_USE)


def _say(
    found: Collection[Proposal], taken: Collection[str], out: Console, *, as_json: bool
) -> None:
    if as_json:
        told = [_told(each, taken) for each in found]
        out.print(json.dumps(told, ensure_ascii=False, indent=2), highlight=False, markup=False)
        return
    for each in found:
        out.print(escape(_line(each)), highlight=False)
    questions = sum(each.what is What.ASK for each in found)
    out.print(f"{len(found)} found, {questions} of them questions.")


def _line(each: Proposal) -> str:
    at = f" at {each.after.site}/{each.after.floor} as {each.after.id}" if each.after else ""
    changes = "; ".join(f"{c.field} {c.before or '-'} -> {c.after or '-'}" for c in each.changes)
    doubt = DOUBTS[each.doubt] if each.doubt is not None else ""
    said = f" ({each.said})" if each.said else ""
    which = f" {', '.join(each.candidates)}" if each.candidates else ""
    detail = ": ".join(filter(None, (changes, doubt + said + which)))
    return f"{each.id} {VERBS[each.what]}: {each.name}{at}: {detail}".rstrip(": ")


def _told(each: Proposal, taken: Collection[str]) -> dict[str, object]:
    found = each.found
    return {
        "id": each.id,
        "what": each.what.value,
        "name": each.name,
        "mailbox": found.mailbox if found is not None else None,
        "place": found.id if found is not None else None,
        "resource": each.after.id if each.after is not None else None,
        "changes": [{"field": c.field, "from": c.before, "to": c.after} for c in each.changes],
        "candidates": list(each.candidates),
        "doubt": each.doubt.value if each.doubt is not None else None,
        "said": each.said,
        "accepted": each.id in taken,
    }
