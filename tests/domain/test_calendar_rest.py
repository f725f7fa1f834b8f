"""Following the table comes to rest, makes nothing twice and writes to nothing that is not ours."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.calendar_event import CalendarEvent, Draft, Response, asked_for
from domain.calendar_sync import (
    Accepted,
    Action,
    Cancel,
    Create,
    Declined,
    Ended,
    Forget,
    Link,
    LookUp,
    Moved,
    Remember,
    Theirs,
    Update,
    plan_sync,
    remembered,
)
from domain.when import Interval
from tests.domain.test_calendar_sync import (
    GONE,
    KEPT,
    NINE,
    TEN,
    TRIED,
    TWO,
    UNSEEN,
    copied,
    ours,
    theirs,
    wants,
)

# A world in which every write may lose its answer, and somebody moves, cancels and answers in Outlook.

SPANS = st.sampled_from([NINE, TEN, TWO])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wish"), SPANS),
        st.tuples(st.just("move"), SPANS),
        st.tuples(st.just("answer"), st.sampled_from([Response.ACCEPTED, Response.DECLINED])),
        st.sampled_from([("unwish", None), ("delete", None), ("carry", None), ("lose", None)]),
        st.tuples(st.just("rewrite"), st.none()),
    ),
    max_size=14,
)


class Both:
    """A booking and Exchange, driven by the plan alone; at most one meeting of ours may ever exist."""

    def __init__(self) -> None:
        self.wanted: Interval | None = NINE
        self.pending = True
        self.link: Link | None = None
        self.event: CalendarEvent | None = None
        self.theirs: CalendarEvent | Theirs = UNSEEN
        self.doubled = self.calls = self.etag = 0

    def carry(self, *, lost: bool = False) -> bool:
        """One action of the plan; whether there was any."""
        draft = wants(self.wanted) if self.wanted is not None else None
        actions = plan_sync(ours(draft, pending=self.pending), self.theirs, self.link)
        for action in actions:
            if self._do(action, lost):
                break
        return bool(actions)

    def _do(self, action: Action, lost: bool) -> bool:
        """Whether a call was made, whose answer is planned anew."""
        match action:
            case Create(draft=draft):
                self.link = self.link or replace(TRIED, asking=asked_for(draft))
                self._called()
                self.doubled += self.event is not None
                self._write(theirs(draft.span, answer=Response.NONE))
                self._answer(lost)
            case LookUp():
                self._called()
                self.theirs = self.event or GONE
            case Update(etag=etag, draft=draft):
                self._update(etag, draft, lost)
            case Cancel():
                self._called()
                self.event = None
                self.theirs = UNSEEN if lost else GONE
            case Remember(event=event):
                assert self.link is not None
                self.link = remembered(self.link, event)
                return False
            case _:
                self._follow(action)
                return False
        return True

    def _follow(self, action: Action) -> None:
        assert self.link is not None
        match action:
            case Accepted():
                self.pending = False
            case Moved(span=there):
                self.wanted = there
            case Declined() | Ended():
                self.wanted = None
            case Forget():
                self.link = replace(self.link, off=True)
            case _:
                raise AssertionError(action)

    def _update(self, etag: str, draft: Draft, lost: bool) -> None:
        assert self.link is not None
        self._called()
        self.link = replace(self.link, asking=asked_for(draft))
        if self.event is None:
            self.theirs = GONE
        elif self.event.etag != etag:
            self.theirs = self.event
        else:
            self._write(replace(self.event, span=draft.span))
            self._answer(lost)

    def _answer(self, lost: bool) -> None:
        """An answer is remembered at once, and the link then knows; a lost one leaves only what was written before."""
        self.theirs = UNSEEN
        if not lost and self.event is not None and self.link is not None:
            self.link = remembered(self.link, self.event)

    def _called(self) -> None:
        self.calls += 1

    def _write(self, event: CalendarEvent) -> None:
        self.etag += 1
        self.event = replace(event, etag=str(self.etag))

    def outlook(self, what: str, value: object) -> None:
        if self.event is None or self.event.cancelled:
            return
        match what, value:
            case "move", Interval():
                self._write(replace(self.event, span=value))
            case "answer", Response():
                self._write(theirs(self.event.span, answer=value))
            case "rewrite", _:
                self._write(self.event)
            case _:
                self.event = None

    def here(self, what: str, value: object) -> None:
        if self.wanted is None:
            return
        self.pending |= what == "wish" and value != self.wanted
        self.wanted = value if isinstance(value, Interval) else None

    def look(self) -> None:
        """The delta of the organiser's copy: what is there now."""
        if self.link is not None and self.link.event is not None and not self.link.off:
            self.theirs = self.event or GONE


@given(STEPS)
def test_following_the_plan_comes_to_rest_with_both_sides_equal(
    steps: list[tuple[str, object]],
) -> None:
    both = Both()
    for what, value in steps:
        match what:
            case "wish" | "unwish":
                both.here(what, value)
            case "carry" | "lose":
                both.carry(lost=what == "lose")
            case _:
                both.outlook(what, value)
    for _ in range(12):
        both.look()
        if not both.carry():
            break
    both.look()
    assert not both.carry(), "it never comes to rest"
    assert not both.doubled, "made while it was there"
    if both.wanted is None:
        assert both.event is None or (both.link is not None and both.link.off)
    else:
        assert both.event is not None and both.event.span == both.wanted


@given(
    st.sampled_from([UNSEEN, GONE, copied(), copied(TWO), copied(cancelled=True)]),
    st.sampled_from([None, KEPT, replace(KEPT, off=True), replace(KEPT, seen="")]),
)
def test_nothing_that_somebody_else_made_is_ever_written_to(
    event: CalendarEvent | Theirs, link: Link | None
) -> None:
    actions = plan_sync(None, event, link)
    assert not [each for each in actions if isinstance(each, Create | Update | Cancel | LookUp)]
