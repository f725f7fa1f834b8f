"""Places that Exchange knows, held against the municipality's own: what could be taken over, for somebody to accept.

Rules:
- A place is known by its mailbox. Without one it is known by its name, on the floor and at the site that Exchange names,
  if these are ours; the closest wins, and where several are equally close somebody is asked.
- Nothing of the municipality's is taken away: a feature that Exchange does not know stays, a name too.
- A room that Exchange lets nobody book, and a desk that it assigns or closes, is blocked here; nothing is unblocked.
- A tag becomes a feature where the municipality uses that word already. What says video, audio, screen or wheelchair
  there is said so here.
- A pool of desks has no counterpart: here every desk is booked by itself, so somebody is asked.
- A new place needs a site and a floor of ours. It is drawn in the middle of the floor, to be moved from there.
- A mailbox of ours that is no place must be one of equipment, or the room's; what else it is, is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from domain.calendar_event import Mailbox, mailbox
from domain.ids import ResourceId
from domain.kinds import KINDS, Kind
from domain.place_names import Where, folded, known_by_name, slug, where_found
from domain.places import Directory, Mode, Resource


class FoundKind(StrEnum):
    BUILDING = "building"
    FLOOR = "floor"
    SECTION = "section"
    ROOM = "room"
    WORKSPACE = "workspace"
    DESK = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPlace:
    """A place as Exchange describes it. `id`: its immutable one where it has one. `parent`: the id of what it is in.
    `building`, `floor`: their names as an administrator there typed them. `mode`: for a desk or workspace how it is
    used ("reservable", "dropIn", "assigned", "unavailable"), for a room who may book it ("standard", "reserved");
    empty where it is not said. `features`: tags, and the names of its devices. None: not said."""

    kind: FoundKind
    id: str
    name: str
    mailbox: Mailbox | None = None
    parent: str = ""
    building: str = ""
    floor: str = ""
    label: str = ""
    capacity: int | None = None
    accessible: bool | None = None
    video: bool | None = None
    audio: bool | None = None
    display: bool | None = None
    mode: str = ""
    features: tuple[str, ...] = ()


class What(StrEnum):
    """`ADD` a place, `FILL` in the mailbox of one that is known by name, `CHANGE` one that is known by its mailbox; `ASK`
    somebody which it is, or whether; `TELL` what does not fit."""

    ADD = "add"
    FILL = "fill"
    CHANGE = "change"
    ASK = "ask"
    TELL = "tell"


class Doubt(StrEnum):
    """Why somebody is asked or told. `SEVERAL`: as close to one as to another. `WHERE`: its site or floor is none of
    ours. `POOL`: desks without a place each. `NOT_THERE`: the mailbox does not exist, or is closed to us. `PURPOSE`: it
    is for something else. By its settings in Exchange, `NOBODYS`: it is no room of ours; `UNATTENDED`: it does not answer
    by itself; `APPROVED`: somebody must approve; `OVERLAPS`: it takes several at once; `NO_SERIES`: nothing that repeats."""

    SEVERAL = "several"
    WHERE = "where"
    POOL = "pool"
    NOT_THERE = "not-there"
    PURPOSE = "purpose"
    NOBODYS = "nobodys"
    UNATTENDED = "unattended"
    APPROVED = "approved"
    OVERLAPS = "overlaps"
    NO_SERIES = "no-series"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field, as text, from and to."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One thing to accept, answer or know. `id` stays as long as the place and what is proposed stay the same kind.
    `after`: the place as it would be; None where there is nothing to accept yet. `rules`: which of its rules would become
    others, by field name. `candidates`: which it may be."""

    id: str
    what: What
    name: str
    found: FoundPlace | None = None
    after: Resource | None = None
    rules: Mapping[str, object] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    candidates: tuple[ResourceId, ...] = ()
    doubt: Doubt | None = None
    said: str = ""


HOLDING = frozenset({FoundKind.BUILDING, FoundKind.FLOOR, FoundKind.SECTION})
"""What others lie in."""
OF_KIND = {FoundKind.ROOM: Kind.ROOM, FoundKind.DESK: Kind.DESK}
CLOSED_MODES = frozenset({"reserved", "unavailable", "assigned"})
FEATURES = {
    "video": "video",
    "audio": "audio",
    "display": "screen",
    "accessible": "wheelchair-accessible",
}


def plan_proposals(
    directory: Directory, found: Sequence[FoundPlace], answers: Mapping[str, ResourceId]
) -> tuple[Proposal, ...]:
    """What could be taken over of `found`, of all kinds. `answers`: which place of ours a question's place is."""
    by_box = {mailbox(each.mailbox): each for each in directory.resources.values() if each.mailbox}
    taken = {by_box[each.mailbox].id for each in found if each.mailbox in by_box}
    ids = set(directory.resources)
    proposals: list[Proposal] = []
    for each in found:
        if each.kind in HOLDING:
            continue
        here = by_box.get(each.mailbox) if each.mailbox is not None else None
        proposal = (
            _compared(directory, each, here, What.CHANGE)
            if here is not None
            else _by_name(directory, each, where_found(directory, each, found), taken, ids, answers)
        )
        if proposal is None:
            continue
        if proposal.after is not None:
            taken.add(proposal.after.id)
            ids.add(proposal.after.id)
        proposals.append(proposal)
    return tuple(proposals)


