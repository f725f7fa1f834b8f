"""What a person gets of what is kept about them: everything, in files they can open, and never without a trace."""

import csv
import io
import json
from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from application.book import Booked, book
from application.cancel_booking import cancel_booking
from application.dossier import files_of
from application.export_person import export_person
from application.faults import Unavailable
from application.make_series import SeriesAsk, make_series
from application.ports import Counted, QuotaRow
from domain.audit import Action, AuditEntry
from domain.ids import BookingId, PersonId, ResourceId
from domain.mailing import mail_of
from domain.notices import Notice, Topic
from domain.privacy import Preference
from domain.refusals import Refusal, Refused
from domain.series import Frequency, Pattern
from tests.application.town import ADA, BOB, FAY, GONE, RIE, TOMORROW, a_town, an_ask, books
from tests.builders import NOW, span
from tests.fakes import World


@pytest.fixture
async def world() -> World:
    world = a_town()
    await books(world, "09:00", "10:00")
    await book(world.ports, replace(an_ask("10:00", "11:00"), caller=RIE, note='=HYPERLINK("x")'))
    gone = await books(world, "13:00", "15:00")
    await cancel_booking(world.ports, caller=ADA, booking=gone.id)
    await books(world, "13:00", "15:00", who="bob", place="desk-2")
    ask = SeriesAsk(
        caller=ADA,
        person=ADA.id,
        resource=ResourceId("desk-1"),
        pattern=Pattern(frequency=Frequency.WEEKLY, first=TOMORROW, count=2),
        starts=time(9),
        ends=time(10),
        note="weekly",
    )
    await make_series(world.ports, ask)
    counted = {BookingId("2026-11-24-x"): Counted(added_at=NOW, ends_at=NOW)}
    await world.ports.quotas.write(QuotaRow(person=ADA.id, period="held-desk", counted=counted))
    notice = Notice(key=f"{gone.id}-1", topic=Topic.REMINDER, booking=gone)
    await world.ports.mails.add(mail_of(notice, NOW))
    await world.ports.preferences.say(ADA.id, Preference.HIDE)
    looked = AuditEntry(action=Action.PERSON_LOOKED_UP, at=NOW, actor=RIE.id, subject=ADA.id)
    await world.ports.audit.record(looked)
    await world.ports.audit.record(replace(looked, actor=ADA.id, subject=BOB.id))
    return world


async def files(world: World) -> dict[str, Any]:
    found = await export_person(world.ports, ADA.id, caller=FAY)
    assert not isinstance(found, Refused)
    return {
        name: json.loads(raw) if name.endswith("json") else raw.decode("utf-8-sig")
        for name, raw in files_of(found).items()
    }


async def test_every_kind_of_thing_is_there(world: World) -> None:
    found = await files(world)
    names = {name.partition(".")[0] for name in found}
    assert names == {
        "about",
        "person",
        "kept",
        "bookings",
        "series",
        "quotas",
        "calendar",
        "mails",
        "notices",
        "recorded-about",
        "recorded-by",
        "looked-up-by",
    }
    assert found["person.json"]["name"] == "Ada"
    assert [each["note"] for each in found["series.json"]] == ["weekly"]
    assert [each["booking"] for each in found["quotas.json"]] == ["2026-11-24-x"]
    assert [each["topic"] for each in found["mails.json"]] == ["reminder"]
    assert found["kept.json"]["saidAboutBeingShown"] == "hide"
    assert [each["actor"] for each in found["looked-up-by.json"]] == ["rie"]
    assert found["looked-up-by.json"][0]["action"] in {
        each["action"] for each in found["recorded-by.json"]
    }
    assert {each["subject"] for each in found["recorded-by.json"]} <= {"ada", None, ""}


async def test_bookings_in_every_state_are_theirs_and_nobody_elses(world: World) -> None:
    found = (await files(world))["bookings.json"]
    assert [each["person"] for each in found] == ["ada"] * 5
    assert {each["state"] for each in found} == {"booked", "cancelled"}
    assert {each["madeBy"] for each in found} == {"ada", "rie"}


async def test_a_list_is_the_same_in_both_forms_and_no_cell_is_a_formula(world: World) -> None:
    found = await files(world)
    rows = list(csv.DictReader(io.StringIO(found["bookings.csv"])))
    assert [row["id"] for row in rows] == [each["id"] for each in found["bookings.json"]]
    assert '=HYPERLINK("x")' in {each["note"] for each in found["bookings.json"]}
    assert '\'=HYPERLINK("x")' in {row["note"] for row in rows}


async def test_that_somebody_exported_is_written_down_before_anything_is_read(
    world: World,
) -> None:
    await files(world)
    assert (Action.PERSON_EXPORTED, "fay", "ada") in world.audit.told
    world.audit.fail_next(before=GONE)
    with pytest.raises(Unavailable):
        await export_person(world.ports, ADA.id, caller=FAY)


@pytest.mark.parametrize("name", ["zoe", "no id at all", "x" * 50])
async def test_of_somebody_nobody_knows_there_is_nothing(world: World, name: str) -> None:
    found = await export_person(world.ports, PersonId(name), caller=FAY)
    assert isinstance(found, Refused) and found.why is Refusal.UNKNOWN_PERSON


async def test_who_has_left_still_gets_what_names_them(world: World) -> None:
    await world.ports.staff.remove(ADA.id)
    found = await files(world)
    assert found["person.json"] == {"id": "ada"} and len(found["bookings.json"]) == 5


async def test_what_was_moved_to_another_day_and_lies_ahead_is_there_too() -> None:
    world = a_town()
    await books(world, span("2026-12-01 09:00", "2026-12-01 10:00"))
    assert [each["date"] for each in (await files(world))["bookings.json"]] == ["2026-12-01"]


async def test_what_they_did_for_a_colleague_says_nothing_of_the_colleague(world: World) -> None:
    for_bob = replace(
        an_ask("15:00", "16:00", who="bob", place="desk-2"), caller=ADA, note="dentist"
    )
    made = await book(world.ports, replace(for_bob, caller=FAY))
    assert isinstance(made, Booked)
    found = await export_person(world.ports, FAY.id, caller=FAY)
    assert not isinstance(found, Refused)
    raw = {name: content.decode("utf-8-sig") for name, content in files_of(found).items()}
    assert made.booking.id in raw["bookings.json"]
    everything = "".join(raw.values())
    assert "dentist" not in everything and "bob" not in everything
    assert "T14:00:00" not in raw["bookings.json"]  # 15:00 in Luxembourg
