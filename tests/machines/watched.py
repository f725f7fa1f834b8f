"""What must hold about bookings at any moment and once all is quiet: the half of a state machine that watches.

After every step nothing is held twice (but by meetings made in Outlook), no limit is exceeded, every write is told, and a head's own day agrees with it.
Once all is quiet nobody is refused because of what has gone, the ledgers are what the bookings say, no leg is stranded,
and every booking that was ever confirmed is there with its intents, under its own id.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from application.asking import Ask
from application.book import Booked, book
from application.cancel_booking import cancel_booking
from application.exchange import ExchangeTerms
from application.faults import Stale, Unavailable
from application.make_series import SeriesMade
from application.rebuild_day import check_day, rebuild_day
from application.saved import Saved
from domain.booking import LIVE, SETTLED, Booking, State, home_of
from domain.capacity import Capacity
from domain.ids import BookingId, PersonId, SeriesId
from domain.kinds import KINDS, Kind
from domain.ledger import CapacityKey
from domain.proving import Fault
from domain.refusals import Refusal, Refused
from domain.settling import days_of, due_entries
from tests.fakes import World, a_world
from tests.machines.town import (
    DIRECTORY,
    NOW,
    PEOPLE,
    QUOTA_OF_PARKING,
    STRANGER,
    ZONE,
)

TOKENS = frozenset({Fault.TOKEN_MISSING, Fault.TOKEN_STRAY})
OVER = frozenset({State.CANCELLED, State.RELEASED, State.ENDED, State.DECLINED})


class Watched(RuleBasedStateMachine):
    @initialize(calm=st.booleans(), exchange=st.booleans())
    def begin(self, calm: bool, exchange: bool) -> None:
        """`calm`: nothing fails in this world, so nothing may be left to repair in it. `exchange`: there is one."""
        self.loop = asyncio.new_event_loop()
        made: World = a_world(DIRECTORY, (*PEOPLE, STRANGER), NOW)
        terms = ExchangeTerms(on=exchange)
        self.world = replace(made, ports=replace(made.ports, exchange=terms))
        self.confirmed: dict[BookingId, State] = {}
        self.series: list[SeriesId] = []
        self.calm = calm
        self.looked_at = 0
        self.latest: dict[BookingId, Booking] = {}

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.quiet()
            self.loop.close()

    def run_(self, action: Coroutine[object, object, object]) -> object:
        """Carry out a use case; an unknown outcome is an answer too, a Stale or a bug is not."""
        try:
            result = self.loop.run_until_complete(action)
        except Unavailable:
            event("unavailable")
            self.calm = False
            return None
        event(result.why.value if isinstance(result, Refused) else type(result).__name__)
        if isinstance(result, Booked | Saved):
            self.noted(result.booking)
        if isinstance(result, SeriesMade):
            self.series.append(result.series.id)
            for each in result.decided:
                if each.booking is not None:
                    self.noted(each.booking)
        return result

    def noted(self, booking: Booking) -> None:
        """What somebody was answered."""
        self.confirmed[booking.id] = booking.state

    def heads(self) -> list[Booking]:
        return [
            value
            for rows in self.world.bookings.rows.values()
            for _, value in rows.values()
            if isinstance(value, Booking)
        ]

    def known(self, data: st.DataObject) -> BookingId:
        return data.draw(st.sampled_from(sorted(self.confirmed)))

    # -- what must hold

    @invariant()
    def nothing_is_held_twice(self) -> None:
        if not hasattr(self, "world"):
            return
        live = [head for head in self.heads() if head.state in LIVE - {State.HELD}]
        for one, two in combinations(live, 2):
            if not one.span.overlaps(two.span) or one.foreign or two.foreign:
                continue
            assert one.at.resource != two.at.resource, (one, two)
            if KINDS[one.at.kind].seats and KINDS[two.at.kind].seats:
                assert one.person != two.person, (one, two)

    @invariant()
    def no_limit_is_exceeded(self) -> None:
        if not hasattr(self, "world"):
            return
        live = [head for head in self.heads() if head.state in LIVE - {State.HELD}]
        for day in sorted({day for each in live for day in days_of(each, ZONE)}):
            capacity = Capacity(directory=DIRECTORY, day=day)
            seated: dict[CapacityKey, set[PersonId]] = {}
            for head in live:
                for key in capacity.needed(due_entries(head, day, ZONE)):
                    seated.setdefault(key, set()).add(head.person)
            for key, who in seated.items():
                assert len(who) <= capacity.limit(key), (day, key, who)
        now = self.world.clock.now()
        for person in PEOPLE:
            mine = [h for h in live if h.person == person.id and h.at.kind is Kind.PARKING]
            assert len([h for h in mine if h.span.end > now]) <= QUOTA_OF_PARKING

    @invariant()
    def what_was_confirmed_is_there(self) -> None:
        if not hasattr(self, "world"):
            return
        heads = {head.id: head for head in self.heads()}
        for booking in self.confirmed:
            assert booking in heads
            rows = self.loop.run_until_complete(self.world.outbox.of(booking))
            assert rows and rows[0].intents[0].notice == "booked"
            told = [intent.revision for row in rows for intent in row.intents]
            assert len(told) == len(set(told)), "an intent was recorded twice"

    @invariant()
    def every_write_is_a_step_that_is_told(self) -> None:
        """What is over never lives again; every write that gives someone a place, moves or takes it has its intent."""
        if not hasattr(self, "world"):
            return
        applied = self.world.bookings.applied
        for change in applied[self.looked_at :]:
            if change.head is None:
                continue
            after, before = change.head[0], self.latest.get(change.head[0].id)
            self.latest[after.id] = after
            if after.foreign:
                assert change.intents == () and change.people == (), after
                continue
            assert before is None or before.state not in OVER or not after.live, (before, after)
            assert after.live or after.moving is None, after
            assert before is None or before.state not in OVER or before.at == after.at, after
            given = after.state in SETTLED and (before is None or before.state not in SETTLED)
            moved = before is not None and before.at != after.at and after.state in SETTLED
            if given or moved or after.state is State.RELEASED:
                told = [intent.revision for intent in change.intents]
                assert told == [after.revision], (before, after)
        self.looked_at = len(applied)

    @invariant()
    def a_heads_own_day_agrees_with_it_at_any_moment(self) -> None:
        """Other days may follow later; tokens go with the ledgers of their day, always."""
        if not hasattr(self, "world"):
            return
        for day, rows in self.world.bookings.rows.items():
            if not rows:
                continue
            for each in self.loop.run_until_complete(check_day(self.world.ports, day)):
                own = each.booking is not None and home_of(each.booking) == day
                assert each.fault not in TOKENS and not own, each

    def what_ran_out_stands_in_nobodys_way(self) -> None:
        """Nobody is refused because of a share whose booking has gone, whether or not anything was repaired."""
        for day in sorted(self.world.bookings.rows):
            whole = self.loop.run_until_complete(self.world.bookings.whole_day(day))
            heads = {head.id: head for head in self.heads()}
            for entry in [e for ledger in whole.resources.values() for e in ledger.entries]:
                head = heads.get(entry.booking)
                if (
                    head is not None
                    and entry in due_entries(head, day, ZONE)
                    and head.state in SETTLED
                ):
                    continue
                ask = Ask(
                    caller=STRANGER,
                    person=STRANGER.id,
                    resource=entry.resource,
                    when=entry.span,
                    override="checking",
                )
                result = self.loop.run_until_complete(book(self.world.ports, ask))
                live = [h for h in self.heads() if h.state in SETTLED and h.person != STRANGER.id]
                blocked = any(
                    h.at.resource == entry.resource and h.span.overlaps(entry.span) for h in live
                )
                if isinstance(result, Refused):
                    assert blocked or result.why is not Refusal.TAKEN, (entry, result)

    def quiet(self) -> None:
        """Faults end, holds run out, the safety net runs: then everything must agree."""
        bookings = self.world.bookings
        bookings.before_apply = None
        bookings._orders.clear()
        if self.calm:
            # Nothing failed, so nothing is left to repair; nor after the long ones are cancelled.
            for head in self.heads():
                if head.state is State.BOOKED and len(days_of(head, ZONE)) > 1:
                    cancelled = cancel_booking(self.world.ports, caller=PEOPLE[-1], booking=head.id)
                    self.loop.run_until_complete(cancelled)
            for day in sorted(bookings.rows):
                found = self.loop.run_until_complete(check_day(self.world.ports, day))
                assert found == (), (day, found)
        self.world.clock.advance(timedelta(minutes=5))
        self.what_ran_out_stands_in_nobodys_way()
        touched = {day for head in self.heads() for day in days_of(head, ZONE)}
        for day in sorted(touched | set(bookings.rows)):
            left = self.loop.run_until_complete(_mended(self.world, day))
            assert left == (), (day, left)
        assert not [head for head in self.heads() if head.state is State.HELD]
        assert not [head for head in self.heads() if head.moving is not None]


async def _mended(world: World, day: date) -> tuple[object, ...]:
    try:
        await rebuild_day(world.ports, day)
        return await check_day(world.ports, day)
    except Stale as stale:
        return (stale,)
