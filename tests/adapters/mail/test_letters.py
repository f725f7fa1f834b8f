"""Every letter in every language, as prose in snapshots/<language>.txt: read it before accepting it.

`SNAPSHOTS=write pytest tests/adapters/mail` writes them anew.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, meta
from jinja2.ext import babel_extract

from adapters.mail.folder import mail_of
from adapters.mail.render import TEMPLATES
from adapters.mail.words import CATALOGUES, FORMATS
from adapters.mail.written import Sending
from domain.booking import Booking, State
from domain.ids import PersonId
from domain.notices import IN_OUTLOOK, OFFERING, Notice, Topic
from domain.people import Person
from domain.places import Directory
from domain.refusals import Alternative
from domain.rooms import WhyDeclined
from tests.builders import (
    a_booking,
    a_desk,
    a_directory,
    a_floor,
    a_person,
    a_room,
    a_site,
    a_target,
    span,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"
DESK = a_desk("desk-12", zone=None)
FROM_EXCHANGE = (
    (Topic.CHANGED, IN_OUTLOOK),
    (Topic.CANCELLED, IN_OUTLOOK),
    (Topic.DECLINED, WhyDeclined.NO_ANSWER.value),
)
DIRECTORY = a_directory(
    replace(DESK, name="Desk 12"),
    a_room("room-2"),
    sites=[a_site("hall", address="1, rue de la Gare, Junglinster")],
    floors=[replace(a_floor(), name="Ground floor")],
    languages=("fr", "de"),
)
SENDING = Sending(folder=None, sender="vrijplek@example.org", public_url="https://plek.example.org")


def ada(language: str) -> Person:
    return replace(a_person("ada", mail="ada@example.org", language=language), name="Ada <Muller>")


def notice(topic: Topic, booking: Booking | None = None, *, reason: str = "") -> Notice:
    about = booking or a_booking(resource=DESK, note="near the window")
    place = a_desk("desk-1")
    return Notice(
        key=f"{about.id}-{topic}",
        topic=topic,
        booking=about,
        before=a_target("13:00", "15:00", a_room("room-2")) if topic is Topic.CHANGED else None,
        also=(a_booking("13:00", "15:00", resource=a_room("room-2")),)
        if topic is Topic.TOMORROW
        else (),
        reason=reason or ("the heating is being repaired" if topic is Topic.PLACE_CLOSED else ""),
        alternatives=(Alternative(resource=DESK.id, site=place.site, span=span("13:00", "17:00")),)
        if topic in (Topic.PLACE_CLOSED, *OFFERING)
        else (),
    )


def mail(about: Notice, language: str = "en", directory: Directory = DIRECTORY) -> EmailMessage:
    return mail_of(about, person=ada(language), directory=directory, sending=SENDING)


def part(mail: EmailMessage, kind: str) -> str:
    found = next(each for each in mail.walk() if each.get_content_type() == kind)
    assert isinstance(found, EmailMessage)
    return str(found.get_content())


def prose(language: str) -> Iterator[str]:
    for topic, reason in [*((topic, "") for topic in Topic), *FROM_EXCHANGE]:
        written = mail(notice(topic, reason=reason), language)
        yield f"{written['Subject']}\n\n{part(written, 'text/plain')}"


@pytest.mark.parametrize("language", sorted(FORMATS))
def test_every_letter_reads_as_it_was_reviewed(language: str) -> None:
    snapshot = SNAPSHOTS / f"{language}.txt"
    told = f"\n{'-' * 72}\n".join(prose(language))
    if os.environ.get("SNAPSHOTS") == "write":
        snapshot.write_text(told, "utf-8")
    assert told == snapshot.read_text("utf-8")


@pytest.mark.parametrize(("topic", "reason"), [*((t, "") for t in Topic), *FROM_EXCHANGE])
def test_both_bodies_say_the_same(topic: Topic, reason: str) -> None:
    written = mail(notice(topic, reason=reason))
    html = part(written, "text/html")
    for line in part(written, "text/plain").splitlines():
        assert line.strip(" -:").replace("<", "&lt;").replace(">", "&gt;").replace("&", "&") in (
            html.replace("&#39;", "'").replace("&amp;", "&")
        )


def test_what_people_write_is_text_in_html() -> None:
    html = part(mail(notice(Topic.BOOKED, a_booking(note="<script>x</script>"))), "text/html")
    assert "<script>" not in html and "Ada &lt;Muller&gt;" in html


def test_a_language_we_do_not_speak_becomes_the_first_of_the_municipality() -> None:
    assert mail(notice(Topic.BOOKED), "lb")["Content-Language"] == "fr"


def test_a_place_that_left_the_directory_is_told_by_its_id() -> None:
    written = mail(notice(Topic.CANCELLED, a_booking(resource=a_desk("desk-gone"))))
    assert "desk-gone, " in str(written["Subject"])


def test_a_change_that_a_room_has_yet_to_answer_says_so() -> None:
    said = "The room has yet to answer."
    for state in (State.PENDING, State.BOOKED):
        moved = mail(notice(Topic.CHANGED, a_booking(resource=DESK, state=state)))
        for kind in ("text/plain", "text/html"):
            assert (said in part(moved, kind)) is (state is State.PENDING)


def test_whoever_was_booked_for_reads_that_somebody_else_did() -> None:
    booked = a_booking(resource=DESK, by=PersonId("bob"))
    assert "A colleague booked" in part(mail(notice(Topic.BOOKED, booked)), "text/plain")


@pytest.mark.parametrize("language", sorted(set(FORMATS) - {"en"}))
def test_every_word_is_translated_and_none_is_left_over(language: str) -> None:
    said = {
        message if isinstance(message, str) else (message or ("",))[0]
        for file in TEMPLATES.rglob("*.*")
        for _, _, message, _ in babel_extract(BytesIO(file.read_bytes()), ("_",), (), {})
    }
    with (CATALOGUES / f"{language}.po").open("rb") as source:
        known = {str(m.id): str(m.string) for m in read_po(source, locale=language) if m.id}
    assert set(known) == said
    assert all(known.values())


def test_every_topic_has_its_three_templates_over_one_value() -> None:
    for topic in Topic:
        for name in ("subject.txt", "body.txt", "body.html"):
            text = (TEMPLATES / topic.value / name).read_text("utf-8")
            names = meta.find_undeclared_variables(
                Environment(extensions=["jinja2.ext.i18n"]).parse(text)
            )
            assert names <= {"letter", "_"}
