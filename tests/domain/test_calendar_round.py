"""A list of changes put in order, whose each thing is, and what cannot be believed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.calendar_event import (
    CalendarEvent,
    EventId,
    EventKind,
    Mailbox,
    Removed,
    asked_for,
    times_of,
)
from domain.calendar_round import (
    Foreign,
    Known,
    Listing,
    Mine,
    Stray,
    Waiting,
    blown,
    foreign_id,
    lasting,
    listed,
    missing,
    settled,
    window_at,
)
from domain.calendar_sync import Link, Role
from domain.ids import BookingId
from domain.when import Instant, Interval, later
from tests.builders import LUXEMBOURG, NOW, at, span, utc
from tests.domain.test_calendar_hearing import COPY, LINK, ROOM, SERVICE, wants

WINDOW = window_at(NOW, LUXEMBOURG, timedelta(days=90))
ANN = Mailbox("ann@example.org")
NINE = span("09:00", "10:00")


def event(name: str = "a", when: Interval = NINE, **fields: Any) -> CalendarEvent:
    plain = CalendarEvent(id=EventId(name), uid=f"uid-{name}", span=when, organiser=ANN)
    return replace(plain, **fields)


def link(name: str = "a", when: Interval = NINE, **fields: Any) -> Link:
    plain = Link(
        booking=BookingId(f"2026-11-24-{name}"),
        role=Role.FOREIGN,
        mailbox=ROOM,
        room=ROOM,
        event=EventId(name),
        in_room=EventId(name),
        uid=f"uid-{name}",
        seen=times_of(event(name, when)),
    )
    return replace(plain, **fields)


def occurrence(day: str, name: str, **fields: Any) -> CalendarEvent:
    return event(
        name,
        span(f"{day} 09:00", f"{day} 10:00"),
        **({"kind": EventKind.OCCURRENCE, "master": EventId("m")} | fields),
    )


def listing(*items: CalendarEvent | Removed) -> Listing:
    return listed(items, zone=LUXEMBOURG, window=WINDOW)


def test_a_window_covers_more_than_its_days_so_that_a_night_later_it_covers_all_of_them() -> None:
    assert WINDOW.start == at("2026-11-23 00:00")
    assert later(NOW, timedelta(days=91)) < WINDOW.end


def test_the_later_form_of_an_item_counts() -> None:
    moved = event(when=span("11:00", "12:00"))
    assert listing(event(), moved).events == (moved,)
    assert listing(event(), Removed(id=EventId("a"))).removed == {"a"}
    assert listing(Removed(id=EventId("a")), event()).events == (event(),)


def test_an_occurrence_with_its_times_alone_is_its_series_whichever_comes_first() -> None:
    master = event("m", kind=EventKind.MASTER)
    bare = occurrence("2026-11-25", "b", bare=True, organiser=None, uid="")
    for items in ((master, bare), (bare, master)):
        (found,) = listing(*items).events
        assert (found.organiser, found.span, found.master) == (ANN, bare.span, "m")
    assert [each.id for each in listing(bare).bare] == ["b"]


def test_whole_days_that_come_as_midnights_in_utc_are_days_of_the_house() -> None:
    day = Interval(at("2026-11-25 00:00"), at("2026-11-26 00:00"))
    master = event("m", day, kind=EventKind.MASTER, whole_days=True)
    utc_day = Interval(utc("2026-12-02T00:00Z"), utc("2026-12-03T00:00Z"))
    bare = occurrence("2026-12-02", "b", bare=True, span=utc_day, original_start=None)
    (found,) = listing(master, bare).events
    assert found.span == Interval(at("2026-12-02 00:00"), at("2026-12-03 00:00"))
    assert found.original_start == found.span.start and found.whole_days


def test_an_empty_list_says_nothing() -> None:
    assert not listing()
    assert listing(Removed(id=EventId("a")))


def test_an_occurrence_is_known_by_when_it_was_to_begin() -> None:
    moved = occurrence(
        "2026-11-26", "b", kind=EventKind.EXCEPTION, original_start=at("2026-11-25 09:00")
    )
    assert settled(moved, zone=LUXEMBOURG, window=WINDOW).original_start == at("2026-11-25 09:00")
    plain = occurrence("2026-11-25", "b", original_start=None)
    assert settled(plain, zone=LUXEMBOURG, window=WINDOW).original_start == plain.span.start


@pytest.mark.parametrize("given", ["2026-11-25T00:00Z", "2026-11-25T08:00Z", "2026-11-24T23:00Z"])
def test_whole_days_are_known_by_their_day_however_their_start_is_written(given: str) -> None:
    day = Interval(at("2026-11-25 00:00"), at("2026-11-26 00:00"))
    whole = event(
        "b",
        day,
        kind=EventKind.EXCEPTION,
        master=EventId("m"),
        whole_days=True,
        original_start=utc(given),
    )
    assert settled(whole, zone=LUXEMBOURG, window=WINDOW).original_start == day.start


def test_of_a_meeting_of_months_the_window_is_kept() -> None:
    long = event(when=span("2026-01-01 00:00", "2028-01-01 00:00"))
    assert settled(long, zone=LUXEMBOURG, window=WINDOW).span == WINDOW


def test_a_meeting_gives_the_same_booking_to_whoever_finds_it() -> None:
    id = foreign_id(ROOM, event(), LUXEMBOURG)
    assert id == foreign_id(ROOM, event("other", uid="uid-a"), LUXEMBOURG)
    assert id != foreign_id(Mailbox("room-2@example.org"), event(), LUXEMBOURG)
    assert id.startswith("2026-11-24-x") and len(id) <= 40


def test_each_occurrence_is_a_booking_of_its_own() -> None:
    days = ("2026-11-25", "2026-12-02")
    found = listing(
        event("m", kind=EventKind.MASTER), *(occurrence(day, f"o-{day}") for day in days)
    )
    assert len({foreign_id(ROOM, each, LUXEMBOURG) for each in found.events}) == 2


def whose(item: CalendarEvent, *links: Link, now: Instant = NOW) -> object:
    return Known(links=links, service=SERVICE).whose(item, now)


def test_what_is_known_by_its_copy_its_uid_or_its_place_in_a_series() -> None:
    assert whose(event(), link()) == Foreign(link=link())
    assert whose(COPY, LINK) == Mine(link=LINK)
    assert whose(replace(COPY, id=EventId("x")), LINK) == Mine(link=LINK)
    start = at("2026-11-25 09:00")
    known = link("b", master=EventId("m"), original_start=start)
    renewed = occurrence("2026-11-25", "renewed", original_start=start)
    assert whose(renewed, known) == Foreign(link=known)
    assert whose(replace(renewed, original_start=at("2026-11-25 10:00")), known) == Foreign(
        link=None
    )


def test_our_single_meeting_made_into_a_series_is_its_first_occurrence_still() -> None:
    first = replace(COPY, id=EventId("o1"), uid="", master=EventId("copy"))
    assert whose(first, LINK) == Mine(link=LINK)


def test_somebody_elses_is_theirs_though_something_of_ours_is_under_way() -> None:
    begun = replace(LINK, event=None, uid="", in_room=None, asked="", asking=asked_for(wants()))
    assert whose(event(), begun) == Foreign(link=None)


def test_what_we_just_made_waits_for_its_ids() -> None:
    begun = replace(LINK, event=None, uid="", in_room=None, asked="", asking=asked_for(wants()))
    assert whose(COPY, begun) == Waiting()
    assert whose(replace(COPY, created_at=NOW)) == Waiting()
    assert whose(event(organiser=ANN), replace(begun, mailbox=ANN)) == Waiting()


def test_what_we_made_and_do_not_know_is_nobodys() -> None:
    old = later(NOW, -timedelta(hours=1))
    assert whose(replace(COPY, created_at=old)) == Stray()
    assert whose(COPY) == Stray()


def test_what_a_whole_list_does_not_show_is_missing_where_the_list_reaches() -> None:
    shown, hidden = link("a"), link("b")
    outside = link("c", span("2027-11-24 09:00", "2027-11-24 10:00"))
    begun = replace(LINK, event=None)
    assert missing([shown, hidden, outside, begun], [shown], WINDOW) == [hidden]


def series(count: int) -> list[Link]:
    return [link(f"s{n}", master=EventId("m")) for n in range(count)]


def singles(count: int) -> list[Link]:
    return [link(f"l{n}") for n in range(count)]


@pytest.mark.parametrize(
    ("ending", "live", "fused"),
    [
        (2, 2, 0),  # too few to mean anything
        (3, 3, 3),  # all of several
        (3, 14, 3),  # more than a fifth
        (3, 15, 0),  # a fifth
        (20, 200, 0),
        (41, 200, 41),
    ],
)
def test_where_much_vanishes_at_once_nothing_ends(ending: int, live: int, fused: int) -> None:
    every = singles(live)
    assert blown(every[:ending], every) == fused


def test_a_series_is_one_meeting_however_many_days_it_has() -> None:
    assert not blown(series(12), [*series(12), *singles(2)])


def test_what_is_over_counts_for_nothing() -> None:
    over, on = link("o", span("06:00", "07:00")), link("n")
    assert lasting([over, on, replace(on, seen="")], NOW) == (on,)
