"""Names of things: one type per meaning, so that a desk is never taken for a person.

Every id is unique in its deployment, never reused, and matches ID_PATTERN. Sites and zones share one namespace,
because capacity tokens are kept under either.
"""

from typing import NewType

ID_PATTERN = r"[a-z0-9-]{1,40}"

SiteId = NewType("SiteId", str)
FloorId = NewType("FloorId", str)
ZoneId = NewType("ZoneId", str)
ResourceId = NewType("ResourceId", str)
PersonId = NewType("PersonId", str)
TeamId = NewType("TeamId", str)
OrganisationId = NewType("OrganisationId", str)
BookingId = NewType("BookingId", str)
SeriesId = NewType("SeriesId", str)

FOREIGN = PersonId("outlook")
"""Nobody of ours: whoever met in a room by Outlook alone. No person may have this id; import refuses it."""

Mailbox = NewType("Mailbox", str)
"""An address in lower case; no id of ours."""


def mailbox(address: str) -> Mailbox:
    """The mailbox of an address as people write it."""
    return Mailbox(address.strip().lower())
