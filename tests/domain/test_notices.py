"""Notices: only the latest state is worth telling, and what nobody heard of needs no farewell."""

from dataclasses import replace

import pytest

from domain.audit import Action, Deed
from domain.booking import State, Target
from domain.ids import FOREIGN, PersonId
from domain.ledger import Intent
from domain.notices import Notice, Topic, plan_notices
from tests.builders import NOW, a_booking, a_target

FIRST, SECOND = a_target("07:00", "08:00"), a_target("08:00", "09:00")
BOOKED = a_booking()
CANCELLED = replace(BOOKED, state=State.CANCELLED)


def news(*said: Topic | str | tuple[Topic, Target]) -> tuple[Intent, ...]:
    """Intents that nobody has carried out yet, in order, each of a revision of its own."""
    return tuple(
        Intent(
            booking=BOOKED.id,
            revision=n,
            notice=each[0] if isinstance(each, tuple) else each,
            before=each[1] if isinstance(each, tuple) else None,
        )
        for n, each in enumerate(said, start=1)
    )


def told(
    *said: Topic | str | tuple[Topic, Target], state: State = State.BOOKED, before: bool = False
) -> list[tuple[Topic, str, Target | None]]:
    booking = replace(BOOKED, state=state)
    found = plan_notices(booking, news(*said), told=before)
    assert all(each.booking == booking for each in found)
    return [(each.topic, each.key.removeprefix(f"{booking.id}-"), each.before) for each in found]


def test_without_news_there_is_nothing_to_tell() -> None:
    assert told() == []


def test_what_is_not_for_people_is_not_told() -> None:
    assert told("calendar-write") == []
    assert told(Topic.BOOKED, "calendar-write") == [(Topic.BOOKED, "1", None)]


def test_a_booking_is_told_once_with_all_of_it() -> None:
    assert plan_notices(BOOKED, news(Topic.BOOKED), told=False) == (
        Notice(key=f"{BOOKED.id}-1", topic=Topic.BOOKED, booking=BOOKED),
    )


def test_whoever_never_heard_of_it_hears_where_it_is_now() -> None:
    changes = (Topic.BOOKED, (Topic.CHANGED, FIRST), (Topic.CHANGED, SECOND))
    assert told(*changes) == [(Topic.BOOKED, "3", None)]


def test_a_change_is_a_change_to_whoever_heard_of_the_booking() -> None:
    changed = (Topic.CHANGED, FIRST)
    assert told(changed) == [(Topic.CHANGED, "1", FIRST)]
    assert told(Topic.BOOKED, changed, before=True) == [(Topic.CHANGED, "2", FIRST)]


def test_of_several_changes_the_last_is_told_with_where_it_was_before_the_first() -> None:
    changes = ((Topic.CHANGED, FIRST), (Topic.CHANGED, SECOND))
    assert told(*changes, before=True) == [(Topic.CHANGED, "2", FIRST)]


def test_what_was_made_and_cancelled_before_anyone_was_told_is_not_mentioned() -> None:
    gone = State.CANCELLED
    assert told(Topic.BOOKED, Topic.CANCELLED, state=gone) == []
    assert told(Topic.BOOKED, (Topic.CHANGED, FIRST), Topic.CANCELLED, state=gone) == []


def test_a_place_that_was_closed_is_told_even_to_whom_nothing_was_told_yet() -> None:
    """They saw the booking on their screen, and did not cancel it themselves."""
    found = told(Topic.BOOKED, Topic.PLACE_CLOSED, state=State.CANCELLED)
    assert [topic for topic, *_ in found] == [Topic.PLACE_CLOSED]


def test_what_was_told_of_is_also_told_to_be_cancelled() -> None:
    gone = State.CANCELLED
    assert told(Topic.CANCELLED, state=gone, before=True) == [(Topic.CANCELLED, "1", None)]
    assert told(Topic.CANCELLED, state=gone) == [(Topic.CANCELLED, "1", None)]
    changed = ((Topic.CHANGED, FIRST), Topic.CANCELLED)
    assert told(*changed, state=gone, before=True) == [(Topic.CANCELLED, "2", FIRST)]


@pytest.mark.parametrize("topic", [Topic.RELEASED, Topic.DECLINED])
def test_a_booking_that_was_lost_is_told_of_even_if_it_never_was(topic: Topic) -> None:
    assert told(Topic.BOOKED, topic, state=State.RELEASED) == [(topic, "2", None)]


def test_the_same_news_has_the_same_key_whoever_tells_it() -> None:
    assert plan_notices(BOOKED, news(Topic.BOOKED), told=False) == plan_notices(
        BOOKED, news(Topic.BOOKED), told=False
    )
    assert plan_notices(CANCELLED, news(Topic.CANCELLED), told=True)[0].key == f"{BOOKED.id}-1"


def by(*said: tuple[Topic, str | None]) -> tuple[Intent, ...]:
    """Intents with whoever caused them; None is Exchange, or a job."""
    return tuple(
        Intent(
            booking=BOOKED.id,
            revision=n,
            notice=topic,
            deed=Deed(action=Action.BOOKING_CHANGED, at=NOW, actor=PersonId(who) if who else None),
        )
        for n, (topic, who) in enumerate(said, start=1)
    )


def topics(*said: tuple[Topic, str | None], **terms: bool) -> list[Topic]:
    found = plan_notices(BOOKED, by(*said), told=False, **terms)
    return [each.topic for each in found]


def test_that_a_booking_was_made_is_told_only_where_the_municipality_wants_it() -> None:
    made, moved = (Topic.BOOKED, "ada"), (Topic.CHANGED, "rie")
    assert topics(made, confirms=False) == []
    assert topics(made, confirms=True) == [Topic.BOOKED]
    assert topics(made, moved, confirms=False) == [Topic.CHANGED]


def test_whom_exchange_invites_hears_from_us_only_what_others_did() -> None:
    made = (Topic.BOOKED, "rie")
    assert topics(made, invited=True) == []
    assert topics(made, (Topic.CHANGED, "ada"), invited=True) == []
    assert topics((Topic.CANCELLED, "ada"), invited=True) == []
    assert topics(made, (Topic.CHANGED, "rie"), invited=True) == [Topic.CHANGED]
    assert topics(made, (Topic.CHANGED, None), invited=True) == [Topic.CHANGED]
    assert topics(made, (Topic.DECLINED, None), invited=True) == [Topic.DECLINED]
    assert topics(made, (Topic.RELEASED, None), invited=True) == [Topic.RELEASED]


@pytest.mark.parametrize("topic", [Topic.CHANGED, Topic.ROOM_CLASH])
def test_what_no_longer_stands_did_not_change(topic: Topic) -> None:
    gone = by((topic, None), (Topic.CANCELLED, "ada"))
    assert plan_notices(CANCELLED, gone, told=True, invited=True) == ()


def test_nobody_is_told_of_a_meeting_made_in_outlook() -> None:
    foreign = replace(BOOKED, person=FOREIGN)
    assert plan_notices(foreign, by((Topic.CHANGED, None)), told=True) == ()
