"""Alternatives: the nearest places first, then other times; each could be booked as it stands."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.admission import decide_by_rules
from domain.alternatives import nearest_alternatives
from domain.booking import Wish, promised
from domain.ids import ResourceId, SiteId
from domain.kinds import Kind
from domain.ledger import Entry, ResourceLedger
from domain.places import Directory, Hours, Mode, Resource, SiteState
from domain.refusals import Alternative
from domain.rules import MINUTE
from domain.when import Instant, PartId, PartOfDay
from tests.builders import (
    LUXEMBOURG,
    MORNING,
    NOW,
    a_booking,
    a_counter,
    a_desk,
    a_directory,
    a_part,
    a_part_wish,
    a_room,
    a_site,
    a_vehicle,
    a_wish,
    an_entry,
    at,
    ledgers_of,
    span,
)

WIDE = frozenset({"two-screens", "height-adjustable"})
WISHED = a_desk(zone="front", x=10.0, y=10.0, features=WIDE)


def by_site(
    directory: Directory, *entries: Entry
) -> dict[SiteId, dict[ResourceId, ResourceLedger]]:
    ledgers = ledgers_of(*entries)
    return {
        site: {place: ledger for place, ledger in ledgers.items() if ledger.site == site}
        for site in directory.sites
    }


def found(
    wish: Wish, directory: Directory, *entries: Entry, now: Instant = NOW, **more: Any
) -> tuple[Alternative, ...]:
    return nearest_alternatives(
        wish, directory=directory, ledgers_by_site=by_site(directory, *entries), now=now, **more
    )


def places(
    wish: Wish, directory: Directory, *entries: Entry, limit: int = 9, **more: Any
) -> list[str]:
    """Where else, at the wished time."""
    there = found(wish, directory, *entries, limit=limit, **more)
    return [str(each.resource) for each in there if each.resource != wish.resource.id]


def times(wish: Wish, directory: Directory, *entries: Entry, **more: Any) -> list[tuple[str, str]]:
    """When else, at the wished place."""
    there = found(wish, directory, *entries, limit=9, **more)
    spans = [each.span for each in there if each.resource == wish.resource.id]
    walls = [(each.start.astimezone(LUXEMBOURG), each.end.astimezone(LUXEMBOURG)) for each in spans]
    return [(f"{start:%H:%M}", f"{end:%H:%M}") for start, end in walls]


TAKEN = an_entry(resource=WISHED)


def test_nearest_is_the_same_floor_by_features_then_zone_then_the_way_then_the_other_floors_and_sites() -> (
    None
):
    near = a_desk("near", zone="front", x=11.0, y=10.0, features=WIDE)
    far = a_desk("far", zone="front", x=90.0, y=10.0, features=WIDE)
    next_zone = a_desk("next-zone", zone="back", x=10.5, y=10.0, features=WIDE)
    one_screen = a_desk("plain", zone="front", x=10.1, y=10.0, features=frozenset({"two-screens"}))
    upstairs = a_desk("upstairs", floor="hall-1", x=10.0, y=10.0, features=WIDE)
    annex = a_desk("annex-1", site="annex", features=WIDE)
    given = (annex, upstairs, one_screen, next_zone, far, near, WISHED)
    order = ["near", "far", "next-zone", "plain", "upstairs", "annex-1"]
    assert places(a_wish(resource=WISHED), a_directory(*given), TAKEN) == order
    assert places(a_wish(resource=WISHED), a_directory(*reversed(given)), TAKEN) == order


def test_what_is_equally_near_goes_by_id() -> None:
    twins = [a_desk(name, zone="front", x=20.0, features=WIDE) for name in ("c", "a", "b")]
    assert places(a_wish(resource=WISHED), a_directory(WISHED, *twins)) == ["a", "b", "c"]


def test_only_the_same_kind_is_an_alternative() -> None:
    others = (a_room(), a_vehicle(), a_counter(), a_desk("desk-2"))
    assert places(a_wish(resource=WISHED), a_directory(WISHED, *others)) == ["desk-2"]


def test_at_most_three_are_offered_unless_more_are_asked_for() -> None:
    many = [a_desk(f"d-{n}") for n in range(5)]
    directory = a_directory(WISHED, *many)
    assert len(found(a_wish(resource=WISHED), directory, TAKEN)) == 3
    assert found(a_wish(resource=WISHED), directory, TAKEN, limit=0) == ()


def test_what_is_taken_then_is_no_alternative_but_what_touches_is() -> None:
    one, two = a_desk("one"), a_desk("two")
    entries = (
        an_entry("11:45", "13:00", resource=one),
        an_entry("12:00", "13:00", name="y", resource=two),
    )
    assert places(a_wish(resource=WISHED), a_directory(WISHED, one, two), *entries) == ["two"]


def test_an_expired_hold_takes_nothing() -> None:
    one = a_desk("one")
    hold = an_entry(resource=one, expires_at=NOW)
    assert places(a_wish(resource=WISHED), a_directory(WISHED, one), hold) == ["one"]
    hold = an_entry(resource=one, expires_at=at("08:01"))
    assert places(a_wish(resource=WISHED), a_directory(WISHED, one), hold) == []


@pytest.mark.parametrize("state", [SiteState.DRAFT, SiteState.CLOSED])
def test_what_the_rules_refuse_is_no_alternative(state: SiteState) -> None:
    blocked, elsewhere = a_desk("blocked", mode=Mode.BLOCKED), a_desk("x", site="annex")
    directory = a_directory(
        WISHED, blocked, elsewhere, sites=[a_site(), a_site("annex", state=state)]
    )
    assert places(a_wish(resource=WISHED), directory) == []


def test_a_site_whose_plan_was_not_read_is_not_offered() -> None:
    directory = a_directory(WISHED, a_desk("x", site="annex"))
    only_here = {SiteId("hall"): dict[ResourceId, ResourceLedger]()}
    there = nearest_alternatives(
        a_wish(resource=WISHED), directory=directory, ledgers_by_site=only_here, now=NOW
    )
    assert {each.resource for each in there} == {WISHED.id}


def test_a_place_is_no_alternative_for_someone_who_is_elsewhere_then() -> None:
    directory = a_directory(WISHED, a_desk("one"), a_desk("two"))
    mine = an_entry("11:00", "13:00", person="ada", resource=a_desk("two"))
    assert places(a_wish(resource=WISHED), directory, mine) == []
    in_a_car = an_entry("11:00", "13:00", person="ada", resource=a_vehicle())
    assert places(a_wish(resource=WISHED), directory, in_a_car) == ["one", "two"]


def test_the_booking_that_is_being_changed_stands_in_no_way() -> None:
    directory = a_directory(WISHED, a_desk("one"))
    mine = an_entry(name="a", person="ada", resource=a_desk("one"))
    wish = a_wish(resource=WISHED)
    assert places(wish, directory, mine) == []
    assert places(wish, directory, mine, ignoring=a_booking().id) == ["one"]


def test_a_part_of_day_elsewhere_has_the_hours_of_that_site() -> None:
    late = a_site("annex", parts=(a_part("morning", "09:00", "13:00"),))
    bare = a_site("barn", parts=())
    directory = a_directory(
        WISHED, a_desk("x", site="annex"), a_desk("y", site="barn"), sites=[a_site(), late, bare]
    )
    there = found(a_part_wish(MORNING, resource=WISHED), directory, TAKEN)
    assert [(each.resource, each.span) for each in there[:2]] == [
        ("x", span("09:00", "13:00")),
        ("y", span("08:00", "12:00")),
    ]


# --- other times at the same place

ALONE = a_directory(WISHED)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([("09:00", "10:00")], [("08:00", "09:00"), ("10:00", "11:00")]),
        ([("09:30", "10:00")], [("08:30", "09:30"), ("10:00", "11:00")]),
        ([("09:15", "12:00")], [("08:15", "09:15"), ("12:00", "13:00")]),
        ([("08:15", "13:00")], [("13:00", "14:00")]),
        ([("09:00", "09:40")], [("09:45", "10:45"), ("08:00", "09:00")]),
        (
            [("09:00", "10:00"), ("10:30", "11:00"), ("12:00", "18:00")],
            [("08:00", "09:00"), ("11:00", "12:00"), ("18:00", "19:00")],
        ),
        ([("08:00", "18:15")], []),
    ],
)
def test_the_nearest_start_of_each_gap_is_offered(
    taken: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    entries = [an_entry(*pair, name=str(n), resource=WISHED) for n, pair in enumerate(taken)]
    offered = times(a_wish("09:00", "10:00", resource=WISHED), ALONE, *entries)
    assert [each for each in offered if each not in PARTS] == expected


PARTS = [("13:00", "17:00"), ("17:00", "19:00"), ("08:00", "12:00"), ("08:00", "17:00")]


def test_whole_parts_of_day_come_last_and_coming_ones_first() -> None:
    entry = an_entry("10:00", "11:00", resource=WISHED)
    offered = times(a_wish("10:00", "11:00", resource=WISHED), ALONE, entry)
    assert offered == [
        ("09:00", "10:00"),
        ("11:00", "12:00"),
        ("13:00", "17:00"),
        ("17:00", "19:00"),
    ]


def test_whoever_wants_a_part_of_day_is_offered_other_parts() -> None:
    offered = times(a_part_wish(MORNING, resource=WISHED), ALONE, TAKEN)
    assert offered == [("13:00", "17:00"), ("17:00", "19:00")]


def test_nothing_is_offered_that_has_begun_but_what_lies_ahead() -> None:
    entry = an_entry("10:00", "11:00", resource=WISHED)
    offered = times(a_wish("10:00", "11:00", resource=WISHED), ALONE, entry, now=at("09:50"))
    assert offered[0] == ("11:00", "12:00")


def test_no_other_time_is_offered_for_a_place_that_is_not_to_be_had_that_day() -> None:
    blocked = a_desk("blocked", mode=Mode.BLOCKED)
    assert times(a_wish(resource=blocked), a_directory(blocked)) == []


def test_other_times_lie_on_the_grid_and_are_not_closer_than_a_quarter() -> None:
    entry = an_entry("09:00", "09:10", resource=WISHED)
    for minutes, start in ((5, "09:15"), (10, "09:20"), (30, "09:30")):
        directory = a_directory(WISHED, rules={Kind.DESK: {"granularity": minutes * MINUTE}})
        offered = times(a_wish("09:00", "10:00", resource=WISHED), directory, entry)
        assert start in [first for first, _ in offered]


def test_whoever_walks_in_at_an_odd_minute_is_offered_times_on_the_grid() -> None:
    walk_in = a_wish("09:07", "09:50", resource=WISHED, walk_in=True)
    entry = an_entry("09:00", "10:00", resource=WISHED)
    assert times(walk_in, ALONE, entry, now=at("09:07"))[0] == ("10:00", "10:45")


def test_several_days_have_no_alternatives() -> None:
    cars = (a_vehicle(), a_vehicle("car-2"))
    wish = a_wish("09:00", "2026-11-25 10:00", resource=cars[0])
    assert found(wish, a_directory(*cars)) == ()


# --- all of them, by chance


def desk(spot: tuple[str, int, int], number: int) -> Resource:
    site, x, features = spot
    named = frozenset(sorted(WIDE)[:features])
    return a_desk(f"d-{number}", site=site, x=float(x), features=named)


spots = st.tuples(st.sampled_from(["hall", "annex"]), st.integers(0, 3), st.integers(0, 2))
stays = st.tuples(st.integers(0, 5), st.integers(7, 18), st.integers(1, 5), st.sampled_from("ab"))


@given(st.lists(spots, min_size=1, max_size=6), st.lists(stays, max_size=8), st.integers(7, 18))
def test_every_alternative_could_be_booked_and_the_same_facts_give_the_same(
    where: list[tuple[str, int, int]], held: list[tuple[int, int, int, str]], hour: int
) -> None:
    desks = [desk(spot, n) for n, spot in enumerate(where)]
    directory = a_directory(*desks)
    entries = [
        an_entry(
            f"{start:02}:00",
            f"{min(start + length, 23):02}:00",
            name=f"x{n}",
            person={"a": "ada", "b": f"bob-{n}"}[who],
            resource=desks[number % len(desks)],
        )
        for n, (number, start, length, who) in enumerate(held)
    ]
    wish = a_wish(f"{hour:02}:00", f"{hour + 1:02}:00", resource=desks[0])
    offered = found(wish, directory, *entries)
    assert offered == found(wish, directory, *reversed(entries))
    assert len(set(offered)) == len(offered) <= 3
    for each in offered:
        assert (each.resource, each.span) != (wish.resource.id, wish.span)
        could_be_booked(each, wish, directory, entries)


def could_be_booked(
    offer: Alternative, wish: Wish, directory: Directory, entries: list[Entry]
) -> None:
    assert not [
        entry
        for entry in entries
        if entry.span.overlaps(offer.span)
        and (entry.resource == offer.resource or entry.person == "ada")
    ]
    place = directory.resources[offer.resource]
    again = a_wish(resource=place, span=offer.span, promise=promised(offer.span, LUXEMBOURG))
    assert offer.site == place.site
    assert decide_by_rules(again, directory=directory, now=NOW) is None


def test_a_part_over_midnight_is_no_alternative_of_one_day() -> None:
    night = PartOfDay(id=PartId("night"), starts=MORNING.ends, ends=MORNING.starts)
    always = tuple((day, (Hours(starts=MORNING.ends, ends=MORNING.starts),)) for day in range(1, 8))
    directory = a_directory(WISHED, sites=[a_site(parts=(night,), opening=always)])
    wish = a_wish("12:00", "13:00", resource=WISHED)
    offered = found(wish, directory, an_entry("12:00", "13:00", resource=WISHED))
    assert [each.span for each in offered] == [span("13:00", "14:00")]
