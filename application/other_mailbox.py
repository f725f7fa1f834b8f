"""One call at a mailbox other than the one whose lease we hold: in one of its few places, and not before its time."""

from collections.abc import Awaitable, Callable

from application.exchange import Trouble, Why
from application.mailbox_work import Later, enter, leave, wait_out
from application.ports import Ports
from domain.calendar_event import Mailbox

NOT_ABOUT_THE_EVENT = frozenset({Why.LATER, Why.UNKNOWN, Why.SIGNED_OUT, Why.CLOSED})


async def ask[T](
    ports: Ports, box: Mailbox, call: Callable[[], Awaitable[T | Trouble]]
) -> T | Trouble:
    """What `call` answers; Trouble LATER or CLOSED where the mailbox is not to be asked now."""
    inside = await enter(ports, box)
    if isinstance(inside, Later):
        return Trouble(why=Why.CLOSED if inside.closed else Why.LATER, wait=inside.delay)
    answer: T | Trouble = Trouble(why=Why.CLOSED)
    try:
        answer = await call()
    finally:
        shut = isinstance(answer, Trouble) and answer.why is Why.CLOSED
        await leave(ports, inside, closed=shut)
    if isinstance(answer, Trouble) and answer.why in NOT_ABOUT_THE_EVENT:
        await wait_out(ports, box, answer)
    return answer
