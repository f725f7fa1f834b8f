"""Everybody's mailboxes, and the one counter that puts all changes in an order."""

import random
from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

from local.exchange.clock import Agenda, Clock
from local.exchange.errors import GraphError, not_found
from local.exchange.ids import change_key, guid, id_of, read_id, uid
from local.exchange.items import Item, Mailbox, MailboxKind, Occurrence, Policy
from local.exchange.knobs import Knobs
from local.exchange.times import Json
from local.exchange.views import bare, occurrence_on

type Change = Literal["created", "updated", "deleted"]
type Listener = Callable[[Occurrence, Change], None]

TENANT = "6f1d2c3b-0000-4000-8000-76726a706c6b"


class Store:
    """Plain memory; whoever calls has it for itself until it awaits something."""

    def __init__(self, clock: Clock, knobs: Knobs, seed: int = 4) -> None:
        self.clock = clock
        self.knobs = knobs
        self.agenda = Agenda(clock)
        self.chance = random.Random(seed)
        self.seq = 0
        self.listeners: list[Listener] = []
        self.places: list[Json] = []
        """Places as Graph shows them, with their `kind`; a list of rooms names its `rooms` by address."""
        self._mailboxes: dict[str, Mailbox] = {}
        self._counter = 0

    # Mailboxes

    def add_mailbox(
        self, address: str, name: str, kind: MailboxKind, *, zone: str, policy: Policy, id: str = ""
    ) -> Mailbox:
        box = Mailbox(
            id=id or guid(address.casefold()),
            address=address,
            name=name,
            kind=kind,
            zone=zone,
            policy=policy,
        )
        self._mailboxes[box.id.casefold()] = self._mailboxes[address.casefold()] = box
        return box

    def mailbox(self, named: str) -> Mailbox:
        """By address or id, in any case; only those an application may see."""
        box = self.known(named)
        if box is None:
            raise GraphError(404, "ErrorInvalidUser", f"The requested user '{named}' is invalid.")
        if box.state == "gone":
            raise GraphError(
                404,
                "MailboxNotEnabledForRESTAPI",
                "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
            )
        if box.state == "denied":
            raise GraphError(403, "ErrorAccessDenied", "Access to OData is disabled.")
        return box

    def known(self, named: str) -> Mailbox | None:
        return self._mailboxes.get(named.casefold())

    def mailboxes(self) -> Iterator[Mailbox]:
        yield from {box.id: box for box in self._mailboxes.values()}.values()

    # Between two runs

    def kept(self) -> tuple[object, ...]:
        """All that is in here, to be taken again."""
        return self.seq, self._counter, self._mailboxes

    def take(self, kept: tuple[int, int, dict[str, Mailbox]]) -> None:
        """Calendars as they were; mailboxes that are new since then stay as they are."""
        self.seq, self._counter, mailboxes = kept
        self._mailboxes |= mailboxes

    # Items

    def number(self) -> int:
        self._counter += 1
        return self._counter

    def new_uid(self) -> str:
        return uid(self.number())

    def find(self, box: Mailbox, text: str) -> Occurrence:
        """What an id of either format means in this mailbox, if it still does."""
        named = read_id(text)
        item = box.items.get(named.key)
        if item is None or item.deleted:
            raise not_found()
        found = occurrence_on(item, named.day) if named.day else bare(item)
        if found is None or text not in (
            id_of(found, immutable=True),
            id_of(found, immutable=False),
        ):
            raise not_found()
        return found

    def by_uid(self, box: Mailbox, wanted: str) -> Item | None:
        for item in box.items.values():
            if item.uid == wanted and not item.deleted:
                return item
        return None

    def organizers(self, copy: Item) -> Item | None:
        """The organizer's own item of the meeting that this is a copy of."""
        address: str = copy.organizer["emailAddress"]["address"]
        box = self.known(address)
        item = self.by_uid(box, copy.uid) if box else None
        return item if item is not None and item.is_organizer else None

    def add(self, item: Item) -> Item:
        item.mailbox.items[item.key] = item
        self.touch(item, change="created")
        seconds = self.knobs.rewrite_change_key_after
        if seconds is not None:
            self.agenda.after(seconds, lambda: self._rewrite(item))
        return item

    def touch(
        self, item: Item, *, day: date | None = None, wide: bool = True, change: Change = "updated"
    ) -> None:
        """Note a change: of the whole item, of one date, or (not `wide`) of the series as such."""
        self.seq += 1
        item.seq = self.seq
        item.modified = self.clock.now()
        item.change_key = change_key(self.number())
        if day is not None:
            item.day_seq[day] = self.seq
            if day in item.overrides:
                item.overrides[day].change_key = change_key(self.number())
        elif wide:
            item.wide_seq = self.seq
        self._tell(item, day, change)

    def retire(self, occurrences: list[Occurrence]) -> None:
        """These ids are no longer anything's; a delta says so."""
        for each in occurrences:
            each.item.retired.append((self.seq + 1, each))

    def remove(self, item: Item) -> None:
        item.deleted = True
        self.touch(item, change="deleted")

    def _rewrite(self, item: Item) -> None:
        if not item.deleted:
            self.touch(item)

    def _tell(self, item: Item, day: date | None, change: Change) -> None:
        changed = occurrence_on(item, day) if day else None
        for listener in self.listeners:
            listener(changed or bare(item), change)
