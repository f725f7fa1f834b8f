"""The folder of mails: one file per notice, and an event that calendars understand."""

from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from icalendar import Calendar

from adapters.mail.folder import FolderNotices
from adapters.mail.written import Sending
from application.faults import Misconfigured, Unavailable
from domain.booking import Booking, State
from domain.notices import Notice, Topic
from domain.people import Person
from domain.places import Resource
from tests.builders import NOW, a_booking, a_desk, a_directory, a_person, a_room, a_target
from tests.fakes import a_world

ADA = a_person("ada", mail="ada@example.org", language="nl")


def told(booking: Booking, topic: Topic = Topic.BOOKED, key: str = "key-1") -> Notice:
    return Notice(key=key, topic=topic, booking=booking)


def a_folder(
    folder: Path | None,
    *people: Person,
    places: tuple[Resource, ...] = (a_desk(), a_room()),
    meetings: bool = False,
) -> FolderNotices:
    world = a_world(a_directory(*places), people or (ADA,), NOW)
    sending = Sending(
        folder=folder,
        sender="plek@example.org",
        public_url="https://plek.example.org",
        meetings=meetings,
    )
    return FolderNotices(sending, places=world.places, people=world.people, clock=world.clock)


def read(file: Path) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(file.read_bytes())


def event_in(folder: Path, key: str = "key-1") -> tuple[EmailMessage, Calendar]:
    mail = read(folder / f"{key}.eml")
    parts = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
    assert isinstance(parts[0], EmailMessage)
    calendar = Calendar.from_ical(parts[0].get_content())
    assert isinstance(calendar, Calendar)
    return parts[0], calendar


async def test_a_notice_becomes_one_file(tmp_path: Path) -> None:
    notices = a_folder(tmp_path / "outbox")
    await notices.tell(told(a_booking()))
    await notices.tell(told(a_booking()))
    (file,) = (tmp_path / "outbox").iterdir()
    mail = read(file)
    assert file.name == "key-1.eml"
    assert mail["To"] == "Ada <ada@example.org>"
    assert mail["From"] == "Testingen <plek@example.org>"
    assert mail["Message-ID"] == "<key-1@plek.example.org>"
    assert str(mail["Subject"]).startswith("Geboekt: ")


async def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "key-1.eml").write_text("sent already", "utf-8")
    await a_folder(tmp_path).tell(told(a_booking()))
    assert (tmp_path / "key-1.eml").read_text("utf-8") == "sent already"


@pytest.mark.parametrize("person", [a_person("ada"), a_person("bob", mail="bob@example.org")])
async def test_whoever_has_no_mail_is_told_nothing(tmp_path: Path, person: Person) -> None:
    await a_folder(tmp_path, person).tell(told(a_booking()))
    assert list(tmp_path.iterdir()) == []


async def test_a_booking_is_published_in_wall_time(tmp_path: Path) -> None:
    await a_folder(tmp_path).tell(told(a_booking(note="bring; comma, and\nline")))
    part, calendar = event_in(tmp_path)
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == "PUBLISH" and calendar["METHOD"] == "PUBLISH"
    assert event["UID"] == "2026-11-24-a@plek.example.org" and event["SEQUENCE"] == 0
    assert "DTSTART;TZID=Europe/Luxembourg:20261124T090000" in str(part.get_content())
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Luxembourg"]
    assert event["DESCRIPTION"] == "bring; comma, and\nline"
    assert event["TRANSP"] == "TRANSPARENT" and event["STATUS"] == "CONFIRMED"


async def test_a_later_revision_supersedes_an_earlier_one(tmp_path: Path) -> None:
    moved = a_booking(at=a_target("13:00", "14:00", a_room()), revision=3)
    await a_folder(tmp_path).tell(told(moved, Topic.CHANGED))
    _, calendar = event_in(tmp_path)
    (event,) = calendar.walk("VEVENT")
    assert event["SEQUENCE"] == 2 and event["TRANSP"] == "OPAQUE"


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        (Topic.CANCELLED, State.CANCELLED),
        (Topic.RELEASED, State.RELEASED),
        (Topic.DECLINED, State.DECLINED),
        (Topic.PLACE_CLOSED, State.CANCELLED),
    ],
)
async def test_a_booking_that_is_over_is_taken_off_the_calendar(
    tmp_path: Path, topic: Topic, state: State
) -> None:
    await a_folder(tmp_path).tell(told(replace(a_booking(), state=state, revision=2), topic))
    part, calendar = event_in(tmp_path)
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == "CANCEL" and calendar["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED" and event["SEQUENCE"] == 1


@pytest.mark.parametrize("topic", [Topic.REMINDER, Topic.RELEASE_WARNING, Topic.TOMORROW])
async def test_a_reminder_leaves_the_calendar_alone(tmp_path: Path, topic: Topic) -> None:
    await a_folder(tmp_path).tell(told(a_booking(), topic))
    kinds = [part.get_content_type() for part in read(tmp_path / "key-1.eml").walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


async def test_a_room_that_exchange_invites_to_has_no_second_date(tmp_path: Path) -> None:
    invited = a_booking(resource=(room := a_room(mailbox="room-1@example.org")))
    for meetings, name in ((False, "here"), (True, "there")):
        notices = a_folder(tmp_path / name, places=(a_desk(), room), meetings=meetings)
        await notices.tell(told(invited, Topic.CHANGED))
    kinds = [part.get_content_type() for part in read(tmp_path / "there" / "key-1.eml").walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    part, _ = event_in(tmp_path / "here")
    assert part.get_content_type() == "text/calendar"


async def test_a_key_is_never_a_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="file name"):
        await a_folder(tmp_path).tell(told(a_booking(), key="../key"))


async def test_a_folder_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(Unavailable):
        await a_folder(tmp_path / "file" / "outbox").tell(told(a_booking()))


async def test_without_a_folder_it_says_what_to_set() -> None:
    with pytest.raises(Misconfigured, match="MAIL_OUTBOX"):
        await a_folder(None).tell(told(a_booking()))
