"""Showing the privacy pact: what holds, what is proposed, what everyone is told, and who decided. It is for everyone."""

import asyncio
from dataclasses import dataclass

from application.ports import Ports
from domain.ids import PersonId
from domain.pact import Announcement, Pact, announcement
from domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPact:
    """`deciders`: those who proposed and confirmed, as far as they are still here."""

    pact: Pact
    told: Announcement | None
    deciders: dict[PersonId, Person]


async def show_pact(ports: Ports, pact: Pact | None = None) -> ShownPact:
    """The pact, or that of a moment ago as it is now."""
    shown = pact if pact is not None else await _now(ports)
    proposal, profile = shown.proposal, shown.profile
    names = {profile.by, profile.confirmed_by, proposal.by if proposal is not None else None}
    wanted = sorted(name for name in names if name is not None)
    found = await asyncio.gather(*(ports.people.find(name) for name in wanted))
    return ShownPact(
        pact=shown,
        told=announcement(shown, ports.clock.now()),
        deciders={person.id: person for person in found if person is not None},
    )


async def told_to_all(ports: Ports) -> Announcement | None:
    """What every page says for now; from what is kept, so it costs no page a question to storage."""
    return announcement(await ports.profiles.pact(), ports.clock.now())


async def _now(ports: Ports) -> Pact:
    kept = await ports.profiles.read()
    return kept.value if kept is not None else Pact()
