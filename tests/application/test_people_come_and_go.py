"""Leavers give back what they hold; two rows of one person become one."""

from dataclasses import replace
from datetime import time

import pytest

from application.cancel_series import find_series
from application.change_profile import change_profile, confirm_proposal
from application.codes import Code
from application.faults import Unavailable
from application.identity import Bound, Identity
from application.merge_people import Merged, list_doubles, merge_people, one_of
from application.release_leavers import list_leavers, release_leavers
from domain.booking import State
from domain.ids import PersonId, ResourceId
from domain.people import Person, Role
from domain.privacy import Preference, Terms
from domain.refusals import Refusal, Refused
from domain.series import Frequency, Pattern, Series
from tests.application.town import TOMORROW, a_town, books, faults, head, heads
from tests.builders import NOW, a_person
from tests.fakes import World

OPERATOR = a_person("command-line", Role.ADMINISTRATOR)
ADA, BOB = PersonId("ada"), PersonId("bob")
BY_ADA = Identity(tenant="t", object_id="object-ada")


@pytest.fixture
def world() -> World:
    return a_town()


def leaves(world: World, person: PersonId = ADA) -> None:
    del world.people.known[person]


async def a_series_of_ada(world: World) -> Series:
    series = Series(
        id=world.ids.series(),
        person=ADA,
        by=ADA,
        resource=ResourceId("desk-1"),
        pattern=Pattern(frequency=Frequency.DAILY, first=TOMORROW, count=3),
        starts=time(9),
        ends=time(10),
        created_at=NOW,
    )
    await world.series.write(series, None)
    return series


async def test_whoever_is_still_here_is_no_leaver(world: World) -> None:
    await books(world)
    assert await list_leavers(world.ports) == ()


async def test_a_leaver_loses_what_is_to_come_and_keeps_what_has_begun(world: World) -> None:
    begun = await books(world, "08:00", "08:30")
    world.clock.advance(begun.span.start - NOW)
    later, tomorrow = await books(world), await books(world, "2026-11-25 09:00", "2026-11-25 12:00")
    bobs = await books(world, who="bob", place="desk-2")
    leaves(world)
    (leaver,) = await list_leavers(world.ports)
    assert set(leaver.bookings) == {later.id, tomorrow.id}
    released = await release_leavers(world.ports, caller=OPERATOR)
    assert (released.people, released.cancelled, released.left) == (1, 2, ())
    assert head(world, later.id).state is State.CANCELLED
    assert head(world, tomorrow.id).state is State.CANCELLED
    assert head(world, begun.id).state is not State.CANCELLED
    assert head(world, bobs.id).state is State.BOOKED
    assert await list_leavers(world.ports) == ()
    assert world.session_versions.versions == {ADA: 1}
    assert await faults(world) == []


async def test_a_leavers_series_ends(world: World) -> None:
    series = await a_series_of_ada(world)
    leaves(world)
    await release_leavers(world.ports, caller=OPERATOR)
    kept = await world.series.find(series.id)
    assert kept is not None and kept.value.ended
    assert await list_leavers(world.ports) == ()


async def test_releasing_that_broke_off_goes_on(world: World) -> None:
    await books(world)
    leaves(world)
    world.session_versions.fail_next(before=Unavailable("down"))
    with pytest.raises(Unavailable):
        await release_leavers(world.ports, caller=OPERATOR)
    assert (await release_leavers(world.ports, caller=OPERATOR)).cancelled == 1


async def test_two_rows_become_one_person_with_both_ones_bookings(world: World) -> None:
    hers = await books(world)
    his = await books(world, "13:00", "15:00", who="bob", place="desk-2")
    await world.identities.bind(BY_ADA, Bound(person=ADA, made=True))
    merged = await merge_people(world.ports, gone=ADA, into=BOB, caller=OPERATOR)
    assert isinstance(merged, Merged) and (merged.moved, merged.lost) == (1, ())
    assert ADA not in world.people.known
    assert await world.identities.find(BY_ADA) == Bound(person=BOB, made=True)
    live = [each for each in heads(world) if each.state is State.BOOKED]
    assert {each.person for each in live} == {BOB}
    assert {(each.at.resource, each.span) for each in live} == {
        (hers.at.resource, hers.span),
        (his.at.resource, his.span),
    }
    assert world.session_versions.versions == {ADA: 1}
    assert await faults(world) == []


