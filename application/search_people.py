"""Searching people by name, to book for them or to find them: whom the viewer may see, and nobody else."""

from application.ports import Ports
from application.see_others import eyes_of
from domain.people import Person
from domain.privacy import Meeting, Sight

SHORTEST = 2
EVERYONE = 100_000
SEARCHED = Meeting(sight=Sight.SEARCH)


async def search_people(
    ports: Ports, *, viewer: Person, words: str, limit: int
) -> tuple[Person, ...]:
    """People whose name has every word; nobody for less than two letters, which would list the house."""
    wanted = " ".join(words.split())
    if len(wanted) < SHORTEST:
        return ()
    eyes = await eyes_of(ports, viewer)
    found = await ports.people.search(wanted, limit=EVERYONE)
    shown = [person for person in found if eyes.sees(person, SEARCHED).name]
    return tuple(shown[:limit])
