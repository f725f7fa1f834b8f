"""Which mailboxes are kept in step: those of the municipality's rooms."""

from collections.abc import Mapping

from domain.calendar_event import Mailbox, mailbox
from domain.kinds import Kind
from domain.places import Directory, Resource


def room_mailboxes(directory: Directory) -> Mapping[Mailbox, tuple[Resource, ...]]:
    """Every room mailbox, with the rooms that are booked through it: one, unless somebody named it twice."""
    found: dict[Mailbox, list[Resource]] = {}
    for resource in directory.resources.values():
        if resource.kind is Kind.ROOM and resource.mailbox:
            found.setdefault(mailbox(resource.mailbox), []).append(resource)
    return {box: tuple(rooms) for box, rooms in found.items()}
