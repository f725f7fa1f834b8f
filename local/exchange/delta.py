"""`calendarView/delta` and `events/delta`: what has changed in a mailbox since a link was given.

A window is fixed when a round begins and is part of every link after it. An item may come twice, a page may be empty
though more follow. A date that was taken out of a series is not told: only the series comes again. What changed outside
the window comes as `@removed`.
"""

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from local.exchange.errors import GraphError
from local.exchange.items import Item, Mailbox, Occurrence
from local.exchange.payloads import Wish, event, minimal, removed
from local.exchange.store import Store
from local.exchange.times import Json
from local.exchange.views import bare, occurrence_on, planned, within

type Over = Literal["view", "events"]

# Links of a mailbox that still work; a server that keeps them all runs out of memory some day, and real ones do not.
_REMEMBERED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something to tell; `gone` where it is told as removed. What it looks like is read when its page is asked for."""

    seen: Occurrence
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a link means. Without `entries` a round begins: of all since change number `since`."""

    box: Mailbox
    over: Over
    start: datetime
    end: datetime
    since: int = 0
    upto: int = 0
    entries: tuple[Entry, ...] | None = None
    empties: int = 0


@dataclass(slots=True)
class Deltas:
    """The links that were given out, and which of them are dead."""

    store: Store
    _states: dict[str, State] = field(default_factory=dict)
    _dead: set[str] = field(default_factory=set)
    _given: dict[str, deque[str]] = field(default_factory=dict)

    def page(self, state: State, wish: Wish) -> tuple[list[Json], str, bool]:
        """Items, the token of what follows, and whether that is the next page (or else the next round)."""
        knobs = self.store.knobs
        if state.entries is None:
            entries = tuple(self._round(state))
            state = replace(state, entries=entries, upto=self.store.seq, empties=knobs.empty_pages)
        assert state.entries is not None
        if state.empties:
            return [], self._keep(replace(state, empties=state.empties - 1)), True
        size = wish.max_page or knobs.page_size
        now, later = state.entries[:size], state.entries[size:]
        items = [told for each in now if (told := self._told(each, wish)) is not None]
        if knobs.duplicates:
            items = [each for each in items for _ in range(2)]
        if later:
            more = replace(state, entries=later, empties=knobs.empty_pages)
            return items, self._keep(more), True
        done = replace(state, entries=None, since=state.upto, empties=0)
        return items, self._keep(done), False

    def follow(self, token: str) -> State:
        """What a link means, or that it means nothing any more."""
        if token in self._dead or token not in self._states:
            raise self._refused(token)
        return self._states[token]

    def kill(self, box: Mailbox | None = None) -> None:
        """No link that was given out (for that mailbox) works any more."""
        self._dead |= {
            token for token, state in self._states.items() if box is None or state.box is box
        }

    def kept(self) -> tuple[object, ...]:
        return self._states, self._dead, self._given

    def take(self, kept: tuple[dict[str, State], set[str], dict[str, deque[str]]]) -> None:
        self._states, self._dead, self._given = kept

    def _keep(self, state: State) -> str:
        token = hashlib.sha256(f"token{self.store.number()}".encode()).hexdigest()[:48]
        self._states[token] = state
        given = self._given.setdefault(state.box.id, deque())
        given.append(token)
        while len(given) > _REMEMBERED:
            old = given.popleft()
            self._states.pop(old, None)
            self._dead.discard(old)
        return token

    def _refused(self, token: str) -> GraphError:
        knobs = self.store.knobs
        headers = {}
        if knobs.fresh_location and (state := self._states.get(token)):
            headers["x-fresh-token"] = self._keep(replace(state, since=0, entries=None))
        if knobs.dead_token == 400:
            return GraphError(400, "ErrorInvalidIdMalformed", "Id is malformed.", headers=headers)
        if knobs.dead_token == 404:
            return GraphError(404, "ErrorItemNotFound", "The token was not found.", headers=headers)
        text = (
            "The sync state generation is not found; generation=149;[highest=157][157][155][156]."
        )
        return GraphError(410, "SyncStateNotFound", text, headers=headers)

    def _round(self, state: State) -> Iterator[Entry]:
        knobs = self.store.knobs
        unchanged: list[Entry] = []
        if state.box.state == "blind":
            return
        for item in sorted(state.box.items.values(), key=lambda each: each.seq):
            if item.seq > state.since:
                yield from self._changed(item, state)
            elif not item.deleted and knobs.replays:
                unchanged += self._present(item, state)
        self.store.chance.shuffle(unchanged)
        yield from unchanged[: knobs.replays]

    def _changed(self, item: Item, state: State) -> Iterator[Entry]:
        if state.since:
            retired = {id(each): each for seq, each in item.retired if seq > state.since}
            for each in retired.values():
                if state.over == "view" and _inside(each, state):
                    yield Entry(seen=each, gone=True)
        if item.deleted:
            if state.since:
                yield Entry(seen=bare(item), gone=True)
            return
        present = list(self._present(item, state))
        if not present and not _touched(item, state):
            if state.since and self.store.knobs.outside_as_removed:
                yield Entry(seen=bare(item), gone=True)
            return
        if item.recurrence is None or item.wide_seq > state.since:
            yield from present
            return
        yield from self._days(item, state)

    def _days(self, item: Item, state: State) -> Iterator[Entry]:
        """A series of which only some dates have changed, or went."""
        if self.store.knobs.masters_in_delta or state.over == "events":
            yield Entry(seen=bare(item))
        for day, seq in item.day_seq.items():
            if seq <= state.since:
                continue
            seen = occurrence_on(item, day)
            if seen is None:
                continue
            if state.over == "events" or _inside(seen, state):
                yield Entry(seen=seen)
            elif self.store.knobs.outside_as_removed:
                yield Entry(seen=seen, gone=True)

    def _present(self, item: Item, state: State) -> Iterator[Entry]:
        """Everything of the item that is in the window."""
        if state.over == "events" and item.recurrence:
            yield Entry(seen=bare(item))
            changed = (occurrence_on(item, day) for day in sorted(item.overrides))
            yield from (Entry(seen=each) for each in changed if each is not None)
            return
        dates = list(within(item, state.start, state.end))
        if item.recurrence is None:
            yield from (Entry(seen=each) for each in dates)
            return
        if dates and self.store.knobs.masters_in_delta:
            yield Entry(seen=bare(item))
        yield from (Entry(seen=each) for each in dates)

    def _told(self, entry: Entry, wish: Wish) -> Json | None:
        item, day = entry.seen.item, entry.seen.day
        if entry.gone:
            return removed(entry.seen, wish)
        if item.deleted:
            return None  # the next round will say so
        now = bare(item) if day is None else occurrence_on(item, day)
        if now is None:
            return None
        if now.kind == "occurrence" and self.store.knobs.minimal_occurrences:
            return minimal(now, wish)
        return {"@odata.type": "#microsoft.graph.event", **event(now, wish)}


def _inside(seen: Occurrence, state: State) -> bool:
    start, end = seen.span
    return start < state.end and (end > state.start or start == end == state.start)


def _touched(item: Item, state: State) -> bool:
    """Whether a date was taken out of a series that would have been in the window."""
    return any(_planned_inside(item, day, state) for day in item.dropped if item.recurrence)


def _planned_inside(item: Item, day: date, state: State) -> bool:
    start, end = item.span(*planned(item, day))
    return start < state.end and end > state.start