def _by_name(
    directory: Directory,
    found: FoundPlace,
    where: Where,
    taken: set[ResourceId],
    ids: set[ResourceId],
    answers: Mapping[str, ResourceId],
) -> Proposal | None:
    """For a place whose mailbox is none of ours yet."""
    kind = OF_KIND.get(found.kind)
    name = proposal_id(What.ASK, found.id)
    if (answer := directory.resources.get(answers.get(name, ResourceId("")))) is not None:
        return _compared(directory, found, answer, What.FILL)
    if kind is None:
        return _asked(found, Doubt.POOL)
    free = [
        each
        for each in directory.resources.values()
        if each.kind is kind and not each.mailbox and each.id not in taken
    ]
    best = known_by_name(directory, found.name, where, free)
    if len(best) > 1:
        return _asked(found, Doubt.SEVERAL, tuple(each.id for each in best))
    if best:
        return _compared(directory, found, best[0], What.FILL)
    if where.site is None or where.floor is None:
        return _asked(found, Doubt.WHERE)
    return _added(directory, found, kind, where, ids)


def _compared(
    directory: Directory, found: FoundPlace, here: Resource, what: What
) -> Proposal | None:
    """Our place with what Exchange knows better; None where there is nothing."""
    after = _taken_over(directory, found, here)
    if after == here:
        return None
    return Proposal(
        id=proposal_id(what, found.id),
        what=what,
        name=here.name,
        found=found,
        after=after,
        changes=tuple(_changes(here, after)),
    )


def _taken_over(directory: Directory, found: FoundPlace, here: Resource) -> Resource:
    closed = found.mode in CLOSED_MODES and here.mode is Mode.BOOKABLE
    return replace(
        here,
        mailbox=here.mailbox or (found.mailbox or ""),
        seats=found.capacity or here.seats,
        features=here.features | _features(directory, found),
        mode=Mode.BLOCKED if closed else here.mode,
    )


def _features(directory: Directory, found: FoundPlace) -> frozenset[str]:
    spoken = {word for each in directory.resources.values() for word in each.features}
    has = {word for name, word in FEATURES.items() if getattr(found, name)}
    return frozenset(has | ({slug(tag) for tag in found.features} & spoken))


def _added(
    directory: Directory, found: FoundPlace, kind: Kind, where: Where, ids: set[ResourceId]
) -> Proposal:
    assert where.site is not None and where.floor is not None
    left, top, width, height = directory.floors[where.floor].box
    plain = Resource(
        id=_new_id(found.name, ids),
        site=where.site,
        floor=where.floor,
        kind=kind,
        name=found.name,
        x=left + width / 2,
        y=top + height / 2,
    )
    return Proposal(
        id=proposal_id(What.ADD, found.id),
        what=What.ADD,
        name=found.name,
        found=found,
        after=_taken_over(directory, found, plain),
    )


def _new_id(name: str, ids: set[ResourceId]) -> ResourceId:
    plain = slug(name)[:36].strip("-") or "place"
    numbered = (ResourceId(f"{plain}-{number}") for number in range(2, len(ids) + 3))
    first = ResourceId(plain)
    return first if first not in ids else next(each for each in numbered if each not in ids)


def _asked(found: FoundPlace, doubt: Doubt, candidates: tuple[ResourceId, ...] = ()) -> Proposal:
    said = ", ".join(filter(None, (found.building, found.floor))) if doubt is Doubt.WHERE else ""
    return Proposal(
        id=proposal_id(What.ASK, found.id),
        what=What.ASK,
        name=found.name,
        found=found,
        candidates=candidates,
        doubt=doubt,
        said=said,
    )


def _changes(before: Resource, after: Resource) -> Iterable[Change]:
    pairs = {
        "mailbox": (before.mailbox, after.mailbox),
        "seats": (str(before.seats), str(after.seats)),
        "features": (";".join(sorted(before.features)), ";".join(sorted(after.features))),
        "mode": (before.mode.value, after.mode.value),
    }
    for name, (old, new) in pairs.items():
        if old != new:
            yield Change(field=name, before=old, after=new)


def unplaced(directory: Directory, found: Sequence[FoundPlace]) -> tuple[Resource, ...]:
    """Our places with a mailbox that Exchange does not call a place: equipment, as a rule."""
    known = {each.mailbox for each in found}
    return tuple(
        each
        for each in directory.resources.values()
        if each.mailbox and mailbox(each.mailbox) not in known
    )


def misfit(resource: Resource, purpose: str | None) -> Proposal | None:
    """What to tell of a mailbox that is no place. `purpose`: what it is for; None where it cannot be read."""
    wanted = "room" if resource.kind is Kind.ROOM else "equipment"
    if purpose == wanted or (purpose == "room" and KINDS[resource.kind].seats):
        return None
    return Proposal(
        id=proposal_id(What.TELL, resource.mailbox),
        what=What.TELL,
        name=resource.name,
        candidates=(resource.id,),
        doubt=Doubt.NOT_THERE if purpose is None else Doubt.PURPOSE,
        said=purpose or "",
    )


def accepted(directory: Directory, proposals: Iterable[Proposal]) -> Directory:
    """The municipality with what was accepted; questions and warnings change nothing."""
    resources, policy = {**directory.resources}, directory.policy
    for each in proposals:
        if each.after is not None:
            resources[each.after.id] = each.after
            if each.rules:
                policy = policy.with_own(each.after.id, each.after.kind, each.rules)
    return replace(directory, resources=resources, policy=policy)


def proposal_id(what: What, about: str) -> str:
    """`about`: what stays as it is of what the proposal is about."""
    return f"{what.value}-{sha256(folded(about).encode()).hexdigest()[:10]}"
