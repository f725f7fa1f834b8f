"""Changing the privacy pact: read it as it is, decide, write it under the version that was read."""

from collections.abc import Callable

from application.ports import Ports, Stale
from domain.audit import Action, AuditEntry
from domain.ledger import Kept
from domain.pact import Pact, decide_confirmation, decide_profile_change, decide_withdrawal
from domain.people import Person
from domain.privacy import Preference, Terms
from domain.refusals import Refusal, Refused

type Decide = Callable[[Pact], Pact | Refused]
CHANGED = Refused(why=Refusal.CHANGED_MEANWHILE, rule="version")


async def change_profile(
    ports: Ports, *, caller: Person, terms: Terms, seen: int | None
) -> Pact | Refused:
    """Have `terms` in force, or proposed where they weaken anything. `seen`: the revision that was decided on; None
    where any will do."""
    now = ports.clock.now()

    def decide(pact: Pact) -> Pact:
        return decide_profile_change(pact, terms, by=caller.id, now=now)

    return await _change(ports, caller, seen, decide)


async def confirm_proposal(ports: Ports, *, caller: Person, seen: int | None) -> Pact | Refused:
    """Put in force exactly what was proposed in the revision `seen`; None, which names none, confirms nothing."""
    if seen is None:
        return CHANGED
    now = ports.clock.now()

    def decide(pact: Pact) -> Pact | Refused:
        return decide_confirmation(pact, by=caller.id, now=now)

    return await _change(ports, caller, seen, decide, Action.PROFILE_CONFIRMED)


async def withdraw_proposal(ports: Ports, *, caller: Person, seen: int | None) -> Pact | Refused:
    """Leave the terms as they are."""
    return await _change(ports, caller, seen, decide_withdrawal, Action.PROFILE_WITHDRAWN)


async def say_preference(ports: Ports, *, caller: Person, said: Preference) -> Refused | None:
    """One's own word about being shown, where the terms leave one. Taking it back is always possible."""
    pact = await ports.profiles.pact()
    if said is not Preference.UNSAID and not pact.profile.terms.chooses:
        return Refused(why=Refusal.NO_CHOICE, rule="privacy-choice")
    await ports.preferences.say(caller.id, said)
    return None


async def _change(
    ports: Ports,
    caller: Person,
    seen: int | None,
    decide: Decide,
    action: Action | None = None,
) -> Pact | Refused:
    kept: Kept[Pact] | None = await ports.profiles.read()
    pact = kept.value if kept is not None else Pact()
    if seen is not None and seen != pact.revision:
        return CHANGED
    decided = decide(pact)
    if isinstance(decided, Refused) or decided == pact:
        return decided
    try:
        await ports.profiles.write(decided, kept.version if kept is not None else None)
    except Stale:
        return CHANGED
    await _record(ports, caller, decided, action or _what(pact, decided))
    return decided


def _what(before: Pact, after: Pact) -> Action:
    if after.proposal is not None:
        return Action.PROFILE_PROPOSED
    changed = after.profile != before.profile
    return Action.PROFILE_CHANGED if changed else Action.PROFILE_WITHDRAWN


async def _record(ports: Ports, caller: Person, pact: Pact, action: Action) -> None:
    """Raises Unavailable: it is changed, and the answer says that something went wrong, so that somebody looks."""
    entry = AuditEntry(
        action=action,
        at=ports.clock.now(),
        actor=caller.id,
        target=f"revision {pact.revision}",
        origin=ports.origins.here(),
        mark=f"pact-{pact.revision}",
    )
    await ports.audit.record(entry)
