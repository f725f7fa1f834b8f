"""One round of one room's calendar: what changed there since the last, written down here.

Its cursor is kept last, and only when everything is applied; what is applied may be applied again. A round that runs out
of time, meets trouble, or sees what looks like ours and has no ids yet keeps no cursor and is woken again.

A list that is too long to be read at a time is applied in parts; after each, its next page's address is the cursor, so
that the next round goes on there. Of everything, read like that, nothing is compared.

A cursor that is dead, a window that has grown short, somebody's wish and a lifted fuse begin a new list, which shows
everything: then what is not in it is looked for, and ends if it is gone.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from application.compare_books import compare_books, put_right
from application.exchange import MailboxState, Trouble, Why, Wish
from application.follow_exchange import follow_meeting
from application.forget_past import forget_past
from application.gather_changes import Extent, Gathered, gather_changes
from application.hear_meetings import Meeting, hear_meetings
from application.keep_copies import drop_copy, keep_copies
from application.mailbox_lease import Change, Held, troubled, well
from application.ports import Ports
from application.visit import Changes, Visit, read_changes, visit_of
from domain.calendar_event import Mailbox
from domain.calendar_round import blown, lasting, window_at
from domain.places import Directory, Resource
from domain.when import Instant, Interval, later

MOST = timedelta(seconds=60)
READING = timedelta(seconds=30)
"""Of these: the rest is for applying what was read."""
PARKED = timedelta(seconds=30)
AGAIN = timedelta(seconds=5)
RECHECKED = timedelta(minutes=2)
"""After a repair: by then its messages were carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a round ended: what its mailbox's state becomes, and when it is woken again, if not by the timer. `done`:
    everything was applied."""

    said: str
    change: Change
    wait: timedelta | None = None
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a round is for. `began`: the mailbox as it was then, at `at`; `whole`: a list of everything, a new one unless
    it `goes_on`; `compare`: also against our books."""

    ports: Ports
    began: MailboxState
    directory: Directory
    room: Resource
    at: Instant
    whole: bool
    goes_on: bool = False
    compare: bool = False

    async def visit(self) -> Visit:
        return await visit_of(
            self.ports,
            self.began.box,
            self.room,
            zone=self.directory.zone,
            window=self.window,
            reads_until=later(self.at, READING),
            deadline=later(self.at, MOST),
        )

    @property
    def window(self) -> Interval:
        if (self.goes_on or not self.whole) and self.began.window is not None:
            return self.began.window
        now, zone = self.ports.clock.now(), self.directory.zone
        return window_at(now, zone, self.ports.exchange.window)

    def extent(self, changes: Changes) -> Extent:
        if not self.whole:
            return Extent.NEWS
        if changes.more:
            return Extent.PART
        return Extent.REST if self.goes_on else Extent.WHOLE


async def one_round(ports: Ports, held: Held, directory: Directory, room: Resource) -> Outcome:
    began, now = held.state, ports.clock.now()
    errand = Errand(
        ports=ports,
        began=began,
        directory=directory,
        room=room,
        at=now,
        whole=False,
    )
    whole = replace(errand, whole=True, compare=began.wish is not None)
    if began.cursor and began.window is not None:
        if began.listing_since is not None:
            rest = replace(errand, whole=True, goes_on=True)
            return await _listed(rest) or await _listed(whole) or _dead(ports)
        outcome = await _listed(errand)
        # A dead list says nothing about what was in it: a new one is held against what we know. Whatever calls for a
        # new one comes after what the old one still has to say, so that it counts as drift only what was missed.
        if outcome is not None and not (outcome.done and _anew(ports, began, now)):
            return outcome
    return await _listed(whole) or _dead(ports)


def _dead(ports: Ports) -> Outcome:
    """Even a new list's address."""
    return _trouble(ports, Trouble(why=Why.LATER, code="cursor"))


def _anew(ports: Ports, state: MailboxState, now: Instant) -> bool:
    if state.wish is not None or state.lifted_at is not None or state.window is None:
        return True
    return state.window.end < later(now, ports.exchange.window)


async def _listed(errand: Errand) -> Outcome | None:
    """One list, read and applied; None when its cursor is dead."""
    visit = await errand.visit()
    at = visit.window if errand.whole and not errand.goes_on else errand.began.cursor
    changes = await read_changes(visit, at)
    if isinstance(changes, Trouble):
        return None if changes.why is Why.CURSOR else _trouble(errand.ports, changes)
    since = errand.began.listing_since if errand.goes_on else None
    found = await gather_changes(visit, changes, errand.extent(changes), since=since)
    if isinstance(found, Trouble):
        return _trouble(errand.ports, found)
    meetings = await hear_meetings(visit, found.ours)
    if isinstance(meetings, Trouble):
        return _elsewhere(meetings)
    return await _applied(errand, visit, changes, found, meetings)


