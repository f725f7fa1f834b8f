"""`tenant …` and `fleet …`: what changes something does nothing until it is told `--yes`.

Exit codes: 0 done, 1 something is wrong or failed, 2 wrong use, 3 Azure did not answer.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from adapters.cli.admin import stop
from adapters.cli.fleet.az import Az, AzFailed
from adapters.cli.fleet.deploy import Fleet, Kept, Outcome, would_change
from adapters.cli.fleet.new import Answers, CheckInfra, make, write
from adapters.cli.fleet.site import Look, look_at
from adapters.cli.fleet.tenants import FleetProblem, Ring, fingerprint, read_fleet, read_tenant
from adapters.cli.fleet.watch import Watch, version_in
from adapters.clock import SystemClock
from application.ports import Clock

FAILED, WRONG_USE, AZURE = 1, 2, 3
INFRA = Path("infra")

Infra = Annotated[Path, typer.Option("--infra", help="The folder with main.bicep.")]
Name = Annotated[str, typer.Argument(help="Name of its file in infra/tenants, without ending.")]
Package = Annotated[
    Path | None,
    typer.Option("--package", exists=True, dir_okay=False, help="The app (make package)."),
]
Subscription = Annotated[str, typer.Option("--subscription", help="Instead of az's own.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it. Without it, it is only said.")]
Removals = Annotated[bool, typer.Option("--removals", help="Also where something goes.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for a program.")]
WaitMinutes = Annotated[
    int, typer.Option("--wait-minutes", min=1, help="How long the site may take until it serves.")
]
NoLook = Annotated[
    bool, typer.Option("--no-look", help="Do not look at the site; this machine cannot reach it.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What these commands reach: az, the offline check of infra/ where the checkout has it, the deployment that the
    environment names, the health page of any, and a clock to wait by."""

    az: Az
    check: CheckInfra | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    look: Look = look_at
    clock: Clock = field(default_factory=SystemClock)

    def watch(self, minutes: int) -> Watch:
        """How to look at a site after its deployment."""
        return Watch(look=self.look, clock=self.clock, within=timedelta(minutes=minutes))


def add_deploy(tenant: typer.Typer, fleet: typer.Typer, tools: Tools, out: Console) -> None:
    """Register the commands that deploy."""

    @tenant.command(name="deploy")
    def tenant_deploy(
        name: Name,
        infra: Infra = INFRA,
        package: Package = None,
        subscription: Subscription = "",
        yes: Yes = False,
        removals: Removals = False,
        wait_minutes: WaitMinutes = 10,
        no_look: NoLook = False,
        as_json: AsJson = False,
    ) -> None:
        """Say what a deployment of one municipality would change; with --yes, deploy it."""
        chosen = known(lambda: read_tenant(infra, name, subscription=subscription), out)
        ring = Ring(name=name, tenants=(chosen,))
        watch = None if no_look else tools.watch(wait_minutes)
        going = Fleet(
            az=tools.az,
            infra=infra,
            package=package,
            at_once=1,
            removals=removals,
            version=_version(package, out),
            watch=watch,
        )
        if yes:
            _deploy(going, (ring,), Kept(path=None), out, as_json=as_json)
        else:
            _foretell(going, (ring,), Kept(path=None), out, as_json=as_json)

    @fleet.command(name="deploy")
    def fleet_deploy(
        infra: Infra = INFRA,
        package: Package = None,
        state: Annotated[
            Path, typer.Option("--state", help="Where it is kept what was done.")
        ] = Path(".fleet.json"),
        only_ring: Annotated[
            list[str] | None, typer.Option("--ring", help="Only this ring; may be given again.")
        ] = None,
        at_once: Annotated[int, typer.Option("--at-once", min=1, max=20)] = 4,
        yes: Yes = False,
        removals: Removals = False,
        wait_minutes: WaitMinutes = 10,
        no_look: NoLook = False,
        as_json: AsJson = False,
    ) -> None:
        """Say what would change for all; with --yes, deploy ring by ring and stop at a failure."""
        rings = known(lambda: read_fleet(infra), out)
        if unknown := set(only_ring or ()) - {ring.name for ring in rings}:
            stop(out, f"There is no ring {', '.join(sorted(unknown))}.", WRONG_USE)
        rings = tuple(ring for ring in rings if not only_ring or ring.name in only_ring)
        kept = known(lambda: Kept.read(state), out)
        watch = None if no_look else tools.watch(wait_minutes)
        going = Fleet(
            az=tools.az,
            infra=infra,
            package=package,
            at_once=at_once,
            removals=removals,
            version=_version(package, out),
            watch=watch,
        )
        if yes:
            known(kept.keep, out)
            _deploy(going, rings, kept, out, as_json=as_json)
        else:
            _foretell(going, rings, kept, out, as_json=as_json)


def _version(package: Path | None, out: Console) -> str:
    return known(lambda: version_in(package), out) if package is not None else ""


