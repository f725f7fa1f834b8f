"""How a deployment works with Exchange: what the settings say of it, apart from the ports so that those who only read
settings need no more."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.ids import Mailbox


class Organiser(StrEnum):
    """Who invites a room: the service mailbox, or the person."""

    SERVICE = "service"
    USER = "user"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeTerms:
    """How this deployment works with Exchange. `on`: whether there is any. `service`: the mailbox that invites rooms.
    `senders`: the mailboxes that send mail; none where mail goes another way."""

    on: bool = False
    organiser: Organiser = Organiser.SERVICE
    service: Mailbox | None = None
    window: timedelta = timedelta(days=90)
    notify: str = ""
    senders: tuple[Mailbox, ...] = ()
