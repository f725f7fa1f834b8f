"""Proposing places: reads what Exchange knows and says what could be taken over. Nothing is changed by looking."""

from collections.abc import Collection, Mapping, Sequence

from application.exchange import Trouble, Why
from application.exchange_resources import FoundPlace, PlacesFinder
from domain.calendar_event import mailbox
from domain.ids import ResourceId
from domain.place_proposals import Proposal, misfit, plan_proposals, unplaced
from domain.places import Directory
from domain.room_settings import RoomSettings, with_settings

UNKNOWN_THERE = frozenset({Why.REFUSED, Why.CLOSED, Why.GONE})
"""Not every cloud has places beside rooms."""


async def propose_places(
    finder: PlacesFinder,
    directory: Directory,
    *,
    answers: Mapping[str, ResourceId],
    settings: Sequence[RoomSettings] = (),
) -> tuple[Proposal, ...] | Trouble:
    """Everything that does not agree. `answers`: which place of ours the place of a question is. `settings`: how rooms
    answer, as far as somebody says."""
    rooms = await finder.rooms()
    if isinstance(rooms, Trouble):
        return rooms
    found: list[FoundPlace] = [*rooms]
    beside = (finder.buildings, finder.floors, finder.sections, finder.workspaces, finder.desks)
    for ask in beside:
        some = await ask()
        if not isinstance(some, Trouble):
            found += some
        elif some.why not in UNKNOWN_THERE:
            return some
    misfits: list[Proposal] = []
    for resource in unplaced(directory, found):
        purpose = await finder.purpose(mailbox(resource.mailbox))
        if isinstance(purpose, Trouble) and purpose.why not in (Why.CLOSED, Why.GONE):
            return purpose
        said = None if isinstance(purpose, Trouble) else purpose.value
        if (told := misfit(resource, said)) is not None:
            misfits.append(told)
    proposals = plan_proposals(directory, found, answers)
    return (*with_settings(directory, proposals, found, settings), *misfits)


def chosen(proposals: Collection[Proposal], wanted: Collection[str]) -> tuple[Proposal, ...]:
    """Those that are named; all that can be accepted where nothing is."""
    return tuple(
        each for each in proposals if each.after is not None and (not wanted or each.id in wanted)
    )
