"""Lays mails in a folder as .eml files, one per notice: what a sender will take from there later.

A file is written beside and then renamed, and one that is there is not written again, so telling twice is telling once.
People without a mail address are told nothing. Faults: Unavailable, Misconfigured.
"""

import asyncio
import os
import re
import secrets
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from pathlib import Path
from urllib.parse import urlsplit

from adapters.mail.written import Sending, written
from application.faults import Misconfigured, Unavailable
from application.ports import Clock, People, Places
from domain.ids import BookingId
from domain.notices import Notice
from domain.people import Person
from domain.places import Directory

KEY = re.compile(r"[A-Za-z0-9._-]{1,150}")


class FolderNotices:
    def __init__(self, sending: Sending, *, places: Places, people: People, clock: Clock) -> None:
        self._sending = sending
        self._places, self._people, self._clock = places, people, clock

    async def tell(self, notice: Notice) -> None:
        file = self._file(notice)
        person = await self._people.find(notice.booking.person)
        if person is None or not person.mail:
            return
        directory = await self._places.directory()
        try:
            await asyncio.to_thread(self._lay, file, notice, person, directory)
        except OSError as error:
            raise Unavailable(f"the mail folder cannot be written: {error}") from error

    async def forget(self, booking: BookingId) -> None:
        folder = self._sending.folder
        if folder is None:
            return
        try:
            await asyncio.to_thread(_remove, folder, f"{booking}-*.eml")
        except OSError as error:
            raise Unavailable(f"the mail folder cannot be written: {error}") from error

    def _file(self, notice: Notice) -> Path:
        if self._sending.folder is None:
            raise Misconfigured("MAIL_OUTBOX is not set: mail has nowhere to go.")
        if not KEY.fullmatch(notice.key):
            raise ValueError(f"not a file name: {notice.key!r}")
        return self._sending.folder / f"{notice.key}.eml"

    def _lay(self, file: Path, notice: Notice, person: Person, directory: Directory) -> None:
        if file.exists():
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        mail = mail_of(notice, person=person, directory=directory, sending=self._sending)
        mail["Date"] = format_datetime(self._clock.now())
        beside = file.with_name(f".{notice.key}.{secrets.token_hex(4)}")
        beside.write_bytes(mail.as_bytes(policy=SMTP))
        os.replace(beside, file)


def _remove(folder: Path, pattern: str) -> None:
    for file in folder.glob(pattern):
        file.unlink(missing_ok=True)


def mail_of(
    notice: Notice, *, person: Person, directory: Directory, sending: Sending
) -> EmailMessage:
    """The mail without its date: text, HTML and, where a calendar should know, the event."""
    message = written(notice, person=person, directory=directory, sending=sending)
    mail = EmailMessage()
    mail["From"] = formataddr((directory.name, sending.sender))
    mail["To"] = formataddr((message.name, message.address))
    mail["Subject"] = message.subject
    mail["Message-ID"] = f"<{notice.key}@{urlsplit(sending.public_url).hostname}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    if message.calendar:
        mail.add_alternative(
            message.calendar.decode(), subtype="calendar", params={"method": message.method}
        )
    mail["Content-Language"] = message.language  # last: set_content would move it into the text
    return mail
