"""`doctor`: looks at everything that a deployment needs, says what is wrong and what to do. It changes nothing.

Exit code 1 where something is wrong; what is only to be known (no Exchange, a job that has not come round yet) is no fault.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated

import aiohttp
import typer
from rich.console import Console
from rich.markup import escape

from adapters.azure import blob_service, queue_service, table_service
from adapters.cli.admin import open_ports
from adapters.cli.fleet.site import Look, look_at
from adapters.http.api.faults import Fault
from adapters.provision import CONTAINERS, QUEUES
from adapters.settings import Settings, read_settings
from adapters.tables.names import TABLES
from application.faults import Misconfigured, Stale, Unavailable
from application.ports import Ports
from application.show_health import show_health
from application.show_mailboxes import HINDERING, Condition, show_mailboxes

MAKE = "Deploy infra/ (locally: python -m adapters.provision), which makes them."
REACH = (
    "Give this identity its roles on the account (infra/roles.bicep), and look whether its address is "
    "right and this machine may reach it."
)
PATIENCE = aiohttp.ClientTimeout(total=10)


class Mark(StrEnum):
    """How bad it is."""

    WELL = "well"
    KNOW = "to know"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`do`: what to do about it; empty where nothing is to be done."""

    area: str
    mark: Mark
    said: str
    do: str = ""


def well(area: str, said: str) -> Finding:
    return Finding(area=area, mark=Mark.WELL, said=said)


def know(area: str, said: str, do: str = "") -> Finding:
    return Finding(area=area, mark=Mark.KNOW, said=said, do=do)


def wrong(area: str, said: str, do: str) -> Finding:
    return Finding(area=area, mark=Mark.WRONG, said=said, do=do)


def add_doctor(
    app: typer.Typer, environment: Mapping[str, str], out: Console, look: Look = look_at
) -> None:
    """Register the command."""

    @app.command(name="doctor")
    def doctor(
        as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
    ) -> None:
        """Say what is wrong with this deployment, and what to do about it."""
        found = asyncio.run(examine(environment, look))
        if as_json:
            told = json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2)
            out.print(told, highlight=False, markup=False)
        else:
            for each in found:
                out.print(escape(f"{each.mark.value:8} {each.area}: {each.said}"), highlight=False)
                if each.do:
                    out.print(escape(f"         -> {each.do}"), highlight=False)
        if any(each.mark is Mark.WRONG for each in found):
            raise typer.Exit(1)


async def examine(environment: Mapping[str, str], look: Look = look_at) -> list[Finding]:
    """Everything, in the order in which it depends on each other. Raises nothing that a deployment can cause."""
    try:
        settings = read_settings(environment)
    except Misconfigured as fault:
        return [wrong("settings", str(fault), "docs/operations.md lists every setting.")]
    found = [well("settings", "all are there and make sense")]
    found += await _looked("tables", lambda: _tables(settings))
    found += await _looked("queues", lambda: _queues(settings))
    found += await _looked("blobs", lambda: _containers(settings))
    found += await _looked("sign-in", lambda: _sign_in(settings))
    found += await _looked("app", lambda: _app(settings, look))
    if any(each.mark is Mark.WRONG and each.area == "tables" for each in found):
        return [*found, know("the rest", "was not looked at: it is in the tables")]
    async with open_ports(environment) as ports:
        found += await _looked("municipality", lambda: _municipality(ports))
        found += await _looked("jobs", lambda: _jobs(ports))
        found += await _looked("Exchange", lambda: _exchange(ports))
    return found


async def _looked(area: str, look: Callable[[], Awaitable[list[Finding]]]) -> list[Finding]:
    try:
        return await look()
    except (Unavailable, Misconfigured, Stale) as fault:
        return [wrong(area, " ".join(str(fault).split())[:300] or "no answer", REACH)]


def _complete(area: str, wanted: tuple[str, ...], there: set[str]) -> list[Finding]:
    if missing := [name for name in wanted if name not in there]:
        return [wrong(area, f"there is no {', '.join(missing)}", MAKE)]
    return [well(area, f"all {len(wanted)} are there")]


async def _tables(settings: Settings) -> list[Finding]:
    async with table_service(settings) as service:
        there = {table.name async for table in service.list_tables()}
    return _complete("tables", tuple(TABLES), there)


