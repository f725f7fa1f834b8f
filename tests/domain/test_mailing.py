"""When which mailbox may send, and which mail is still worth sending."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.booking import State
from domain.calendar_event import mailbox
from domain.mailing import CLOSED_FOR, MINUTE, MOST, Mail, Sender, given_up, overtaken, soonest
from domain.notices import Topic
from domain.when import Instant, later
from tests.builders import NOW, a_booking, at

SECOND = timedelta(seconds=1)
PLEK, POST = (Sender(box=mailbox(f"{name}@example.org")) for name in ("plek", "post"))
MAIL = Mail(key="k", booking=a_booking().id, topic=Topic.REMINDER, made_at=NOW, changed_at=NOW)


def busy(sender: Sender, sent: int) -> Sender:
    for number in range(sent):
        sender = sender.sending(later(NOW, SECOND * number))
    return sender


def test_a_mailbox_sends_thirty_and_then_waits_for_its_minute() -> None:
    now = later(NOW, SECOND * 29)
    assert busy(PLEK, MOST - 1).free_from(now) == now
    assert busy(PLEK, MOST).free_from(now) == later(NOW, MINUTE)


def test_no_minute_ever_sees_more_than_thirty() -> None:
    sender, now = PLEK, NOW
    sent: list[Instant] = []
    for _ in range(200):
        now = sender.free_from(now)
        sender, sent = sender.sending(now), [*sent, now]
        now = later(now, timedelta(milliseconds=400))
    for moment in sent:
        assert sum(moment <= each < later(moment, timedelta(minutes=1)) for each in sent) <= MOST
    assert len(sender.sent) == MOST


def test_the_turn_goes_round() -> None:
    assert soonest((busy(PLEK, 2), busy(POST, 1)), NOW).box == POST.box
    full = busy(PLEK, MOST)
    assert soonest((full, busy(POST, MOST - 1)), later(NOW, SECOND * 30)).box == POST.box


def test_a_throttled_mailbox_waits_as_long_as_it_was_told() -> None:
    told = PLEK.throttled(NOW, timedelta(seconds=120))
    assert told.free_from(NOW) == later(NOW, timedelta(seconds=120))
    assert PLEK.throttled(NOW, None).free_from(NOW) > NOW


def test_a_closed_mailbox_is_tried_again_after_an_hour_and_remembers_since_when() -> None:
    closed = PLEK.closed(NOW, "ErrorAccessDenied")
    again = closed.closed(later(NOW, CLOSED_FOR), "ErrorAccessDenied")
    assert closed.free_from(NOW) == later(NOW, CLOSED_FOR)
    assert again.closed_at == NOW and again.open() == PLEK


@pytest.mark.parametrize(
    ("topic", "state", "gone"),
    [
        (Topic.REMINDER, State.BOOKED, False),
        (Topic.REMINDER, State.CHECKED_IN, True),
        (Topic.RELEASE_WARNING, State.RELEASED, True),
        (Topic.TOMORROW, State.CANCELLED, True),
        (Topic.BOOKED, State.BOOKED, False),
        (Topic.BOOKED, State.CANCELLED, True),
        (Topic.CHANGED, State.CHECKED_IN, False),
        (Topic.CHANGED, State.RELEASED, True),
        (Topic.CANCELLED, State.CANCELLED, False),
        (Topic.DECLINED, State.DECLINED, False),
    ],
)
def test_what_is_no_longer_true_is_not_sent(topic: Topic, state: State, gone: bool) -> None:
    booking = replace(a_booking(), state=state)
    assert overtaken(replace(MAIL, topic=topic), booking, NOW) is gone


def test_a_reminder_of_what_has_begun_is_not_sent() -> None:
    assert overtaken(MAIL, a_booking(), at("09:00")) and not overtaken(MAIL, a_booking(), NOW)
    warning = replace(MAIL, topic=Topic.RELEASE_WARNING)  # comes after the start, as a rule
    assert not overtaken(warning, a_booking(), at("09:05"))


def test_a_mail_is_tried_for_a_day() -> None:
    assert not given_up(MAIL, later(NOW, timedelta(days=1)))
    assert given_up(MAIL, later(NOW, timedelta(days=1, seconds=1)))
