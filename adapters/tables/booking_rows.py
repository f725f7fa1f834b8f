"""Bookings, legs and intents as rows, and back. A stored shape's promise: columns are only ever added."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from adapters.tables.entity import Row, Value, Values
from adapters.tables.values import (
    filled,
    from_iso,
    from_json,
    interval,
    optional_date,
    optional_instant,
    text,
    to_iso,
    to_json,
    wall,
    whole,
)
from application.ports import OutboxRow
from domain.audit import Action, Deed
from domain.booking import Booking, Moving, Promise, State, Target
from domain.ids import BookingId, PersonId, ResourceId, SeriesId, SiteId
from domain.kinds import Kind
from domain.ledger import Intent, Kept, Leg, Version
from domain.when import Instant, PartId


def target_columns(at: Target) -> dict[str, Value]:
    """Where and when, as columns; the same names in JSON."""
    return {
        "resource": at.resource,
        "site": at.site,
        "kind": at.kind.value,
        "start": to_iso(at.span.start),
        "end": to_iso(at.span.end),
        "day": at.promise.day.isoformat(),
        "starts": at.promise.starts.isoformat(),
        "last_day": at.promise.last_day.isoformat(),
        "ends": at.promise.ends.isoformat(),
        "part": at.promise.part or "",
    }


def target_of(values: Mapping[str, Any]) -> Target:
    part = values.get("part")
    return Target(
        resource=ResourceId(values["resource"]),
        site=SiteId(values["site"]),
        kind=Kind(values["kind"]),
        span=interval(values["start"], values["end"]),
        promise=Promise(
            day=date.fromisoformat(values["day"]),
            starts=wall(values["starts"]),
            last_day=date.fromisoformat(values["last_day"]),
            ends=wall(values["ends"]),
            part=PartId(part) if part else None,
        ),
    )


def booking_columns(booking: Booking) -> Values:
    """A head in full; the id is the row's key."""
    moving = booking.moving
    return filled(
        {
            **target_columns(booking.at),
            "person": booking.person,
            "by": booking.by,
            "state": booking.state.value,
            "created_at": to_iso(booking.created_at),
            "changed_at": to_iso(booking.changed_at),
            "kept_since": to_iso(booking.kept_since),
            "change": booking.change,
            "revision": booking.revision,
            "series": booking.series or "",
            "occurrence": booking.occurrence.isoformat() if booking.occurrence else "",
            "note": booking.note,
            "override": booking.override,
            "checked_in_at": to_iso(booking.checked_in_at),
            "ended_at": to_iso(booking.ended_at),
            "expires_at": to_iso(booking.expires_at),
            "moving": _moving_json(moving) if moving is not None else "",
        }
    )


def _moving_json(moving: Moving) -> str:
    return to_json({"to": target_columns(moving.to), "expires_at": to_iso(moving.expires_at)})


def booking_of(row: Row) -> Kept[Booking]:
    values = row.values
    series, moving = text(values, "series"), from_json(text(values, "moving"))
    booking = Booking(
        id=BookingId(row.key.partition("|")[2]),
        person=PersonId(text(values, "person")),
        by=PersonId(text(values, "by")),
        at=target_of(values),
        state=State(text(values, "state")),
        created_at=from_iso(text(values, "created_at")),
        changed_at=from_iso(text(values, "changed_at")),
        kept_since=from_iso(text(values, "kept_since")),
        change=text(values, "change"),
        revision=whole(values, "revision"),
        series=SeriesId(series) if series else None,
        occurrence=optional_date(text(values, "occurrence")),
        note=text(values, "note"),
        override=text(values, "override"),
        checked_in_at=optional_instant(text(values, "checked_in_at")),
        ended_at=optional_instant(text(values, "ended_at")),
        expires_at=optional_instant(text(values, "expires_at")),
        moving=_moving_of(moving) if moving else None,
    )
    return Kept(value=booking, version=Version(row.version))


def _moving_of(stored: Mapping[str, Any]) -> Moving:
    return Moving(to=target_of(stored["to"]), expires_at=from_iso(stored["expires_at"]))


def leg_columns(leg: Leg) -> Values:
    """The day is the row's partition, the booking its key."""
    return filled(
        {
            "person": leg.person,
            "resource": leg.resource,
            "site": leg.site,
            "start": to_iso(leg.span.start),
            "end": to_iso(leg.span.end),
            "state": leg.state.value,
        }
    )


def leg_of(row: Row) -> Kept[Leg]:
    values = row.values
    leg = Leg(
        booking=BookingId(row.key.partition("|")[2]),
        day=date.fromisoformat(row.partition),
        person=PersonId(text(values, "person")),
        resource=ResourceId(text(values, "resource")),
        site=SiteId(text(values, "site")),
        span=interval(text(values, "start"), text(values, "end")),
        state=State(text(values, "state")),
    )
    return Kept(value=leg, version=Version(row.version))


def outbox_columns(
    intents: Sequence[Intent],
    *,
    created_at: Instant,
    leased_until: Instant | None = None,
    done_at: Instant | None = None,
    audit_at: Instant | None = None,
    told_at: Instant | None = None,
    put_off: bool = False,
) -> Values:
    """Intents of one revision; `done` besides `done_at`, because a query can ask for it."""
    return filled(
        {
            "intents": to_json([_intent_json(intent) for intent in intents]),
            "created_at": to_iso(created_at),
            "leased_until": to_iso(leased_until),
            "done_at": to_iso(done_at),
            "audit_at": to_iso(audit_at),
            "told_at": to_iso(told_at),
            "put_off": put_off,
            "done": done_at is not None,
        }
    )


def _intent_json(intent: Intent) -> dict[str, Any]:
    before = {"before": target_columns(intent.before)} if intent.before is not None else {}
    reason = {"reason": intent.reason} if intent.reason else {}
    deed = {"deed": _deed_json(intent.deed)} if intent.deed is not None else {}
    return {"notice": intent.notice, **before, **reason, **deed}


def _deed_json(deed: Deed) -> dict[str, str]:
    told = {
        "action": deed.action.value,
        "at": to_iso(deed.at),
        "actor": deed.actor or "",
        "origin": deed.origin,
        "reason": deed.reason,
    }
    return {name: value for name, value in told.items() if value}


def _deed_of(stored: Mapping[str, str]) -> Deed:
    actor = stored.get("actor")
    return Deed(
        action=Action(stored["action"]),
        at=from_iso(stored["at"]),
        actor=PersonId(actor) if actor else None,
        origin=stored.get("origin", ""),
        reason=stored.get("reason", ""),
    )


def outbox_of(row: Row) -> OutboxRow:
    _, name, number = row.key.split("|")
    booking, revision = BookingId(name), int(number)
    intents = (
        Intent(
            booking=booking,
            revision=revision,
            notice=stored["notice"],
            before=target_of(stored["before"]) if "before" in stored else None,
            reason=stored.get("reason", ""),
            deed=_deed_of(stored["deed"]) if "deed" in stored else None,
        )
        for stored in from_json(text(row.values, "intents"))
    )
    return OutboxRow(
        booking=booking,
        revision=revision,
        intents=tuple(intents),
        version=Version(row.version),
        leased_until=optional_instant(text(row.values, "leased_until")),
        done_at=optional_instant(text(row.values, "done_at")),
        audit_at=optional_instant(text(row.values, "audit_at")),
        told_at=optional_instant(text(row.values, "told_at")),
        put_off=bool(row.values.get("put_off", False)),
    )
