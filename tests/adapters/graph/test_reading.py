"""Events as Graph writes them, and what they are to us."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.graph.marks import PROPERTY
from adapters.graph.reading import event_of, item_of, stamp
from adapters.graph.zones import zone_named
from domain.calendar_event import (
    Attendee,
    CalendarEvent,
    EventId,
    EventKind,
    Removed,
    Response,
    ShowAs,
)
from domain.when import Interval, instant
from tests.adapters.graph.scene import BOOKING, EVENT, ROOM, SERVICE, ZONE, an_event, at


def read(**more: object) -> CalendarEvent:
    found = event_of(an_event(**more), SERVICE, ZONE)
    assert found is not None
    return found


def a_time(text: str, zone: str = "UTC") -> dict[str, str]:
    return {"dateTime": text, "timeZone": zone}


def test_everything_we_know_is_read() -> None:
    assert read() == CalendarEvent(
        id=EVENT,
        uid="uid-1",
        etag='W/"key-1"',
        span=Interval(at(9), at(10)),
        response=Response.ORGANISER,
        own=True,
        organiser=SERVICE,
        attendees=(Attendee(address=ROOM, resource=True, response=Response.ACCEPTED),),
        subject="Overleg",
        transaction="t-1",
    )


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("UTC", 9),
        ("Europe/Amsterdam", 8),
        ("W. Europe Standard Time", 8),
        ("Pacific Standard Time", 17),
        ("Romance Standard Time", 8),
        ("tzone://Microsoft/Custom", 8),
        ("tzone://Microsoft/Utc", 9),
        ("Customized Time Zone", 8),
        ("", 9),
    ],
)
def test_a_zone_has_a_name_of_windows_or_of_the_world_or_none(zone: str, hour: int) -> None:
    found = read(
        start=a_time("2026-11-24T09:00:00.0000000", zone),
        end=a_time("2026-11-24T17:30:00.1234567", zone),
    )
    assert found.span.start == at(hour)


@pytest.mark.parametrize("name", ["../etc/passwd", "Europe", "/etc/localtime", "x" * 300])
def test_a_name_of_nothing_is_the_deployments_zone(name: str) -> None:
    assert zone_named(name, ours=ZONE) == ZONE


class TestWholeDays:
    def test_are_dates_whatever_zone_was_asked_for(self) -> None:
        for zone in ("UTC", "Pacific Standard Time", "Europe/Amsterdam"):
            found = read(
                isAllDay=True,
                start=a_time("2026-11-24T00:00:00.0000000", zone),
                end=a_time("2026-11-25T00:00:00.0000000", zone),
            )
            assert found.whole_days
            assert found.span == Interval(at(23, day=23), at(23, day=24))

    @pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
    def test_are_as_long_as_their_clocks_say(self, day: str, hours: int) -> None:
        start = datetime.fromisoformat(day)
        found = read(
            isAllDay=True,
            start=a_time(start.isoformat()),
            end=a_time((start + timedelta(days=1)).isoformat()),
        )
        assert found.span.length == timedelta(hours=hours)

    def test_take_several_days_without_the_last(self) -> None:
        found = read(
            isAllDay=True, start=a_time("2026-11-23T00:00:00"), end=a_time("2026-11-26T00:00:00")
        )
        assert found.span == Interval(at(23, day=22), at(23, day=25))

    def test_may_come_converted_from_a_server_that_does_that(self) -> None:
        found = read(
            isAllDay=True, start=a_time("2026-11-23T23:00:00"), end=a_time("2026-11-24T23:00:00")
        )
        assert found.span == Interval(at(23, day=23), at(23, day=24))


def test_what_takes_no_time_occupies_nothing() -> None:
    for end in ("2026-11-24T09:00:00", "2026-11-24T08:00:00"):
        found = read(start=a_time("2026-11-24T09:00:00"), end=a_time(end))
        assert not found.occupies and found.span.start == at(9)


class TestOccurrences:
    def test_with_nothing_but_times_are_bare(self) -> None:
        found = event_of(
            {
                "@odata.type": "#microsoft.graph.event",
                "@odata.etag": 'W/"k"',
                "id": "occurrence-1",
                "seriesMasterId": "master-1",
                "type": "occurrence",
                "start": a_time("2026-11-24T10:25:00.0000000"),
                "end": a_time("2026-11-24T10:55:00.0000000"),
            },
            ROOM,
            ZONE,
        )
        assert found is not None and found.bare and found.kind is EventKind.OCCURRENCE
        assert (found.master, found.uid, found.subject) == ("master-1", "", "")

    def test_in_full_say_when_they_were_to_begin(self) -> None:
        found = read(
            type="exception", seriesMasterId="master-1", originalStart="2026-11-24T07:00:00Z"
        )
        assert not found.bare and found.kind is EventKind.EXCEPTION
        assert found.original_start == at(7)

    def test_a_kind_that_is_not_said_is_told_from_the_rest(self) -> None:
        assert read(type=None).kind is EventKind.SINGLE
        assert read(type="somethingNew", recurrence={"pattern": {}}).kind is EventKind.MASTER
        assert read(type=None, seriesMasterId="m").kind is EventKind.EXCEPTION


class TestLeniency:
    def test_words_that_graph_has_yet_to_invent_are_no_accident(self) -> None:
        found = read(
            showAs="inTheCloud", responseStatus={"response": "maybe"}, sensitivity="secret"
        )
        assert found.show_as is ShowAs.UNKNOWN and found.response is Response.NONE
        assert found.occupies and found.private

    def test_names_come_in_any_case(self) -> None:
        folded = {name.upper(): value for name, value in an_event().items()}
        assert event_of(folded, SERVICE, ZONE) == read()

    def test_what_is_missing_is_missing(self) -> None:
        found = event_of(
            {
                "id": "e",
                "start": a_time("2026-11-24T20:30:00.0000000"),
                "end": a_time("2026-11-24T22:00:00.0000000"),
                "organizer": {"emailAddress": {"name": "Zonder adres"}},
                "attendees": [{"type": "required"}, None, {"emailAddress": {"address": " "}}],
                "responseStatus": None,
            },
            ROOM,
            ZONE,
        )
        assert found is not None
        assert (found.organiser, found.attendees, found.own) == (None, (), False)
        assert found.occupies

    @pytest.mark.parametrize(
        "broken",
        [
            {"id": ""},
            {"start": None},
            {"end": {"dateTime": "yesterday", "timeZone": "UTC"}},
            {"isAllDay": True, "start": {}},
        ],
    )
    def test_what_cannot_be_read_is_nothing(self, broken: dict[str, object]) -> None:
        assert event_of(an_event(**broken), ROOM, ZONE) is None

    def test_nothing_at_all_neither(self) -> None:
        nothings: tuple[object, ...] = (None, [], "x", 3, {})
        for odd in nothings:
            assert item_of(odd, ROOM, ZONE) is None

    def test_the_year_one_means_never(self) -> None:
        assert stamp("0001-01-01T00:00:00Z") is None
        assert stamp("2019-02-28T21:17:57.56197Z") == instant(
            datetime(2019, 2, 28, 21, 17, 57, 561970, tzinfo=UTC)
        )


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.datetimes().map(str),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(sorted(an_event())), ANY, max_size=5))
def test_nothing_that_comes_makes_us_stumble(odd: dict[str, object]) -> None:
    found = event_of(an_event(**odd), ROOM, ZONE)
    assert found is None or found.span.start < found.span.end


@given(st.dictionaries(st.sampled_from(["dateTime", "timeZone"]), ANY))
def test_nor_any_time(odd: dict[str, object]) -> None:
    for whole in (True, False):
        event_of(an_event(isAllDay=whole, start=odd, end=odd), ROOM, ZONE)


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
def test_nor_the_ends_of_the_calendar(year: str) -> None:
    there = a_time(f"{year}T00:00:00", "Asia/Tokyo")
    for whole in (True, False):
        event_of(an_event(isAllDay=whole, start=there, end=there), ROOM, ZONE)


def test_a_removed_item_is_only_an_id() -> None:
    found = item_of({"id": "AAMk=", "@removed": {"reason": "deleted"}}, ROOM, ZONE)
    assert found == Removed(id=EventId("AAMk="))


def test_our_mark_is_found_however_its_name_is_written() -> None:
    for name in (PROPERTY, PROPERTY.upper(), PROPERTY.lower()):
        found = read(singleValueExtendedProperties=[{"id": name, "value": BOOKING}])
        assert found.booking == BOOKING
    assert (
        read(singleValueExtendedProperties=[{"id": "String {x} Name Y", "value": "z"}]).booking
        is None
    )


def test_a_declined_cancelled_or_free_copy_occupies_nothing() -> None:
    assert not read(isCancelled=True).occupies
    assert not read(responseStatus={"response": "declined"}).occupies
    assert not read(showAs="free").occupies
    assert read(responseStatus={"response": "tentativelyAccepted"}, showAs="tentative").occupies


def test_a_zone_is_the_worlds_own() -> None:
    assert zone_named("Central Europe Standard Time", ours=ZONE) == ZoneInfo("Europe/Budapest")
