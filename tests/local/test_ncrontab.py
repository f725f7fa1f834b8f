from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.ncrontab import BadSchedule, parse

MONDAY = datetime(2026, 11, 23, 10, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* * * * * *", datetime(2026, 11, 23, 10, 2, 31, tzinfo=UTC)),
        ("0 */5 * * * *", datetime(2026, 11, 23, 10, 5, tzinfo=UTC)),
        ("0 5/15 * * * *", datetime(2026, 11, 23, 10, 5, tzinfo=UTC)),
        ("30 2 10 * * *", datetime(2026, 11, 24, 10, 2, 30, tzinfo=UTC)),
        ("0 0 3 * * *", datetime(2026, 11, 24, 3, tzinfo=UTC)),
        ("0 0 3 * * sun", datetime(2026, 11, 29, 3, tzinfo=UTC)),
        ("0 0 3 * * 1-5", datetime(2026, 11, 24, 3, tzinfo=UTC)),
        ("0 0 9 1 jan *", datetime(2027, 1, 1, 9, tzinfo=UTC)),
        ("0 0 9 1 January *", datetime(2027, 1, 1, 9, tzinfo=UTC)),
        ("0 30 8,12 * * MON,WED", datetime(2026, 11, 23, 12, 30, tzinfo=UTC)),
        ("0 0 0 29 2 *", datetime(2028, 2, 29, tzinfo=UTC)),
        ("0 0 0 29 feb mon", datetime(2044, 2, 29, tzinfo=UTC)),
        ("0 0 6-18/6 * * *", datetime(2026, 11, 23, 12, tzinfo=UTC)),
    ],
)
def test_a_schedule_fires_next_when_its_six_fields_say(text: str, expected: datetime) -> None:
    assert parse(text).next_after(MONDAY) == expected


def test_day_and_day_of_week_must_both_match() -> None:
    friday_13th = parse("0 0 0 13 * fri").next_after(MONDAY)
    assert friday_13th == datetime(2027, 8, 13, tzinfo=UTC)


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    brussels = MONDAY.astimezone(ZoneInfo("Europe/Brussels"))
    fires = parse("0 0 11 * * *").next_after(brussels)
    assert fires == datetime(2026, 11, 23, 11, tzinfo=UTC)
    assert fires.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("00:05:00", "time span"),
        ("1.00:05:00", "time span"),
        ("every tuesday", "2 fields"),
        ("*/5 * * * *", "5 fields"),
        ("60 * * * * *", "second"),
        ("* * 24 * * *", "hour"),
        ("* * * 0 * *", "day"),
        ("* * * * 13 *", "month"),
        ("* * * * * 7", "day of week"),
        ("* * * * foo *", "'foo'"),
        ("*/0 * * * * *", "zero"),
        ("0 0 22-2 * * *", "backwards"),
        ("0 0 1, * * *", "hour"),
        ("0 0 *-3 * * *", "hour"),
        ("0 0 0 30 feb *", "never fires"),
        ("0 0 0 31 4,6,9,11 *", "never fires"),
    ],
)
def test_a_wrong_schedule_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(BadSchedule, match=says):
        parse(text)


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        parse("* * * * * *").next_after(MONDAY.replace(tzinfo=None))


def numbers(low: int, high: int) -> st.SearchStrategy[str]:
    number = st.integers(low, high)
    pair = st.tuples(number, number).map(sorted)
    return st.one_of(
        st.just("*"),
        number.map(str),
        st.integers(1, high + 5).map("*/{}".format),
        pair.map(lambda p: f"{p[0]}-{p[1]}"),
        st.tuples(pair, st.integers(1, 9)).map(lambda p: f"{p[0][0]}-{p[0][1]}/{p[1]}"),
        st.lists(number, min_size=2, max_size=4).map(lambda ns: ",".join(map(str, ns))),
    )


expressions = st.tuples(
    numbers(0, 59), numbers(0, 59), numbers(0, 23), numbers(1, 28), numbers(1, 12), numbers(0, 6)
).map(" ".join)
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.integers(0, 8 * 365 * 86_400_000_000).map(
    lambda us: EPOCH + timedelta(microseconds=us)
)


@given(expressions, moments)
def test_a_firing_is_later_matches_its_fields_and_is_whole(text: str, moment: datetime) -> None:
    schedule = parse(text)
    fires = schedule.next_after(moment)
    assert fires > moment
    assert fires.microsecond == 0
    assert fires.second in schedule.seconds
    assert fires.minute in schedule.minutes
    assert fires.hour in schedule.hours
    assert fires.day in schedule.days
    assert fires.month in schedule.months
    assert fires.isoweekday() % 7 in schedule.weekdays


@given(expressions, moments, st.floats(0, 1))
def test_nothing_fires_between_a_moment_and_its_next_firing(
    text: str, moment: datetime, fraction: float
) -> None:
    schedule = parse(text)
    fires = schedule.next_after(moment)
    between = moment + (fires - moment) * fraction
    if between < fires:
        assert schedule.next_after(between) == fires


@given(st.integers(0, 59), st.integers(0, 59), st.integers(0, 23), moments)
def test_a_daily_schedule_fires_within_a_day(
    second: int, minute: int, hour: int, moment: datetime
) -> None:
    fires = parse(f"{second} {minute} {hour} * * *").next_after(moment)
    assert fires - moment <= timedelta(days=1)
