"""What the audit tells of a restore: that it began, by whom, with which copy, and how it ended.

The audit is brought back as it was, so both are written after that. The beginning is noted in the second account before
anything is taken away: attempts that broke off are told by the one that succeeds.
"""

from rich.console import Console
from rich.markup import escape

from adapters.backup.attempts import Attempt, attempts_in, note
from adapters.backup.manifest import Manifest
from adapters.cli.admin import OPERATOR
from adapters.cli.backup import Backups
from application.faults import Misconfigured, Unavailable
from application.ports import Ports
from application.settle_restored import Settled
from domain.audit import Action, AuditEntry, Outcome


async def begin(backups: Backups, manifest: Manifest) -> Attempt:
    """A rehearsal may only read the second account, so not to note it there is no reason to stop."""
    ports, now = backups.ports, backups.ports.clock.now()
    attempt = Attempt(
        id=f"{now:%Y%m%dt%H%M%S}-{ports.ids.change()}",
        at=now,
        copy=manifest.name,
        origin=ports.origins.here(),
    )
    try:
        await note(backups.shelf.vault, attempt)
    except (Unavailable, Misconfigured) as fault:
        said = f"Not noted in the second account, should this break off: {fault}"
        Console(stderr=True).print(escape(said), highlight=False)
    return attempt


async def record_begun(backups: Backups, manifest: Manifest, attempt: Attempt) -> None:
    """This attempt, and those that the audit of the copy cannot know."""
    told = {each.id: each for each in await attempts_in(backups.shelf.vault)}
    since = manifest.copy.consistent_until
    earlier = [each for each in told.values() if each.at >= since and each.id != attempt.id]
    for each in (*earlier, attempt):
        entry = AuditEntry(
            action=Action.RESTORE_BEGUN,
            at=each.at,
            actor=OPERATOR.id,
            target=each.copy,
            origin=each.origin,
        )
        await backups.ports.audit.record(entry)


async def record_done(ports: Ports, manifest: Manifest, settled: Settled) -> None:
    """Failed where a day does not agree: then maintenance stays on."""
    said = (
        f"{manifest.copy.rows} rows, {settled.days} days, {settled.repaired} repaired, "
        f"{len(settled.left)} left, {len(settled.erased)} erased again"
    )
    entry = AuditEntry(
        action=Action.RESTORE_DONE,
        at=ports.clock.now(),
        actor=OPERATOR.id,
        target=manifest.name,
        outcome=Outcome.FAILED if settled.left else Outcome.DONE,
        origin=ports.origins.here(),
        reason=said,
    )
    await ports.audit.record(entry)
