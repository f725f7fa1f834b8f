"""The words of what we put into somebody's calendar: a port, because words are in catalogues."""

from typing import Protocol

from domain.booking import Booking
from domain.calendar_sync import Role
from domain.meetings import Wording
from domain.people import Person
from domain.places import Directory


class Invitations(Protocol):
    """In the person's language, or the municipality's first."""

    def words(
        self, booking: Booking, role: Role, *, person: Person | None, directory: Directory
    ) -> Wording:
        """What the meeting or the mirror of `booking` says."""
        ...

    def farewell(self, booking: Booking, *, directory: Directory) -> str:
        """Why the meeting is cancelled: read by everybody who was invited, so in the municipality's first language."""
        ...
