"""`make run` with Outlook open beside it: what is done on either side is seen on the other, and whoever loses is told."""

import asyncio
import csv
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.clock import SystemClock
from tests.local.running import ROOT, WITHIN, Run, running
from tests.local.test_product import settings_of
from tests.signed_in import Headers, headers_of

ANNE, SERVICE = "anne.weber@junglinster.example", "vrijplek@junglinster.example"
LUXEMBOURG = ZoneInfo("Europe/Luxembourg")
SOON = 15.0  # seconds from a room's answer in Outlook to our plan
TRIES = 3  # what else runs on the machine may stretch one


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any
    etag: str


def http(method: str, url: str, body: Any, headers: Headers) -> Answer:
    request = urllib.request.Request(
        url,
        method=method,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json", **headers},
    )
    try:
        with urllib.request.urlopen(request, timeout=WITHIN) as answer:
            text, status, etag = answer.read(), answer.status, answer.headers.get("ETag", "")
    except urllib.error.HTTPError as error:
        text, status, etag = error.read(), error.code, ""
    return Answer(status, json.loads(text) if text else None, etag)


@dataclass(slots=True)
class Town:
    """Both sides of one run, on one day on which rooms are free; every test takes rooms of its own."""

    run: Run
    who: Headers
    outlook: str
    day: str = ""
    rooms: list[tuple[str, str]] = field(default_factory=list)

    def ours(self, method: str, path: str, body: Any = None, **more: str) -> Answer:
        url = f"http://127.0.0.1:{self.run.port}/api/v1{path}"
        return http(method, url, body, {**self.who, **more})

    def theirs(self, what: str, **arguments: Any) -> Any:
        answer = http("POST", f"{self.outlook}/admin/{what}", arguments, {})
        assert answer.status == 200, answer.body
        return answer.body["result"]

    def take_room(self) -> tuple[str, str]:
        """A room's id and its mailbox."""
        return self.rooms.pop()

    def free(self, day: str) -> set[str]:
        """Rooms that are free the whole day, for all we know here."""
        query = f"date={day}&partOfDay=day&kind=room&limit=100"
        answer = self.ours("GET", f"/availability?{query}")
        items = answer.body["items"] if answer.status == 200 else []
        return {each["resourceId"] for each in items}

    def plan(self, room: str) -> list[str]:
        """When that room is taken that day, as we show it: starts, on the wall."""
        query = f"from={self.day}&until={self.day}&resourceId={room}"
        answer = self.ours("GET", f"/bookings?{query}")
        assert answer.status == 200, answer.body
        live = [each for each in answer.body["items"] if each["state"] in ("pending", "booked")]
        starts = (datetime.fromisoformat(each["startsAt"]) for each in live)
        return sorted(f"{each.astimezone(LUXEMBOURG):%H:%M}" for each in starts)

    def book(self, room: str, part: str = "morning") -> str:
        wish = {"resourceId": room, "date": self.day, "partOfDay": part}
        key = {"Idempotency-Key": f"{room}{part}{time.monotonic_ns()}"}
        made = self.ours("POST", "/bookings", wish, **key)
        assert (made.status, made.body["state"]) == (201, "pending"), made.body
        id: str = made.body["id"]
        return id

    def state(self, booking: str) -> str:
        found: str = self.ours("GET", f"/bookings/{booking}").body["state"]
        return found

    def at(self, hour: int) -> str:
        moment = datetime.fromisoformat(f"{self.day}T{hour:02}:00").replace(tzinfo=LUXEMBOURG)
        return moment.isoformat()

    def seen(self, mailbox: str) -> list[dict[str, Any]]:
        """What takes a room in Outlook that day."""
        shown = self.theirs("view", mailbox=mailbox, start=self.at(0), end=self.at(23))
        return [
            each
            for each in shown
            if not each["isCancelled"] and each["responseStatus"]["response"] != "declined"
        ]

    def meet(self, mailbox: str, start: int, end: int) -> str:
        """Anne books that room in Outlook, and it has accepted."""
        times = {"start": self.at(start), "end": self.at(end)}
        id: str = self.theirs("book", organizer=ANNE, rooms=[mailbox], subject="Bau", **times)
        until(lambda: self.seen(mailbox))
        return id


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running(tmp_path_factory.mktemp("outlook") / "data", arguments=()) as run:
        found = re.search(r"Outlook\W+(http://127\.0\.0\.1:\d+)", run.words())
        assert found is not None
        who = asyncio.run(headers_of(settings_of(run), "p002"))
        town = Town(run, who, found[1])
        with (ROOT / "demo/junglinster/resources.csv").open(encoding="utf-8") as lines:
            rooms = {each["id"]: each["mailbox"] for each in csv.DictReader(lines)}
        town.theirs("knobs", attendant_delay=1.0)
        for days in range(1, 9):
            day = (SystemClock().now() + timedelta(days=days)).astimezone(LUXEMBOURG).date()
            free = town.free(str(day))
            if len(free) >= 6:
                town.day, town.rooms = str(day), sorted((each, rooms[each]) for each in free)
                break
        yield town


