"""`make run` as a newcomer meets it: the demo, a booking, its mail, and all of it there the next day."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from adapters.clock import SystemClock
from adapters.settings import Settings, read_settings
from local.azurite import ACCOUNT, KEY
from local.state import StateFile
from tests.local.running import Run, running, until
from tests.signed_in import Headers, headers_of


def settings_of(run: Run) -> Settings:
    """Those of the deployment that runs there."""
    ports = StateFile(run.data).read().ports
    assert ports is not None
    endpoints = {"TABLES": ports.table, "QUEUES": ports.queue, "BLOBS": ports.blob}
    return read_settings(
        {
            "STORAGE_ACCOUNT": ACCOUNT,
            "STORAGE_ACCOUNT_KEY": KEY,
            **{
                f"{kind}_ENDPOINT": f"http://127.0.0.1:{port}/{ACCOUNT}"
                for kind, port in endpoints.items()
            },
        }
    )


def paulo(run: Run) -> Headers:
    """What the page of Paulo's browser sends."""
    known = asyncio.run(headers_of(settings_of(run), "p002"))
    return {**known, "Content-Type": "application/json"}


def ask(run: Run, path: str, who: Headers) -> Any:
    status, body = run.ask("GET", f"/api/v1{path}", **who)
    assert status == 200, body
    return json.loads(body)


def lines_of(run: Run) -> list[dict[str, Any]]:
    """What the servers have logged, where nobody sits at a terminal."""
    whole = run.words().rpartition("\n")[0]
    return [json.loads(line) for line in whole.splitlines() if line.startswith('{"time":')]


def book_a_desk(run: Run, who: Headers) -> str:
    """The id of a booking on the first desk that is free some morning of the coming week."""
    for days in range(1, 8):
        day = (SystemClock().now() + timedelta(days=days)).date().isoformat()
        query = f"date={day}&partOfDay=morning&kind=desk&limit=1"
        status, body = run.ask("GET", f"/api/v1/availability?{query}", **who)
        if status == 200 and (places := json.loads(body)["items"]):
            wish = {"resourceId": places[0]["resourceId"], "date": day, "partOfDay": "morning"}
            status, body = run.ask("POST", "/api/v1/bookings", json.dumps(wish), **who)
            assert status == 201, body
            return str(json.loads(body)["id"])
    raise AssertionError("no desk is free in a whole week")


def test_a_desk_is_booked_its_mail_is_written_and_both_outlive_a_restart(tmp_path: Path) -> None:
    with running(tmp_path / "data", arguments=()) as first:
        assert "imported from demo/junglinster" in first.words()
        assert ask(first, "/health", {})["status"] == "ok"
        booking = book_a_desk(first, paulo(first))
        until(lambda: list((tmp_path / "data" / "outbox").rglob("*.eml")))
        until(lambda: [each for each in lines_of(first) if each.get("booking") == booking])
        (made,) = (each for each in lines_of(first) if each.get("name") == "makeBooking")
        told = [each for each in lines_of(first) if each["trace"] == made["trace"]]
        assert ("deliver", booking) in {(each["name"], each.get("booking")) for each in told}
    with running(tmp_path / "data", arguments=()) as second:
        assert ask(second, f"/bookings/{booking}", paulo(second))["state"] == "booked"
    assert second.children() == []
