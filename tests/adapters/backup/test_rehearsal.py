"""The rehearsal: people book, everything is copied meanwhile, everything is destroyed, and one copy is brought back by
the command that an operator has. What was committed before the copy says so is there; the erased stay erased.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest
from rich.console import Console
from typer.testing import CliRunner

from adapters.backup.attempts import Attempt, note
from adapters.backup.opened import bringing_back
from adapters.cli.app import build
from adapters.cli.backup import open_backups
from adapters.cli.storage import open_storage
from adapters.provision import provision
from adapters.settings import Settings
from adapters.wiring import wire
from application.asking import Ask
from application.back_up import back_up
from application.book import book
from application.copies import Copy
from application.erase_person import erase_person
from application.generation import Generation
from application.ports import Ports
from application.rebuild_day import check_day
from application.seal_audit import seal_audit
from application.verify_audit import verify_audit
from domain.audit import Action, Outcome
from domain.booking import Booking
from domain.ids import BookingId, ResourceId
from domain.kinds import Kind
from domain.notices import UNTOLD
from domain.people import Person, Role
from domain.sessions import Session
from domain.when import later
from tests import azurite as emulator
from tests.adapters.backup.load import Journal, some_time, somebody
from tests.adapters.backup.terminal import ORIGIN, destroy, environment, recorded, restored
from tests.adapters.erasure.life import a_process
from tests.builders import NOW, a_desk, a_directory, a_person, span
from tests.contracts.conftest import settings_of

PLACES = tuple(f"desk-{n}" for n in range(1, 13))
PEOPLE = [a_person(f"load-{n}") for n in range(1, 9)]
EARLY, LATE = a_person("erased-early"), a_person("erased-late")
OPERATOR = a_person("operator", Role.ADMINISTRATOR)
DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
DIRECTORY = a_directory(
    *(a_desk(name) for name in PLACES),
    rules={Kind.DESK: {"per_week": 500, "held_at_once": 500}},
)
AT_LEAST = 40


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happened, and the storage as it is since."""

    settings: Settings
    journal: Journal
    copy: Copy
    cookie: str
    said: dict[str, object]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("rehearsal")
    with emulator.all_services() as here, emulator.all_services() as there:
        settings = settings_of(here, folder / "outbox").model_copy(
            update={"backup_blobs_endpoint": there.blob_endpoint}
        )
        yield asyncio.run(told(settings))


async def told(settings: Settings) -> Story:
    await provision(settings)
    async with open_storage(environment(settings)) as store:
        people = {each.id: each for each in (*PEOPLE, EARLY, LATE)}
        generation = Generation(directory=DIRECTORY, people=people)
        await store.replace(generation, progress=lambda done, total: None)
    journal = Journal()
    wired = wire(settings)
    await wired.drawings.keep("ab" * 16, DRAWING)
    async with a_process(settings) as ports:
        for who in (EARLY, LATE):
            await _books_once(ports, who, journal)
        await erase_person(ports, EARLY.id, caller=OPERATOR)
        cookie = await ports.sessions.seal(_session())
        copy = await _copied_under_load(ports, journal)
        await erase_person(ports, LATE.id, caller=OPERATOR)
    await wired.close()
    await destroy(settings)
    code, said = await restored(settings, "restore", copy.name, "--yes", "--json")
    assert code == 0, said
    return Story(
        settings=settings,
        journal=journal,
        copy=copy,
        cookie=cookie,
        said=json.loads(said),
    )


async def _books_once(ports: Ports, who: Person, journal: Journal) -> None:
    ask = Ask(
        caller=who,
        person=who.id,
        resource=ResourceId("desk-1"),
        when=some_time(Random(who.id)),
    )
    assert journal.note(await book(ports, ask)) is not None


async def _copied_under_load(ports: Ports, journal: Journal) -> Copy:
    stop = asyncio.Event()
    tasks = [asyncio.create_task(somebody(ports, who, PLACES, journal, stop)) for who in PEOPLE]
    while len(journal.told) < AT_LEAST:
        await asyncio.sleep(0.05)
    copy = await back_up(ports)
    so_far = len(journal.told)
    while len(journal.told) < so_far + 5:
        await asyncio.sleep(0.05)
    stop.set()
    await asyncio.gather(*tasks)
    assert copy is not None
    return copy


def _session() -> Session:
    return Session(person=PEOPLE[0].id, version=0, signed_in_at=NOW, seen_at=NOW, csrf="c")


async def bookings(settings: Settings) -> dict[BookingId, Booking]:
    async with a_process(settings) as ports:
        found: dict[BookingId, Booking] = {}
        day = await ports.archive.next_day(None)
        while day is not None:
            heads = (await ports.bookings.whole_day(day)).heads
            found |= {booking: kept.value for booking, kept in heads.items()}
            day = await ports.archive.next_day(day)
        return found


