"""`make run` as a newcomer meets it: the demo, a booking, its mail, and all of it there the next day."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from adapters.clock import SystemClock
from tests.local.running import Run, running, until

PAULO = {"X-Demo-Person": "p002", "Content-Type": "application/json"}


def ask(run: Run, path: str) -> Any:
    status, body = run.ask("GET", f"/api/v1{path}", **PAULO)
    assert status == 200, body
    return json.loads(body)


def book_a_desk(run: Run) -> str:
    """The id of a booking on the first desk that is free some morning of the coming week."""
    for days in range(1, 8):
        day = (SystemClock().now() + timedelta(days=days)).date().isoformat()
        query = f"date={day}&partOfDay=morning&kind=desk&limit=1"
        status, body = run.ask("GET", f"/api/v1/availability?{query}", **PAULO)
        if status == 200 and (places := json.loads(body)["items"]):
            wish = {"resourceId": places[0]["resourceId"], "date": day, "partOfDay": "morning"}
            status, body = run.ask("POST", "/api/v1/bookings", json.dumps(wish), **PAULO)
            assert status == 201, body
            return str(json.loads(body)["id"])
    raise AssertionError("no desk is free in a whole week")


def test_a_desk_is_booked_its_mail_is_written_and_both_outlive_a_restart(tmp_path: Path) -> None:
    with running(tmp_path / "data", arguments=()) as first:
        assert "imported from demo/junglinster" in first.words()
        assert ask(first, "/health")["status"] == "ok"
        booking = book_a_desk(first)
        until(lambda: list((tmp_path / "data" / "outbox").rglob("*.eml")))
    with running(tmp_path / "data", arguments=()) as second:
        assert ask(second, f"/bookings/{booking}")["state"] == "booked"
    assert second.children() == []
