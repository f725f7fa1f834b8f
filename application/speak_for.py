"""Whom a bearer token speaks for: a person who uses the API, or a program that an administrator made a person of.

An ordinary request costs no storage: who an identity is, and the person, are kept for 15 seconds. Roles are those of
the token. A program is never made a person by showing up: it must have been imported with its object id.
"""

from collections.abc import Sequence
from dataclasses import replace

from application.identity import Bound, Claims
from application.ports import Ports
from application.sign_in import matching, sign_in
from domain.people import Person


async def speak_for(ports: Ports, claims: Claims, *, languages: Sequence[str]) -> Person | None:
    """The person; None for a program that nobody knows."""
    bound = await ports.identities.find(claims.identity)
    person = await ports.people.find(bound.person) if bound is not None else None
    if person is None:
        if claims.for_person:
            return await sign_in(ports, claims, languages=languages)
        person = await _imported(ports, claims)
    if person is None or claims.roles is None:
        return person
    return replace(person, roles=claims.roles)


async def _imported(ports: Ports, claims: Claims) -> Person | None:
    found = await ports.staff.claimants(object_id=claims.identity.object_id, upn="")
    person = matching(found, claims)
    if person is not None:
        await ports.identities.bind(claims.identity, Bound(person=person.id))
    return person
