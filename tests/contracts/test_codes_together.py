"""Tries in several processes at once: storage decides who waits. And no number and no code is kept or said anywhere."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.identity.scrambler import Argon2Scrambler
from adapters.settings import Settings
from adapters.tables.codes import PARTITION, TableCodes
from adapters.tables.names import CODES
from adapters.tables.opened import credential_of, open_tables
from adapters.tables.wire import TableWire
from application.ports import Ports, Unavailable
from application.set_code import HandedOut, hand_out_code, set_code
from application.verify_code import Verified, verify_code
from domain.ids import PersonId
from domain.people import Role
from domain.refusals import Refused
from tests.builders import NOW, a_directory, a_person
from tests.contracts.conftest import a_secret
from tests.fakes import World, a_world

BADGE, NOBODYS, CODE, WRONG = "471147", "998877", "273946", "958173"
PROCESSES = 4


@pytest.fixture
def world() -> World:
    people = (a_person("pip", has_pc=False), a_person("rie", Role.RECEPTION))
    return a_world(a_directory(), people, NOW)


@pytest.fixture
async def processes(
    settings: Settings, wire: TableWire, world: World
) -> AsyncIterator[tuple[Ports, ...]]:
    """Each with its own connections and its own hashing; `wire` empties the table afterwards."""
    await wire.range(CODES, PARTITION, from_key="!", before_key="~")
    wires = [open_tables(settings, credential_of(settings)) for _ in range(PROCESSES)]
    yield tuple(
        replace(world.ports, codes=TableCodes(each, a_secret), scrambler=Argon2Scrambler(a_secret))
        for each in wires
    )
    for each in wires:
        await each.close()


async def test_of_many_tries_at_once_no_more_are_judged_than_may_fail(
    processes: tuple[Ports, ...], world: World
) -> None:
    pip = world.people.known[PersonId("pip")]
    await set_code(processes[0], person=pip, badge=BADGE, code=CODE, again=CODE)
    for _ in range(5):
        await verify_code(processes[1], badge=BADGE, code=WRONG)
    answers = await asyncio.gather(
        *(
            verify_code(ports, badge=BADGE, code=code)
            for ports in processes
            for code in (WRONG, CODE, WRONG)
        ),
        return_exceptions=True,
    )
    assert all(isinstance(each, Refused | Unavailable) for each in answers)
    kept = await processes[2].codes.find(BADGE)
    assert kept is not None and kept.value.tries.failed == 5


async def test_guesses_sent_at_once_are_counted_one_by_one(
    processes: tuple[Ports, ...], world: World
) -> None:
    await asyncio.gather(
        *(verify_code(ports, badge=NOBODYS, code=WRONG) for ports in processes * 3),
        return_exceptions=True,
    )
    kept = await processes[0].codes.find(NOBODYS)
    assert kept is not None and 1 <= kept.value.tries.failed <= 5


async def test_no_number_and_no_code_is_in_table_audit_or_log(
    processes: tuple[Ports, ...],
    world: World,
    wire: TableWire,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    ports, pip = processes[0], world.people.known[PersonId("pip")]
    rie = world.people.known[PersonId("rie")]
    handed = await hand_out_code(ports, actor=rie, person=pip.id, badge=BADGE)
    assert isinstance(handed, HandedOut)
    assert isinstance(await verify_code(ports, badge=BADGE, code=handed.code), Verified)
    await set_code(ports, person=pip, badge=BADGE, code=CODE, again=CODE)
    assert isinstance(await verify_code(ports, badge=BADGE, code=CODE), Verified)
    await verify_code(ports, badge=BADGE, code=WRONG)
    await verify_code(ports, badge=NOBODYS, code=WRONG)
    rows = await wire.range(CODES, PARTITION, from_key="!", before_key="~")
    told = repr(rows) + repr([row.entry for row in world.audit.rows]) + caplog.text
    assert len(rows) == 3
    for secret in (BADGE, NOBODYS, CODE, WRONG, handed.code):
        assert secret not in told
