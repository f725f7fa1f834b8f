"""Series: the civil days a pattern falls on, what is left out, and ids that never change."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking import Promise, home_of
from domain.ids import ID_PATTERN, BookingId, PersonId, ResourceId, SeriesId
from domain.places import Closure, Directory, Holiday
from domain.series import (
    Frequency,
    Occurrence,
    Pattern,
    Series,
    Skip,
    cancel_dates,
    dates,
    due,
    end_from,
    finished,
    occurrence_id,
    occurrences,
    recorded,
)
from domain.when import PartId, wall_of
from tests.builders import (
    LUXEMBOURG,
    NOW,
    TODAY,
    a_desk,
    a_directory,
    a_part,
    a_site,
    a_vehicle,
    span,
    utc,
)

D, W, M = Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY
FAR = date(2030, 1, 1)


def falls(
    frequency: Frequency, first: str = "2026-11-24", *, most: int = 5, **fields: Any
) -> list[str]:
    if "until" in fields:
        fields["until"] = date.fromisoformat(fields["until"])
    pattern = Pattern(frequency=frequency, first=date.fromisoformat(first), **fields)
    return [day.isoformat() for day in islice(dates(pattern), most)]


def test_every_day_and_every_third() -> None:
    assert falls(D, most=3) == ["2026-11-24", "2026-11-25", "2026-11-26"]
    assert falls(D, most=3, interval=3) == ["2026-11-24", "2026-11-27", "2026-11-30"]


def test_a_week_without_chosen_weekdays_is_the_weekday_of_the_first_day() -> None:
    assert falls(W, most=3) == ["2026-11-24", "2026-12-01", "2026-12-08"]


def test_chosen_weekdays_come_in_order_and_none_before_the_first_day() -> None:
    chosen = frozenset({1, 3, 5})
    assert falls(W, weekdays=chosen) == [
        "2026-11-25",
        "2026-11-27",
        "2026-11-30",
        "2026-12-02",
        "2026-12-04",
    ]


def test_every_second_week_counts_from_the_monday_of_the_first() -> None:
    found = falls(W, "2026-11-27", weekdays=frozenset({1, 5}), interval=2, most=4)
    assert found == ["2026-11-27", "2026-12-07", "2026-12-11", "2026-12-21"]


def test_a_month_without_that_day_is_left_out() -> None:
    assert falls(M, "2027-01-31") == [
        "2027-01-31",
        "2027-03-31",
        "2027-05-31",
        "2027-07-31",
        "2027-08-31",
    ]
    assert falls(M, "2027-01-29", most=3) == ["2027-01-29", "2027-03-29", "2027-04-29"]
    assert falls(M, "2028-01-29", most=3) == ["2028-01-29", "2028-02-29", "2028-03-29"]


def test_months_pass_the_turn_of_the_year() -> None:
    assert falls(M, "2026-11-24", most=3, interval=5) == ["2026-11-24", "2027-04-24", "2027-09-24"]
    assert falls(M, "2024-02-29", most=3, interval=12) == ["2024-02-29", "2028-02-29", "2032-02-29"]


def test_until_is_included_and_may_leave_nothing() -> None:
    assert falls(D, until="2026-11-25") == ["2026-11-24", "2026-11-25"]
    assert falls(D, until="2026-11-24") == ["2026-11-24"]
    assert falls(D, until="2026-11-23") == []


@pytest.mark.parametrize("count", [0, 1, 4])
def test_count_is_how_many_dates_there_are(count: int) -> None:
    assert len(falls(W, count=count, most=99)) == count
    assert len(falls(M, "2027-01-31", count=count, most=99)) == count


def test_until_or_count_ends_it_whichever_comes_first() -> None:
    assert len(falls(D, count=3, until="2026-12-31", most=99)) == 3
    assert len(falls(D, count=99, until="2026-11-25", most=99)) == 2


@pytest.mark.parametrize("frequency", Frequency)
def test_a_pattern_without_an_end_ends_with_the_calendar(frequency: Frequency) -> None:
    late = Pattern(frequency=frequency, first=date(9999, 11, 30))
    found = list(dates(late))
    assert found[0] == late.first and found[-1].year == 9999
    assert found[-1] >= date(9999, 12, 25)


@pytest.mark.parametrize(
    "fields", [{"interval": 0}, {"interval": -1}, {"weekdays": frozenset({8})}]
)
def test_an_impossible_pattern_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="moves forward"):
        falls(W, **fields)


patterns = st.builds(
    Pattern,
    frequency=st.sampled_from(Frequency),
    first=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    interval=st.integers(1, 6),
    weekdays=st.frozensets(st.integers(1, 7)),
)


@given(patterns)
def test_dates_move_forward_and_fit_the_pattern(pattern: Pattern) -> None:
    found = list(islice(dates(pattern), 20))
    assert len(found) == 20
    assert all(one < two for one, two in pairwise(found))
    assert found[0] >= pattern.first
    for day in found:
        match pattern.frequency:
            case Frequency.DAILY:
                assert (day - pattern.first).days % pattern.interval == 0
            case Frequency.WEEKLY:
                chosen = pattern.weekdays or {pattern.first.isoweekday()}
                assert day.isoweekday() in chosen
                weeks = (_monday(day) - _monday(pattern.first)).days // 7
                assert weeks % pattern.interval == 0
            case Frequency.MONTHLY:
                months = (day.year - pattern.first.year) * 12 + day.month - pattern.first.month
                assert day.day == pattern.first.day and months % pattern.interval == 0


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


# --- occurrences


def a_series(**fields: Any) -> Series:
    """Ada's desk every day from nine to noon, from today on."""
    plain = Series(
        id=SeriesId("s1"),
        person=PersonId("ada"),
        by=PersonId("ada"),
        resource=ResourceId("desk-1"),
        pattern=Pattern(frequency=D, first=TODAY),
        starts=time(9),
        ends=time(12),
        created_at=NOW,
    )
    return replace(plain, **fields)


