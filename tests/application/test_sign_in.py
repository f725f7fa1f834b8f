"""Who somebody becomes by signing in."""

from dataclasses import replace

import pytest

from application.faults import Unavailable
from application.identity import Bound, Claims, Identity
from application.sign_in import sign_in
from application.speak_for import speak_for
from domain.ids import PersonId
from domain.people import Person, Role
from tests.builders import NOW, a_directory, a_person
from tests.fakes import World, a_world

AT_WORK = Identity(tenant="tenant", object_id="object-ada")
CLAIMS = Claims(
    identity=AT_WORK,
    alias=AT_WORK,
    name="Ada Lovelace",
    mail="ada@example.org",
    upn="Ada@Example.org",
    language="fr",
    roles=frozenset({Role.EMPLOYEE}),
)
LANGUAGES = ("nl", "fr")


def a_town(*people: Person) -> World:
    return a_world(a_directory(), people, NOW)


async def test_a_newcomer_is_made_an_employee_with_what_the_issuer_says() -> None:
    world = a_town()
    person = await sign_in(world.ports, CLAIMS, languages=LANGUAGES)
    assert person == Person(
        id=person.id,
        name="Ada Lovelace",
        mail="ada@example.org",
        upn="Ada@Example.org",
        object_id="object-ada",
        language="fr",
    )
    assert world.people.known[person.id] == person
    assert world.identities.rows == {AT_WORK: Bound(person=person.id, made=True)}


async def test_the_second_time_it_is_the_same_person_and_nothing_is_written() -> None:
    world = a_town()
    first = await sign_in(world.ports, CLAIMS, languages=LANGUAGES)
    world.people.fail_next(before=AssertionError("nothing to write"))
    assert await sign_in(world.ports, CLAIMS, languages=LANGUAGES) == first


async def test_an_imported_row_with_the_object_id_is_theirs() -> None:
    world = a_town(a_person("p-1", object_id="object-ada", upn="old@example.org", team="civil"))
    person = await sign_in(world.ports, CLAIMS, languages=LANGUAGES)
    assert (person.id, person.team, person.upn) == ("p-1", "civil", "Ada@Example.org")
    assert world.identities.rows[AT_WORK] == Bound(person=PersonId("p-1"))


async def test_a_row_without_an_object_id_is_matched_by_upn_once() -> None:
    world = a_town(a_person("p-1", upn="ada@example.org"))
    person = await sign_in(world.ports, CLAIMS, languages=LANGUAGES)
    assert person.id == "p-1" and person.object_id == "object-ada"
    other = replace(CLAIMS, identity=replace(AT_WORK, object_id="newcomer"), alias=AT_WORK)
    newcomer = await sign_in(world.ports, other, languages=LANGUAGES)
    assert newcomer.id != "p-1", "a UPN that was given to somebody else is not a key"


async def test_a_row_of_another_object_id_is_never_taken_over() -> None:
    world = a_town(a_person("p-1", object_id="object-leaver", upn="ada@example.org"))
    assert (await sign_in(world.ports, CLAIMS, languages=LANGUAGES)).id != "p-1"
    assert world.people.known[PersonId("p-1")].object_id == "object-leaver"


async def test_two_rows_with_one_upn_are_nobodys_to_choose() -> None:
    rows = (a_person("p-1", upn="ada@example.org"), a_person("p-2", upn="ADA@example.org"))
    world = a_town(*rows)
    assert (await sign_in(world.ports, CLAIMS, languages=LANGUAGES)).id not in {"p-1", "p-2"}


async def test_a_upn_that_may_not_be_trusted_matches_nobody() -> None:
    world = a_town(a_person("p-1", upn="ada@example.org"), a_person("p-2"))
    person = await sign_in(world.ports, replace(CLAIMS, upn=""), languages=LANGUAGES)
    assert person.id not in {"p-1", "p-2"}


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        (frozenset({Role.EMPLOYEE, Role.HR}), {Role.EMPLOYEE, Role.HR}),
        (frozenset({Role.EMPLOYEE}), {Role.EMPLOYEE}),
        (None, {Role.ADMINISTRATOR}),
    ],
)
async def test_roles_in_the_token_win_and_are_stored(
    said: frozenset[Role] | None, roles: set[Role]
) -> None:
    world = a_town(a_person("p-1", Role.ADMINISTRATOR, object_id="object-ada"))
    person = await sign_in(world.ports, replace(CLAIMS, roles=said), languages=LANGUAGES)
    assert person.roles == roles
    assert world.people.known[PersonId("p-1")].roles == roles


