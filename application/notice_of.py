"""What a mail or a slip says: no word of it is kept, so it is gathered anew from its booking, as it is now."""

from application.ports import Ports
from domain.mailing import Mail, overtaken
from domain.notices import Notice


async def notice_of(ports: Ports, mail: Mail) -> Notice | None:
    """The notice as it is true now, about what of it still stands; None where nothing does. Raises Unavailable."""
    found = [await ports.bookings.find(each) for each in (mail.booking, *mail.also)]
    now = ports.clock.now()
    standing = [
        kept.value for kept in found if kept is not None and not overtaken(mail, kept.value, now)
    ]
    if not standing:
        return None
    return Notice(
        key=mail.key,
        topic=mail.topic,
        booking=standing[0],
        before=mail.before,
        also=tuple(standing[1:]),
        reason=await _reason(ports, mail),
        alternatives=mail.alternatives,
    )


async def _reason(ports: Ports, mail: Mail) -> str:
    """What somebody wrote stands with the change itself, and nowhere else."""
    rows = await ports.outbox.of(mail.booking)
    said = (i.reason for row in reversed(rows) for i in row.intents if i.notice == mail.topic)
    return next(said, "")
