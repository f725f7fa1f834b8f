"""What a place is to the person who looks at it, for the span they look at."""

from enum import StrEnum


class PlaceState(StrEnum):
    """`partly`: free for some of the span. `mine`: my own booking. `reserved`: for a team or people I am not in."""

    FREE = "free"
    PARTLY = "partly"
    TAKEN = "taken"
    MINE = "mine"
    ASSIGNED = "assigned"
    RESERVED = "reserved"
    BLOCKED = "blocked"
    CLOSED = "closed"
    PENDING = "pending"
