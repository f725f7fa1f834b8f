"""Rows of links: a link's columns and back, and what stands for an address or an id in a key."""

from hashlib import sha256

from adapters.tables.entity import Value, Values
from adapters.tables.values import filled, optional_instant, text, to_iso, whole
from domain.calendar_event import EventId, Mailbox
from domain.calendar_sync import Link, Role
from domain.ids import BookingId


def digest(told: str) -> str:
    """What stands in a key for an address or an id that a key may not hold."""
    return sha256(told.encode()).hexdigest()[:32]


def box_partition(box: Mailbox) -> str:
    return f"box|{digest(box)}"


def link_values(link: Link, *, moves: int) -> Values:
    columns: dict[str, Value] = {
        "booking": link.booking,
        "role": link.role.value,
        "mailbox": link.mailbox,
        "room": link.room or "",
        "number": link.number,
        "transaction": link.transaction,
        "event": link.event or "",
        "uid": link.uid,
        "etag": link.etag,
        "asked": link.asked,
        "seen": link.seen,
        "asking": link.asking,
        "in_room": link.in_room or "",
        "master": link.master or "",
        "original_start": to_iso(link.original_start),
        "tried_at": to_iso(link.tried_at),
        "made_at": to_iso(link.made_at),
        "told": link.told,
        "off": link.off,
        "awaits": link.awaits,
        "look_at": to_iso(link.look_at),
        "room_as": link.room_as or "",
        "conflicts": link.conflicts,
        "moves": moves,
    }
    return filled(columns)


def link_of(values: Values) -> Link:
    room, event = text(values, "room"), text(values, "event")
    in_room, master = text(values, "in_room"), text(values, "master")
    room_as = text(values, "room_as")
    return Link(
        booking=BookingId(text(values, "booking")),
        role=Role(text(values, "role")),
        mailbox=Mailbox(text(values, "mailbox")),
        room=Mailbox(room) if room else None,
        number=whole(values, "number", 1),
        transaction=text(values, "transaction"),
        event=EventId(event) if event else None,
        uid=text(values, "uid"),
        etag=text(values, "etag"),
        asked=text(values, "asked"),
        seen=text(values, "seen"),
        asking=text(values, "asking"),
        in_room=EventId(in_room) if in_room else None,
        master=EventId(master) if master else None,
        original_start=optional_instant(text(values, "original_start")),
        tried_at=optional_instant(text(values, "tried_at")),
        made_at=optional_instant(text(values, "made_at")),
        off=bool(values.get("off", False)),
        told=text(values, "told"),
        awaits=bool(values.get("awaits", False)),
        look_at=optional_instant(text(values, "look_at")),
        room_as=Mailbox(room_as) if room_as else None,
        conflicts=whole(values, "conflicts"),
    )
