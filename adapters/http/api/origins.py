"""Where a booking comes from, as the API says it: apart, because answering must not load the schemas."""

from enum import StrEnum


class Origin(StrEnum):
    """`outlook`: the copy of a meeting made there, which can only be changed there."""

    VRIJPLEK = "vrijplek"
    OUTLOOK = "outlook"