def seen(booking: Booking) -> tuple[object, ...]:
    """What people see of a booking. One that was about to move to another day when it was read still stands where it was."""
    return booking.person, booking.by, booking.at, booking.state, booking.note


async def test_nothing_is_lost_that_was_committed_before_the_copy_says(story: Story) -> None:
    wanted = story.journal.before(story.copy.consistent_until)
    found = await bookings(story.settings)
    erased = {EARLY.id, LATE.id}
    compared = 0
    for booking, states in wanted.items():
        assert booking in found
        if states[0].person in erased:
            continue
        assert seen(found[booking]) in map(seen, states)
        compared += 1
    assert compared >= AT_LEAST - 2


async def test_the_copy_was_made_while_people_booked(story: Story) -> None:
    moments = [when for states in story.journal.told.values() for when, _ in states]
    assert any(when < story.copy.begun_at for when in moments)
    assert any(story.copy.begun_at < when < story.copy.consistent_until for when in moments)
    assert any(when > story.copy.consistent_until for when in moments)


async def test_every_day_agrees_with_its_bookings(story: Story) -> None:
    assert story.said["left"] == [] and story.said["days"]
    async with a_process(story.settings) as ports:
        day = await ports.archive.next_day(None)
        while day is not None:
            assert await check_day(ports, day) == ()
            day = await ports.archive.next_day(day)


async def test_the_erased_stay_erased_also_those_whom_the_copy_still_knew(story: Story) -> None:
    assert story.said["erased"] == 1
    async with a_process(story.settings) as ports:
        for who in (EARLY, LATE):
            assert await ports.people.find(who.id) is None
            assert await ports.archive.days_of(who.id) == ()
        assert len(await ports.register.all()) == 2


async def test_no_session_from_before_opens(story: Story) -> None:
    async with a_process(story.settings) as ports:
        assert await ports.sessions.open(story.cookie) is None
        again = await ports.sessions.seal(_session())
        assert await ports.sessions.open(again) is not None


async def test_nobody_is_told_of_what_was_done_before(story: Story) -> None:
    assert story.said["silenced"]
    async with a_process(story.settings) as ports:
        for booking in await bookings(story.settings):
            rows = await ports.outbox.of(booking)
            told = [row for row in rows if any(i.notice != UNTOLD for i in row.intents)]
            assert all(row.told_at is not None or row.done_at is not None for row in told)


async def test_drawings_come_back_and_maintenance_is_over(story: Story) -> None:
    wired = wire(story.settings)
    assert await wired.drawings.read("ab" * 16) == DRAWING
    assert not await wired.ports.places.paused()
    assert (await wired.ports.places.directory()).resources == DIRECTORY.resources
    await wired.close()


async def test_people_book_again_afterwards(story: Story) -> None:
    async with a_process(story.settings) as ports:
        ask = Ask(
            caller=PEOPLE[0],
            person=PEOPLE[0].id,
            resource=ResourceId("desk-1"),
            when=span("2026-12-01 09:00", "2026-12-01 11:00"),
        )
        assert Journal().note(await book(ports, ask)) is not None


async def test_tables_that_hold_rows_are_not_overwritten(story: Story) -> None:
    code, said = await restored(story.settings, "restore", story.copy.name, "--yes")
    assert code == 2 and "bookings" in said and "--empty-first" in said


async def test_a_dry_run_changes_nothing(story: Story) -> None:
    before = await bookings(story.settings)
    code, said = await restored(story.settings, "restore", "newest", "--empty-first")
    assert code == 0 and "dry run" in said
    assert await bookings(story.settings) == before


async def test_a_copy_is_listed_and_read_again_to_the_last_row(story: Story) -> None:
    code, said = await restored(story.settings, "backup", "list", "--json")
    assert code == 0 and [each["name"] for each in json.loads(said)] == [story.copy.name]
    code, said = await restored(
        story.settings, "backup", "verify", "--json", now=f"{story.copy.begun_at:%Y-%m-%d %H:%M}"
    )
    told = json.loads(said)
    assert code == 0 and told["wrong"] == [] and told["rows"] == story.copy.rows


async def test_no_name_in_the_second_account_says_who_and_no_key_is_in_it(story: Story) -> None:
    async with bringing_back(story.settings) as shelf:
        names = await shelf.vault.names()
    assert not [name for name in names if "load-" in name or "/keys" in name or "codes" in name]
    assert len([name for name in names if name.startswith("erased/")]) == 2


async def test_a_copy_older_than_what_was_promised_to_the_erased_is_said_so(story: Story) -> None:
    code, said = await restored(story.settings, "backup", "verify", now="2027-01-10 08:00")
    assert code == 1 and "older than 30 days" in said and "no copy of the last night" in said


