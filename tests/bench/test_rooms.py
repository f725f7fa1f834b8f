"""What the bench says of rooms: what it counts against what, and when a bar is missed."""

from bench.rooms import cycle_rows, initial_rows, with_rooms
from bench.rooms_worker import box_of

TOOK = {"seconds": 60.0, "cpu": 8.0, "memory": 100.0, "operations": 5000, "left": 0}


def test_the_first_look_costs_about_a_call_a_page() -> None:
    calls, *rest = initial_rows(TOOK, "rooms", calls=120, pages=100)
    assert (calls.ratio, calls.holds) == (1.2, True) and all(each.holds for each in rest)
    assert not initial_rows(TOOK, "rooms", calls=121, pages=100)[0].holds
    unfinished = initial_rows(TOOK | {"left": 1}, "rooms", calls=100, pages=100)
    assert not any(each.holds for each in unfinished)


def test_a_cycle_costs_a_call_a_room_and_no_write() -> None:
    time, calls, storage, _ = cycle_rows(TOOK, "rooms", rooms=1000, calls=1000, writes=0)
    assert (time.ratio, time.holds, calls.holds, storage.ours) == (0.1, True, True, 5)
    assert not cycle_rows(TOOK, "rooms", rooms=1000, calls=1001, writes=0)[1].holds
    assert not cycle_rows(TOOK, "rooms", rooms=1000, calls=1000, writes=1)[1].holds
    late = cycle_rows(TOOK | {"seconds": 601.0}, "rooms", rooms=1000, calls=1000, writes=0)
    assert not late[0].holds


def test_every_room_of_the_town_has_a_mailbox_of_its_own() -> None:
    boxes = [place.mailbox for place in with_rooms(3).resources.values()]
    assert boxes == [box_of(0), box_of(1), box_of(2)]
