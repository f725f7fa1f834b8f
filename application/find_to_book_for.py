"""Finding somebody to book for: by name, among those for whom one may."""

from application.ports import Ports
from application.search_people import EVERYONE, search_people
from domain.people import Person, may, may_book_for
from domain.rights import Right


def books_for_others(viewer: Person) -> bool:
    """Whether there can be anybody else for whom `viewer` books."""
    leads = may(viewer, Right.BOOK_FOR_TEAM) and viewer.team is not None
    return leads or may(viewer, Right.BOOK_FOR_ANYONE)


async def find_to_book_for(
    ports: Ports, *, viewer: Person, words: str, limit: int
) -> tuple[Person, ...]:
    """People whose name has every word, oneself aside; nobody for less than two letters."""
    if not books_for_others(viewer):
        return ()
    found = await search_people(ports, viewer=viewer, words=words, limit=EVERYONE)
    theirs = [each for each in found if each.id != viewer.id and may_book_for(viewer, each)]
    return tuple(theirs[:limit])
