"""Letting go of what is kept of a person beside the days' books. Doing it again changes nothing."""

from dataclasses import replace

from application.identity import kiosks_of
from application.ports import Ports
from application.slips import forget_slips
from domain.ids import PersonId
from domain.meetings import mailbox_of
from domain.pact import Pact


async def release_records(ports: Ports, person: PersonId) -> None:
    """Who they are, what was assigned to them, what was counted and recorded of them. Raises Stale, Unavailable."""
    known = await ports.staff.read(person)
    if (own := mailbox_of(known.value if known is not None else None)) is not None:
        await ports.mailboxes.forget(own)
    await ports.identities.forget(person)
    await ports.staff.remove(person)
    for whose in (person, kiosks_of(person)):
        await ports.session_versions.forget(whose)
    await ports.assignments.hand_over(person, None)
    await ports.quotas.forget(person)
    await ports.codes.take_away(person)
    await forget_slips(ports, person)
    await ports.audit.forget(person)
    kept = await ports.profiles.read()
    if kept is not None and (after := undecided(kept.value, person)) != kept.value:
        await ports.profiles.write(after, kept.version)


async def release_series(ports: Ports, person: PersonId) -> None:
    """Their own series go; those that they made for others become those people's own. Raises Stale, Unavailable."""
    for kept in await ports.series.every():
        if kept.value.person == person:
            await ports.series.forget(kept.value)
        elif kept.value.by == person:
            own = replace(kept.value, by=kept.value.person, note="")
            await ports.series.write(own, kept.version)


def undecided(pact: Pact, person: PersonId) -> Pact:
    """The privacy pact without who decided it, where that was `person`; what they proposed is withdrawn."""
    profile, proposal = pact.profile, pact.proposal
    after = replace(
        pact,
        profile=replace(
            profile,
            by=None if profile.by == person else profile.by,
            confirmed_by=None if profile.confirmed_by == person else profile.confirmed_by,
        ),
        proposal=None if proposal is not None and proposal.by == person else proposal,
    )
    return pact if after == pact else replace(after, revision=pact.revision + 1)
