"""Idempotency keys when answers are lost, and what a stored row gives away."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from azure.data.tables import TableServiceClient

from adapters.tables.names import REQUESTS
from adapters.tables.requests import TableRequests
from adapters.tables.wire import TableWire
from application.faults import Unavailable
from domain.ids import PersonId
from tests.azurite import Azurite
from tests.builders import NOW
from tests.fakes import FakeClock
from tests.fault_proxy import Fault, FaultProxy

ADA = PersonId("ada")


async def a_secret() -> bytes:
    return b"of this test"


@pytest.fixture(autouse=True)
def table_of_requests(azurite_tables: Azurite) -> Iterator[None]:
    """Left empty: the contracts use it too, in the same emulator."""
    with TableServiceClient.from_connection_string(azurite_tables.connection_string) as service:
        service.create_table_if_not_exists(REQUESTS)
        yield
        service.delete_table(REQUESTS)
        service.create_table(REQUESTS)


@dataclass
class Case:
    requests: TableRequests
    proxy: FaultProxy


@pytest.fixture
def case(open_wire: Callable[..., TableWire], proxy: FaultProxy) -> Case:
    return Case(TableRequests(open_wire(proxy.endpoint), FakeClock(NOW), a_secret), proxy)


async def test_a_claim_whose_answer_was_lost_is_still_ours(case: Case) -> None:
    case.proxy.script(Fault.DROP_AFTER)
    claim = await case.requests.claim(ADA, "/lost", "k", body="b", booking="one")
    assert claim.fresh and claim.booking == "one"


async def test_a_claim_that_never_arrived_is_not_made_up(case: Case) -> None:
    case.proxy.script(Fault.DROP_BEFORE)
    with pytest.raises(Unavailable):
        await case.requests.claim(ADA, "/never", "k", body="b", booking="one")
    claim = await case.requests.claim(ADA, "/never", "k", body="b", booking="two")
    assert claim.fresh and claim.booking == "two"


async def test_a_row_gives_away_neither_person_nor_key(case: Case, azurite_tables: Azurite) -> None:
    await case.requests.claim(PersonId("somebody"), "/p", "key-of-mine", body="b", booking="one")
    with TableServiceClient.from_connection_string(azurite_tables.connection_string) as service:
        rows = [dict(row) for row in service.get_table_client(REQUESTS).list_entities()]
    assert rows and "somebody" not in str(rows) and "key-of-mine" not in str(rows)


async def test_parts_do_not_run_over_into_each_other(case: Case) -> None:
    await case.requests.claim(ADA, "/a", "b1", body="b", booking="one")
    claim = await case.requests.claim(ADA, "/ab", "1", body="b", booking="two")
    assert claim.fresh
