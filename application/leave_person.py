"""Leaving: somebody who works here no longer, before an import says so; and whom an import would make leave."""

from collections.abc import Collection

from application.erase_person import registered
from application.ports import Ports
from application.release_leavers import Leaver, Released, held_by, release_what
from domain.ids import PersonId
from domain.people import Person


async def leave(ports: Ports, person: PersonId, *, caller: Person) -> Released:
    """End their sessions, let nobody come in as them, and give back what they hold from now on. `caller` may act for
    anyone. Doing it again goes on with what is left. Raises Stale, Unavailable."""
    await ports.codes.take_away(person)
    await ports.staff.remove(person)
    return await release_what(ports, (await held_by(ports, person),), caller=caller)


async def expected_leavers(ports: Ports, staying: Collection[PersonId]) -> tuple[Leaver, ...]:
    """Who would leave if only `staying` were imported; whoever was made by signing in stays anyway."""
    bound = await ports.identities.bound()
    made = {person for person, each in bound.items() if each.made}
    leaving = set((await ports.people.everyone()).people) - set(staying) - made
    return tuple([await held_by(ports, person) for person in sorted(leaving)])


async def erased_among(ports: Ports, people: Collection[PersonId]) -> tuple[PersonId, ...]:
    """Who of them was erased: to import them is to know them again."""
    lines = await ports.register.all()
    return tuple(sorted(person for person in people if registered(lines, person)))
