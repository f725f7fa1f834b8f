"""Every value that a page may name has a word, in every language."""

from datetime import date, time

import pytest

from adapters.http.i18n.reader import LANGUAGES, preferred, reading
from adapters.http.i18n.words import (
    BOOKING_STATES,
    KINDS,
    NETWORKS,
    PLACE_STATES,
    REFUSALS,
    ZONE_KINDS,
    feature_word,
    refusal_details,
    refusal_words,
    word,
)
from domain.availability import PlaceState
from domain.booking import State
from domain.kinds import Kind
from domain.places import Network, ZoneKind
from domain.refusals import Refusal, Refused
from domain.when import on_wall
from tests.http.pages import sample
from tools import messages

TABLES = (
    (set(PLACE_STATES), set(PlaceState)),
    (set(KINDS), set(Kind)),
    (set(ZONE_KINDS), set(ZoneKind)),
    (set(NETWORKS), set(Network)),
    (set(BOOKING_STATES), set(State)),
    (set(REFUSALS), set(Refusal)),
)


@pytest.mark.parametrize(("words", "values"), TABLES)
def test_every_value_has_a_word(words: set[object], values: set[object]) -> None:
    assert words == values


def test_every_message_is_translated_and_reviewed() -> None:
    assert list(messages.complaints()) == []


def test_a_missing_translation_is_noticed() -> None:
    present = messages.catalogue("nl")
    assert present.get("No such message") is None
    assert messages.extracted().get("Book this place") is not None


def test_two_states_never_share_a_word() -> None:
    for language in LANGUAGES:
        with reading(language, sample.ZONE):
            assert len({word(state) for state in PlaceState}) == len(PlaceState)


def test_a_feature_we_do_not_know_is_shown_as_written() -> None:
    with reading("nl", sample.ZONE):
        assert feature_word("two-screens") == "Twee schermen"
        assert feature_word("stand-up-paddle") == "stand up paddle"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "1 uur 30 minuten"),
        ("fr", "1 heure 30 minutes"),
        ("de", "1 Stunde 30 Minuten"),
        ("en", "1 hour 30 minutes"),
    ],
)
def test_a_length_is_said_in_hours_and_minutes(language: str, said: str) -> None:
    long = Refused(why=Refusal.TOO_LONG, rule="longest", limits=(("longestMinutes", 90),))
    with reading(language, sample.ZONE):
        assert any(said in detail for detail in refusal_details(long))


def test_a_refusal_says_what_the_rule_allows_and_until_when() -> None:
    until = on_wall(sample.TODAY, time(16), sample.ZONE)
    taken = Refused(why=Refusal.TAKEN, until=until)
    long = Refused(why=Refusal.TOO_LONG, rule="longest", limits=(("longestMinutes", 90),))
    ahead = Refused(
        why=Refusal.TOO_FAR_AHEAD, limits=(("horizonDays", 28), ("lastDate", "2026-12-22"))
    )
    with reading("de", sample.ZONE):
        assert refusal_words(taken) == "Dieser Platz ist dann schon belegt."
        assert refusal_details(taken) == ("Bis Di. 24. Nov. 16:00.",)
        assert refusal_details(long) == ("Buchen Sie für höchstens 1 Stunde 30 Minuten.",)
        assert "22. Dezember 2026" in refusal_details(ahead)[0]


def test_a_closure_gives_its_reason_as_the_municipality_wrote_it() -> None:
    closed = Refused(
        why=Refusal.CLOSED,
        limits=(("reason", "Fermeture de fin d'année"),),
        since=on_wall(date(2026, 12, 24), time(0), sample.ZONE),
        until=on_wall(date(2027, 1, 2), time(0), sample.ZONE),
    )
    with reading("nl", sample.ZONE):
        words = ("Fermeture de fin d'année.", "Sinds do 24 dec.", "Tot vr 1 jan.")
        assert refusal_details(closed) == words
    with reading("de", sample.ZONE):
        assert refusal_details(closed)[1:] == ("Seit Do. 24. Dez.", "Bis Fr. 1. Jan.")


def test_the_wish_for_a_language_wins_over_the_browser_then_the_first_offered() -> None:
    offered = ("fr", "de", "en", "nl")
    assert preferred("nl", "de", accept="fr", offered=offered) == "nl"
    assert preferred("xx", None, accept="de-LU;q=0.5, nl-BE;q=0.9", offered=offered) == "nl"
    assert preferred(None, accept="*;q=junk, es", offered=offered) == "fr"
    assert preferred(None, accept="de;q=0", offered=offered) == "fr"