def on(
    series: Series, last: str, directory: Directory | None = None, **more: Any
) -> tuple[Occurrence, ...]:
    return occurrences(
        series,
        directory=directory or a_directory(),
        horizon_last=date.fromisoformat(last),
        **more,
    )


def days(found: Sequence[Occurrence]) -> list[int]:
    return [each.day.day for each in found]


def test_an_occurrence_is_a_promise_and_a_span() -> None:
    (only,) = on(a_series(), "2026-11-24")
    assert only == Occurrence(
        day=TODAY,
        booking=occurrence_id(a_series(), TODAY),
        promise=Promise(day=TODAY, starts=time(9), last_day=TODAY, ends=time(12)),
        span=span("09:00", "12:00"),
    )


def test_the_horizon_and_what_has_been_decided_bound_the_dates() -> None:
    assert days(on(a_series(), "2026-11-26")) == [24, 25, 26]
    assert days(on(a_series(), "2026-11-26", after=date(2026, 11, 24))) == [25, 26]
    assert on(a_series(), "2026-11-23") == ()


def test_nobody_gets_more_than_a_year_at_a_time() -> None:
    assert len(on(a_series(), "2030-01-01")) == 366
    assert len(on(a_series(), "2030-01-01", most=10)) == 10


def test_nine_o_clock_stays_nine_o_clock() -> None:
    series = a_series(pattern=Pattern(frequency=D, first=date(2027, 3, 27)))
    spans = [each.span for each in on(series, "2027-03-28")]
    assert spans[0] is not None and spans[1] is not None
    assert spans[0].start == utc("2027-03-27T08:00Z")
    assert spans[1].start == utc("2027-03-28T07:00Z")
    assert {wall_of(each.start, LUXEMBOURG).time() for each in spans if each} == {time(9)}


def test_a_night_ends_on_the_next_day() -> None:
    (night,) = on(a_series(starts=time(22), ends=time(6)), "2026-11-24")
    assert night.promise.last_day == date(2026, 11, 25)
    assert night.span == span("22:00", "2026-11-25 06:00")


def test_a_part_of_day_is_what_the_site_means_by_it_now() -> None:
    site = a_site(parts=(a_part("morning", "07:30", "11:30"),))
    series = a_series(part=PartId("morning"))
    (only,) = on(series, "2026-11-24", a_directory(sites=[site]))
    assert only.span == span("07:30", "11:30")
    assert only.promise.part == "morning"
    (only,) = on(series, "2026-11-24", a_directory(sites=[a_site(parts=())]))
    assert only.span == span("09:00", "12:00")
    assert only.promise.part is None


