"""What we know of the mailboxes, in the table `sync`.

`mailboxes` holds the state of each, all in one partition, so that one query shows them; `box|{mailbox}` beside its links
the slots, each taken by inserting or replacing its row; `subscription|{id}` leads to the mailbox, is written before and
taken away after.
"""

from contextlib import suppress

from adapters.tables.entity import Row, Values
from adapters.tables.link_rows import box_partition, digest
from adapters.tables.names import SYNC, under
from adapters.tables.values import filled, from_iso, interval, optional_instant, text, to_iso, whole
from adapters.tables.wire import TableWire
from application.exchange import MailboxState, Slot, Subscription, Wish
from application.faults import Stale
from domain.calendar_event import Mailbox
from domain.ledger import Kept, Version
from domain.when import Instant

STATES = "mailboxes"
SUBSCRIPTION = "subscription"
SLOTS = 2
"""Together with the round that holds the mailbox's lease: three at most."""


class TableMailboxes:
    def __init__(self, wire: TableWire) -> None:
        self._wire = wire

    async def find(self, box: Mailbox) -> Kept[MailboxState] | None:
        row = await self._wire.get(SYNC, STATES, digest(box))
        if row is None:
            return None
        state = _state(row)
        return Kept(value=state, version=_version(state, row.version))

    async def all(self) -> tuple[MailboxState, ...]:
        rows = await self._wire.range(SYNC, STATES, from_key="!", before_key="~")
        return tuple(sorted((_state(row) for row in rows), key=lambda state: state.box))

    async def write(self, state: MailboxState, seen: Version | None) -> Version:
        led_by, _, etag = (seen or Version(";")).partition(";")
        leads = digest(state.subscription.id) if state.subscription is not None else ""
        if leads and leads != led_by:
            await self._wire.upsert(SYNC, SUBSCRIPTION, leads, filled({"box": state.box}))
        key, values = digest(state.box), _values(state)
        if seen is None:
            return _version(state, await self._wire.insert(SYNC, STATES, key, values))
        version = _version(state, await self._wire.replace(SYNC, STATES, key, values, etag))
        if led_by and leads != led_by:
            await self._remove(SUBSCRIPTION, led_by)
        return version

    async def forget(self, box: Mailbox) -> None:
        kept = await self.find(box)
        await self._remove(STATES, digest(box))
        if kept is not None and kept.value.subscription is not None:
            await self._remove(SUBSCRIPTION, digest(kept.value.subscription.id))

    async def _remove(self, partition: str, key: str) -> None:
        with suppress(Stale):  # it is gone already
            await self._wire.delete(SYNC, partition, key)

    async def subscribed(self, subscription: str) -> Mailbox | None:
        row = await self._wire.get(SYNC, SUBSCRIPTION, digest(subscription))
        if row is None:
            return None
        kept = await self.find(Mailbox(text(row.values, "box")))
        if kept is None or kept.value.subscription is None:
            return None
        return kept.value.box if kept.value.subscription.id == subscription else None

    async def take_slot(self, box: Mailbox, *, now: Instant, until: Instant) -> Slot | None:
        first, before = under("slot|")
        partition = box_partition(box)
        rows = await self._wire.range(SYNC, partition, from_key=first, before_key=before)
        there = {row.key: row for row in rows}
        values = filled({"until": to_iso(until)})
        for number in range(1, SLOTS + 1):
            key = f"slot|{number}"
            held = there.get(key)
            if held is not None and from_iso(text(held.values, "until")) > now:
                continue
            with suppress(Stale):
                version = (
                    await self._wire.insert(SYNC, partition, key, values)
                    if held is None
                    else await self._wire.replace(SYNC, partition, key, values, held.version)
                )
                return Slot(box=box, number=number, version=Version(version))
        return None

    async def give_slot(self, slot: Slot) -> None:
        with suppress(Stale):  # its time was over, and another has it
            await self._wire.delete(
                SYNC, box_partition(slot.box), f"slot|{slot.number}", slot.version
            )


def _version(state: MailboxState, etag: str) -> Version:
    """With the subscription that leads to it already, so that no other write need see to that again."""
    held = state.subscription
    return Version(f"{digest(held.id) if held is not None else ''};{etag}")


def _values(state: MailboxState) -> Values:
    window, subscription = state.window, state.subscription
    return filled(
        {
            "box": state.box,
            "cursor": state.cursor,
            "window_from": to_iso(window.start if window is not None else None),
            "window_to": to_iso(window.end if window is not None else None),
            "listing_since": to_iso(state.listing_since),
            "leased_until": to_iso(state.leased_until),
            "not_before": to_iso(state.not_before),
            "synced_at": to_iso(state.synced_at),
            "started_at": to_iso(state.started_at),
            "full_at": to_iso(state.full_at),
            "notified_at": to_iso(state.notified_at),
            "suspended_at": to_iso(state.suspended_at),
            "probed_at": to_iso(state.probed_at),
            "trouble": state.trouble,
            "fused_at": to_iso(state.fused_at),
            "fused": state.fused,
            "lifted_at": to_iso(state.lifted_at),
            "drift": state.drift,
            "drift_at": to_iso(state.drift_at),
            "subscription": subscription.id if subscription is not None else "",
            "expires_at": to_iso(subscription.expires_at if subscription is not None else None),
            "state_hash": subscription.state_hash if subscription is not None else "",
            "made_at": to_iso(subscription.made_at if subscription is not None else None),
            "notify": subscription.notify if subscription is not None else "",
            "renew": "yes" if subscription is not None and subscription.renew else "",
            "changed_at": to_iso(state.changed_at),
            "subscribe_after": to_iso(state.subscribe_after),
            "subscribing": state.subscribing,
            "silences": state.silences,
            "refused": state.refused,
            "wish": state.wish or "",
        }
    )


def _state(row: Row) -> MailboxState:
    values = row.values

    def moment(name: str) -> Instant | None:
        return optional_instant(text(values, name))

    window = text(values, "window_from")
    return MailboxState(
        box=Mailbox(text(values, "box")),
        cursor=text(values, "cursor"),
        window=interval(window, text(values, "window_to")) if window else None,
        listing_since=moment("listing_since"),
        leased_until=moment("leased_until"),
        not_before=moment("not_before"),
        synced_at=moment("synced_at"),
        started_at=moment("started_at"),
        full_at=moment("full_at"),
        notified_at=moment("notified_at"),
        suspended_at=moment("suspended_at"),
        probed_at=moment("probed_at"),
        trouble=text(values, "trouble"),
        fused_at=moment("fused_at"),
        fused=whole(values, "fused"),
        lifted_at=moment("lifted_at"),
        drift=whole(values, "drift"),
        drift_at=moment("drift_at"),
        subscription=_subscription(values),
        changed_at=moment("changed_at"),
        subscribe_after=moment("subscribe_after"),
        subscribing=text(values, "subscribing"),
        silences=whole(values, "silences"),
        refused=whole(values, "refused"),
        wish=Wish(text(values, "wish")) if text(values, "wish") else None,
    )


def _subscription(values: Values) -> Subscription | None:
    if not text(values, "subscription"):
        return None
    return Subscription(
        id=text(values, "subscription"),
        expires_at=from_iso(text(values, "expires_at")),
        state_hash=text(values, "state_hash"),
        made_at=optional_instant(text(values, "made_at")),
        notify=text(values, "notify"),
        renew=bool(text(values, "renew")),
    )