async def test_what_overlaps_is_lost_and_said(world: World) -> None:
    hers = await books(world)
    await books(world, who="bob", place="desk-2")
    merged = await merge_people(world.ports, gone=ADA, into=BOB, caller=OPERATOR)
    assert isinstance(merged, Merged) and merged.lost == (hers.id,)


async def test_who_signed_in_before_the_import_knew_them_is_found_twice(world: World) -> None:
    made = a_person("made", upn="Ada@example.org", object_id="object-ada")
    rows = (made, a_person("p-1", upn="ada@example.org"), a_person("p-2", object_id="object-ada"))
    world.people.known |= {each.id: each for each in rows}
    assert await list_doubles(world.ports) == ()
    await world.identities.bind(BY_ADA, Bound(person=made.id, made=True))
    assert set(await list_doubles(world.ports)) == {("made", "p-1"), ("made", "p-2")}


async def test_nobody_becomes_visible_by_having_been_two(world: World) -> None:
    await world.preferences.say(ADA, Preference.HIDE)
    await merge_people(world.ports, gone=ADA, into=BOB, caller=OPERATOR)
    assert await world.preferences.of(BOB) is Preference.HIDE


async def test_a_badge_number_and_its_code_pass_on(world: World) -> None:
    await world.codes.give("A4711", Code(person=ADA, scrambled="hers"), None)
    await merge_people(world.ports, gone=ADA, into=BOB, caller=OPERATOR)
    kept = await world.codes.find("A4711")
    assert kept is not None and kept.value == Code(person=BOB, scrambled="hers")


async def test_whoever_stays_keeps_a_code_of_their_own(world: World) -> None:
    await world.codes.give("A4711", Code(person=ADA, scrambled="hers"), None)
    await world.codes.give("B4711", Code(person=BOB, scrambled="his"), None)
    await merge_people(world.ports, gone=ADA, into=BOB, caller=OPERATOR)
    assert [kept.value for kept in world.codes.kept.values()] == [Code(person=BOB, scrambled="his")]


async def test_nobody_confirms_their_own_proposal_by_having_been_two(world: World) -> None:
    ada = world.people.known[ADA]
    await change_profile(world.ports, caller=ada, terms=Terms(keep_bookings_days=99), seen=None)
    await merge_people(world.ports, gone=ADA, into=BOB, caller=OPERATOR)
    kept = await world.profiles.read()
    assert kept is not None
    bob, seen = world.people.known[BOB], kept.value.revision
    refused = await confirm_proposal(world.ports, caller=bob, seen=seen)
    assert isinstance(refused, Refused) and refused.why is Refusal.NEEDS_ANOTHER_PERSON


@pytest.mark.parametrize(("gone", "into"), [("ada", "ada"), ("ada", "nobody"), ("nobody", "ada")])
async def test_it_takes_two_people_to_merge(world: World, gone: str, into: str) -> None:
    merged = await merge_people(
        world.ports, gone=PersonId(gone), into=PersonId(into), caller=OPERATOR
    )
    assert isinstance(merged, Refused) and merged.why is Refusal.UNKNOWN_PERSON
    assert ADA in world.people.known


def test_together_they_know_what_either_knew() -> None:
    made = Person(id=ADA, name="Ada L.", mail="ada@x.example", upn="ada@x", object_id="object-ada")
    imported = a_person("p-1", team="civil", licences=frozenset({"B"}))
    assert one_of(imported, made) == replace(
        imported, mail="ada@x.example", upn="ada@x", object_id="object-ada"
    )


async def test_only_who_may_act_for_anyone_sees_a_leavers_series(world: World) -> None:
    series = await a_series_of_ada(world)
    leaves(world)
    refused = await find_series(world.ports, series.id, caller=world.people.known[BOB])
    assert isinstance(refused, Refused)
    assert not isinstance(await find_series(world.ports, series.id, caller=OPERATOR), Refused)
