"""Hints of another system: asked once at a time, kept for a while, and never waited for longer than a moment."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta

import pytest

from application.exchange import Trouble, Why
from application.exchange_resources import Busy, PresenceNow
from application.faults import Misconfigured
from application.hints import KeptPresences, KeptSchedules
from domain.calendar_event import ShowAs, mailbox
from domain.when import later
from tests.builders import NOW, span
from tests.fake_exchange import SLOTS, FakeMailboxes
from tests.fakes import FakeClock, FakePresences, FakeSchedules

FREE = PresenceNow("Available")


class Slow:
    """Answers when it is let."""

    def __init__(self) -> None:
        self.asked, self.go = 0, asyncio.Event()
        self.at_once, self.most = 0, 0

    async def presences(self, ids: Collection[str]) -> Mapping[str, PresenceNow]:
        self.asked += 1
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await self.go.wait()
        self.at_once -= 1
        return dict.fromkeys(ids, FREE)


async def test_an_answer_serves_for_a_minute_and_whoever_is_unknown_is_not_asked_again() -> None:
    clock, asked = FakeClock(NOW), FakePresences()
    asked.now = {"o-1": FREE}
    kept = KeptPresences(asked, clock)
    for _ in range(3):
        assert await kept.presences(["O-1", "o-2"]) == {"o-1": FREE}
    assert [set(each) for each in asked.asked] == [{"o-1", "o-2"}]
    clock.advance(timedelta(seconds=60))
    await kept.presences(["o-1"])
    assert asked.asked[1:] == [("o-1",)]


async def test_many_at_once_ask_once() -> None:
    slow = Slow()
    kept = KeptPresences(slow, FakeClock(NOW))
    askers = [asyncio.create_task(kept.presences(["o-1"])) for _ in range(20)]
    await asyncio.sleep(0)
    slow.go.set()
    assert await asyncio.gather(*askers) == [{"o-1": FREE}] * 20
    assert slow.asked == 1


async def test_different_questions_are_asked_one_after_the_other() -> None:
    slow = Slow()
    kept = KeptPresences(slow, FakeClock(NOW))
    askers = [asyncio.create_task(kept.presences([f"o-{n}"])) for n in range(5)]
    await asyncio.sleep(0)
    slow.go.set()
    assert await asyncio.gather(*askers) == [{f"o-{n}": FREE} for n in range(5)]
    assert (slow.asked, slow.most) == (5, 1)


async def test_a_slow_answer_is_done_without_and_serves_the_next() -> None:
    slow = Slow()
    kept = KeptPresences(slow, FakeClock(NOW), patience=0.01)
    assert await kept.presences(["o-1"]) == {}
    slow.go.set()
    assert await kept.presences(["o-1"]) == {"o-1": FREE}
    assert slow.asked == 1


@pytest.mark.parametrize(
    ("wait", "pause"), [(None, timedelta(seconds=30)), (timedelta(minutes=2),) * 2]
)
async def test_after_trouble_nothing_is_asked_for_a_while(
    wait: timedelta | None, pause: timedelta
) -> None:
    clock, asked = FakeClock(NOW), FakePresences()
    kept = KeptPresences(asked, clock)
    asked.trouble = Trouble(why=Why.LATER, wait=wait)
    asked.now = {"o-1": FREE}
    assert await kept.presences(["o-1"]) == {}
    asked.trouble = None
    clock.advance(pause - timedelta(seconds=1))
    assert await kept.presences(["o-1"]) == {} and len(asked.asked) == 1
    clock.advance(timedelta(seconds=1))
    assert await kept.presences(["o-1"]) == {"o-1": FREE}


async def test_a_fault_is_no_error_of_the_page() -> None:
    class Unset:
        async def presences(self, ids: Collection[str]) -> Mapping[str, PresenceNow]:
            raise Misconfigured("no Exchange")

    assert await KeptPresences(Unset(), FakeClock(NOW)).presences(["o-1"]) == {}


async def test_no_question_is_about_more_people_than_graph_takes() -> None:
    asked = FakePresences()
    await KeptPresences(asked, FakeClock(NOW)).presences([f"o-{n}" for n in range(1400)])
    assert [len(each) for each in asked.asked] == [650, 650, 100]


async def test_schedules_are_asked_for_twenty_rooms_at_a_time_and_kept_for_half_a_minute() -> None:
    clock, asked = FakeClock(NOW), FakeSchedules()
    boxes = [mailbox(f"room-{n}@example.org") for n in range(45)]
    morning, noon = span("09:00", "12:00"), span("12:00", "13:00")
    asked.busy = {boxes[0]: (Busy(morning, ShowAs.BUSY),), boxes[1]: ()}
    kept = KeptSchedules(asked, FakeMailboxes(), clock)
    assert await kept.schedule(boxes, morning) == asked.busy
    assert [len(each) for each in asked.asked] == [20, 20, 5]
    assert await kept.schedule(boxes[:2], morning) == asked.busy
    assert await kept.schedule(boxes[:1], noon) == {boxes[0]: ()}
    assert asked.asked[3:] == [(boxes[0],)]
    clock.advance(timedelta(seconds=30))
    await kept.schedule(boxes[:1], morning)
    assert len(asked.asked) == 5


async def test_schedules_are_asked_for_in_one_of_the_few_places_at_the_mailbox_that_asks() -> None:
    clock, asked, mailboxes = FakeClock(NOW), FakeSchedules(), FakeMailboxes()
    service, room, morning = (
        mailbox("svc@example.org"),
        mailbox("room@example.org"),
        span("09:00", "12:00"),
    )
    asked.busy = {room: (Busy(morning, ShowAs.BUSY),)}
    kept = KeptSchedules(asked, mailboxes, clock, asking=service)
    until = later(NOW, timedelta(minutes=2))
    taken = [await mailboxes.take_slot(service, now=NOW, until=until) for _ in range(SLOTS)]
    assert await kept.schedule([room], morning) == {} and asked.asked == []
    assert taken[0] is not None
    await mailboxes.give_slot(taken[0])
    clock.advance(timedelta(seconds=2))
    assert await kept.schedule([room], morning) == asked.busy
    assert await mailboxes.take_slot(service, now=clock.now(), until=until) is not None
