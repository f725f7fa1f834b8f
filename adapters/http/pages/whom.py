"""For whom one books: oneself, or somebody for whom one may. A search by name with results, as links of the page."""

import re

from adapters.http.errors import refusal
from adapters.http.pages.asked import Asked
from adapters.http.pages.looking import Looking
from adapters.http.pages.plan import Whom
from adapters.http.pages.shell import Link
from application.asking import person_for
from application.find_to_book_for import books_for_others, find_to_book_for
from application.ports import Ports
from domain.ids import ID_PATTERN, PersonId
from domain.people import Person
from domain.refusals import Refused

MOST_FOUND = 8
_ID = re.compile(ID_PATTERN)


async def subject_of(ports: Ports, asked: Asked, *, viewer: Person) -> Person:
    """For whom the page is. Raises Denied (403, 404) for somebody for whom `viewer` may not book."""
    if _ID.fullmatch(asked.for_whom) is None:
        return viewer
    found = await person_for(ports, PersonId(asked.for_whom), caller=viewer)
    if isinstance(found, Refused):
        raise refusal(found)
    return found


async def others_of(ports: Ports, asked: Asked, *, viewer: Person) -> tuple[Person, ...]:
    """Whom the search finds."""
    return await find_to_book_for(ports, viewer=viewer, words=asked.whom, limit=MOST_FOUND)


def whom(
    look: Looking, *, viewer: Person, subject: Person, found: tuple[Person, ...]
) -> Whom | None:
    """None for whoever books for nobody else."""
    if not books_for_others(viewer):
        return None
    place = str(look.place.id) if look.place is not None else ""
    kept = {**look.query, "place": place, "for": ""}
    return Whom(
        name="" if subject.id == viewer.id else subject.name,
        words=look.asked.whom,
        found=tuple(
            Link(label=each.name, href=look.href(**{"place": place, "for": each.id}))
            for each in found
        ),
        myself=look.href(**{"place": place, "for": ""}),
        hidden=tuple((name, value) for name, value in kept.items() if value),
    )
