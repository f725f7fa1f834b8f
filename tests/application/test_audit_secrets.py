"""What is never in the audit: notes, personal codes, badge numbers, tokens, names, addresses of machines."""

from dataclasses import replace

from application.book import book
from application.change_booking import Changes, change_booking
from application.deliver import deliver
from application.record import record
from application.set_code import hand_out_code, set_code
from application.verify_code import verify_code
from domain.audit import Action
from domain.people import Role
from domain.refusals import Refused
from tests.application.town import ADA, RIE, a_town, an_ask, booked
from tests.builders import a_person

NOTE, CODE, WRONG, BADGE = "note-that-is-nobodys-business", "804713", "390162", "774411"


async def test_no_note_code_badge_or_name_is_recorded() -> None:
    world = a_town()
    for person in (ADA, RIE):
        named = replace(person, name=f"Name-of-{person.id}", mail=f"{person.id}@example.org")
        world.people.known[person.id] = named
    ask = replace(an_ask(), note=NOTE)
    made = booked(await book(world.ports, replace(ask, caller=RIE)))
    changes = Changes(note=f"{NOTE} again")
    await change_booking(world.ports, caller=ADA, booking=made.id, changes=changes)
    await deliver(world.ports, made.id)
    chosen = await set_code(world.ports, person=ADA, badge=BADGE, code=CODE, again=CODE)
    assert not isinstance(chosen, Refused)
    handed = await hand_out_code(
        world.ports, actor=a_person("adm", Role.ADMINISTRATOR), person=RIE.id, badge="663355"
    )
    assert not isinstance(handed, Refused)
    assert isinstance(await verify_code(world.ports, badge=BADGE, code=WRONG), Refused)
    await record(world.ports, Action.SIGNED_IN, actor=ADA.id, subject=ADA.id)
    assert {row.entry.action for row in world.audit.rows} >= {
        Action.BOOKING_MADE,
        Action.BOOKING_CHANGED,
        Action.CODE_SET,
        Action.CODE_HANDED_OUT,
        Action.CODE_FAILED,
    }
    stored = " ".join(repr(replace(row, salts={}, commitments={})) for row in world.audit.rows)
    for secret in (NOTE, CODE, WRONG, BADGE, handed.code, "Name-of-", "@example.org"):
        assert secret not in stored
