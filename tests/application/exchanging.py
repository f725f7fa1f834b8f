"""A small town whose two rooms are kept in step with Exchange; Tuesday 24 November 2026, 08:00."""

from dataclasses import replace

from application.exchange import ExchangeTerms
from domain.calendar_event import Mailbox
from tests.application.town import a_town
from tests.builders import a_desk, a_room
from tests.fakes import World

FIRST, SECOND = Mailbox("room-1@example.org"), Mailbox("room-2@example.org")
NOTIFY = "https://plek.example.org"
TERMS = ExchangeTerms(on=True, service=Mailbox("plek@example.org"), notify=NOTIFY)


def a_town_with_exchange(terms: ExchangeTerms = TERMS) -> World:
    rooms = (a_room(mailbox="Room-1@example.org"), a_room("room-2", mailbox=SECOND))
    world = a_town(a_desk(), *rooms)
    return replace(world, ports=replace(world.ports, exchange=terms))
