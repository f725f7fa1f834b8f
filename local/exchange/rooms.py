"""The attendant of a resource's mailbox: reads invitations, accepts or declines them, and keeps its own sort of copy.

Its rules, in order: processing switched off; reserved for nobody; whom it lets book; how long; how far ahead; whether
it is free, for a series date by date. It never looks at what somebody writes straight into the calendar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from local.exchange.copies import copied, take_over, tracked
from local.exchange.fields import address_of
from local.exchange.items import Decision, Item, Mailbox, Occurrence, Override
from local.exchange.store import Store
from local.exchange.times import zulu
from local.exchange.views import occurrence_on, occurrences, real_span, view

_PERCENT = 100
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`declined_days` of a series that is accepted otherwise; `last_day` where the rest is cut off."""

    decision: Decision
    declined_days: frozenset[date] = frozenset()
    last_day: date | None = None
    pending: bool = False


def answer(store: Store, meeting: Item, box: Mailbox, day: date | None = None) -> None:
    """Answer the invitation as it stands now; `day`: only that date of a series has changed."""
    invited = any(
        address_of(each).casefold() == box.address.casefold() for each in meeting.attendees
    )
    if meeting.deleted or not invited or box.policy.processing == "None":
        return
    copy = copied(store, meeting, box)
    if day is not None and copy.seq and copy.response != "declined":
        _answer_day(store, meeting, copy, day)
        return
    verdict = decide(store, meeting, box)
    _keep(store, meeting, copy, verdict)
    if box.policy.processing == "AutoUpdate":
        return
    tracked(store, meeting, box, verdict.decision)
    for each in sorted(verdict.declined_days):
        tracked(store, meeting, box, "declined", each)


def decide(store: Store, meeting: Item, box: Mailbox) -> Verdict:
    """What the resource says to this meeting."""
    policy, now = box.policy, store.clock.now()
    if policy.processing == "AutoUpdate":
        return Verdict(decision="tentativelyAccepted", pending=True)
    allowed = policy.all_book_in or _organizer(meeting) in {
        each.casefold() for each in policy.book_in
    }
    if policy.booking_type == "reserved" or not (allowed or policy.needs_approval):
        return Verdict(decision="declined")
    length = (meeting.end.wall - meeting.start.wall).total_seconds() / 60
    if policy.longest_minutes and length > policy.longest_minutes:
        return Verdict(decision="declined")
    horizon = now + timedelta(days=policy.window_days)
    wanted = _wanted(meeting, box, horizon + _A_DAY)
    beyond = [each for each in wanted if real_span(each)[0] > horizon]
    inside = [each for each in wanted if real_span(each)[0] <= horizon]
    if beyond and (policy.enforce_horizon or meeting.recurrence is None or not inside):
        return Verdict(decision="declined")
    taken = frozenset() if policy.allow_conflicts else _taken(box, meeting, inside)
    if len(taken) > _bearable(box, len(inside)):
        return Verdict(decision="declined")
    return Verdict(
        decision="tentativelyAccepted" if policy.needs_approval and not allowed else "accepted",
        declined_days=frozenset(each for each in taken if each is not None),
        last_day=inside[-1].day if beyond else None,
        pending=policy.needs_approval and not allowed,
    )


def _keep(store: Store, meeting: Item, copy: Item, verdict: Verdict) -> None:
    """The resource's own copy, stripped; a declined one stays only where the mailbox is like that."""
    policy, declined = copy.mailbox.policy, verdict.decision == "declined"
    if declined and not policy.keep_declined:
        if copy.seq:
            store.remove(copy)
        return
    take_over(store, meeting, copy)
    copy.fields = _stripped(meeting, copy.mailbox)
    shows = {"accepted": "busy", "tentativelyAccepted": "tentative", "declined": "free"}
    busy = meeting.fields.get("showAs", "busy")
    copy.fields["showAs"] = busy if verdict.decision == "accepted" else shows[verdict.decision]
    copy.response, copy.response_at = verdict.decision, zulu(store.clock.now())
    copy.pending, copy.cancelled = verdict.pending, False
    if verdict.last_day and copy.recurrence:
        limits = {**copy.recurrence["range"], "type": "endDate"}
        limits["endDate"] = verdict.last_day.isoformat()
        copy.recurrence = {**copy.recurrence, "range": limits}
    for day in verdict.declined_days:
        _decline_day(copy, day)
    if copy.seq:
        store.touch(copy)
    else:
        store.add(copy)


def _answer_day(store: Store, meeting: Item, copy: Item, day: date) -> None:
    """One date moved: the resource answers for that date alone."""
    wanted = occurrence_on(meeting, day)
    if wanted is None:
        return
    taken = not copy.mailbox.policy.allow_conflicts and _taken(copy.mailbox, meeting, [wanted])
    own = copy.overrides.setdefault(day, Override())
    own.start, own.end, own.cancelled = wanted.start, wanted.end, False
    own.response, own.fields = "accepted", {}
    copy.dropped.discard(day)
    if taken:
        _decline_day(copy, day)
    store.touch(copy, day=day if day in copy.overrides else None, wide=False)
    tracked(store, meeting, copy.mailbox, "declined" if taken else "accepted", day)


def _decline_day(copy: Item, day: date) -> None:
    if copy.mailbox.policy.keep_declined:
        own = copy.overrides.setdefault(day, Override())
        own.response, own.fields = "declined", {"showAs": "free"}
    else:
        copy.overrides.pop(day, None)
        copy.dropped.add(day)


def _stripped(meeting: Item, box: Mailbox) -> dict[str, object]:
    kept = dict(meeting.fields)
    if box.policy.organizer_as_subject:
        kept["subject"] = meeting.organizer["emailAddress"]["name"]
    if box.policy.delete_comments:
        kept["body"] = {"contentType": "html", "content": ""}
        kept["onlineMeeting"] = None
    if box.policy.remove_private:
        kept["sensitivity"] = "normal"
    return kept


def _wanted(meeting: Item, box: Mailbox, until: datetime) -> list[Occurrence]:
    return list(occurrences(meeting, until=until.date()))


def _taken(box: Mailbox, meeting: Item, wanted: Iterable[Occurrence]) -> frozenset[date | None]:
    """The dates on which somebody else has the place."""
    spans = {each.day: real_span(each) for each in wanted}
    if not spans:
        return frozenset()
    first, last = min(each[0] for each in spans.values()), max(each[1] for each in spans.values())
    busy = sorted(
        real_span(each)
        for each in view(box, first - _A_DAY, last + _A_DAY)
        if each.item.uid != meeting.uid and occupies(each)
    )
    return frozenset(
        day
        for day, (start, end) in spans.items()
        if any(begins < end and ends > start for begins, ends in busy)
    )


def occupies(occurrence: Occurrence) -> bool:
    """Whether it keeps the place for somebody."""
    return (
        not occurrence.cancelled
        and occurrence.response != "declined"
        and occurrence.field("showAs") != "free"
    )


def _bearable(box: Mailbox, dates: int) -> int:
    """How many dates of a series may be taken before the whole is declined; none of a single meeting."""
    policy = box.policy
    if dates <= 1:
        return 0
    return min(policy.most_conflicts, policy.conflict_percentage * dates // _PERCENT)


def _organizer(meeting: Item) -> str:
    return address_of(meeting.organizer).casefold()