async def test_a_copy_that_somebody_touched_is_not_brought_back(story: Story) -> None:
    name = f"{story.copy.name}/tables/people.ndjson.gz"
    async with bringing_back(story.settings) as shelf:
        content = await shelf.vault.read(name)
        assert content is not None
        client = shelf.vault._client
        await client.upload_blob(name, content[:-1] + b"x", overwrite=True)
        try:
            code, said = await restored(
                story.settings, "restore", "newest", "--yes", "--empty-first"
            )
        finally:
            await client.upload_blob(name, content, overwrite=True)
    assert code == 1 and "people" in said and "nothing was changed" in said
    assert await bookings(story.settings)


async def test_bringing_back_over_what_is_there_takes_that_away_first(story: Story) -> None:
    arguments = ("restore", "newest", "--yes", "--empty-first", "--json")
    code, said = await restored(story.settings, *arguments)
    assert code == 0 and json.loads(said)["maintenance"] is False
    wanted = story.journal.before(story.copy.consistent_until)
    assert wanted.keys() <= (await bookings(story.settings)).keys()


async def test_the_audit_tells_who_brought_back_which_copy_though_it_is_part_of_it(
    story: Story,
) -> None:
    broken_off = Attempt(
        id="earlier",
        at=later(story.copy.consistent_until, timedelta(minutes=1)),
        copy="another",
        origin="command-line bert",
    )
    async with bringing_back(story.settings) as shelf:
        await note(shelf.vault, broken_off)
    assert (await restored(story.settings, "restore", "newest", "--yes", "--empty-first"))[0] == 0
    (earlier,) = await recorded(story.settings, under="another")
    assert (earlier.action, earlier.origin) == (Action.RESTORE_BEGUN, "command-line bert")
    assert earlier.at == broken_off.at
    *_, begun, done = await recorded(story.settings, under=story.copy.name)
    assert (begun.action, begun.origin, begun.actor) == (
        Action.RESTORE_BEGUN,
        ORIGIN,
        "command-line",
    )
    assert (done.action, done.outcome, done.origin) == (Action.RESTORE_DONE, Outcome.DONE, ORIGIN)
    assert f"{story.copy.rows} rows" in done.reason and "erased again" in done.reason
    async with a_process(story.settings, "2026-11-24 12:00") as ports:
        await seal_audit(ports)
        assert not (await verify_audit(ports)).broken


async def test_to_read_a_copy_and_to_switch_maintenance_is_recorded_and_to_list_is_not(
    story: Story,
) -> None:
    before = await recorded(story.settings, under="")
    await restored(story.settings, "backup", "list")
    await restored(story.settings, "backup", "verify", story.copy.name)
    await restored(story.settings, "maintenance", "on")
    await restored(story.settings, "maintenance", "off", "--force")
    more = [each for each in await recorded(story.settings, under="") if each not in before]
    assert {(each.action, each.target, each.reason) for each in more} == {
        (Action.COPY_READ, story.copy.name, ""),
        (Action.MAINTENANCE_BEGUN, "", ""),
        (Action.MAINTENANCE_ENDED, "", "by force"),
    }
    assert {each.origin for each in more} == {ORIGIN}


async def test_maintenance_is_switched_by_hand(story: Story) -> None:
    for switch, shown in (("on", "on"), ("off", "off")):
        assert (await restored(story.settings, "maintenance", switch))[0] == 0
        assert (
            f"Maintenance is {shown}." in (await restored(story.settings, "maintenance", "show"))[1]
        )


async def test_a_copy_can_be_made_by_hand(story: Story) -> None:
    code, said = await restored(story.settings, "backup", "run", "--json")
    made = json.loads(said)
    assert code == 0 and made["rows"] and made["drawings"] == 1
    code, said = await restored(story.settings, "backup", "verify", made["name"])
    assert "is not" not in said and "were written" not in said


async def test_without_a_second_account_the_commands_say_so(story: Story) -> None:
    without = story.settings.model_copy(update={"backup_blobs_endpoint": ""})
    env = environment(without)
    console = Console(record=True, width=200, soft_wrap=True)
    app = build(lambda: open_storage(env), None, lambda: open_backups(env), console=console)
    invoked = await asyncio.to_thread(CliRunner().invoke, app, ("backup", "list"))
    assert invoked.exit_code == 3 and "BACKUP_BLOBS_ENDPOINT" in console.export_text()


async def test_the_commands_open_what_the_environment_names(story: Story) -> None:
    async with open_backups(environment(story.settings)) as backups:
        assert backups.promised == timedelta(days=30) and backups.ports.copies.on
        names = [each.name for each in await backups.ports.copies.all()]
    assert story.copy.name in names and names == sorted(names, reverse=True)
