"""Every number of days in the privacy agreement does something: what it is about stays that long, and then goes."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from application.aggregate import JOB as SUMMED
from application.ports import Beat
from application.record import record
from application.retain import retain
from domain.audit import Action, Wanted
from domain.ids import PersonId
from domain.pact import Pact, PrivacyProfile
from domain.privacy import BOUNDS, Terms
from domain.when import later
from tests.builders import NOW, TODAY, a_directory
from tests.contracts.conftest import Kit
from tests.contracts.test_persondata import ADA, BOB, CID, add

DAYS = 40
NUMBERS = sorted(name for name in BOUNDS if name.startswith("keep_"))


async def a_booking_is_named(kit: Kit) -> bool:
    return ADA in await kit.ports.archive.people()


async def a_plan_is_there(kit: Kit) -> bool:
    return bool(await kit.ports.archive.days_of(BOB))


async def the_audit_tells(kit: Kit) -> bool:
    until = later(kit.clock.now(), timedelta(days=1))
    rows = (await kit.ports.audit.between(NOW, until, Wanted(), limit=10)).rows
    return any(row.entry.actor == CID for row in rows)


THERE: dict[str, Callable[[Kit], Awaitable[bool]]] = {
    "keep_bookings_days": a_booking_is_named,
    "keep_plans_days": a_plan_is_there,
    "keep_audit_days": the_audit_tells,
}


async def traces(kit: Kit, terms: Terms) -> None:
    await kit.fill(a_directory(), (), ())
    await add(kit)
    await kit.plan(TODAY, BOB)
    await record(kit.ports, Action.SIGNED_IN, actor=PersonId(CID))
    await kit.ports.profiles.write(Pact(profile=PrivacyProfile(terms=terms)), None)
    await kit.ports.heartbeats.beat(Beat(job=SUMMED, at=NOW, cursor="2031-01-01"))


async def there(kit: Kit) -> set[str]:
    return {name for name, look in THERE.items() if await look(kit)}


@pytest.mark.parametrize("number", NUMBERS)
async def test_what_a_number_of_days_is_about_goes_when_they_are_over_and_nothing_else(
    kit: Kit, number: str
) -> None:
    longest = {name: BOUNDS[name][1] for name in NUMBERS}
    numbers: dict[str, Any] = longest | {number: DAYS}
    await traces(kit, replace(Terms(), **numbers))
    kit.clock.advance(timedelta(days=DAYS))
    await retain(kit.ports)
    assert await there(kit) == set(NUMBERS)
    kit.clock.advance(timedelta(days=1))
    await retain(kit.ports)
    assert await there(kit) == set(NUMBERS) - {number}


def test_every_number_of_days_of_the_agreement_is_tried_here() -> None:
    assert set(NUMBERS) == set(THERE)
    assert {name for name in Terms.__slots__ if name.endswith("_days")} == set(NUMBERS)


async def test_a_pass_over_work_plans_goes_on_where_the_last_one_stopped(kit: Kit) -> None:
    await traces(kit, replace(Terms(), keep_plans_days=1, keep_bookings_days=1095))
    kit.clock.advance(timedelta(days=9))
    await retain(kit.ports)
    last = await kit.ports.heartbeats.last("retain_plans")
    assert last is not None and last.cursor == TODAY.isoformat()
    await kit.plan(TODAY + timedelta(days=1), BOB)
    await retain(kit.ports)
    assert not await a_plan_is_there(kit)
