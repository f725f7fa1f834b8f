"""What sign-in asks of storage: who is who, people's rows by version, session versions."""

from dataclasses import replace

import pytest

from application.faults import Stale
from application.identity import Bound, Identity
from domain.ids import PersonId
from tests.builders import a_directory, a_person
from tests.contracts.conftest import Kit

ADA, BOB = PersonId("ada"), PersonId("bob")
AT_WORK = Identity(tenant="tenant-1", object_id="object-1")
ELSEWHERE = Identity(tenant="tenant-2", object_id="object-1")


class TestIdentities:
    async def test_an_identity_stands_for_whoever_it_was_bound_to_first(self, kit: Kit) -> None:
        identities = kit.ports.identities
        assert await identities.find(AT_WORK) is None
        assert await identities.bind(AT_WORK, Bound(person=ADA, made=True)) == Bound(
            person=ADA, made=True
        )
        assert await identities.bind(AT_WORK, Bound(person=BOB)) == Bound(person=ADA, made=True)
        assert await identities.find(AT_WORK) == Bound(person=ADA, made=True)

    async def test_the_same_id_in_another_tenant_is_somebody_else(self, kit: Kit) -> None:
        await kit.ports.identities.bind(AT_WORK, Bound(person=ADA))
        assert await kit.ports.identities.find(ELSEWHERE) is None

    async def test_one_persons_identities_can_be_given_to_another(self, kit: Kit) -> None:
        identities = kit.ports.identities
        await identities.bind(AT_WORK, Bound(person=ADA))
        await identities.bind(ELSEWHERE, Bound(person=ADA, made=True))
        assert await identities.rebind(ADA, BOB) == 2
        assert await identities.find(AT_WORK) == Bound(person=BOB)
        assert await identities.find(ELSEWHERE) == Bound(person=BOB, made=True)
        assert await identities.rebind(ADA, BOB) == 0

    async def test_everyone_who_signed_in_is_known_until_forgotten(self, kit: Kit) -> None:
        identities = kit.ports.identities
        await identities.bind(AT_WORK, Bound(person=ADA))
        await identities.bind(ELSEWHERE, Bound(person=BOB, made=True))
        assert await identities.bound() == {
            ADA: Bound(person=ADA),
            BOB: Bound(person=BOB, made=True),
        }
        await identities.forget(ADA)
        await identities.forget(PersonId("nobody"))
        assert list(await identities.bound()) == [BOB]
        assert await identities.find(AT_WORK) is None


class TestStaff:
    async def test_a_row_is_made_once_and_changed_by_version(self, kit: Kit) -> None:
        staff, ada = kit.ports.staff, a_person("ada", mail="ada@example.org")
        assert await staff.read(ADA) is None
        version = await staff.write(ada, None)
        with pytest.raises(Stale):
            await staff.write(ada, None)
        second = await staff.write(replace(ada, name="Ada L."), version)
        with pytest.raises(Stale):
            await staff.write(ada, version)
        kept = await staff.read(ADA)
        assert kept is not None and kept.value.name == "Ada L." and kept.version == second

    async def test_what_was_written_is_found_at_once(self, kit: Kit) -> None:
        await kit.fill(a_directory(), [a_person("ada")], [])
        assert await kit.ports.people.find(ADA) == a_person("ada")
        kept = await kit.ports.staff.read(ADA)
        assert kept is not None
        await kit.ports.staff.write(replace(kept.value, name="Other"), kept.version)
        found = await kit.ports.people.find(ADA)
        assert found is not None and found.name == "Other"

    async def test_a_row_that_is_removed_is_gone_and_may_be_removed_again(self, kit: Kit) -> None:
        await kit.fill(a_directory(), [a_person("ada")], [])
        assert await kit.ports.people.find(ADA) is not None
        await kit.ports.staff.remove(ADA)
        await kit.ports.staff.remove(ADA)
        assert await kit.ports.staff.read(ADA) is None
        assert await kit.ports.people.find(ADA) is None

    async def test_claimants_carry_the_object_id_or_the_upn(self, kit: Kit) -> None:
        by_id = a_person("ada", object_id="object-1")
        by_upn = a_person("bob", upn="Bob@Example.org")
        await kit.fill(a_directory(), [by_id, by_upn, a_person("cas")], [])
        claimants = kit.ports.staff.claimants
        assert [k.value for k in await claimants(object_id="object-1", upn="")] == [by_id]
        assert [k.value for k in await claimants(object_id="", upn="bob@example.ORG")] == [by_upn]
        assert await claimants(object_id="", upn="") == ()


class TestSessionVersions:
    async def test_it_is_nought_until_it_is_raised(self, kit: Kit) -> None:
        versions = kit.ports.session_versions
        assert await versions.of(ADA) == 0
        assert await versions.end_all(ADA) == 1
        assert await versions.of(ADA) == 1
        assert await versions.end_all(ADA) == 2
        assert await versions.of(ADA, fresh=True) == 2
        assert await versions.of(BOB) == 0

    async def test_nothing_is_kept_of_who_is_forgotten(self, kit: Kit) -> None:
        versions = kit.ports.session_versions
        await versions.end_all(ADA)
        await versions.forget(ADA)
        await versions.forget(ADA)
        assert await versions.of(ADA) == 0
