"""What the app declares is found in its text: no timer and no queue is overlooked."""

from adapters.timetable import queues, schedules
from tests.infra.code import triggers


def test_every_timer_and_every_queue_of_the_app_is_found() -> None:
    kinds = triggers()
    assert schedules().keys() == {n for n, kind in kinds.items() if kind == "timer_trigger"}
    assert queues().keys() == {n for n, kind in kinds.items() if kind == "queue_trigger"}
    assert schedules()["retain"] == "0 10 3 * * *" and queues()["send_mail"] == "send-mail"
