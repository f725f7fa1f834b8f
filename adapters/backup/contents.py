"""What is in a copy, and what is not.

| not in a copy | because |
|---|---|
| `keys` (blobs), `codes` | whoever has the copies must not be able to be somebody else |
| `requests`, `tallies` | they live for hours and count tries; what processes counted of themselves is about that account |
| `mails` | what was to be sent then is not to be sent again |
| of `sync`: mailboxes, subscriptions, slots | cursors and leases of another time: Exchange is compared anew |

Of `sync` the links are copied: which meeting is whose booking is known nowhere else.
"""

from adapters.tables.mailboxes import STATES, SUBSCRIPTION
from adapters.tables.names import (
    AUDIT,
    BOOKINGS,
    CODES,
    ERASED,
    HEARTBEATS,
    MAILS,
    PEOPLE,
    PLACES,
    QUOTAS,
    REQUESTS,
    SERIES,
    STATISTICS,
    SYNC,
    TALLIES,
)
from adapters.tables.places import CURRENT, PAUSED
from adapters.tables.raw import TYPE, Entity, key_of

COPIED = (
    BOOKINGS,
    SERIES,
    QUOTAS,
    PEOPLE,
    PLACES,
    STATISTICS,
    HEARTBEATS,
    SYNC,
    AUDIT,
    ERASED,  # last, so that it has everybody who was erased meanwhile
)
EMPTIED = (REQUESTS, MAILS)
"""Not copied, and emptied by a restore: they tell of bookings that there may not be any more."""
LEFT_ALONE = (CODES, TALLIES)
"""Not copied, and neither touched by a restore."""
CONTAINERS = ("drawings",)
SWITCH = (CURRENT, CURRENT)


def copied(table: str, row: Entity) -> Entity | None:
    """The row as a copy has it; None for what no copy has."""
    partition, key = key_of(row)
    if table == SYNC and (partition in (STATES, SUBSCRIPTION) or key.startswith("slot|")):
        return None
    if table == PLACES and (partition, key) == SWITCH:
        if not row.get("generation"):
            return None
        return {name: value for name, value in row.items() if name.removesuffix(TYPE) != PAUSED}
    return row
