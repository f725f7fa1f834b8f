"""Which event belongs to which booking, in the table `sync`.

`box|{mailbox}` holds the links that are at home there: **truth**. Everything else leads to them: `of|{booking}` and
`open`. What leads there is written before it and taken away after it, so that a crash between two writes leaves nothing
that cannot be found; whoever follows a way to nothing passes on. Keys hold digests of addresses, never these themselves.

A link that changes its room changes its partition, which no transaction does: it is written in the new one first, with
a higher count of `moves`, and whoever finds it twice takes the older away.
"""

from collections.abc import Iterable
from contextlib import suppress

from adapters.tables.entity import Row
from adapters.tables.link_rows import box_partition, digest, link_of, link_values
from adapters.tables.names import SYNC, under
from adapters.tables.together import each_of
from adapters.tables.values import filled, whole
from adapters.tables.wire import TableWire
from application.faults import Stale
from domain.calendar_event import Mailbox
from domain.calendar_sync import Link
from domain.ids import BookingId
from domain.ledger import Kept, Version

OPEN = "open"
FIRST, LAST = "!", "~"


class TableLinks:
    def __init__(self, wire: TableWire) -> None:
        self._wire = wire

    async def of(self, booking: BookingId) -> tuple[Kept[Link], ...]:
        ways = await self._all(f"of|{booking}")
        rows = await self._follow(_of_way(booking, way.key) for way in ways)
        found: list[Row] = []
        for row in sorted(rows, key=lambda row: (row.key, _moved(row))):
            if found and found[-1].key == row.key and _moved(found[-1]) < _moved(row):
                await self._clear(found.pop())
            found.append(row)
        return tuple(_kept(row) for row in found)

    async def of_room(self, room: Mailbox) -> tuple[Kept[Link], ...]:
        first, before = under("link|")
        rows = await self._wire.range(
            SYNC, box_partition(room), from_key=first, before_key=before, condition="off eq false"
        )
        return tuple(_kept(row) for row in rows)

    async def open(self) -> tuple[BookingId, ...]:
        found: dict[BookingId, None] = {}
        for way in await self._all(OPEN):
            row = await self._wire.get(SYNC, *_way(way.key))
            if row is not None and not link_of(row.values).open:
                with suppress(Stale):  # opened again since: then the way was written anew
                    await self._wire.delete(SYNC, OPEN, way.key, way.version)
                continue
            found[BookingId(way.key.split("|")[2])] = None
        return tuple(found)

    async def write(self, link: Link, seen: Version | None) -> Version:
        home, was_open, version = _seen(seen)
        partition, key = box_partition(link.home), _key(link)
        at_home = home == partition
        if not at_home:
            await self._lead_of(link, free=seen is None)
        if link.open and not (at_home and was_open):
            await self._lead(OPEN, _way_key(partition, key))
        if seen is None:
            written = await self._wire.insert(SYNC, partition, key, link_values(link, moves=0))
        elif at_home:
            values = link_values(link, moves=_moves(version))
            written = await self._wire.replace(SYNC, partition, key, values, _etag(version))
        else:
            written = await self._rehome(link, home, version)
        if not link.open and (was_open or not at_home):
            await self._unlead(OPEN, _way_key(partition, key))
        return _version(link, written, moves=_moves(version) + (seen is not None and not at_home))

    async def remove(self, link: Link) -> None:
        first, before = under(f"{_role_number(link)}|")
        ways = await self._wire.range(SYNC, f"of|{link.booking}", from_key=first, before_key=before)
        for way in ways:
            partition, key = _of_way(link.booking, way.key)
            row = await self._wire.get(SYNC, partition, key)
            if row is not None:
                await self._clear(row)
            else:
                await self._unlead(f"of|{link.booking}", way.key)

    async def _rehome(self, link: Link, home: str, version: str) -> str:
        old = await self._wire.get(SYNC, home, _key(link))
        if old is None or old.version != _etag(version):
            raise Stale(key=_key(link), reason="ConditionNotMet")
        values = link_values(link, moves=_moves(version) + 1)
        written = await self._wire.insert(SYNC, box_partition(link.home), _key(link), values)
        await self._clear(old)
        return written

    async def _clear(self, row: Row) -> None:
        """Take a link away, then whatever leads to it."""
        link = link_of(row.values)
        with suppress(Stale):
            await self._wire.delete(SYNC, row.partition, row.key)
        await self._unlead(OPEN, _way_key(row.partition, row.key))
        of_key = f"{_role_number(link)}|{row.partition.partition('|')[2]}"
        await self._unlead(f"of|{link.booking}", of_key)

    async def _lead_of(self, link: Link, *, free: bool) -> None:
        """`free`: the booking's number is not to be in use in another room either."""
        partition, mine = f"of|{link.booking}", f"{_role_number(link)}|{digest(link.home)}"
        await self._lead(partition, mine)
        if free:
            first, before = under(f"{_role_number(link)}|")
            ways = await self._wire.range(SYNC, partition, from_key=first, before_key=before)
            others = (_of_way(link.booking, way.key) for way in ways if way.key != mine)
            if await self._follow(others):
                raise Stale(key=_key(link), reason="EntityAlreadyExists")

    async def _lead(self, partition: str, key: str) -> None:
        await self._wire.upsert(SYNC, partition, key, filled({}))

    async def _unlead(self, partition: str, key: str) -> None:
        with suppress(Stale):
            await self._wire.delete(SYNC, partition, key)

    async def _all(self, partition: str) -> list[Row]:
        return await self._wire.range(SYNC, partition, from_key=FIRST, before_key=LAST)

    async def _follow(self, ways: Iterable[tuple[str, str]]) -> list[Row]:
        async def read(way: tuple[str, str]) -> Row | None:
            return await self._wire.get(SYNC, *way)

        return [row for row in await each_of(ways, read) if row is not None]


def _role_number(link: Link) -> str:
    return f"{link.role}|{link.number:04d}"


def _key(link: Link) -> str:
    return f"link|{link.booking}|{_role_number(link)}"


def _way_key(partition: str, key: str) -> str:
    return f"{partition.partition('|')[2]}|{key}"


def _way(key: str) -> tuple[str, str]:
    """The partition and key that a way leads to."""
    box, _, rest = key.partition("|")
    return f"box|{box}", rest


def _of_way(booking: BookingId, key: str) -> tuple[str, str]:
    role, number, box = key.split("|")
    return f"box|{box}", f"link|{booking}|{role}|{number}"


def _version(link: Link, etag: str, *, moves: int) -> Version:
    """With what the row leads to itself by, so that a write need not read it again."""
    parts = (box_partition(link.home), "open" if link.open else "", str(moves), etag)
    return Version(";".join(parts))


def _seen(version: Version | None) -> tuple[str, bool, str]:
    if version is None:
        return "", False, "0;"
    home, is_open, rest = version.split(";", 2)
    return home, bool(is_open), rest


def _moved(row: Row) -> int:
    return whole(row.values, "moves")


def _moves(rest: str) -> int:
    return int(rest.split(";", 1)[0])


def _etag(rest: str) -> str:
    return rest.split(";", 1)[1]


def _kept(row: Row) -> Kept[Link]:
    link = link_of(row.values)
    version = _version(link, row.version, moves=_moved(row))
    return Kept(value=link, version=version)
