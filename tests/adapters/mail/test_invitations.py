"""What a meeting says in somebody's calendar: where, and the way back to the plan; nobody's name and no note."""

from dataclasses import replace

import pytest

from adapters.mail.invitations import WrittenInvitations
from adapters.mail.words import FORMATS
from domain.booking import State
from domain.calendar_sync import Role
from domain.ids import ResourceId
from tests.builders import a_booking, a_directory, a_person, a_room

PLACE = replace(a_room("room-1"), name="Blue <room>")
DIRECTORY = a_directory(PLACE, languages=("fr", "nl"))
INVITATIONS = WrittenInvitations("https://here.example")
ADA = a_person("ada", language="nl")
BOOKING = a_booking(resource=PLACE, note="with the lawyer")


def test_a_meeting_says_where_and_leads_to_the_plan_in_its_persons_language() -> None:
    words = INVITATIONS.words(BOOKING, Role.MEETING, person=ADA, directory=DIRECTORY)
    assert words.subject == "Geboekt: Blue <room>"
    assert words.place == "Blue <room>, hall-0, Hall"
    assert 'href="https://here.example/?site=hall&amp;date=2026-11-24"' in words.body
    assert "Deze zaal is geboekt" in words.body


@pytest.mark.parametrize("role", [Role.MEETING, Role.MIRROR])
@pytest.mark.parametrize("language", sorted(FORMATS))
def test_nothing_is_said_about_anybody(role: Role, language: str) -> None:
    person = a_person("ada", language=language)
    words = INVITATIONS.words(BOOKING, role, person=person, directory=DIRECTORY)
    said = f"{words.subject} {words.body} {words.place}"
    assert "Ada" not in said and "lawyer" not in said and "\n" not in words.subject


def test_whoever_is_not_known_reads_the_municipalitys_first_language() -> None:
    words = INVITATIONS.words(BOOKING, Role.MEETING, person=None, directory=DIRECTORY)
    assert words.subject.startswith("Réservé")


def test_a_cancellation_says_why_in_one_line_to_everybody() -> None:
    said = {
        INVITATIONS.farewell(a_booking(resource=PLACE, state=state), directory=DIRECTORY)
        for state in (State.RELEASED, State.DECLINED, State.CANCELLED, State.BOOKED)
    }
    assert len(said) == 3 and all(each and "\n" not in each for each in said)
    assert "Personne ne s’est enregistré, la salle a donc été libérée." in said


def test_a_place_that_left_the_directory_is_told_by_its_id() -> None:
    gone = a_booking(resource=a_room("room-9"))
    words = INVITATIONS.words(gone, Role.MIRROR, person=ADA, directory=DIRECTORY)
    assert ResourceId("room-9") in words.subject and words.place == "room-9"
