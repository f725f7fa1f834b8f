"""What the small stores promise: idempotency keys, quotas, series, heartbeats, statistics."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from application.faults import Stale
from application.ports import Beat, Claim, Counted, DaySums, QuotaRow
from domain.ids import BookingId, PersonId, ResourceId, SeriesId, SiteId
from domain.kinds import Kind
from domain.series import Frequency, Pattern, Series
from domain.when import PartId, later, next_day
from tests.builders import NOW, TODAY
from tests.contracts.conftest import Kit

ADA, BOB = PersonId("ada"), PersonId("bob")
PATH = "/api/v1/bookings"


class TestRequests:
    async def test_the_first_takes_the_key(self, kit: Kit) -> None:
        claim = await kit.ports.requests.claim(ADA, PATH, "k1", body="b", booking="one")
        assert claim == Claim(booking="one", body="b", fresh=True)

    async def test_a_repeat_finds_what_the_first_took_it_for(self, kit: Kit) -> None:
        await kit.ports.requests.claim(ADA, PATH, "k1", body="b", booking="one")
        claim = await kit.ports.requests.claim(ADA, PATH, "k1", body="other", booking="two")
        assert claim == Claim(booking="one", body="b", fresh=False)

    async def test_asking_again_for_the_same_booking_is_the_same_request(self, kit: Kit) -> None:
        await kit.ports.requests.claim(ADA, PATH, "k1", body="b", booking="one")
        claim = await kit.ports.requests.claim(ADA, PATH, "k1", body="b", booking="one")
        assert claim.fresh

    @pytest.mark.parametrize(
        ("person", "path", "key"),
        [(BOB, PATH, "k1"), (ADA, PATH + "/x", "k1"), (ADA, PATH, "k2")],
    )
    async def test_person_path_and_key_make_it(
        self, kit: Kit, person: PersonId, path: str, key: str
    ) -> None:
        await kit.ports.requests.claim(ADA, PATH, "k1", body="b", booking="one")
        claim = await kit.ports.requests.claim(person, path, key, body="c", booking="two")
        assert claim == Claim(booking="two", body="c", fresh=True)

    async def test_a_key_lasts_a_day(self, kit: Kit) -> None:
        await kit.ports.requests.claim(ADA, PATH, "k1", body="b", booking="one")
        kit.clock.advance(timedelta(hours=24))
        claim = await kit.ports.requests.claim(ADA, PATH, "k1", body="c", booking="two")
        assert claim == Claim(booking="two", body="c", fresh=True)
        claim = await kit.ports.requests.claim(ADA, PATH, "k1", body="c", booking="three")
        assert claim == Claim(booking="two", body="c", fresh=False)


class TestQuotas:
    async def test_a_period_begins_empty_and_counts_what_is_written(self, kit: Kit) -> None:
        quotas = kit.ports.quotas
        row = await quotas.row(ADA, "2026-w48-desk")
        assert row == QuotaRow(person=ADA, period="2026-w48-desk", counted={})
        counted = {
            BookingId(f"{TODAY}-a"): Counted(added_at=NOW, ends_at=later(NOW, timedelta(hours=2)))
        }
        written = await quotas.write(replace(row, counted=counted))
        assert await quotas.row(ADA, "2026-w48-desk") == written
        assert written.counted == counted
        assert (await quotas.row(BOB, "2026-w48-desk")).counted == {}

    async def test_two_who_read_the_same_row_write_it_once(self, kit: Kit) -> None:
        row = await kit.ports.quotas.row(ADA, "held-desk")
        written = await kit.ports.quotas.write(row)
        with pytest.raises(Stale):
            await kit.ports.quotas.write(row)
        await kit.ports.quotas.write(written)
        with pytest.raises(Stale):
            await kit.ports.quotas.write(written)


def a_series(name: str = "s-1", **fields: object) -> Series:
    plain = Series(
        id=SeriesId(name),
        person=ADA,
        by=BOB,
        resource=ResourceId("desk-1"),
        pattern=Pattern(
            frequency=Frequency.WEEKLY, first=TODAY, weekdays=frozenset({2, 4}), count=52
        ),
        starts=time(8, 30),
        ends=time(17),
        created_at=NOW,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # a test's own fields


class TestSeriesBook:
    async def test_a_series_comes_back_in_full(self, kit: Kit) -> None:
        days = [next_day(TODAY, days=n) for n in range(400)]
        full = a_series(
            part=PartId("morning"),
            note="Équipe « volante »",
            bookings={day: BookingId(f"{day}-0123456789abcdef") for day in days},
            refused={date(2026, 12, 25): "holiday"},
            skipped=frozenset({date(2026, 12, 26), date(2027, 1, 1)}),
            decided_until=date(2026, 12, 31),
        )
        version = await kit.ports.series.write(full, None)
        kept = await kit.ports.series.find(full.id)
        assert kept is not None and kept.value == full and kept.version == version

    async def test_it_is_made_once_and_changed_by_version(self, kit: Kit) -> None:
        made = a_series()
        version = await kit.ports.series.write(made, None)
        with pytest.raises(Stale):
            await kit.ports.series.write(made, None)
        await kit.ports.series.write(replace(made, note="first"), version)
        with pytest.raises(Stale):
            await kit.ports.series.write(replace(made, note="second"), version)
        kept = await kit.ports.series.find(made.id)
        assert kept is not None and kept.value.note == "first"

    async def test_a_person_has_theirs_and_only_what_may_grow_grows(self, kit: Kit) -> None:
        series = kit.ports.series
        await series.write(a_series("s-1"), None)
        await series.write(a_series("s-2", ended=True), None)
        await series.write(a_series("s-3", person=BOB), None)
        assert [each.id for each in await series.of(ADA)] == ["s-1", "s-2"]
        assert [each.id for each in await series.all()] == ["s-1", "s-3"]
        assert await series.of(PersonId("ad")) == ()
        assert await series.find(SeriesId("s-9")) is None


class TestHeartbeats:
    async def test_the_last_one_stays(self, kit: Kit) -> None:
        first = Beat(job="sweep", at=NOW, said="3 days", cursor="2026-11-24")
        second = Beat(job="sweep", at=later(NOW, timedelta(days=1)))
        other = Beat(job="remind", at=NOW)
        for beat in (first, second, other):
            await kit.ports.heartbeats.beat(beat)
        assert await kit.ports.heartbeats.last("sweep") == second
        assert await kit.ports.heartbeats.last("retain") is None
        assert await kit.ports.heartbeats.all() == (other, second)


class TestStatistics:
    async def test_the_same_day_twice_is_the_same_day_once(self, kit: Kit) -> None:
        sums = DaySums(
            day=TODAY,
            site=SiteId("hall"),
            kind=Kind.DESK,
            places=70,
            bookings=41,
            checked_in=30,
            released=8,
            cancelled=3,
            booked_minutes=9000,
            used_minutes=8000,
            people=37,
        )
        tomorrow = replace(sums, day=next_day(TODAY), bookings=0)
        rooms = replace(sums, kind=Kind.ROOM, bookings=12)
        await kit.ports.statistics.write([sums, tomorrow])
        await kit.ports.statistics.write([replace(sums, bookings=42), rooms])
        assert await kit.ports.statistics.of(TODAY) == (replace(sums, bookings=42), rooms)
        assert await kit.ports.statistics.of(next_day(TODAY)) == (tomorrow,)
        assert await kit.ports.statistics.of(next_day(TODAY, days=2)) == ()
