"""Searching people by name, to book for them or to find them."""

from application.ports import Ports
from domain.people import Person

SHORTEST = 2


async def search_people(ports: Ports, *, words: str, limit: int) -> tuple[Person, ...]:
    """People whose name has every word; nobody for less than two letters, which would list the house."""
    wanted = " ".join(words.split())
    return await ports.people.search(wanted, limit=limit) if len(wanted) >= SHORTEST else ()
