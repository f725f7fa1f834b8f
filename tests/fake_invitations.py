"""The words of meetings, short and in nobody's language."""

from domain.booking import Booking
from domain.calendar_sync import Role
from domain.meetings import Wording
from domain.people import Person
from domain.places import Directory


class FakeInvitations:
    def words(
        self, booking: Booking, role: Role, *, person: Person | None, directory: Directory
    ) -> Wording:
        return Wording(subject=f"{role}: {booking.at.resource}", body="<p>.</p>", place="there")

    def farewell(self, booking: Booking, *, directory: Directory) -> str:
        return f"bye: {booking.state}"
