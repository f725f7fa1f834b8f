"""Time: instants, half-open intervals, civil days of 23, 24 and 25 hours, and walls that the clocks skip or repeat."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.when import (
    Clarity,
    Instant,
    Interval,
    PartId,
    PartOfDay,
    civil_days,
    clarity,
    day_of,
    from_epoch,
    instant,
    later,
    leg_on,
    on_wall,
    to_epoch,
    wall_of,
    whole_day,
)
from tests.builders import LUXEMBOURG, a_part, at, span, utc

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
CAIRO = ZoneInfo("Africa/Cairo")
HOUR = timedelta(hours=1)

SPRING = date(2027, 3, 28)
AUTUMN = date(2026, 10, 25)

instants = st.datetimes(
    min_value=datetime(2015, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    max_value=datetime(2035, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    timezones=st.just(UTC),
).map(Instant)
zones = st.sampled_from([LUXEMBOURG, SAO_PAULO, CAIRO])
intervals = st.builds(
    lambda start, minutes: Interval(start, later(start, timedelta(minutes=minutes))),
    instants,
    st.integers(1, 5 * 24 * 60),
)


def test_a_naive_time_names_no_instant() -> None:
    with pytest.raises(ValueError, match="no offset"):
        instant(datetime(2026, 11, 24, 9))  # noqa: DTZ001  # that is the case


def test_an_instant_is_the_same_whatever_clock_it_is_read_from() -> None:
    assert instant(datetime(2026, 11, 24, 9, tzinfo=LUXEMBOURG)) == utc("2026-11-24T08:00Z")
    assert instant(datetime(2026, 11, 24, 9, tzinfo=LUXEMBOURG)).tzinfo is UTC


def test_epoch_seconds_lead_back_to_the_instant() -> None:
    assert from_epoch(to_epoch(at("09:00"))) == at("09:00")
    assert to_epoch(from_epoch(0)) == 0


@pytest.mark.parametrize(("start", "end"), [("09:00", "09:00"), ("09:01", "09:00")])
def test_an_interval_moves_forward(start: str, end: str) -> None:
    with pytest.raises(ValueError, match="not before"):
        span(start, end)


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (("07:00", "09:00"), False),
        (("07:00", "09:01"), True),
        (("09:00", "10:00"), True),
        (("09:30", "09:40"), True),
        (("09:59", "11:00"), True),
        (("10:00", "11:00"), False),
        (("08:00", "11:00"), True),
    ],
)
def test_intervals_that_touch_do_not_overlap(other: tuple[str, str], shared: bool) -> None:
    hour = span("09:00", "10:00")
    assert hour.overlaps(span(*other)) is shared
    assert span(*other).overlaps(hour) is shared


def test_an_interval_holds_its_start_and_not_its_end() -> None:
    hour = span("09:00", "10:00")
    assert hour.holds(at("09:00"))
    assert not hour.holds(at("10:00"))
    assert not hour.holds(at("08:59"))


def test_an_interval_covers_itself_and_what_lies_within() -> None:
    hour = span("09:00", "10:00")
    assert hour.covers(hour)
    assert hour.covers(span("09:10", "09:50"))
    assert not hour.covers(span("08:59", "10:00"))
    assert not hour.covers(span("09:00", "10:01"))


def test_clipping_leaves_what_is_shared() -> None:
    assert span("09:00", "12:00").clipped(span("11:00", "13:00")) == span("11:00", "12:00")
    assert span("09:00", "12:00").clipped(span("12:00", "13:00")) is None


@given(intervals, intervals)
def test_what_overlaps_shares_a_clipping_that_both_cover(one: Interval, two: Interval) -> None:
    shared = one.clipped(two)
    assert one.overlaps(two) is (shared is not None)
    assert shared is None or (one.covers(shared) and two.covers(shared))


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (LUXEMBOURG, date(2026, 11, 24), 24),
        (LUXEMBOURG, SPRING, 23),
        (LUXEMBOURG, AUTUMN, 25),
        (SAO_PAULO, date(2018, 11, 4), 23),  # clocks went from midnight to one
        (SAO_PAULO, date(2018, 2, 17), 25),  # and back from midnight to eleven
        (CAIRO, date(2026, 4, 24), 23),  # no midnight: the day begins at one
        (CAIRO, date(2026, 10, 29), 25),
    ],
)
def test_a_day_is_as_long_as_its_clocks_say(zone: ZoneInfo, day: date, hours: int) -> None:
    assert whole_day(day, zone).length == hours * HOUR


def test_a_day_without_a_midnight_begins_when_its_clocks_do() -> None:
    begun = whole_day(date(2026, 4, 24), CAIRO).start
    assert wall_of(begun, CAIRO).time() == time(1)
    assert day_of(begun, CAIRO) == date(2026, 4, 24)
    assert day_of(later(begun, -timedelta(microseconds=1)), CAIRO) == date(2026, 4, 23)


@given(st.dates(date(2015, 1, 1), date(2035, 1, 1)), zones)
def test_one_day_ends_where_the_next_begins(day: date, zone: ZoneInfo) -> None:
    assert whole_day(day, zone).end == whole_day(day + timedelta(days=1), zone).start


def test_a_wall_time_that_is_skipped_moves_on_past_the_gap() -> None:
    assert on_wall(SPRING, time(2, 30), LUXEMBOURG) == utc("2027-03-28T01:30Z")
    assert wall_of(on_wall(SPRING, time(2, 30), LUXEMBOURG), LUXEMBOURG).time() == time(3, 30)


def test_a_wall_time_that_is_shown_twice_means_the_earlier() -> None:
    assert on_wall(AUTUMN, time(2, 30), LUXEMBOURG) == utc("2026-10-25T00:30Z")
    assert on_wall(AUTUMN, time(2, 30, fold=1), LUXEMBOURG) == utc("2026-10-25T00:30Z")


@pytest.mark.parametrize(
    ("day", "wall", "said"),
    [
        (SPRING, time(1, 59), Clarity.PLAIN),
        (SPRING, time(2), Clarity.SKIPPED),
        (SPRING, time(2, 59), Clarity.SKIPPED),
        (SPRING, time(3), Clarity.PLAIN),
        (AUTUMN, time(1, 59), Clarity.PLAIN),
        (AUTUMN, time(2), Clarity.REPEATED),
        (AUTUMN, time(2, 59), Clarity.REPEATED),
        (AUTUMN, time(3), Clarity.PLAIN),
    ],
)
def test_it_is_known_what_the_clocks_do_with_a_wall_time(
    day: date, wall: time, said: Clarity
) -> None:
    assert clarity(day, wall, LUXEMBOURG) is said


@given(st.dates(date(2015, 1, 1), date(2035, 1, 1)), st.times(), zones)
def test_a_plain_wall_time_is_what_the_clocks_show(day: date, wall: time, zone: ZoneInfo) -> None:
    wall = wall.replace(tzinfo=None, fold=0)
    shown = wall_of(on_wall(day, wall, zone), zone)
    if clarity(day, wall, zone) is Clarity.SKIPPED:
        assert shown.time() > wall or shown.date() > day
    else:
        assert (shown.date(), shown.time()) == (day, wall)


def test_hours_are_measured_on_the_line_and_not_on_the_clock() -> None:
    night = Interval(on_wall(SPRING, time(1), LUXEMBOURG), on_wall(SPRING, time(4), LUXEMBOURG))
    assert night.length == 2 * HOUR
    night = Interval(on_wall(AUTUMN, time(1), LUXEMBOURG), on_wall(AUTUMN, time(4), LUXEMBOURG))
    assert night.length == 4 * HOUR


def test_a_span_that_ends_at_midnight_does_not_touch_the_next_day() -> None:
    days = civil_days(span("22:00", "2026-11-25 00:00"), LUXEMBOURG)
    assert days == (date(2026, 11, 24),)
    days = civil_days(span("22:00", "2026-11-25 00:01"), LUXEMBOURG)
    assert days == (date(2026, 11, 24), date(2026, 11, 25))


@given(intervals, zones)
def test_the_legs_of_a_span_are_the_span(whole: Interval, zone: ZoneInfo) -> None:
    legs = [leg for day in civil_days(whole, zone) if (leg := leg_on(whole, day, zone))]
    assert legs[0].start == whole.start
    assert legs[-1].end == whole.end
    assert all(one.end == two.start for one, two in pairwise(legs))
    assert len(legs) == len(civil_days(whole, zone))


def test_a_day_that_is_not_touched_has_no_leg() -> None:
    assert leg_on(span("09:00", "10:00"), date(2026, 11, 25), LUXEMBOURG) is None


def test_a_part_of_day_lies_where_its_walls_say() -> None:
    assert a_part("morning", "08:00", "12:00").on(date(2026, 11, 24), LUXEMBOURG) == span(
        "08:00", "12:00"
    )


@pytest.mark.parametrize(
    ("starts", "ends", "until"),
    [
        ("18:00", "00:00", "2026-11-25 00:00"),
        ("22:00", "06:00", "2026-11-25 06:00"),
        ("08:00", "08:00", "2026-11-25 08:00"),
    ],
)
def test_a_part_that_ends_at_or_before_its_start_ends_on_the_next_day(
    starts: str, ends: str, until: str
) -> None:
    assert a_part("late", starts, ends).on(date(2026, 11, 24), LUXEMBOURG) == span(starts, until)


def test_a_part_whose_clocks_leave_nothing_of_it_is_not_there_that_day() -> None:
    assert a_part("night", "02:30", "03:15").on(SPRING, LUXEMBOURG) is None
    assert a_part("night", "02:30", "03:15").on(AUTUMN, LUXEMBOURG) is not None


def test_a_part_has_a_name_in_every_language() -> None:
    part = PartOfDay(
        id=PartId("am"),
        starts=time(8),
        ends=time(12),
        names=(("nl", "Ochtend"), ("fr", "Matin")),
    )
    assert part.name("fr") == "Matin"
    assert part.name("lb") == "Ochtend"
    assert a_part("am", "08:00", "12:00").name("fr") == "am"
