"""How rooms answer requests, by their own settings in Exchange: what of it becomes a rule here, and what to know of it.

Rules:
- How far ahead and for how long a room can be booked is Exchange's to say, so it is said so here, for that room alone.
- A room that is given during working hours only keeps to the site's opening hours. One that is given at any time does
  not open the building.
- What is not said changes nothing. No longest meeting there is no rule here: ours stays.
- What has no rule here, and makes a room answer otherwise than people expect, is told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.calendar_event import Mailbox, mailbox
from domain.kinds import Kind
from domain.place_proposals import (
    Change,
    Doubt,
    FoundPlace,
    Proposal,
    What,
    proposal_id,
)
from domain.places import Directory, Resource
from domain.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSettings:
    """What Exchange says of one mailbox (Get-CalendarProcessing). None: not said. `window_days`: how far ahead;
    `longest`: None where there is no limit, too; `work_hours_only`, `recurring`, `conflicts`: whether such are
    taken; `answers`: by itself; `everyone`: whether anybody's meeting is accepted without somebody's approval."""

    box: Mailbox
    window_days: int | None = None
    longest: timedelta | None = None
    work_hours_only: bool | None = None
    recurring: bool | None = None
    conflicts: bool | None = None
    answers: bool | None = None
    everyone: bool | None = None
    delegates: int = 0


def with_settings(
    directory: Directory,
    proposals: Sequence[Proposal],
    found: Sequence[FoundPlace],
    settings: Sequence[RoomSettings],
) -> tuple[Proposal, ...]:
    """`proposals` with the rules that rooms bring along, and those of rooms about which nothing else is proposed."""
    by_box = {each.box: each for each in settings}
    merged = [_merged(directory, each, by_box) for each in proposals]
    settled = {each.after.id for each in merged if each.after is not None}
    ids = {each.mailbox: each.id for each in found if each.mailbox is not None}
    rooms = {box: room for box, room in _rooms(directory) if box in by_box}
    for box, room in rooms.items():
        if room.id not in settled:
            merged += _alone(directory, room, by_box[box], ids.get(box, box))
    theirs = {mailbox(each.after.mailbox) for each in merged if each.after is not None}
    for each in settings:
        if each.box in rooms or each.box in theirs:
            merged += _told(each, rooms.get(each.box))
        elif each.box not in ids:
            merged.append(_tell(each, Doubt.NOBODYS, None))
    return tuple(merged)


def _rooms(directory: Directory) -> Iterator[tuple[Mailbox, Resource]]:
    for each in directory.resources.values():
        if each.kind is Kind.ROOM and each.mailbox:
            yield mailbox(each.mailbox), each


def _merged(
    directory: Directory, proposal: Proposal, by_box: Mapping[Mailbox, RoomSettings]
) -> Proposal:
    after = proposal.after
    said = by_box.get(mailbox(after.mailbox)) if after is not None and after.mailbox else None
    if after is None or said is None or after.kind is not Kind.ROOM:
        return proposal
    before = _rules(directory, after)
    rules = rules_from(said, before)
    changes = (*proposal.changes, *_changes(before, rules))
    return replace(proposal, rules=rules, changes=changes)


def _alone(
    directory: Directory, room: Resource, said: RoomSettings, about: str
) -> Iterator[Proposal]:
    before = _rules(directory, room)
    rules = rules_from(said, before)
    if rules:
        yield Proposal(
            id=proposal_id(What.CHANGE, about),
            what=What.CHANGE,
            name=room.name,
            after=room,
            rules=rules,
            changes=tuple(_changes(before, rules)),
        )


def _rules(directory: Directory, room: Resource) -> Rules:
    """Those in force there for whoever is in no team."""
    return directory.policy.rules_for(room.kind, site=room.site, zone=room.zone, resource=room.id)


def rules_from(said: RoomSettings, before: Rules) -> Mapping[str, object]:
    """What of the rules becomes another, by field name."""
    wanted: dict[str, object] = {}
    if said.window_days is not None:
        wanted["horizon_days"] = said.window_days
    if said.longest is not None:
        wanted["longest"] = said.longest
    if said.work_hours_only:
        wanted["within_opening_hours"] = True
    return {name: value for name, value in wanted.items() if getattr(before, name) != value}


def _changes(before: Rules, rules: Mapping[str, object]) -> Iterable[Change]:
    names = {"horizon_days": "horizonDays", "longest": "longestMinutes"}
    for name, value in rules.items():
        shown = names.get(name, "withinOpeningHours")
        yield Change(field=shown, before=_text(getattr(before, name)), after=_text(value))


def _text(value: object) -> str:
    if isinstance(value, timedelta):
        return str(int(value.total_seconds() // 60))
    return str(value).lower()


def _told(said: RoomSettings, room: Resource | None) -> Iterator[Proposal]:
    doubts = {
        Doubt.UNATTENDED: said.answers is False,
        Doubt.APPROVED: said.everyone is False or said.delegates > 0,
        Doubt.OVERLAPS: said.conflicts is True,
        Doubt.NO_SERIES: said.recurring is False,
    }
    for doubt, applies in doubts.items():
        if applies:
            yield _tell(said, doubt, room)


def _tell(said: RoomSettings, doubt: Doubt, room: Resource | None) -> Proposal:
    return Proposal(
        id=proposal_id(What.TELL, f"{said.box} {doubt}"),
        what=What.TELL,
        name=room.name if room is not None else said.box,
        candidates=(room.id,) if room is not None else (),
        doubt=doubt,
    )
