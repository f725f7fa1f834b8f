"""Places that are held alike are looked at once, whoever looks: and never show one person what is another's."""

from domain.availability import PlaceState, standings
from domain.ids import SiteId
from tests.builders import NOW, a_desk, a_directory, a_person, an_entry, ledgers_of, span


def test_places_that_are_held_alike_are_told_apart_by_who_looks() -> None:
    places = [a_desk(name) for name in ("a", "b", "c")]
    names = ("ada", "bob", "lea")
    entries = [
        an_entry("09:00", "12:00", name=who, person=who, resource=place)
        for who, place in zip(names, places, strict=True)
    ]
    for number, who in enumerate(names):
        found = standings(
            SiteId("hall"),
            span("09:00", "12:00"),
            directory=a_directory(*places),
            ledgers=ledgers_of(*entries),
            viewer=a_person(who),
            now=NOW,
        )
        mine = [number == other for other in range(3)]
        assert [each.state is PlaceState.MINE for each in found.values()] == mine
