"""One round of each race: who is told what, and whether storage says the same.

After a round storage is read twice: as it is (tests/race/stored.py), and by the product's own proof of a day.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from application.ports import Ports, Stale, Unavailable
from application.rebuild_day import check_day, rebuild_day
from domain.ids import PersonId
from domain.when import Instant, next_day, on_wall
from tests.race.arena import Arena
from tests.race.client import Answer, Clients, clients
from tests.race.stored import Stored, stored_on
from tests.race.town import DESK, LIMIT, MORNING, PEOPLE, SEATS, VAN, VILLAGE, ZONE, desk

CLIENTS = 64
KILLED_WITHIN = 0.3  # seconds after the start; most rounds are decided by then
SPAN_DAYS = 3
LOOKS = 10
SETTLING = timedelta(minutes=1)  # longer than any hold


class Wrong(StrEnum):
    """What must never be seen."""

    DOUBLE = "double booking"
    LOST = "lost confirmed booking"
    STRANDED = "stranded leg"
    LEFT = "left behind"
    PROOF = "does not agree"
    ANSWER = "unexpected answer"
    COUNT = "number of winners"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What happened; `wrong` is empty in a good one."""

    answers: tuple[Answer, ...]
    wrong: tuple[tuple[Wrong, str], ...]

    @property
    def winners(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.status == 201]

    @property
    def losers(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.status != 201]


async def one_desk(arena: Arena, day: date, *, kill: bool = False) -> Round:
    """Sixty-four people want one desk for one part of one day."""
    body = {"resourceId": DESK, "date": day.isoformat(), "partOfDay": "day"}
    answers = await _race(arena, [(person, body) for person in _some_people()], kill=kill)
    return await _judged(arena, answers, (day,), winners=1, codes={"taken"})


async def capacity(arena: Arena, day: date, *, at_once: int = SEATS) -> Round:
    """More people than may sit there, each at a desk of their own, so many of them at the same moment."""
    bodies = [
        {"resourceId": desk(VILLAGE, n), "date": day.isoformat(), "partOfDay": MORNING}
        for n in range(SEATS)
    ]
    people = [person.id for person in PEOPLE[:SEATS]]
    wishes = list(zip(people, bodies, strict=True))
    answers = await _race(arena, wishes, at_once=at_once)
    found = await _judged(arena, answers, (day,), winners=LIMIT, codes={"site-full"})
    tries = [answer for answer in answers if answer.tries > 1]
    again = tuple((Wrong.ANSWER, f"had to ask again: {answer}") for answer in tries)
    return replace(found, wrong=found.wrong + again)


async def span(arena: Arena, day: date, *, kill: bool = False) -> Round:
    """Sixty-four people want one van for three days. Where a server is killed or storage misbehaves, a hold may stand
    in everybody's way and then run out: at most one wins."""
    start, end = (
        on_wall(each, at, ZONE).isoformat()
        for each, at in ((day, time(9)), (next_day(day, days=SPAN_DAYS - 1), time(17)))
    )
    body = {"resourceId": VAN, "startsAt": start, "endsAt": end}
    answers = await _race(arena, [(person, body) for person in _some_people()], kill=kill)
    days = tuple(next_day(day, days=n) for n in range(SPAN_DAYS))
    before = await stored_on(arena.storage.azurite.connection_string, days)
    await _quiet(arena, days)
    found = await _judged(
        arena, answers, days, winners=1, codes={"taken"}, at_most=kill or arena.faults
    )
    doubles = tuple((Wrong.DOUBLE, pair) for pair in before.doubles())
    return replace(found, wrong=found.wrong + doubles)


def _some_people() -> list[PersonId]:
    return [person.id for person in random.sample(PEOPLE, CLIENTS)]


async def _race(
    arena: Arena,
    wishes: Sequence[tuple[PersonId, dict[str, str]]],
    *,
    kill: bool = False,
    at_once: int = SEATS,
) -> tuple[Answer, ...]:
    async with clients(arena.servers.urls, arena.storage.passes) as them:
        await them.warm([person for person, _ in wishes[:CLIENTS]])
        killing = asyncio.create_task(_killing(arena, kill))
        room = asyncio.Semaphore(at_once)
        answers = await asyncio.gather(*(_one(them, room, *wish) for wish in wishes))
        await killing
    return tuple(answers)


async def _killing(arena: Arena, kill: bool) -> None:
    if kill:
        await arena.servers.kill_one(within=KILLED_WITHIN)


async def _one(
    them: Clients, room: asyncio.Semaphore, person: PersonId, body: dict[str, str]
) -> Answer:
    async with room:
        return await them.book(person, body)


async def _quiet(arena: Arena, days: Sequence[date]) -> None:
    """What the nightly sweep does, once every hold has run out."""
    ports = arena.storage.wired.ports
    late = replace(ports, clock=_Later(ports))
    for _ in range(2):
        for day in days:
            await _patiently(rebuild_day, late, day)


async def _patiently[T](look: Callable[[Ports, date], Awaitable[T]], ports: Ports, day: date) -> T:
    """Whoever looks afterwards has time: a storage that does not answer just now says nothing about the race."""
    for _ in range(LOOKS - 1):
        with suppress(Unavailable, Stale):
            return await look(ports, day)
        await asyncio.sleep(1)
    return await look(ports, day)


class _Later:
    """The clock of after the holds."""

    def __init__(self, ports: Ports) -> None:
        self._clock = ports.clock

    def now(self) -> Instant:
        return Instant(self._clock.now() + SETTLING)

    async def pause(self, seconds: float) -> None:
        await self._clock.pause(seconds)


async def _judged(
    arena: Arena,
    answers: tuple[Answer, ...],
    days: Sequence[date],
    *,
    winners: int,
    codes: set[str],
    at_most: bool = False,
) -> Round:
    stored = await stored_on(arena.storage.azurite.connection_string, days)
    wrong = [(Wrong.DOUBLE, pair) for pair in stored.doubles()]
    wrong += [(Wrong.LEFT, each) for each in stored.left_behind()]
    wrong += [(Wrong.STRANDED, each) for each in stored.stranded()]
    wrong += _answers_against(stored, answers, codes)
    told = sum(answer.status == 201 for answer in answers)
    if told != len(stored.confirmed) or not (0 if at_most else winners) <= told <= winners:
        wrong.append((Wrong.COUNT, f"{told} were told so, {len(stored.confirmed)} are stored"))
    for day in days:
        found = await _patiently(check_day, arena.storage.wired.ports, day)
        wrong += [(Wrong.PROOF, str(each)) for each in found]
    return Round(answers=answers, wrong=tuple(wrong))


def _answers_against(
    stored: Stored, answers: Sequence[Answer], codes: set[str]
) -> list[tuple[Wrong, str]]:
    wrong = []
    for answer in answers:
        if answer.status == 201:
            head = stored.heads.get(answer.booking)
            kept = head is not None and head in stored.confirmed
            if (
                head is None
                or not kept
                or (head.person, head.resource) != (answer.person, answer.resource)
            ):
                wrong.append((Wrong.LOST, f"{answer}, but {head}"))
        elif answer.status != 409 or answer.code not in codes:
            wrong.append((Wrong.ANSWER, str(answer)))
    return wrong
