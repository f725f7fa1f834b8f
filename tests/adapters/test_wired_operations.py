"""The page's figures over real storage, through the wiring of the product: what a process does shows, once it is kept."""

from adapters.settings import Settings
from adapters.tables.names import TALLIES
from adapters.wiring import wire
from application.counts import Kind
from application.estimate import Part
from application.faults import Misconfigured
from application.heartbeats import Beat
from application.show_operations import show_operations


async def test_what_a_process_asks_of_storage_is_on_the_page_with_its_price(
    stores: Settings,
) -> None:
    wired = wire(stores)
    try:
        await wired.ports.heartbeats.beat(Beat(job="retain", at=wired.ports.clock.now()))
        counted = wired.ports.platform.counts.taken().tallies
        assert any(key.kind is Kind.STORAGE for key in counted)
        await wired.keeper.keep()
        found = await show_operations(wired.ports)
    finally:
        await wired.close()
    assert {"heartbeats"} <= {store.name for store in found.stores}
    assert found.queues is not None and len(found.queues) == 3
    tables = next(cost for cost in found.estimate.costs if cost.part is Part.TABLES)
    assert tables.count >= 1 and tables.euro > 0
    retain = next(job for job in found.jobs if job.job == "retain")
    assert retain.schedule == "0 10 3 * * *" and not retain.stale


async def test_a_second_word_within_five_minutes_is_not_written(stores: Settings) -> None:
    asked: list[str] = []
    wired = wire(stores, on_request=lambda method, target: asked.append(target))
    try:
        for _ in range(3):
            try:
                await wired.ports.places.directory()
            except Misconfigured:
                continue
            finally:
                await wired.keeper.keep()
    finally:
        await wired.close()
    assert 1 <= sum(f"/{TALLIES}(" in target for target in asked) <= 2