def until(true: Callable[[], object]) -> float:
    """In how many seconds it became true. Asks now and then: whoever asks ten times a second is turned away."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() < began + WITHIN, "it did not become true in time"
        time.sleep(0.5)
    return time.monotonic() - began


def test_a_room_booked_here_is_seen_accepted_in_outlook(town: Town) -> None:
    room, mailbox = town.take_room()
    booking = town.book(room)
    until(lambda: town.state(booking) == "booked")
    [event] = town.seen(mailbox)
    assert event["organizer"]["emailAddress"]["address"] == SERVICE
    assert event["responseStatus"]["response"] == "accepted"


def test_a_room_booked_in_outlook_is_taken_here_within_15_seconds(town: Town) -> None:
    room, mailbox = town.take_room()
    assert town.plan(room) == []
    id, took = town.meet(mailbox, 9, 10), [until(lambda: town.plan(room) == ["09:00"])]
    while took[-1] >= SOON and len(took) < TRIES:
        town.theirs("cancel", mailbox=ANNE, id=id)
        until(lambda: town.plan(room) == [])
        id = town.meet(mailbox, 9, 10)
        took.append(until(lambda: town.plan(room) == ["09:00"]))
    assert min(took) < SOON, took
    town.theirs("move", mailbox=ANNE, id=id, start=town.at(14), end=town.at(15))
    until(lambda: town.plan(room) == ["14:00"])
    town.theirs("cancel", mailbox=ANNE, id=id)
    until(lambda: town.plan(room) == [])


def test_a_booking_moved_or_cancelled_here_is_moved_and_cancelled_in_outlook(town: Town) -> None:
    room, mailbox = town.take_room()
    booking = town.book(room)
    until(lambda: town.state(booking) == "booked")
    [before] = town.seen(mailbox)
    etag = town.ours("GET", f"/bookings/{booking}").etag
    there = {"date": town.day, "partOfDay": "afternoon"}
    moved = town.ours("PATCH", f"/bookings/{booking}", there, **{"If-Match": etag})
    assert moved.status == 200, moved.body
    until(lambda: [each["start"] for each in town.seen(mailbox)] not in ([], [before["start"]]))
    until(lambda: town.state(booking) == "booked")
    cancelled = town.ours("POST", f"/bookings/{booking}/cancellations")
    assert cancelled.status < 300, cancelled.body
    until(lambda: town.seen(mailbox) == [])


def test_our_meeting_cancelled_in_outlook_ends_the_booking(town: Town) -> None:
    room, mailbox = town.take_room()
    booking = town.book(room)
    until(lambda: town.state(booking) == "booked")
    ours = [each["id"] for each in town.theirs("events", mailbox=SERVICE)]
    [event] = town.seen(mailbox)
    for id in ours:
        copy = town.theirs("copy_in", mailbox=mailbox, id=id, of=SERVICE)
        if copy and copy["iCalUId"] == event["iCalUId"]:
            town.theirs("cancel", mailbox=SERVICE, id=id)
    until(lambda: town.state(booking) not in ("booked", "pending"))


def test_who_comes_second_in_exchange_is_declined_and_told_once(town: Town) -> None:
    room, mailbox = town.take_room()
    town.theirs("knobs", notifications_lost=True)
    town.meet(mailbox, 8, 12)
    booking = town.book(room)
    town.theirs("knobs", notifications_lost=False)
    until(lambda: town.state(booking) == "declined")
    outbox = town.run.data / "outbox"

    def told() -> list[Path]:
        return [each for each in outbox.rglob("*.eml") if booking in each.read_text("utf-8")]

    until(told)
    assert len(town.seen(mailbox)) == 1
    time.sleep(5)  # long enough for a second letter
    assert len(told()) == 1
