"""What the places and the people promise."""

from dataclasses import replace

import pytest

from application.faults import Misconfigured
from domain.ids import PersonId, TeamId
from domain.people import HomeDay, Role, Team
from domain.places import Mode
from domain.when import PartId
from tests.builders import a_desk, a_directory, a_person
from tests.contracts.conftest import Kit

MARE = a_person(
    "mare", Role.TEAM_LEAD, team="roads", home_days=frozenset({HomeDay(weekday=5)}), has_pc=False
)
BEATRICE = replace(
    a_person("p-2", mail="beatrice@example.org", language="fr"), name="Béatrice Müller-Weiß"
)
BEA = replace(
    a_person("p-1", home_days=frozenset({HomeDay(weekday=1, part=PartId("morning"))})),
    name="Bea Weiss",
)
ROADS = Team(id=TeamId("roads"), name="Strossen", lead=PersonId("mare"))


class TestPlaces:
    async def test_nothing_is_known_before_an_import(self, kit: Kit) -> None:
        with pytest.raises(Misconfigured, match="imported"):
            await kit.ports.places.directory()

    async def test_what_was_imported_is_known(self, kit: Kit) -> None:
        directory = a_directory()
        await kit.fill(directory, (), ())
        assert await kit.ports.places.directory() == directory

    async def test_maintenance_is_on_until_it_is_switched_off(self, kit: Kit) -> None:
        await kit.fill(a_directory(), (), ())
        assert not await kit.ports.places.paused()
        for on in (True, True, False, False):
            await kit.ports.places.pause(on)
            assert await kit.ports.places.paused() is on
        assert await kit.ports.places.directory() == a_directory()

    async def test_maintenance_needs_no_municipality(self, kit: Kit) -> None:
        await kit.ports.places.pause(True)
        assert await kit.ports.places.paused()
        with pytest.raises(Misconfigured, match="imported"):
            await kit.ports.places.directory()
        await kit.ports.places.pause(False)
        await kit.fill(a_directory(), (), ())
        assert not await kit.ports.places.paused()

    async def test_neither_an_import_nor_handing_places_over_ends_maintenance(
        self, kit: Kit
    ) -> None:
        directory = a_directory(a_desk(mode=Mode.ASSIGNED, assigned_to=MARE.id))
        await kit.fill(directory, (MARE,), ())
        await kit.ports.places.pause(True)
        assert await kit.ports.assignments.hand_over(MARE.id, None) == 1
        await kit.ports.places.pause(True)
        await kit.fill(directory, (MARE,), ())
        assert await kit.ports.places.paused()

    async def test_asking_for_maintenance_costs_no_request_of_its_own(
        self, kit: Kit, sent: list[str]
    ) -> None:
        await kit.fill(a_directory(), (), ())
        await kit.ports.places.directory()
        before = len(sent)
        assert not await kit.ports.places.paused()
        assert len(sent) == before


class TestPeople:
    async def test_a_person_comes_back_in_full(self, kit: Kit) -> None:
        await kit.fill(a_directory(), (MARE, BEATRICE), (ROADS,))
        assert await kit.ports.people.find(MARE.id) == MARE
        assert await kit.ports.people.find(BEATRICE.id) == BEATRICE
        assert await kit.ports.people.find(PersonId("nobody")) is None
        assert await kit.ports.people.team(ROADS.id) == ROADS
        assert await kit.ports.people.team(TeamId("none")) is None

    @pytest.mark.parametrize(
        ("words", "names"),
        [
            ("beatrice", [BEATRICE.name]),
            ("WEISS bea", [BEA.name, BEATRICE.name]),
            ("muller", [BEATRICE.name]),
            ("zzz", []),
            ("", [BEA.name, BEATRICE.name, MARE.name]),
        ],
    )
    async def test_words_are_found_without_accents_and_case(
        self, kit: Kit, words: str, names: list[str]
    ) -> None:
        await kit.fill(a_directory(), (MARE, BEATRICE, BEA), ())
        found = await kit.ports.people.search(words, limit=10)
        assert [person.name for person in found] == names

    async def test_no_more_than_asked_for(self, kit: Kit) -> None:
        crowd = tuple(replace(BEA, id=PersonId(f"p-{n}")) for n in range(8))
        await kit.fill(a_directory(), crowd, ())
        assert len(await kit.ports.people.search("bea", limit=5)) == 5
