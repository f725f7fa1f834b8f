"""Words for calendars, from the same templates and catalogues as letters."""

from dataclasses import dataclass

from adapters.mail.letter import language_of, where_of
from adapters.mail.render import environment_of
from adapters.mail.words import FORMATS
from domain.booking import Booking
from domain.calendar_sync import Role
from domain.meetings import Wording
from domain.people import Person
from domain.places import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What the templates may use. `name` of the place, `link` to the plan, `state` of the booking."""

    municipality: str
    name: str
    link: str
    state: str


class WrittenInvitations:
    """`public_url`: for links, without a slash at its end."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url

    def words(
        self, booking: Booking, role: Role, *, person: Person | None, directory: Directory
    ) -> Wording:
        first = _first_of(directory)
        language = language_of(person, directory) if person is not None else first
        invitation = self._invitation(booking, directory)
        return Wording(
            subject=_written(f"{role.value}/subject.txt", invitation, language),
            body=_written(f"{role.value}/body.html", invitation, language),
            place=where_of(booking.at.resource, directory),
        )

    def farewell(self, booking: Booking, *, directory: Directory) -> str:
        invitation = self._invitation(booking, directory)
        return _written("meeting/farewell.txt", invitation, _first_of(directory))

    def _invitation(self, booking: Booking, directory: Directory) -> Invitation:
        place, day = directory.resources.get(booking.at.resource), booking.at.promise.day
        return Invitation(
            municipality=directory.name,
            name=place.name if place is not None else booking.at.resource,
            link=f"{self._public_url}/?site={booking.at.site}&date={day.isoformat()}",
            state=booking.state.value,
        )


def _written(template: str, invitation: Invitation, language: str) -> str:
    text = environment_of(language).get_template(template).render(invitation=invitation)
    return " ".join(text.split())


def _first_of(directory: Directory) -> str:
    return next((each for each in directory.languages if each in FORMATS), "en")
