"""Our own Table protocol (adapters/tables/wire.py) on the same work as the floor.

python -m bench.wire --endpoint http://127.0.0.1:10002/devstoreaccount1 --key …
"""

import asyncio
import json
import secrets

from adapters.tables.batch import Insert
from adapters.tables.wire import TableWire
from bench.floor import CLIENTS, ENTITY, PARTITION, Place, floor, place_from
from bench.measure import Figures, Work, measured

VALUES = {
    name: value
    for name, value in json.loads(ENTITY % (b"p", b"k")).items()
    if name not in ("PartitionKey", "RowKey")
}


def works(wire: TableWire, table: str) -> dict[str, tuple[Work, int]]:
    """Name, work and number of calls of what the floor has measured too."""
    run = secrets.token_hex(4)

    async def day(*select: str) -> object:
        return await wire.range(table, PARTITION, from_key="row|", before_key="row}", select=select)

    return {
        "point read, wire": (lambda _: wire.get(table, PARTITION, "row|0000"), 1500),
        "transaction of 3 inserts, wire": (
            lambda number: wire.transact(
                table, f"new-{run}-{number}", [Insert(f"new|{i}", VALUES) for i in range(3)]
            ),
            600,
        ),
        "partition query of 500, wire": (lambda _: day(), 200),
        "partition query of 500, 3 columns, wire": (
            lambda _: day("state", "person", "resource"),
            200,
        ),
    }


async def wire_figures(place: Place, clients: tuple[int, ...] = CLIENTS) -> list[Figures]:
    """In a table that the floor has filled."""
    wire = TableWire(place.endpoint, place.key)
    figures: list[Figures] = []
    try:
        for number in clients:
            for name, (work, calls) in works(wire, place.table).items():
                await measured(name, [work] * number, calls // 4)
            for name, (work, calls) in works(wire, place.table).items():
                figures.append(await measured(name, [work] * number, calls))
    finally:
        await wire.close()
    return figures


async def main() -> None:
    """The floor first, then the wire, one line per figure."""
    place = place_from()
    for figures in (*await floor(place), *await wire_figures(place)):
        print(figures.line())


if __name__ == "__main__":
    asyncio.run(main())