def _deploy(
    going: Fleet, rings: tuple[Ring, ...], kept: Kept, out: Console, *, as_json: bool
) -> None:
    outcomes: list[Outcome] = []
    with bar(out, sum(len(ring.tenants) for ring in rings), "Deploying", quiet=as_json) as step:

        def told(outcome: Outcome) -> None:
            outcomes.append(outcome)
            step(1)
            if not as_json:
                word = "done" if outcome.done else "failed"
                said = f"{outcome.tenant} {word}: {outcome.said} {outcome.public_url}".rstrip()
                out.print(escape(said), highlight=False)

        well = run(going.deploy(rings, kept, told), out)
    left = [
        tenant.name
        for ring in rings
        for tenant in ring.tenants
        if kept.done.get(tenant.name) != fingerprint(going.infra, tenant, going.package)
    ]
    if as_json:
        say_json({"outcomes": [asdict(each) for each in outcomes], "left": left}, out)
    elif left:
        out.print(f"{len(left)} left: {', '.join(left)}. Mend it, and give the same command again.")
    if not well:
        raise typer.Exit(FAILED)


def _foretell(
    going: Fleet, rings: tuple[Ring, ...], kept: Kept, out: Console, *, as_json: bool
) -> None:
    """What would change, ring by ring; one after another, so that nobody waits for a number of answers at once."""

    async def asked() -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        for ring in rings:
            for tenant in ring.tenants:
                same = kept.done.get(tenant.name) == fingerprint(going.infra, tenant, going.package)
                said: dict[str, object] = {"tenant": tenant.name, "ring": ring.name, "done": same}
                if not same:
                    changes = await would_change(going.az, going.infra, tenant)
                    said |= {"changes": str(changes), "removes": changes.removes}
                found.append(said)
                if not as_json:
                    told = "done already" if same else said["changes"]
                    out.print(escape(f"{ring.name}: {tenant.name}: {told}"), highlight=False)
        return found

    found = run(asked(), out)
    if as_json:
        say_json(found, out)
    else:
        out.print("Nothing was changed: --yes deploys.")


def add_new(tenant: typer.Typer, tools: Tools, out: Console) -> None:
    """Register `tenant new`."""

    @tenant.command(name="new")
    def new(
        name: Annotated[str, typer.Option(prompt="Short name (a-z, 0-9, -)")],
        municipality: Annotated[str, typer.Option(prompt="What the municipality is called")],
        sender: Annotated[str, typer.Option(prompt="Mailbox that mails come from")],
        operator: Annotated[str, typer.Option(prompt="Who is told when something is wrong")],
        mailbox: Annotated[
            str, typer.Option(prompt="Mailbox that invites rooms (empty: no Exchange)")
        ] = "",
        location: Annotated[str, typer.Option(prompt="Region")] = "westeurope",
        backups: Annotated[str, typer.Option(prompt="Region of the backups")] = "northeurope",
        language: Annotated[str, typer.Option(prompt="Language: nl, fr, de or en")] = "nl",
        zone: Annotated[str, typer.Option(prompt="Time zone")] = "Europe/Brussels",
        budget: Annotated[int, typer.Option(min=0, help="A month; 0: nobody is told.")] = 0,
        budget_from: Annotated[str, typer.Option(help="First of a month: 2026-12-01.")] = "",
        trial: Annotated[bool, typer.Option("--trial", help="For trying: no locks.")] = False,
        folder: Annotated[
            Path | None, typer.Option("--folder", help="Of its directory; else ./NAME.")
        ] = None,
        infra: Infra = INFRA,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Check, write nothing.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Make the files of a new municipality, checked: parameters, and a directory to fill in."""
        given = Answers(
            name=name,
            municipality=municipality.strip(),
            location=location,
            backup_location=backups,
            sender=sender,
            operator=operator,
            language=language,
            zone=zone,
            mailbox=mailbox,
            budget=budget,
            budget_from=budget_from,
            trial=trial,
        )
        where = folder or Path(name)
        try:
            made = make(given, infra, where, tools.check)
            if not dry_run:
                write(made)
        except FleetProblem as problem:
            stop(out, f"{problem}\nNothing was written.", FAILED)
        except OSError as error:
            stop(out, f"{error.filename}: {error.strerror}", FAILED)
        paths = [str(path) for path in made.files]
        if as_json:
            say_json({"files": paths, "written": not dry_run, "checked": bool(tools.check)}, out)
            return
        for path in paths:
            out.print(escape(path), highlight=False)
        if tools.check is None:
            out.print("The parameters were not checked: this is no checkout with tests/infra.")
        out.print("Nothing was written: this was a dry run." if dry_run else _next(name, where))


def _next(name: str, folder: Path) -> str:
    return (
        f"Next: tenant check {name}; tenant deploy {name} --yes; fill in {folder}/ and import it. "
        "docs/install.md has every step."
    )


def known[T](read: Callable[[], T], out: Console) -> T:
    try:
        return read()
    except FleetProblem as problem:
        stop(out, str(problem), WRONG_USE)
    except OSError as error:
        stop(out, f"{error.filename}: {error.strerror}", WRONG_USE)
    except (ValueError, KeyError, TypeError) as error:
        stop(out, f"It cannot be read: {error}", WRONG_USE)


def run[T](work: Coroutine[Any, Any, T], out: Console) -> T:
    try:
        return asyncio.run(work)
    except AzFailed as failure:
        stop(out, f"Azure did not do it: {failure}", AZURE)


@contextmanager
def bar(
    out: Console, total: int, what: str, *, quiet: bool = False
) -> Iterator[Callable[[int], None]]:
    """How far it is; the function that is given moves it on."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=out, disable=quiet) as progress:
        task = progress.add_task(what, total=total)
        yield lambda steps: progress.advance(task, steps)


def say_json(told: object, out: Console) -> None:
    text = json.dumps(told, ensure_ascii=False, indent=2)
    out.print(text, highlight=False, markup=False, soft_wrap=True)
