"""The referee of the races sees what it must see."""

from dataclasses import replace

from tests.race.stored import Head, Stored

DAY, NEXT = "2026-11-24", "2026-11-25"
ADA = Head(booking=f"{DAY}-1", state="booked", person="ada", resource="desk", start=0, end=100)
ENTRY = (DAY, ADA.booking, "desk", "ada", "booked")


def stored(*heads: Head) -> Stored:
    return Stored(
        heads={head.booking: head for head in heads},
        by_resource={ENTRY},
        by_person={ENTRY},
        outbox=[ADA.booking],
    )


def test_one_booking_with_its_entries_is_in_order() -> None:
    found = stored(ADA)
    assert [*found.doubles(), *found.left_behind(), *found.stranded()] == []


def test_two_bookings_of_one_place_at_a_time_are_a_double() -> None:
    ben = replace(ADA, booking=f"{DAY}-2", person="ben", start=99, end=200)
    assert len(list(stored(ADA, ben).doubles())) == 1
    assert list(stored(ADA, replace(ben, start=100)).doubles()) == []
    assert list(stored(ADA, replace(ben, state="cancelled")).doubles()) == []


def test_one_person_in_two_places_at_a_time_is_a_double() -> None:
    elsewhere = replace(ADA, booking=f"{DAY}-2", resource="room")
    assert len(list(stored(ADA, elsewhere).doubles())) == 1


def test_an_entry_without_its_booking_is_left_behind() -> None:
    assert any("without its booking" in each for each in stored().left_behind())
    cancelled = replace(ADA, state="cancelled")
    assert any("without its booking" in each for each in stored(cancelled).left_behind())


def test_a_booking_without_its_entries_is_noticed() -> None:
    found = stored(ADA)
    found.by_person.clear()
    assert any("one ledger only" in each for each in found.left_behind())
    found.by_resource.clear()
    assert any("without its entries" in each for each in found.left_behind())


def test_intents_are_told_once_and_of_bookings_only() -> None:
    found = stored(ADA)
    found.outbox = [ADA.booking, ADA.booking, f"{DAY}-9"]
    said = list(found.left_behind())
    assert any("intents twice" in each for each in said)
    assert any("no booking" in each for each in said)
    found.outbox = []
    assert any("nobody will hear" in each for each in found.left_behind())


def test_holds_tokens_and_unknown_rows_are_left_behind() -> None:
    found = stored(replace(ADA, state="held"))
    found.tokens[DAY, "hall|day|0001"] = "ben"
    found.other.append("a row")
    said = " ".join(found.left_behind())
    assert "nobody ended" in said and "token of nobody" in said and "nobody knows" in said


def test_a_leg_needs_a_booking_and_an_entry() -> None:
    found = stored(ADA)
    found.legs[NEXT, ADA.booking] = "booked"
    assert any("leg without an entry" in each for each in found.stranded())
    found.by_resource.add((NEXT, *ENTRY[1:]))
    assert list(found.stranded()) == []
    found.legs[NEXT, f"{DAY}-9"] = "held"
    assert len(list(found.stranded())) == 2