async def _containers(settings: Settings) -> list[Finding]:
    async with blob_service(settings) as service:
        there = {each.name async for each in service.list_containers()}
    return _complete("blobs", tuple(CONTAINERS), there)


async def _queues(settings: Settings) -> list[Finding]:
    async with queue_service(settings) as service:
        there = {each.name async for each in service.list_queues()}
        found = _complete("queues", tuple(QUEUES), there)
        for name in (name for name in QUEUES if name in there):
            told = await service.get_queue_client(name).get_queue_properties()
            found += _waiting(name, told.approximate_message_count or 0)
    return found


def _waiting(name: str, count: int) -> list[Finding]:
    if not count:
        return []
    if name.endswith("-poison"):
        do = (
            "Find the errors of that time in the log by the booking's id, mend the cause, and empty the "
            "queue; the nightly sweep takes up what was left undone."
        )
        return [wrong("queues", f"{count} messages in {name} failed five times", do)]
    return [know("queues", f"{count} messages wait in {name}")]


async def _sign_in(settings: Settings) -> list[Finding]:
    if settings.oidc_issuer is None:
        do = "Set OIDC_ISSUER and what belongs to it (docs/operations.md, Setting up sign-in)."
        return [wrong("sign-in", "there is no issuer: nobody can sign in", do)]
    address = f"{settings.oidc_issuer}/.well-known/openid-configuration"
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.get(address) as said:
            issuer = (await said.json(content_type=None))["issuer"] if said.status == 200 else ""
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError, TypeError) as error:
        return [wrong("sign-in", f"{address}: {type(error).__name__}", "Look at OIDC_ISSUER.")]
    if issuer.rstrip("/") != settings.oidc_issuer:
        said_by = issuer or "nobody"
        return [wrong("sign-in", f"{address} speaks for {said_by}", "Look at OIDC_ISSUER.")]
    if settings.oidc_api_audience:
        return [well("sign-in", "the issuer answers")]
    return [well("sign-in", "the issuer answers"), know("sign-in", "no tokens for the API")]


async def _app(settings: Settings, look: Look) -> list[Finding]:
    page = await look(settings.public_url)
    if page.told is not None:
        return [well("app", f"version {page.version} answers at {settings.public_url}")]
    if page.code == Fault.MISCONFIGURED.value:
        said = f"version {page.version} waits for its municipality at {settings.public_url}"
        return [know("app", said)]
    do = "Look at PUBLIC_URL, whether the app runs and what its log says; deploy it again."
    return [wrong("app", f"{settings.public_url}: {page.said}", do)]


async def _municipality(ports: Ports) -> list[Finding]:
    try:
        directory = await ports.places.directory()
    except Misconfigured as fault:
        do = "Import its files: python -m adapters.cli import FOLDER"
        return [wrong("municipality", str(fault), do)]
    return [well("municipality", f"{directory.name}, version {directory.version}")]


async def _jobs(ports: Ports) -> list[Finding]:
    jobs = (await show_health(ports)).jobs
    do = (
        "Look at the function of that name in the platform's log. If all are silent, timers have stopped: "
        "restart the app, and deploy it again if that does not help."
    )
    found = [wrong("jobs", f"{j.job} was last done {j.last_at}", do) for j in jobs if j.stale]
    never = [job.job for job in jobs if job.last_at is None]
    if never:
        found.append(know("jobs", f"never done yet: {', '.join(never)}"))
    return found or [well("jobs", f"all {len(jobs)} were done when they should")]


async def _exchange(ports: Ports) -> list[Finding]:
    if not ports.exchange.on:
        return [know("Exchange", "off: no GRAPH_SERVICE_MAILBOX")]
    health = await show_mailboxes(ports)
    do = "docs/exchange.md says what each condition means; the health page shows since when."
    fine = (Condition.WELL, Condition.NEW)
    found = [
        (wrong if each.condition in HINDERING else know)(
            "Exchange", f"{each.box} is {each.condition.value} {each.why}".rstrip(), do
        )
        for each in health.mailboxes
        if each.condition not in fine
    ]
    return found or [well("Exchange", f"{len(health.mailboxes)} mailboxes are in step")]