def test_holidays_and_closures_are_left_out_and_said_to_be() -> None:
    site = a_site(closures=(Closure(first=date(2026, 11, 26), last=date(2026, 11, 27)),))
    holidays = (Holiday(day=date(2026, 11, 25)), Holiday(day=date(2026, 11, 26)))
    found = on(a_series(), "2026-11-28", a_directory(sites=[site], holidays=holidays))
    assert [each.skip for each in found] == [None, Skip.HOLIDAY, Skip.CLOSED, Skip.CLOSED, None]


def test_count_counts_what_is_left_out_too() -> None:
    series = a_series(pattern=Pattern(frequency=D, first=TODAY, count=2))
    found = on(series, "2026-12-31", a_directory(holidays=(Holiday(day=TODAY),)))
    assert days(found) == [24, 25]


def test_a_day_whose_clocks_skip_all_of_it_is_left_out() -> None:
    pattern = Pattern(frequency=D, first=date(2027, 3, 28), count=1)
    series = a_series(
        pattern=pattern, starts=time(2, 30), ends=time(3, 15), resource=ResourceId("car-1")
    )
    (only,) = on(series, "2027-04-01", a_directory(a_vehicle()))
    assert (only.span, only.skip) == (None, Skip.CLOCKS)


def test_a_place_that_is_gone_has_no_occurrences_to_find() -> None:
    with pytest.raises(KeyError):
        on(a_series(), "2026-11-24", a_directory(a_desk("other")))


def test_the_id_of_an_occurrence_is_always_the_same_and_no_others() -> None:
    one, other = a_series(), a_series(id=SeriesId("s2"))
    ids = [occurrence_id(series, day) for series in (one, other) for day in (TODAY, FAR)]
    assert ids == [occurrence_id(series, day) for series in (one, other) for day in (TODAY, FAR)]
    assert len(set(ids)) == 4
    assert all(re.fullmatch(ID_PATTERN, each) for each in ids)
    assert home_of(ids[1]) == FAR
    # Stored bookings rest on it: this very id must come out for ever.
    assert ids[0] == "2026-11-24-8fce9e98a916ca6eabf8ee9a"


# --- growing, cancelling, ending


def test_what_the_horizon_reaches_later_is_decided_later() -> None:
    series = recorded(a_series(), booked={}, refused={}, until=date(2026, 11, 26))
    assert days(due(series, directory=a_directory(), horizon_last=date(2026, 11, 28))) == [27, 28]
    assert due(series, directory=a_directory(), horizon_last=date(2026, 11, 26)) == ()


def test_a_series_remembers_what_became_of_each_date() -> None:
    first = recorded(
        a_series(), booked={TODAY: BookingId("b1")}, refused={FAR: "taken"}, until=TODAY
    )
    later = recorded(first, booked={FAR: BookingId("b2")}, refused={}, until=date(2026, 11, 20))
    assert later.bookings == {TODAY: "b1", FAR: "b2"}
    assert later.refused == {}
    assert (first.refused, later.decided_until) == ({FAR: "taken"}, TODAY)


def test_a_date_once_cancelled_stays_cancelled() -> None:
    series = cancel_dates(cancel_dates(a_series(), [TODAY]), [date(2026, 11, 26)])
    assert [each.skip for each in on(series, "2026-11-26")] == [
        Skip.CANCELLED,
        None,
        Skip.CANCELLED,
    ]
    assert series.pattern == a_series().pattern


def test_this_and_following_end_the_pattern_the_day_before() -> None:
    series = end_from(a_series(), date(2026, 11, 26))
    assert days(on(series, "2026-12-31")) == [24, 25]
    assert not series.ended


def test_an_end_never_moves_further_away() -> None:
    series = end_from(end_from(a_series(), date(2026, 11, 26)), date(2026, 12, 24))
    assert series.pattern.until == date(2026, 11, 25)


def test_a_series_of_which_nothing_is_left_has_ended() -> None:
    series = end_from(a_series(), TODAY)
    assert series.ended
    assert on(series, "2026-12-31") == ()
    assert end_from(series, date(2026, 12, 24)).ended


@pytest.mark.parametrize(
    ("decided", "done"), [(None, False), (date(2026, 11, 24), False), (date(2026, 11, 25), True)]
)
def test_a_series_is_finished_when_every_date_is_decided(decided: date | None, done: bool) -> None:
    series = a_series(pattern=Pattern(frequency=D, first=TODAY, count=2), decided_until=decided)
    assert finished(series) is done
    assert finished(replace(series, ended=True))
    assert not finished(a_series(decided_until=FAR))
