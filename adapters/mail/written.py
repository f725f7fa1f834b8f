"""A letter as a message: its texts in its person's language, and a date for their calendar where they need one."""

from dataclasses import dataclass
from pathlib import Path

from adapters.mail.calendar import WITHOUT_DATE, event_of, method_of
from adapters.mail.letter import letter_of
from adapters.mail.render import rendered
from application.exchange_resources import Message
from application.ports import People, Places
from domain.booking import Booking
from domain.notices import Notice
from domain.people import Person
from domain.places import Directory
from domain.rooms import decided_by_exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """`folder`: None while mail goes nowhere. `sender`: a mail address. `public_url`: for links, without a slash at
    its end. `meetings`: Exchange invites people to the rooms that it decides."""

    folder: Path | None
    sender: str
    public_url: str
    meetings: bool = False


class WrittenLetters:
    """Meets Letters."""

    def __init__(self, sending: Sending, *, places: Places, people: People) -> None:
        self._sending = sending
        self._places, self._people = places, people

    async def write(self, notice: Notice) -> Message | None:
        person = await self._people.find(notice.booking.person)
        if person is None or not person.mail:
            return None
        directory = await self._places.directory()
        return written(notice, person=person, directory=directory, sending=self._sending)


def written(notice: Notice, *, person: Person, directory: Directory, sending: Sending) -> Message:
    """Text, HTML and, where a calendar should know of it and does not yet, the event."""
    booking, public_url = notice.booking, sending.public_url
    letter = letter_of(notice, person=person, directory=directory, public_url=public_url)
    texts = rendered(letter)
    dated = notice.topic not in WITHOUT_DATE and not _invited(booking, directory, sending)
    zone, sender = directory.zone, sending.sender
    event = (
        event_of(booking, letter.now, zone=zone, public_url=public_url, sender=sender)
        if dated
        else b""
    )
    return Message(
        address=person.mail,
        name=person.name,
        subject=texts.subject,
        text=texts.text,
        html=texts.html,
        language=letter.language,
        calendar=event,
        method=method_of(booking) if dated else "",
    )


def _invited(booking: Booking, directory: Directory, sending: Sending) -> bool:
    """Whether a meeting of Exchange's is in its person's calendar already: two dates for one room would confuse."""
    place = directory.resources.get(booking.at.resource)
    return place is not None and decided_by_exchange(place, on=sending.meetings)