async def test_name_and_mail_follow_the_issuer_the_language_does_not() -> None:
    world = a_town(a_person("p-1", object_id="object-ada", language="nl", mail="old@example.org"))
    person = await sign_in(world.ports, CLAIMS, languages=LANGUAGES)
    assert (person.name, person.mail, person.language) == ("Ada Lovelace", "ada@example.org", "nl")
    silent = replace(CLAIMS, name="", mail="", upn="")
    assert await sign_in(world.ports, silent, languages=LANGUAGES) == person


async def test_a_language_that_is_not_spoken_here_becomes_the_first_that_is() -> None:
    person = await sign_in(a_town().ports, replace(CLAIMS, language="pt"), languages=LANGUAGES)
    assert person.language == "nl"


async def test_two_first_sign_ins_at_once_make_one_person() -> None:
    world = a_town()
    made = world.identities.bind

    async def meanwhile(identity: Identity, bound: Bound) -> Bound:
        world.identities.bind = made  # type: ignore[method-assign]  # only the first time
        await sign_in(world.ports, CLAIMS, languages=LANGUAGES)
        return await made(identity, bound)

    world.identities.bind = meanwhile  # type: ignore[method-assign]  # interferes before the write
    person = await sign_in(world.ports, CLAIMS, languages=LANGUAGES)
    assert list(world.people.known.values()) == [person]


async def test_a_sign_in_that_broke_off_is_finished_by_the_next() -> None:
    world = a_town()
    world.people.fail_next(before=Unavailable("down"))
    with pytest.raises(Unavailable):
        await sign_in(world.ports, CLAIMS, languages=LANGUAGES)
    (bound,) = world.identities.rows.values()
    assert (await sign_in(world.ports, CLAIMS, languages=LANGUAGES)).id == bound.person


async def test_they_are_known_under_the_name_in_logout_tokens_too() -> None:
    world = a_town()
    alias = Identity(tenant="issuer", object_id="pairwise")
    person = await sign_in(world.ports, replace(CLAIMS, alias=alias), languages=LANGUAGES)
    bound = await world.identities.find(alias)
    assert bound is not None and bound.person == person.id


async def test_the_same_object_id_in_another_tenant_is_another_person() -> None:
    world = a_town()
    here = await sign_in(world.ports, replace(CLAIMS, upn=""), languages=LANGUAGES)
    world.people.known[here.id] = replace(here, object_id="")
    elsewhere = Identity(tenant="other", object_id="object-ada")
    there = replace(CLAIMS, identity=elsewhere, alias=elsewhere, upn="")
    assert (await sign_in(world.ports, there, languages=LANGUAGES)).id != here.id


async def test_a_token_speaks_for_a_known_person_with_the_roles_it_carries() -> None:
    world = a_town()
    person = await sign_in(world.ports, CLAIMS, languages=LANGUAGES)
    roles = frozenset({Role.EMPLOYEE, Role.AUDITOR})
    spoken = await speak_for(world.ports, replace(CLAIMS, roles=roles), languages=LANGUAGES)
    assert spoken == replace(person, roles=roles)
    assert world.people.known[person.id].roles == {Role.EMPLOYEE}, "not stored"


async def test_a_token_for_a_newcomer_is_a_first_sign_in() -> None:
    world = a_town()
    spoken = await speak_for(world.ports, CLAIMS, languages=LANGUAGES)
    assert spoken is not None and spoken.id in world.people.known


async def test_a_program_must_have_been_imported() -> None:
    robot = replace(CLAIMS, for_person=False, roles=frozenset({Role.EMPLOYEE, Role.AUDITOR}))
    world = a_town(a_person("p-1", upn="ada@example.org"))
    assert await speak_for(world.ports, robot, languages=LANGUAGES) is None
    assert world.identities.rows == {}
    world = a_town(a_person("bot", object_id="object-ada"))
    for _ in range(2):
        spoken = await speak_for(world.ports, robot, languages=LANGUAGES)
        assert spoken is not None and spoken.id == "bot" and Role.AUDITOR in spoken.roles