async def _applied(
    errand: Errand, visit: Visit, changes: Changes, found: Gathered, meetings: list[Meeting]
) -> Outcome:
    fused = _fuse(errand, visit, found, meetings)
    drift = None
    if errand.compare and not changes.more:
        drift = await compare_books(visit, found, meetings, reached=errand.began.window)
    if not await _do(visit, found, meetings, fused=bool(fused)):
        return _unfinished("out of time", AGAIN)
    if found.waiting:
        return _unfinished("parked", PARKED)
    if drift is not None:
        trouble = await put_right(visit, drift, ours=errand.began.wish is Wish.REPAIR)
        if trouble is not None:
            return _elsewhere(trouble)
    if changes.more:
        return _part(errand, visit, changes, fused)
    if errand.whole:
        await forget_past(visit)
    # A list of everything is no news, nor is what comes once more: of that, nobody should have told us.
    now, news = errand.ports.clock.now(), not errand.whole and _told(found, meetings)

    def change(before: MailboxState) -> MailboxState:
        after = replace(well(before, now), cursor=changes.cursor, window=visit.window)
        after = replace(after, changed_at=now if news else before.changed_at)
        if errand.whole:
            after = _whole(after, errand, now, drift.count if drift is not None else None)
        return replace(after, fused_at=before.fused_at or now, fused=fused) if fused else after

    again = RECHECKED if drift is not None and _measured_again(errand, drift.count) else None
    return Outcome(said="fused" if fused else "synced", change=change, done=True, wait=again)


def _part(errand: Errand, visit: Visit, changes: Changes, fused: int) -> Outcome:
    """What was read so far is applied; the next round goes on there. A comparison that was asked for cannot be had."""
    now, began = errand.ports.clock.now(), errand.began

    def change(before: MailboxState) -> MailboxState:
        after = replace(
            well(before, now),
            synced_at=before.synced_at,
            cursor=changes.cursor,
            window=visit.window,
        )
        if fused:
            after = replace(after, fused_at=before.fused_at or now, fused=fused)
        if not errand.whole:
            return after
        since = began.listing_since if errand.goes_on else errand.at
        asked = errand.compare and before.wish == began.wish
        return replace(after, listing_since=since, wish=None if asked else before.wish)

    return Outcome(said="part", change=change, wait=AGAIN)


def _told(found: Gathered, meetings: list[Meeting]) -> bool:
    """Whether the list said anything that we did not know."""
    heard = any(each.words for each in meetings)
    return heard or bool(found.copies or found.drops or found.vanished)


def _measured_again(errand: Errand, drift: int | None) -> bool:
    """What a repair found says nothing of what it left."""
    return errand.began.wish is Wish.REPAIR and bool(drift)


def _whole(after: MailboxState, errand: Errand, now: Instant, drift: int | None) -> MailboxState:
    """A wish or a lift that came after the round began is for the next."""
    began = errand.began
    then = Wish.RECONCILE if _measured_again(errand, drift) else None
    return replace(
        after,
        full_at=now,
        listing_since=None,
        drift=after.drift if drift is None else drift,
        drift_at=after.drift_at if drift is None else now,
        wish=after.wish if after.wish != began.wish else then,
        lifted_at=None if after.lifted_at == began.lifted_at else after.lifted_at,
        fused_at=None,
        fused=0,
    )


def _fuse(errand: Errand, visit: Visit, found: Gathered, meetings: list[Meeting]) -> int:
    """How many would end, where that is not to be believed: then none does. While a fuse is blown, only a new list may
    tell that all is well."""
    began, now = errand.began, errand.ports.clock.now()
    if errand.whole and began.lifted_at is not None:
        return 0
    live = lasting(visit.known.links, now)
    ending = [*found.vanished, *(each.link for each in meetings if each.ends)]
    ending = [each for each in ending if each in live]
    if began.fused_at is not None and not errand.whole and ending:
        return max(began.fused, len(ending))
    return blown(ending, live)


async def _do(visit: Visit, found: Gathered, meetings: list[Meeting], *, fused: bool) -> bool:
    """Apply what was found, new ones first; False when time ran out before all was."""
    if not await keep_copies(visit, found.copies):
        return False
    for meeting in meetings:
        if visit.late:
            return False
        if not (fused and meeting.ends):
            await follow_meeting(visit, meeting)
    for link in (*found.drops, *(() if fused else found.vanished)):
        if visit.late:
            return False
        await drop_copy(visit, link)
    return True


def _unfinished(said: str, wait: timedelta) -> Outcome:
    return Outcome(said=said, change=lambda state: state, wait=wait)


def _trouble(ports: Ports, trouble: Trouble) -> Outcome:
    now, jitter = ports.clock.now(), ports.ids.jitter()

    def change(state: MailboxState) -> MailboxState:
        return troubled(state, trouble, now, jitter)

    later_on = change(MailboxState(box=Mailbox(""))).not_before
    return Outcome(
        said=trouble.why.value,
        change=change,
        wait=later_on - now if later_on is not None else None,
    )


def _elsewhere(trouble: Trouble) -> Outcome:
    """Trouble at the organiser's mailbox: this one is well, and waits for that."""
    wait = trouble.wait if trouble.wait is not None else PARKED
    again = trouble.why in (Why.LATER, Why.UNKNOWN)
    return Outcome(
        said=f"organiser {trouble.why.value}",
        change=lambda state: replace(state, trouble=trouble.code),
        wait=wait if again else None,
    )
