"""`cost`: what a month would cost, item by item. It asks nobody: counts and prices are in files, with their dates."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from adapters.cli.cost.data import Counts, counts, price_list
from adapters.cli.cost.model import Bill, Case, Day, bill, poll_alone
from adapters.timetable import schedules
from domain.costs import PriceList

STAFF, SHARING = (95, 350, 2500, 20000), (1, 10, 100)
SCREEN_SECONDS = 8 * 3600 * 21  # a plan on a wall, on every working day of a month
MEMORY = (512, 2048, 4096)


def add_cost(app: typer.Typer, out: Console) -> None:
    """Register the command."""

    @app.command(name="cost")
    def cost(
        staff: Annotated[
            list[int] | None,
            typer.Option("--staff", min=1, help="How many staff; may be given again."),
        ] = None,
        sharing: Annotated[
            list[int] | None,
            typer.Option("--sharing", min=1, help="Municipalities in one subscription."),
        ] = None,
        rooms: Annotated[
            int, typer.Option(min=0, help="Rooms with a calendar in Exchange; 0 is no Exchange.")
        ] = 0,
        memory: Annotated[int, typer.Option(help="MB of an instance: 512, 2048 or 4096.")] = 2048,
        alerts: Annotated[int, typer.Option(min=0, help="Log alert rules.")] = 1,
        test_every: Annotated[
            int, typer.Option(min=0, help="Seconds between looks from outside; 0 is none.")
        ] = 900,
        test_places: Annotated[int, typer.Option(min=1, max=5, help="Places looked from.")] = 1,
        poll_seconds: Annotated[
            float, typer.Option(min=1, help="Seconds between looks of an open plan.")
        ] = 15,
        euro: Annotated[
            float | None, typer.Option("--euro", help="What one USD is in euro.")
        ] = None,
        items: Annotated[bool, typer.Option("--items", help="Every item of every bill.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
    ) -> None:
        """What a month would cost, idle and busy, from counted operations and list prices."""
        if memory not in MEMORY:
            out.print("--memory is 512, 2048 or 4096.")
            raise typer.Exit(2)
        prices, counted, timers = price_list(), counts(), schedules()
        rate = euro or prices.euro.value
        bills = [
            bill(
                Case(
                    staff=number,
                    busy=busy,
                    sharing=shared,
                    memory_mb=memory,
                    rooms=rooms,
                    alerts=alerts,
                    test_every=test_every,
                    test_places=test_places,
                    day=Day(poll_seconds=poll_seconds),
                ),
                prices,
                counted,
                timers,
            )
            for number in staff or STAFF
            for shared in sharing or SHARING
            for busy in (False, True)
        ]
        single = _single(bills[0].case, prices, counted, rate)
        if as_json:
            told = {"bills": [_told(each, rate) for each in bills], "single": single}
            out.print(json.dumps(told, indent=2), highlight=False, markup=False)
            return
        _say(bills, prices, counted, rate, out, items=items or len(bills) <= 2)
        for name, amount in single.items():
            out.print(f"{name}: EUR {amount:.6g}", highlight=False)


def _single(case: Case, prices: PriceList, counted: Counts, rate: float) -> dict[str, float]:
    poll = poll_alone(case, prices, counted) * rate
    return {
        "one alarm rule, a month": prices.each("log_alert") * rate,
        "one look from outside": prices.each("web_test") * rate,
        "one poll when nobody else asks": poll,
        "one open plan, 8 h on 21 days, alone": poll * SCREEN_SECONDS / case.day.poll_seconds,
    }


def _told(each: Bill, rate: float) -> dict[str, object]:
    return {
        "staff": each.case.staff,
        "busy": each.case.busy,
        "sharing": each.case.sharing,
        "rooms": each.case.rooms,
        "memoryMb": each.case.memory_mb,
        "euro": each.total * rate,
        "withoutTest": each.without_test * rate,
        "items": [asdict(item) | {"euro": item.amount * rate} for item in each.items],
    }


def _say(
    bills: Iterable[Bill],
    prices: PriceList,
    counted: Counts,
    rate: float,
    out: Console,
    *,
    items: bool,
) -> None:
    table = Table(title="A month in EUR", title_justify="left")
    for column in ("staff", "sharing", "", "without test", "in all", "a head"):
        table.add_column(column, justify="right")
    for each in bills:
        case, whole = each.case, each.total * rate
        figures = (f"{each.without_test * rate:.2f}", f"{whole:.2f}", f"{whole / case.staff:.4f}")
        row = (str(case.staff), str(case.sharing), "busy" if case.busy else "idle")
        table.add_row(*row, *figures)
        if items:
            out.print(_items(each, rate))
    out.print(table)
    out.print(
        f"Operations counted {counted.counted}; prices of {prices.looked_up} in {prices.currency}; "
        f"EUR {rate} for 1 ({prices.euro.date}). A star: a price from memory, not read on its page.",
        highlight=False,
    )


def _items(each: Bill, rate: float) -> Table:
    case = each.case
    title = f"{case.staff} staff, {'busy' if case.busy else 'idle'}, {case.sharing} sharing"
    table = Table(title=title, title_justify="left")
    table.add_column("item")
    for column in ("how many", "", "EUR"):
        table.add_column(column, justify="left" if not column else "right")
    for item in each.items:
        star = "" if item.sure else " *"
        cells = (item.name + star, f"{item.count:,.2f}", item.unit, f"{item.amount * rate:.3f}")
        table.add_row(*cells)
    return table
