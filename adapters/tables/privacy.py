"""The privacy pact in one row beside the places, and what each person said about being shown, a row each beside the
people; both kept for 15 seconds."""

import hashlib
import time
from collections.abc import Callable

from adapters.tables.chunks import columns_of, text_of
from adapters.tables.kept import KeptFor
from adapters.tables.names import PEOPLE, PLACES
from adapters.tables.shapes import from_packed, packed_json
from adapters.tables.values import SCHEMA, text
from adapters.tables.wire import TableWire
from application.ports import Sayings
from domain.ids import PersonId
from domain.ledger import Kept, Version
from domain.pact import Pact
from domain.privacy import Preference

LOOK_AGAIN_AFTER = 15.0  # seconds
PACT = "pact"  # partition and row in the table of places
SHOWN = "shown"  # partition in the table of people
FIRST_KEY, LAST_KEY = "-", "~"


class TableProfiles:
    """One per process. `seconds`: a clock that only goes forward."""

    def __init__(self, wire: TableWire, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._wire = wire
        self._kept = KeptFor(self._ask, lasts=LOOK_AGAIN_AFTER, seconds=seconds)

    async def pact(self) -> Pact:
        return await self._kept.get(PACT)

    async def read(self) -> Kept[Pact] | None:
        row = await self._wire.get(PLACES, PACT, PACT)
        if row is None:
            return None
        return Kept(value=from_packed(Pact, text_of([row])), version=Version(row.version))

    async def write(self, pact: Pact, seen: Version | None) -> Version:
        columns = columns_of(packed_json(pact))
        try:
            if seen is None:
                return Version(await self._wire.insert(PLACES, PACT, PACT, columns))
            return Version(await self._wire.replace(PLACES, PACT, PACT, columns, seen))
        finally:
            self._kept.forget(PACT)

    async def _ask(self, _: str) -> Pact:
        kept = await self.read()
        return kept.value if kept is not None else Pact()


class TablePreferences:
    """One per process. `seconds`: a clock that only goes forward."""

    def __init__(self, wire: TableWire, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._wire = wire
        self._kept = KeptFor(self._ask, lasts=LOOK_AGAIN_AFTER, seconds=seconds)

    async def all(self) -> Sayings:
        return await self._kept.get(SHOWN)

    async def of(self, person: PersonId) -> Preference:
        row = await self._wire.get(PEOPLE, SHOWN, person)
        return Preference(text(row.values, "said")) if row is not None else Preference.UNSAID

    async def say(self, person: PersonId, said: Preference) -> None:
        await self._wire.upsert(PEOPLE, SHOWN, person, {"v": SCHEMA, "said": said.value})
        self._kept.forget(SHOWN)

    async def _ask(self, partition: str) -> Sayings:
        rows = await self._wire.range(PEOPLE, partition, from_key=FIRST_KEY, before_key=LAST_KEY)
        said = {PersonId(row.key): Preference(text(row.values, "said")) for row in rows}
        known = "|".join(f"{person}={said[person]}" for person in sorted(said)).encode()
        return Sayings(version=hashlib.blake2b(known, digest_size=8).hexdigest(), said=said)
