"""Fills what could not be mailed to whoever looks. Inside `speaking`."""

from collections.abc import Iterable

from adapters.http.pages.looking import Looking
from adapters.http.pages.panel import alternative
from adapters.http.pages.slip import Slip, Slips
from domain.ids import ResourceId
from domain.notices import IN_OUTLOOK, Notice
from domain.places import Directory
from domain.refusals import Alternative as Offered
from domain.rooms import WhyDeclined

SEEN, SEEN_IN_TURN = "/me/notices", "/turn/notices"
OF_OURS = frozenset({IN_OUTLOOK, *(why.value for why in WhyDeclined)})
"""Reasons that are told in the reader's words; any other was written by somebody."""


def slips(found: Iterable[Notice], look: Looking, *, in_turn: bool = False) -> Slips | None:
    """None where there are none."""
    said = tuple(found)
    if not said:
        return None
    return Slips(
        each=tuple(_slip(each, look) for each in said),
        keys=" ".join(each.key for each in said),
        action=SEEN_IN_TURN if in_turn else SEEN,
        back="/kiosk" if in_turn else look.here,
        linked=not in_turn,
    )


def _slip(notice: Notice, look: Looking) -> Slip:
    at, before = notice.booking.at, notice.before
    return Slip(
        topic=notice.topic,
        kind=at.kind,
        name=_name(look.directory, at.resource),
        span=at.span,
        why=notice.reason if notice.reason in OF_OURS else "",
        reason="" if notice.reason in OF_OURS else notice.reason,
        before=_name(look.directory, before.resource) if before is not None else "",
        before_span=before.span if before is not None else None,
        alternatives=tuple(
            alternative(look, each) for each in notice.alternatives if _there(look.directory, each)
        ),
    )


def _there(directory: Directory, offered: Offered) -> bool:
    return offered.resource in directory.resources and offered.site in directory.sites


def _name(directory: Directory, resource: ResourceId) -> str:
    """A place that has left meanwhile is told by its id."""
    place = directory.resources.get(resource)
    return place.name if place is not None else resource
