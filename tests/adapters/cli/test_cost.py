"""What a month would cost: items that add up, a grant that is shared, and figures that hold what was promised."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from rich.console import Console
from typer.testing import CliRunner

from adapters.cli.app import build
from adapters.cli.cost.data import counts, price_list
from adapters.cli.cost.model import Bill, Case, Day, acts_a_month, bill, poll_alone, runs_a_month
from adapters.timetable import schedules
from tests.adapters.cli.test_app import FakeStore

STAFF, SHARING = (95, 350, 2500, 20000), (1, 10, 100)


def billed(case: Case) -> Bill:
    return bill(case, price_list(), counts(), schedules())


def euro(amount: float) -> float:
    return amount * price_list().euro.value


def run(*arguments: str) -> tuple[int, str]:
    @asynccontextmanager
    async def store() -> AsyncIterator[FakeStore]:
        yield FakeStore()

    console = Console(record=True, width=200, soft_wrap=True)
    result = CliRunner().invoke(build(store, console=console), ("cost", *arguments))
    return result.exit_code, console.export_text()


@pytest.mark.parametrize(
    ("schedule", "runs"),
    [
        ("0 */5 * * * *", 8640),
        ("0 12 * * * *", 720),
        ("0 20 */6 * * *", 120),
        ("0 10 1 * * *", 30),
        ("0 10,40 1 * * *", 60),
        ("0 */5 5-17 * * 1-5", 3343),
        ("0 3-58/5 * * * 1-5", 6171),
    ],
)
def test_a_schedule_says_how_often(schedule: str, runs: int) -> None:
    assert runs_a_month(schedule) == runs


def test_every_timer_of_the_app_is_paid_for_and_its_operations_are_counted() -> None:
    assert {"sync_calendars", "retain", "seal_audit"} <= schedules().keys()
    assert {"sync_calendars", "retain", "seal_audit"} <= counts().jobs.keys()


@pytest.mark.parametrize("staff", STAFF)
@pytest.mark.parametrize("sharing", SHARING)
def test_idle_costs_less_than_a_euro_beside_the_look_from_outside_also_where_the_grant_is_shared(
    staff: int, sharing: int
) -> None:
    idle = billed(Case(staff=staff, busy=False, sharing=sharing, test_every=900))
    assert euro(idle.without_test) < 1 < euro(idle.test)


def test_without_an_exchange_its_timers_cost_nothing_and_with_rooms_each_look_is_paid() -> None:
    without, few, many = (
        billed(Case(staff=350, busy=False, sharing=100, rooms=rooms)) for rooms in (0, 15, 150)
    )
    assert without.total < few.total < many.total
    looked = {item.name: item.count for item in many.items}["rooms looked at"]
    runs = runs_a_month(schedules()["sync_calendars"])
    assert looked == pytest.approx(runs * 13 * 2)


def test_the_items_add_up_and_none_is_negative_but_what_is_free() -> None:
    busy = billed(Case(staff=2500, busy=True, test_every=900))
    assert busy.total == pytest.approx(sum(item.amount for item in busy.items))
    assert busy.total - busy.without_test == pytest.approx(busy.test)
    assert all(item.amount >= 0 for item in busy.items if not item.name.startswith("free"))


def test_the_grant_is_shared_and_never_gives_more_than_was_used() -> None:
    alone, ten, hundred = (billed(Case(staff=95, busy=False, sharing=n)) for n in SHARING)
    assert alone.total <= ten.total < hundred.total
    free = next(item for item in alone.items if item.name == "free GB-s of the subscription")
    used = sum(item.count for item in alone.items if item.unit == "GB-s")
    assert free.count == pytest.approx(used) and used < 100_000


def test_more_staff_cost_more_and_less_a_head() -> None:
    totals = [billed(Case(staff=staff, busy=True, sharing=100)).total for staff in STAFF]
    assert totals == sorted(totals)
    heads = [total / staff for total, staff in zip(totals, STAFF, strict=True)]
    assert heads == sorted(heads, reverse=True)


def test_many_who_ask_at_once_share_an_instance_and_do_not_pay_a_second_each() -> None:
    case = Case(staff=20000, busy=True, sharing=100)
    requests = next(item for item in billed(case).items if item.name == "requests")
    asked = sum(acts_a_month(case).values())
    assert requests.count < asked * case.memory_mb / 1024 / 4


def test_slower_polling_and_less_memory_cost_less() -> None:
    case = Case(staff=350, busy=True, sharing=100)
    slower = replace(case, day=Day(poll_seconds=60))
    assert billed(slower).total < billed(case).total
    assert billed(replace(case, memory_mb=512)).total < billed(case).total
    assert 0 < poll_alone(case, price_list(), counts()) < 0.001


def test_the_command_says_every_size_shared_and_alone_idle_and_busy() -> None:
    code, said = run("--json")
    told = json.loads(said)
    seen = {(each["staff"], each["sharing"], each["busy"]) for each in told["bills"]}
    assert code == 0
    assert seen == {(staff, n, busy) for staff in STAFF for n in SHARING for busy in (False, True)}
    assert told["single"].keys() == {
        "one alarm rule, a month",
        "one look from outside",
        "one poll when nobody else asks",
        "one open plan, 8 h on 21 days, alone",
    }


def test_one_bill_is_printed_item_by_item_with_its_dates() -> None:
    code, said = run("--staff", "350", "--sharing", "1")
    assert code == 0
    for word in ("table operations", "queues watched by the platform", "availability test", "*"):
        assert word in said
    assert counts().counted in said and price_list().looked_up in said


def test_the_rate_is_an_option_and_a_memory_that_there_is_not_is_refused() -> None:
    one = json.loads(run("--staff", "95", "--euro", "1", "--json")[1])["bills"][0]["euro"]
    half = json.loads(run("--staff", "95", "--euro", "0.5", "--json")[1])["bills"][0]["euro"]
    assert half == pytest.approx(one / 2)
    assert run("--memory", "1024")[0] == 2
