"""What we know of mailboxes, and which event belongs to which booking, in memory."""

from application.exchange import MailboxState, Slot
from application.faults import Stale
from domain.calendar_event import Mailbox
from domain.calendar_sync import Link, Role
from domain.ids import BookingId
from domain.ledger import Kept, Version
from domain.when import Instant
from tests.faults import Faults

SLOTS = 2


class FakeLinks(Faults):
    """`kept` by booking, role and number."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[BookingId, Role, int], Kept[Link]] = {}
        self._made = 0

    @property
    def every(self) -> tuple[Link, ...]:
        return tuple(kept.value for kept in self.kept.values())

    async def of(self, booking: BookingId) -> tuple[Kept[Link], ...]:
        await self.reading()
        mine = [key for key in self.kept if key[0] == booking]
        return tuple(self.kept[key] for key in sorted(mine))

    async def of_room(self, room: Mailbox) -> tuple[Kept[Link], ...]:
        await self.reading()
        return tuple(
            kept
            for _, kept in sorted(self.kept.items())
            if kept.value.home == room and not kept.value.off
        )

    async def open(self) -> tuple[BookingId, ...]:
        await self.reading()
        return tuple(dict.fromkeys(link.booking for link in self.every if link.open))

    async def write(self, link: Link, seen: Version | None) -> Version:
        after = await self.writing()
        key = (link.booking, link.role, link.number)
        there = self.kept.get(key)
        if seen != (there.version if there is not None else None):
            raise Stale(key="link", reason="UpdateConditionNotSatisfied")
        self._made += 1
        self.kept[key] = Kept(value=link, version=Version(f"v{self._made}"))
        if after is not None:
            raise after
        return self.kept[key].version

    async def remove(self, link: Link) -> None:
        after = await self.writing()
        self.kept.pop((link.booking, link.role, link.number), None)
        if after is not None:
            raise after


class FakeMailboxes(Faults):
    """`kept` by mailbox; `slots` by mailbox and number: until when, and the version."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[Mailbox, Kept[MailboxState]] = {}
        self.slots: dict[tuple[Mailbox, int], tuple[Instant, Version]] = {}
        self._made = 0

    async def find(self, box: Mailbox) -> Kept[MailboxState] | None:
        await self.reading()
        return self.kept.get(box)

    async def all(self) -> tuple[MailboxState, ...]:
        await self.reading()
        return tuple(self.kept[box].value for box in sorted(self.kept))

    async def write(self, state: MailboxState, seen: Version | None) -> Version:
        after = await self.writing()
        there = self.kept.get(state.box)
        if seen != (there.version if there is not None else None):
            raise Stale(key="mailbox", reason="UpdateConditionNotSatisfied")
        self.kept[state.box] = Kept(value=state, version=self._version())
        if after is not None:
            raise after
        return self.kept[state.box].version

    async def forget(self, box: Mailbox) -> None:
        after = await self.writing()
        self.kept.pop(box, None)
        if after is not None:
            raise after

    async def subscribed(self, subscription: str) -> Mailbox | None:
        await self.reading()
        for box, kept in self.kept.items():
            held = kept.value.subscription
            if held is not None and held.id == subscription:
                return box
        return None

    async def take_slot(self, box: Mailbox, *, now: Instant, until: Instant) -> Slot | None:
        after = await self.writing()
        for number in range(1, SLOTS + 1):
            held = self.slots.get((box, number))
            if held is not None and held[0] > now:
                continue
            version = self._version()
            self.slots[box, number] = (until, version)
            if after is not None:
                raise after
            return Slot(box=box, number=number, version=version)
        return None

    async def give_slot(self, slot: Slot) -> None:
        after = await self.writing()
        held = self.slots.get((slot.box, slot.number))
        if held is not None and held[1] == slot.version:
            del self.slots[slot.box, slot.number]
        if after is not None:
            raise after

    def _version(self) -> Version:
        self._made += 1
        return Version(f"v{self._made}")
