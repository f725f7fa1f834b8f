"""A large municipality under load: booking, polling and reading plans with 1, 16 and 64 clients on 1 and 4 processes."""

import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from random import Random

from adapters.provision import provision
from adapters.settings import read_settings
from adapters.wiring import wire
from bench.measure import Figures, Work, measured
from bench.served import Client, Slot, connected, each_once
from domain.kinds import Kind
from domain.people import Person
from domain.places import Directory, Mode, Resource
from domain.when import next_day
from local.options import ROOT
from local.processes import run
from tests.azurite import all_services
from tests.race.arena import Arena, Storage, arena, environment
from tests.signed_in import Passes

CLIENTS, PROCESSES = (1, 16, 64), (1, 4)
FULL = 0.8  # of the desks of a site and day; the house's own limit is nine tenths
PART = "day"


@asynccontextmanager
async def large() -> AsyncIterator[tuple[Storage, list[Person]]]:
    """An emulator with demo/large in it, imported as an administrator would, and its people."""
    with tempfile.TemporaryDirectory() as folder, all_services() as azurite:
        env = {**os.environ, **environment(azurite), "PYTHONPATH": str(ROOT)}
        settings = read_settings(env)
        await provision(settings)
        for command in (["demo.large", folder], ["adapters.cli", "import", folder]):
            if await run([sys.executable, "-m", *command], env=env) != 0:
                raise RuntimeError(f"{command} failed")
        wired = wire(settings)
        try:
            people = list(await wired.ports.people.search("", limit=10_000))
            passes = Passes(wired.ports, settings)
            over = Storage(azurite=azurite, settings=settings, wired=wired, passes=passes)
            yield over, people
        finally:
            await wired.close()


def slots(directory: Directory, people: list[Person], today: date) -> Iterator[Slot]:
    """Bookings that nothing stands in the way of: whoever is not at home, at desks for anybody; one of each coming day,
    then the next."""
    chance, days = Random(1), list[list[Slot]]()
    for ahead in range(1, 27):
        day = next_day(today, days=ahead)
        if day.isoweekday() > 5 or day in directory.holiday_on:
            continue
        there = [p for p in people if not any(h.weekday == day.isoweekday() for h in p.home_days)]
        desks = [desk for places in directory.by_site.values() for desk in _some(places)]
        chance.shuffle(there)
        chance.shuffle(desks)
        asked = {"date": day.isoformat(), "partOfDay": PART}
        pairs = zip(there, desks, strict=False)
        days.append([Slot(person.id, {"resourceId": desk.id, **asked}) for person, desk in pairs])
    for together in zip(*days, strict=False):
        yield from together


def _some(places: tuple[Resource, ...]) -> list[Resource]:
    desks = [place for place in places if place.kind is Kind.DESK]
    free = [d for d in desks if d.mode is Mode.BOOKABLE and d.eligibility.open_to_all]
    return free[: int(len(desks) * FULL)]


async def load(calls: int) -> AsyncIterator[tuple[int, Figures]]:
    """Each figure with the number of processes it was taken on."""
    async with large() as (over, people):
        directory = await over.wired.ports.places.directory()
        today = over.wired.ports.clock.now().date()
        bookable = slots(directory, people, today)
        busy = next(slots(directory, people, today)).body["date"]
        site = max(directory.by_site, key=lambda each: len(directory.by_site[each]))
        for number in PROCESSES:
            async with arena(over, servers=number) as running:
                async for figures in _on(running, bookable, people, str(site), busy, calls):
                    yield number, figures


async def _on(
    running: Arena,
    bookable: Iterator[Slot],
    people: list[Person],
    site: str,
    day: str,
    calls: int,
) -> AsyncIterator[Figures]:
    for number in CLIENTS:
        async with connected(running, number) as clients:
            chosen = each_once(bookable, calls)
            yield await measured("book", [_booking(client, chosen) for client in clients], calls)
            polls = [
                _polling(client, person, site, day)
                for client, person in zip(clients, people, strict=False)
            ]
            for client, person in zip(clients, people, strict=False):
                await client.see(person.id, site, day)
            yield await measured("poll, 304", polls, calls)
            looks = [_looking(client, people, site, day) for client in clients]
            yield await measured("plan of 504 desks", looks, calls)


def _booking(client: Client, chosen: list[Slot]) -> Work:
    return lambda number: client.book(chosen[number])


def _polling(client: Client, viewer: Person, site: str, day: str) -> Work:
    return lambda _: client.poll(viewer.id, site, day)


def _looking(client: Client, people: list[Person], site: str, day: str) -> Work:
    """Each look by another person, as on a busy morning."""
    return lambda number: client.plan(people[number % len(people)].id, site, day)
