"""Keeps the calendars of the demo between two runs: Vrijplek keeps its bookings, and would find their meetings gone.

A file of another demo, of other code or half written counts as none: then the calendars begin empty, as in a new town.
It is written and read by this machine's user only, in the folder of the run.
"""

import pickle
from dataclasses import fields
from pathlib import Path
from typing import Any

from local.exchange.control import Exchange
from local.exchange.delta import Entry, State
from local.exchange.items import Item, Mailbox, Occurrence, Override, Policy
from local.exchange.subscriptions import Subscription

_KEPT = (Mailbox, Policy, Item, Override, Occurrence, Entry, State, Subscription)
_HURRY = 60.0
_UNREADABLE = (OSError, EOFError, AttributeError, ImportError, TypeError, ValueError, KeyError)


class Keeper:
    """Writes when something has changed, never a file that is only half there."""

    def __init__(self, exchange: Exchange, file: Path, demo: str) -> None:
        self._exchange = exchange
        self._file = file
        self._about = (demo, _shape())
        self._written = exchange.store.seq

    def restore(self) -> bool:
        """Whether there was something to go on from."""
        try:
            about, state = pickle.loads(self._file.read_bytes())
            if about != self._about:
                return False
            self._exchange.store.take(state["store"])
            self._exchange.graph.deltas.take(state["deltas"])
            self._exchange.graph.subscriptions.take(state["subscriptions"])
        except (*_UNREADABLE, pickle.UnpicklingError):
            return False
        self._written = self._exchange.store.seq
        return True

    def write(self) -> None:
        if self._exchange.store.seq == self._written:
            return
        state: dict[str, Any] = {
            "store": self._exchange.store.kept(),
            "deltas": self._exchange.graph.deltas.kept(),
            "subscriptions": self._exchange.graph.subscriptions.kept(),
        }
        beside = self._file.with_suffix(".new")
        beside.write_bytes(pickle.dumps((self._about, state)))
        beside.replace(self._file)
        self._written = self._exchange.store.seq

    def last(self) -> None:
        """At the end: rooms that were about to answer do so first."""
        self._exchange.store.agenda.hurry(_HURRY)
        self._written = -1
        self.write()


def _shape() -> tuple[object, ...]:
    return tuple((each.__name__, tuple(part.name for part in fields(each))) for each in _KEPT)
