"""Who leaves: whom an import would make leave, and who was erased and would be known again."""

from application.erase_person import erase_person
from application.identity import Bound, Identity
from application.leave_person import erased_among, expected_leavers
from domain.ids import PersonId
from tests.application.town import ADA, BOB, CID, FAY, RIE, a_town, books


async def test_who_is_not_in_the_files_leaves_with_what_they_hold() -> None:
    world = a_town()
    made = await books(world, "13:00", "15:00")
    found = await expected_leavers(world.ports, {BOB.id, CID.id, RIE.id})
    assert [(each.person, each.bookings) for each in found] == [("ada", (made.id,)), ("fay", ())]


async def test_who_was_made_by_signing_in_stays() -> None:
    world = a_town()
    identity = Identity(tenant="t", object_id="o")
    world.identities.rows[identity] = Bound(person=ADA.id, made=True)
    found = await expected_leavers(world.ports, {BOB.id, CID.id, RIE.id})
    assert [each.person for each in found] == ["fay"]


async def test_who_was_erased_is_told_apart_from_who_was_not() -> None:
    world = a_town()
    await erase_person(world.ports, ADA.id, caller=FAY)
    assert await erased_among(world.ports, {ADA.id, BOB.id, PersonId("zoe")}) == (ADA.id,)
