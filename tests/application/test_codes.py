"""Personal codes: chosen, handed out, tried."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from application.faults import Unavailable
from application.set_code import CodeSet, HandedOut, hand_out_code, set_code
from application.verify_code import NOT_ACCEPTED, Verified, verify_code
from domain.audit import Action
from domain.ids import PersonId
from domain.people import Role
from domain.refusals import Refusal, Refused
from tests.builders import NOW, a_directory, a_person
from tests.fake_codes import OUTDATED
from tests.fakes import World, a_world

BADGE, CODE, WRONG = "4711", "273946", "958173"


@pytest.fixture
def world() -> World:
    people = (
        a_person("pip", team="works", has_pc=False),
        a_person("ada", team="civil"),
        a_person("lea", Role.TEAM_LEAD, team="works"),
        a_person("rie", Role.RECEPTION),
    )
    return a_world(a_directory(), people, NOW)


async def chosen(world: World, who: str = "pip", badge: str = BADGE) -> CodeSet | Refused:
    person = world.people.known[PersonId(who)]
    return await set_code(world.ports, person=person, badge=badge, code=CODE, again=CODE)


async def tried(world: World, code: str = CODE, badge: str = BADGE) -> Verified | Refused:
    return await verify_code(world.ports, badge=badge, code=code)


async def handed_out(world: World, by: str, to: str = "pip") -> HandedOut | Refused:
    actor = world.people.known[PersonId(by)]
    return await hand_out_code(world.ports, actor=actor, person=PersonId(to), badge=BADGE)


async def test_number_and_code_say_who_somebody_is(world: World) -> None:
    assert await chosen(world) == CodeSet(person=PersonId("pip"))
    found = await tried(world, code="273 946", badge="47-11")
    assert isinstance(found, Verified)
    assert found.person.id == "pip" and not found.must_change


async def test_the_answer_and_the_work_tell_nothing(world: World) -> None:
    await chosen(world)
    seen = []
    for badge, code in ((BADGE, WRONG), ("9999", WRONG), (BADGE, CODE)):
        if code == CODE:
            for _ in range(5):
                await tried(world, WRONG)
        world.codes.trips.clear()
        world.scrambler.work = 0
        told = len(world.audit.rows)
        answer = await tried(world, code, badge)
        work = (list(world.codes.trips), world.scrambler.work, len(world.audit.rows) - told)
        seen.append((answer, work))
    assert seen == [(NOT_ACCEPTED, (["find", "count"], 1, 1))] * 3


async def test_a_number_that_is_nobodys_waits_like_any_other(world: World) -> None:
    for _ in range(5):
        await tried(world, WRONG, "9999")
    tries = world.codes.kept["9999"].value.tries
    assert tries.failed == 5 and tries.locked_until is not None
    assert await handed_out(world, "rie") is not None
    assert await chosen(world, "ada", "9999") == CodeSet(person=PersonId("ada"))
    assert isinstance(await tried(world, badge="9999"), Verified)


async def test_what_cannot_be_a_number_is_refused_in_the_same_words(world: World) -> None:
    assert await tried(world, badge="x") == NOT_ACCEPTED


async def test_of_many_tries_at_once_five_are_judged(world: World) -> None:
    await chosen(world)
    guesses = [WRONG] * 30 + [CODE]
    answers = await asyncio.gather(
        *(tried(world, each) for each in guesses), return_exceptions=True
    )
    assert not any(isinstance(each, Verified) for each in answers)
    assert all(isinstance(each, Refused | Unavailable) for each in answers)
    assert world.codes.kept[BADGE].value.tries.failed <= 5


async def test_after_the_wait_the_right_code_works_again(world: World) -> None:
    await chosen(world)
    for _ in range(5):
        await tried(world, WRONG)
    assert await tried(world) == NOT_ACCEPTED
    world.clock.advance(timedelta(minutes=1))
    assert isinstance(await tried(world), Verified)
    assert world.codes.kept[BADGE].value.tries.failed == 0


async def test_whoever_is_gone_is_nobody(world: World) -> None:
    await chosen(world)
    del world.people.known[PersonId("pip")]
    assert await tried(world) == NOT_ACCEPTED


async def test_a_hash_of_weaker_times_is_made_anew(world: World) -> None:
    await chosen(world)
    kept = world.codes.kept[BADGE]
    old = replace(kept.value, scrambled=OUTDATED + kept.value.scrambled)
    world.codes.kept[BADGE] = replace(kept, value=old)
    assert isinstance(await tried(world), Verified)
    assert world.codes.kept[BADGE].value == kept.value


@pytest.mark.parametrize(("by", "why"), [("lea", None), ("rie", None), ("ada", Refusal.NOT_YOURS)])
async def test_whoever_books_for_somebody_hands_them_their_first_code(
    world: World, by: str, why: Refusal | None
) -> None:
    handed = await handed_out(world, by)
    assert (handed.why if isinstance(handed, Refused) else None) is why


async def test_a_lead_hands_out_codes_to_their_own_team_only(world: World) -> None:
    handed = await handed_out(world, "lea", "ada")
    assert isinstance(handed, Refused) and handed.why is Refusal.NOT_YOURS


async def test_nobody_hands_a_code_to_nobody(world: World) -> None:
    handed = await handed_out(world, "rie", "noone")
    assert isinstance(handed, Refused) and handed.why is Refusal.UNKNOWN_PERSON


async def test_what_was_handed_out_lets_one_choose_and_lasts_a_week(world: World) -> None:
    handed = await handed_out(world, "rie")
    assert isinstance(handed, HandedOut) and handed.code not in repr(world.codes.kept)
    found = await tried(world, handed.code)
    assert isinstance(found, Verified) and found.must_change
    world.clock.advance(timedelta(days=7))
    assert await tried(world, handed.code) == NOT_ACCEPTED
    await chosen(world)
    found = await tried(world)
    assert isinstance(found, Verified) and not found.must_change


async def test_a_new_code_ends_the_wait_and_the_old_one(world: World) -> None:
    await chosen(world)
    for _ in range(5):
        await tried(world, WRONG)
    handed = await handed_out(world, "rie")
    assert isinstance(handed, HandedOut)
    assert await tried(world) == NOT_ACCEPTED
    assert isinstance(await tried(world, handed.code), Verified)


async def test_the_number_of_somebody_else_is_refused(world: World) -> None:
    await chosen(world)
    refused = await chosen(world, "ada")
    assert isinstance(refused, Refused) and refused.why is Refusal.BADGE_REFUSED
    refused = await chosen(world, "ada", "1")
    assert isinstance(refused, Refused) and refused.why is Refusal.BADGE_REFUSED


async def test_two_at_once_with_one_number_leave_one_with_it(world: World) -> None:
    answers = await asyncio.gather(chosen(world), chosen(world, "ada"))
    assert sum(isinstance(each, CodeSet) for each in answers) == 1


async def test_a_code_that_is_too_easy_is_not_kept(world: World) -> None:
    pip = world.people.known[PersonId("pip")]
    refused = await set_code(world.ports, person=pip, badge=BADGE, code="123456", again="123456")
    assert isinstance(refused, Refused) and refused.why is Refusal.WEAK_CODE
    assert world.codes.kept == {}


async def test_what_was_set_handed_out_and_failed_is_in_the_audit_without_number_and_code(
    world: World,
) -> None:
    await chosen(world)
    handed = await handed_out(world, "rie")
    assert isinstance(handed, HandedOut)
    for _ in range(5):
        await tried(world, WRONG)
    await tried(world, WRONG, "9999")
    assert world.audit.told == [
        (Action.CODE_SET, "pip", "pip"),
        (Action.CODE_HANDED_OUT, "rie", "pip"),
        *[(Action.CODE_FAILED, "", "pip")] * 5,
        (Action.CODE_FAILED, "", ""),
    ]
    codes = [row.entry.code for row in world.audit.rows]
    assert codes[2:] == ["code-not-accepted"] * 4 + ["code-locked", "code-not-accepted"]
    kept = repr([row.entry for row in world.audit.rows])
    kept += repr([each.value for each in world.codes.kept.values()])
    for secret in (BADGE, CODE, WRONG, "9999", handed.code):
        assert secret not in kept


async def test_a_no_that_could_not_be_noted_is_no_answer(world: World) -> None:
    await chosen(world)
    world.audit.fail_next(before=Unavailable("away"))
    with pytest.raises(Unavailable):
        await tried(world, WRONG)
