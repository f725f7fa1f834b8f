"""What a resource's attendant says to invitations, and what its copy looks like."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from local.exchange import Exchange
from tests.local.exchange.asking import ANN, BOB, HOUR, R1, R2, at, town


@pytest.fixture
async def exchange() -> AsyncIterator[Exchange]:
    async with town() as (there, _):
        yield there


def answer_of(exchange: Exchange, id: str, who: str = R1, organizer: str = ANN) -> str:
    for each in exchange.event(organizer, id)["attendees"]:
        if each["emailAddress"]["address"] == who:
            found: str = each["status"]["response"]
            return found
    raise LookupError(who)


async def test_a_room_answers_after_a_while_and_its_copy_is_stripped(exchange: Exchange) -> None:
    secret = {"contentType": "html", "content": "<p>Secret</p>"}
    id = exchange.book(
        ANN, at(9), at(10), rooms=[R1], subject="Salary", body=secret, sensitivity="private"
    )
    await exchange.advance(4)
    assert (answer_of(exchange, id), exchange.events(R1)) == ("none", [])
    before = exchange.event(ANN, id)["@odata.etag"]
    await exchange.advance(2)
    assert answer_of(exchange, id) == "accepted"
    assert exchange.event(ANN, id)["@odata.etag"] != before
    [copy] = exchange.events(R1)
    assert (copy["subject"], copy["sensitivity"]) == ("Ann Aerts", "normal")
    assert copy["body"]["content"] == ""
    assert copy["responseStatus"]["response"] == "accepted"
    assert (copy["isOrganizer"], copy["showAs"]) == (False, "busy")
    assert copy["iCalUId"] == exchange.event(ANN, id)["iCalUId"]
    assert copy["id"] != id


async def test_who_comes_second_is_declined_but_a_neighbour_is_not(exchange: Exchange) -> None:
    first = exchange.book(ANN, at(9), at(10), rooms=[R1])
    second = exchange.book(BOB, at(9, minute=30), at(11), rooms=[R1])
    third = exchange.book(BOB, at(10), at(11), rooms=[R1])
    await exchange.settle()
    assert answer_of(exchange, first) == "accepted"
    assert answer_of(exchange, second, organizer=BOB) == "declined"
    assert answer_of(exchange, third, organizer=BOB) == "accepted"


@pytest.mark.parametrize("kept", [True, False])
async def test_a_declined_copy_stays_where_the_mailbox_is_like_that(
    exchange: Exchange, kept: bool
) -> None:
    exchange.policy(R1, keep_declined=kept)
    exchange.book(ANN, at(9), at(10), rooms=[R1])
    id = exchange.book(BOB, at(9), at(10), rooms=[R1])
    await exchange.settle()
    copy = exchange.copy_in(R1, id, of=BOB)
    assert (copy is not None) == kept
    if copy is not None:
        assert (copy["responseStatus"]["response"], copy["showAs"]) == ("declined", "free")
    third = exchange.book(ANN, at(10), at(11), rooms=[R1])
    await exchange.settle()
    assert answer_of(exchange, third) == "accepted", "a declined copy takes no place"


async def test_what_is_written_into_the_rooms_own_calendar_is_not_checked(
    exchange: Exchange,
) -> None:
    exchange.book(ANN, at(9), at(10), rooms=[R1])
    await exchange.settle()
    exchange.post_directly(R1, at(9), at(10))
    assert len(exchange.view(R1, at(8), at(12))) == 2
    late = exchange.book(BOB, at(9), at(10), rooms=[R1])
    await exchange.settle()
    assert answer_of(exchange, late, organizer=BOB) == "declined"


@pytest.mark.parametrize(
    ("policy", "hours", "days", "said"),
    [
        ({"longest_minutes": 60}, 2, 0, "declined"),
        ({"longest_minutes": 0}, 60, 0, "accepted"),
        ({"window_days": 10}, 1, 11, "declined"),
        ({"booking_type": "reserved"}, 1, 0, "declined"),
        ({"all_book_in": False}, 1, 0, "declined"),
        ({"all_book_in": False, "book_in": frozenset({ANN})}, 1, 0, "accepted"),
        ({"processing": "None"}, 1, 0, "none"),
    ],
)
async def test_a_room_keeps_its_policy(
    exchange: Exchange, policy: dict[str, Any], hours: int, days: int, said: str
) -> None:
    exchange.policy(R1, **policy)
    start = at(9) + timedelta(days=days)
    id = exchange.book(ANN, start, start + hours * HOUR, rooms=[R1])
    await exchange.settle()
    assert answer_of(exchange, id) == said


@pytest.mark.parametrize("approved", [True, False])
async def test_a_room_with_a_delegate_is_tentative_first(
    exchange: Exchange, approved: bool
) -> None:
    exchange.policy(R1, needs_approval=True, all_book_in=False)
    id = exchange.book(ANN, at(9), at(10), rooms=[R1])
    await exchange.settle()
    assert answer_of(exchange, id) == "tentativelyAccepted"
    [copy] = exchange.events(R1)
    assert copy["showAs"] == "tentative"
    (exchange.approve if approved else exchange.decline)(R1, copy["id"])
    assert answer_of(exchange, id) == ("accepted" if approved else "declined")


async def test_a_moved_meeting_is_asked_again_and_frees_its_old_time(exchange: Exchange) -> None:
    id = exchange.book(ANN, at(9), at(10), rooms=[R1])
    await exchange.settle()
    exchange.book(BOB, at(13), at(14), rooms=[R1])
    await exchange.settle()
    exchange.move(ANN, id, at(11), at(12))
    assert answer_of(exchange, id) == "none"
    await exchange.settle()
    assert answer_of(exchange, id) == "accepted"
    exchange.move(ANN, id, at(13), at(14))
    await exchange.settle()
    assert answer_of(exchange, id) == "declined"
    assert exchange.copy_in(R1, id, of=ANN) is None
    assert exchange.view(R1, at(9), at(12)) == []


@pytest.mark.parametrize("removed", [True, False])
async def test_a_cancelled_meeting_stays_in_the_room_unless_the_mailbox_removes_it(
    exchange: Exchange, removed: bool
) -> None:
    exchange.policy(R1, remove_cancelled=removed)
    id = exchange.book(ANN, at(9), at(10), rooms=[R1], people=[BOB])
    await exchange.settle()
    exchange.cancel(ANN, id)
    await exchange.settle()
    assert [each["isCancelled"] for each in exchange.events(R1)] == ([] if removed else [True])
    assert [each["isCancelled"] for each in exchange.events(BOB)] == [True]
    again = exchange.book(ANN, at(9), at(10), rooms=[R1])
    await exchange.settle()
    assert answer_of(exchange, again) == "accepted", "a ghost takes no place"


async def test_a_room_taken_out_of_the_meeting_is_told_and_another_is_asked(
    exchange: Exchange,
) -> None:
    exchange.policy(R1, remove_cancelled=True)
    id = exchange.book(ANN, at(9), at(10), rooms=[R1])
    await exchange.settle()
    exchange.change(ANN, id, attendees=[{"type": "resource", "emailAddress": {"address": R2}}])
    await exchange.settle()
    assert exchange.events(R1) == []
    assert answer_of(exchange, id, R2) == "accepted"


async def test_a_series_with_one_taken_date_is_declined_whole_unless_some_may_be_missed(
    exchange: Exchange,
) -> None:
    exchange.book(BOB, at(9, 25), at(10, 25), rooms=[R1])
    await exchange.settle()
    strict = exchange.add_weekly(ANN, at(9, 25), at(10, 25), times=4, rooms=[R1])
    await exchange.settle()
    assert answer_of(exchange, strict) == "declined"
    exchange.policy(R1, conflict_percentage=50, most_conflicts=2)
    lenient = exchange.add_weekly(ANN, at(9, 25), at(10, 25), times=4, rooms=[R1])
    await exchange.settle()
    assert answer_of(exchange, lenient) == "accepted"
    shown = exchange.view(R1, at(0, 24), at(0, 24) + timedelta(days=30))
    assert len(shown) == 4, "one of somebody else, three of the series"
    first = exchange.view(ANN, at(8, 25), at(11, 25))[-1]
    assert first["type"] == "exception"
    assert first["attendees"][0]["status"]["response"] == "declined"


@pytest.mark.parametrize("enforced", [True, False])
async def test_a_series_beyond_the_window_is_declined_or_cut_off(
    exchange: Exchange, enforced: bool
) -> None:
    exchange.policy(R1, window_days=15, enforce_horizon=enforced)
    id = exchange.add_weekly(ANN, at(9), at(10), times=10, rooms=[R1])
    await exchange.settle()
    assert answer_of(exchange, id) == ("declined" if enforced else "accepted")
    inside = exchange.view(R1, at(0), at(0) + timedelta(days=200))
    assert len(inside) == (0 if enforced else 2)


async def test_one_date_of_a_series_is_answered_for_itself(exchange: Exchange) -> None:
    exchange.book(BOB, at(14, 24), at(15, 24), rooms=[R1])
    series = exchange.add_weekly(ANN, at(9), at(10), times=3, rooms=[R1])
    await exchange.settle()
    exchange.change_occurrence(ANN, series, date(2026, 12, 1), at(11, 30), at(12, 30))
    exchange.change_occurrence(ANN, series, date(2026, 11, 24), at(14), at(15))
    await exchange.settle()
    seen = exchange.view(R1, at(0, 24), at(0, 24) + timedelta(days=20))
    assert [each["start"]["dateTime"][:13] for each in seen] == [
        "2026-11-24T14",
        "2026-11-30T11",
        "2026-12-08T09",
    ]
    assert seen[0]["organizer"]["emailAddress"]["address"] == BOB
    assert answer_of(exchange, series) == "accepted"


async def test_a_person_gets_an_unanswered_copy_and_the_answer_reaches_the_organizer(
    exchange: Exchange,
) -> None:
    id = exchange.book(ANN, at(9), at(10), people=[BOB], subject="Talk")
    [copy] = exchange.events(BOB)
    assert (copy["subject"], copy["responseStatus"]["response"]) == ("Talk", "notResponded")
    exchange.respond(BOB, copy["id"], "tentativelyAccepted")
    assert answer_of(exchange, id, BOB) == "tentativelyAccepted"


async def test_what_concerns_the_organizer_alone_is_told_to_nobody(exchange: Exchange) -> None:
    id = exchange.book(ANN, at(9), at(10), rooms=[R1], people=[BOB])
    await exchange.settle()
    before = [exchange.events(each)[0]["@odata.etag"] for each in (R1, BOB)]
    exchange.change(ANN, id, isReminderOn=False, categories=["red"], showAs="oof")
    await exchange.settle()
    assert [exchange.events(each)[0]["@odata.etag"] for each in (R1, BOB)] == before
    exchange.change(ANN, id, subject="Other")
    await exchange.settle()
    assert exchange.events(BOB)[0]["subject"] == "Other"
    assert answer_of(exchange, id) == "accepted"
