"""Four processes book for one person at once, on one storage: the limit is met to the last booking."""

import asyncio
from dataclasses import replace

from adapters.tables.bookings import TableBookings
from adapters.tables.wire import TableWire
from application.asking import Ask
from application.book import Booked, book
from application.cancel_booking import cancel_booking
from application.limiter import Limiter
from application.ports import Ports, Unavailable
from domain.ids import PersonId, ResourceId
from domain.limits import limits_from
from domain.refusals import Refusal
from tests.builders import NOW, TODAY, a_desk, a_directory, a_person, span
from tests.fakes import FakeIds, a_world

ADA = a_person("ada")
MOST = 6


class Numbered(FakeIds):
    """Ids that no other process makes."""

    def __init__(self, process: int) -> None:
        super().__init__()
        self._made = process * 10_000


async def churn(ports: Ports, desk: str) -> tuple[int, bool]:
    """Book and cancel until told that it is too often: how many times it went well, and whether that was said."""
    ask = Ask(
        caller=ADA,
        person=PersonId("ada"),
        resource=ResourceId(desk),
        when=span("09:00", "10:00"),
    )
    made = 0
    for _ in range(40):
        try:
            done = await book(ports, ask)
        except Unavailable:
            continue
        if isinstance(done, Booked):
            made += 1
            await cancel_booking(ports, caller=ADA, booking=done.booking.id)
        elif done.why is Refusal.TOO_MANY_REQUESTS:
            return made, True
    return made, False


async def test_the_limit_is_met_exactly_by_four_writers(wire: TableWire) -> None:
    directory = a_directory(*(a_desk(f"desk-{n}") for n in range(4)))
    writers = []
    for number in range(4):
        world, ids = a_world(directory, (ADA,), NOW), Numbered(number)
        limiter = Limiter(world.tallies, limits_from(f"bookings={MOST}/60"))
        books = TableBookings(wire, ids)
        writers.append(replace(world.ports, bookings=books, ids=ids, limiter=limiter))
    done = await asyncio.gather(*(churn(each, f"desk-{n}") for n, each in enumerate(writers)))
    assert sum(made for made, _ in done) == MOST
    assert all(told for _, told in done)
    (ledger,) = await writers[0].bookings.person_days(PersonId("ada"), [TODAY])
    assert [each.count for each in ledger.used] == [MOST] and ledger.entries == ()
