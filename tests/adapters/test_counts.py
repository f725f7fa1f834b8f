"""What the counts of a process tell, and what two looks at them tell together."""

import pytest

from adapters.telemetry.counts import MOST, OTHER, MemoryCounts, outcome_of
from application.counts import EDGES, Counted, Key, Kind, Tally

READ = Key(Kind.STORAGE, "tables/bookings/read", "2xx")


def tallied(*seconds: float) -> Tally:
    counts = MemoryCounts()
    for each in seconds:
        counts.record(*READ[:2], each, READ.outcome)
    return counts.taken().tallies[READ]


def test_what_happened_is_counted_under_its_name_and_outcome() -> None:
    counts = MemoryCounts()
    counts.record(Kind.STORAGE, "tables/bookings/transaction", 0.02, "2xx", entities=4)
    counts.record(Kind.STORAGE, "tables/bookings/transaction", 0.04, "2xx", entities=5)
    counts.record(Kind.STORAGE, "tables/bookings/transaction", 5.0, "none")
    found = counts.taken().tallies
    good = found[Key(Kind.STORAGE, "tables/bookings/transaction", "2xx")]
    assert (good.count, good.entities, good.longest) == (2, 9, 0.04)
    assert good.seconds == pytest.approx(0.06)
    assert found[Key(Kind.STORAGE, "tables/bookings/transaction", "none")].count == 1


def test_every_duration_is_in_one_bucket() -> None:
    tally = tallied(0.0, EDGES[0], EDGES[0] + 0.001, EDGES[-1], EDGES[-1] + 1)
    assert sum(tally.buckets) == tally.count == 5
    assert tally.buckets[0] == 2 and tally.buckets[1] == 1
    assert tally.buckets[-2] == 1 and tally.buckets[-1] == 1


def test_a_quantile_is_within_the_bucket_that_holds_it() -> None:
    tally = tallied(*[0.004] * 90, *[0.4] * 9, 3.0)
    assert 0 < tally.quantile(0.5) <= 0.005
    assert 0.25 <= tally.quantile(0.95) <= 0.5
    assert tally.quantile(1.0) == 3.0
    assert tallied(0.002).quantile(0.95) <= 0.002


def test_quantiles_never_fall_as_the_share_grows() -> None:
    tally = tallied(0.001, 0.02, 0.02, 0.3, 200.0, 150.0)
    found = [tally.quantile(n / 50) for n in range(51)]
    assert found == sorted(found) and found[-1] == 200.0


def test_two_looks_tell_what_came_between() -> None:
    counts = MemoryCounts()
    counts.record(Kind.JOB, "deliver", 2.0, "done")
    counts.record(Kind.JOB, "retain", 1.0, "done")
    before = counts.taken()
    counts.record(Kind.JOB, "deliver", 0.003, "done")
    between = counts.taken().since(before).tallies
    assert set(between) == {Key(Kind.JOB, "deliver", "done")}
    (grown,) = between.values()
    assert grown.count == 1 and grown.longest <= EDGES[0]
    assert grown.seconds == pytest.approx(0.003)
    assert counts.taken().since(Counted()) == counts.taken()


def test_two_tallies_add_up() -> None:
    assert tallied(0.1, 0.2).plus(tallied(3.0)) == tallied(0.1, 0.2, 3.0)


def test_names_without_end_do_not_fill_the_memory() -> None:
    counts = MemoryCounts()
    for number in range(MOST + 50):
        counts.record(Kind.HTTP, f"GET /{number}", 0.001, "4xx")
    found = counts.taken().tallies
    assert len(found) == MOST + 1
    assert found[Key(Kind.HTTP, OTHER, "4xx")].count == 50


def test_a_status_is_told_by_its_class() -> None:
    assert [outcome_of(status) for status in (200, 304, 412, 429, 503, 0, 99)] == [
        "2xx",
        "3xx",
        "4xx",
        "429",
        "5xx",
        "none",
        "none",
    ]
