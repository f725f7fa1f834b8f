"""The audit as every implementation keeps it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.ports import Audit, Stale, Unavailable
from domain.audit import PERSONAL, Action, AuditEntry, Outcome, Wanted
from domain.ids import BookingId, PersonId
from domain.seals import HOUR, hour_of, sealed, value_of
from domain.verifying import verify_hour
from domain.when import Instant, later
from tests.builders import NOW
from tests.contracts.conftest import Kit

ADA, BOB = PersonId("ada"), PersonId("bob")
MINUTE = timedelta(minutes=1)


def an_entry(at: Instant = NOW, mark: str = "", **others: object) -> AuditEntry:
    plain = AuditEntry(
        action=Action.BOOKING_CANCELLED,
        at=at,
        actor=ADA,
        subject=BOB,
        target="2026-11-24-0001",
        origin="web 192.0.2.0",
        reason="Ill.",
        mark=mark,
    )
    return replace(plain, **others)  # type: ignore[arg-type]  # the names are AuditEntry's own


async def listed(audit: Audit, wanted: Wanted | None = None) -> list[str]:
    since, until = later(NOW, -timedelta(days=9)), later(NOW, timedelta(days=9))
    page = await audit.between(since, until, wanted or Wanted(), limit=100)
    return [row.mark for row in page.rows]


async def test_what_was_recorded_comes_back_whole_newest_first(kit: Kit) -> None:
    audit = kit.ports.audit
    first = an_entry(mark="first")
    await audit.record(first)
    kit.clock.advance(MINUTE)
    await audit.record(an_entry(kit.clock.now(), mark="second", reason='It\'s "so"'))
    kit.clock.advance(timedelta(days=1))
    await audit.record(an_entry(kit.clock.now(), mark="third", actor=None, subject=None))
    page = await audit.between(NOW, later(NOW, timedelta(days=2)), Wanted(), limit=100)
    assert [row.mark for row in page.rows] == ["third", "second", "first"]
    assert page.more == ""
    assert page.rows[2].entry == first
    assert page.rows[1].entry.reason == 'It\'s "so"'
    assert page.rows[0].entry.actor is None


async def test_entries_without_a_mark_are_each_their_own(kit: Kit) -> None:
    for _ in range(3):
        await kit.ports.audit.record(an_entry())
    assert len(set(await listed(kit.ports.audit))) == 3


async def test_pages_follow_one_another_over_days_without_a_gap(kit: Kit) -> None:
    audit, since = kit.ports.audit, NOW
    for number in range(7):
        await audit.record(an_entry(kit.clock.now(), mark=f"m{number}"))
        kit.clock.advance(timedelta(hours=10))
    seen: list[str] = []
    after = ""
    while True:
        page = await audit.between(since, kit.clock.now(), Wanted(), limit=2, after=after)
        seen += [row.mark for row in page.rows]
        after = page.more
        if not after:
            break
    assert seen == [f"m{number}" for number in reversed(range(7))]
    until = later(since, timedelta(hours=20))
    page = await audit.between(since, until, Wanted(), limit=9)
    assert [row.mark for row in page.rows] == ["m1", "m0"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["c", "b", "a"]),
        (Wanted(actor=BOB), ["b"]),
        (Wanted(subject=BOB), ["c", "a"]),
        (Wanted(action=Action.SIGNED_IN), ["b"]),
        (Wanted(outcome=Outcome.REFUSED), ["c"]),
        (Wanted(actor=ADA, outcome=Outcome.DONE), ["a"]),
        (Wanted(actor=PersonId("x' or actor ne 'y")), []),
    ],
)
async def test_only_what_is_wanted_is_listed(kit: Kit, wanted: Wanted, found: list[str]) -> None:
    audit = kit.ports.audit
    await audit.record(an_entry(mark="a"))
    await audit.record(an_entry(mark="b", actor=BOB, subject=None, action=Action.SIGNED_IN))
    await audit.record(an_entry(mark="c", outcome=Outcome.REFUSED, code="not-yours"))
    assert await listed(audit, wanted) == found


async def test_a_marked_act_is_recorded_once_however_often_it_is_told(kit: Kit) -> None:
    audit = kit.ports.audit
    moment = await audit.moment_for("booking-1", None)
    kit.clock.advance(MINUTE)
    for _ in range(3):
        assert await audit.moment_for("booking-1", moment) == moment
        await audit.record(an_entry(mark="booking-1"), under=moment)
    kit.clock.advance(timedelta(hours=5))
    assert await audit.moment_for("booking-1", moment) == moment
    await audit.record(an_entry(mark="booking-1"), under=moment)
    assert await listed(audit) == ["booking-1"]


async def test_nothing_is_recorded_in_an_hour_that_is_closed(kit: Kit) -> None:
    audit = kit.ports.audit
    moment = await audit.moment_for("booking-1", None)
    kit.clock.advance(timedelta(hours=2))
    with pytest.raises(Unavailable):
        await audit.record(an_entry(mark="booking-1"), under=moment)
    again = await audit.moment_for("booking-1", moment)
    assert again == kit.clock.now()
    await audit.record(an_entry(mark="booking-1"), under=again)
    await audit.record(an_entry(NOW, mark="late"))
    assert await audit.in_hour(hour_of(NOW)) == ()
    assert len(await audit.in_hour(hour_of(kit.clock.now()))) == 2


async def test_an_hour_is_its_rows_in_order(kit: Kit) -> None:
    audit, hour = kit.ports.audit, hour_of(NOW)
    for mark in ("b", "a"):
        await audit.record(an_entry(mark=mark))
    kit.clock.advance(HOUR)
    await audit.record(an_entry(kit.clock.now(), mark="next"))
    assert [row.mark for row in await audit.in_hour(hour)] == ["a", "b"]
    assert await audit.days() == (NOW.date(),)


async def test_seals_are_written_once_and_come_in_order(kit: Kit) -> None:
    audit = kit.ports.audit
    await audit.record(an_entry(mark="a"))
    first = sealed(hour_of(NOW), await audit.in_hour(hour_of(NOW)), previous="")
    second = sealed(later(first.hour, HOUR), (), previous=first.hash)
    for seal in (second, first):
        await audit.seal(seal)
    with pytest.raises(Stale):
        await audit.seal(first)
    assert await audit.seals() == (first, second)
    assert await audit.seals(second.hour) == (second,)


async def test_a_person_who_is_forgotten_stands_nowhere_and_every_row_still_agrees(
    kit: Kit,
) -> None:
    audit, hour = kit.ports.audit, hour_of(NOW)
    await audit.record(an_entry(mark="a"))
    await audit.record(an_entry(mark="b", actor=BOB, subject=ADA, reason="Of Bob's."))
    await audit.record(an_entry(mark="c", actor=ADA, subject=ADA))
    seal = sealed(hour, await audit.in_hour(hour), previous="")
    assert await audit.forget(BOB) == 2
    rows = {row.mark: row for row in await audit.in_hour(hour)}
    assert verify_hour(seal, tuple(rows.values())) == ()
    assert rows["a"].entry.subject is None and rows["a"].entry.actor == ADA
    assert rows["a"].erased == ("subject", "reason")
    assert rows["b"].erased == ("actor", "reason", "origin")
    assert rows["c"].erased == ()
    assert await listed(audit, Wanted(actor=BOB)) == []
    assert await audit.forget(BOB) == 0


async def test_the_ordinary_course_of_bookings_fades_and_every_row_still_agrees(kit: Kit) -> None:
    audit, hour, mine = kit.ports.audit, hour_of(NOW), BookingId("2026-11-24-0001")
    await audit.record(an_entry(mark="own", subject=ADA))
    await audit.record(an_entry(mark="by-itself", actor=None, action=Action.BOOKING_RELEASED))
    await audit.record(an_entry(mark="for-bob"))
    forced = Action.BOOKING_CHANGED_BY_OVERRIDE
    await audit.record(an_entry(mark="override", subject=ADA, action=forced))
    await audit.record(an_entry(mark="other", subject=ADA, target="2026-11-24-0002"))
    kit.clock.advance(timedelta(days=2))
    later_on = an_entry(kit.clock.now(), mark="later", subject=ADA)
    await audit.record(later_on)
    seal = sealed(hour, await audit.in_hour(hour), previous="")
    assert await audit.fade({mine, BookingId("2026-11-24-0003")}) == 3
    rows = {row.mark: row for row in await audit.in_hour(hour)}
    assert verify_hour(seal, tuple(rows.values())) == ()
    assert {mark for mark, row in rows.items() if row.erased} == {"own", "by-itself"}
    for mark in ("own", "by-itself"):
        assert rows[mark].erased == PERSONAL
        assert {value_of(rows[mark].entry, name) for name in PERSONAL} == {""}
        assert rows[mark].entry.target == mine
    assert await listed(audit, Wanted(actor=ADA)) == ["override", "other", "for-bob"]
    assert await audit.fade({mine}) == 0 and await audit.fade(()) == 0


async def test_a_persons_own_entries_are_found_over_all_days(kit: Kit) -> None:
    audit = kit.ports.audit
    for _ in range(3):
        await audit.record(an_entry(kit.clock.now()))
        kit.clock.advance(timedelta(days=1))
    await audit.record(an_entry(kit.clock.now(), subject=ADA))
    found = await audit.of_subject(BOB, NOW, later(kit.clock.now(), MINUTE))
    assert [row.recorded_at.date() for row in found] == [
        later(NOW, timedelta(days=n)).date() for n in (2, 1, 0)
    ]


async def test_retention_takes_whole_days_and_says_so(kit: Kit) -> None:
    audit = kit.ports.audit
    assert await audit.kept_from() is None
    for _ in range(3):
        await audit.record(an_entry(kit.clock.now()))
        kit.clock.advance(timedelta(days=1))
    last = later(NOW, timedelta(days=2)).date()
    assert await audit.prune(last) == 2
    assert await audit.kept_from() == last
    assert await audit.days() == (last,)
    assert await audit.prune(last) == 0
    assert len(await listed(audit)) == 1
