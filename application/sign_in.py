"""Somebody whom the issuer vouches for becomes a person here: matched, or made on their first sign-in.

- By tenant and object id; the first time by the object id of an imported row, else, once, by UPN where the row has no
  object id. A row that belongs to another object id is never taken over: a UPN can be given to a newcomer.
- Whoever matches nobody is made: an employee without a team, until an import knows more.
- Name and mail follow the issuer at every sign-in; the language is taken once, because people choose it here.
- Roles in the token win for people who sign in, and are stored: one place says who may do what. Where the issuer knows
  no roles (`claims.roles` is None) those of the import stay.
"""

from collections.abc import Sequence
from dataclasses import replace

from application.identity import Bound, Claims
from application.ports import Ports, Stale, Unavailable
from domain.ids import PersonId
from domain.ledger import Kept
from domain.people import Person

ATTEMPTS = 4


async def sign_in(ports: Ports, claims: Claims, *, languages: Sequence[str]) -> Person:
    """The person, as they are now known. `languages`: those that the municipality speaks, its own first."""
    for _ in range(ATTEMPTS):
        bound = await _whose(ports, claims)
        kept = await ports.staff.read(bound.person)
        person = known_as(kept.value if kept else None, bound.person, claims, languages)
        try:
            if kept is None or person != kept.value:
                await ports.staff.write(person, kept.version if kept else None)
        except Stale:
            continue
        await _also_as(ports, claims, bound)
        return person
    raise Unavailable("the person's row kept changing under us")


async def _whose(ports: Ports, claims: Claims) -> Bound:
    """Who it is; from now on it is them."""
    known = await ports.identities.find(claims.identity)
    if known is not None:
        return known
    found = await ports.staff.claimants(object_id=claims.identity.object_id, upn=claims.upn)
    match = matching(found, claims)
    bound = Bound(person=match.id) if match else Bound(person=ports.ids.person(), made=True)
    return await ports.identities.bind(claims.identity, bound)


async def _also_as(ports: Ports, claims: Claims, bound: Bound) -> None:
    """The issuer's logout tokens may name them otherwise than its id tokens do."""
    if claims.alias != claims.identity and await ports.identities.find(claims.alias) is None:
        await ports.identities.bind(claims.alias, bound)


def matching(found: Sequence[Kept[Person]], claims: Claims) -> Person | None:
    """The one row that is theirs: by object id, else by UPN if it has none; None where there is none, or several."""
    people = [each.value for each in found]
    by_id = [each for each in people if each.object_id == claims.identity.object_id]
    free = [each for each in people if not each.object_id]
    chosen = by_id or free
    return chosen[0] if len(chosen) == 1 else None


def known_as(
    person: Person | None, name: PersonId, claims: Claims, languages: Sequence[str]
) -> Person:
    """The person after this sign-in; None: one who is made by it."""
    spoken = claims.language if claims.language in languages else next(iter(languages), "en")
    known = person or Person(id=name, name=claims.name or claims.upn or name, language=spoken)
    return replace(
        known,
        name=claims.name or known.name,
        mail=claims.mail or known.mail,
        upn=claims.upn or known.upn,
        object_id=known.object_id or claims.identity.object_id,
        roles=known.roles if claims.roles is None else claims.roles,
        has_pc=True,
    )
