"""One line per event, for a machine and for a person, and never more than what the code is called."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import azure.functions as func
import pytest
from azure.functions.queue import QueueMessage
from azure.functions.timer import TimerRequest

from adapters.scrub import HIDDEN, scrub_logs
from adapters.telemetry import correlation
from adapters.telemetry.counts import here
from adapters.telemetry.events import JsonLines, Readable, tell, told_exception
from adapters.telemetry.jobs import watched
from adapters.telemetry.requests import SLOW, tell_request
from application.counts import Key, Kind
from application.faults import Unavailable

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def lines(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """What is logged, as JSON or (indirectly) as another formatter writes it."""
    scrub_logs()
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(getattr(request, "param", JsonLines()))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def read(lines: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_line_has_time_level_event_and_id_and_is_one_line(lines: StringIO) -> None:
    with correlation.under(TRACE):
        tell("request", name="listSites", status=200, ms=12)
    (line,) = read(lines)
    assert str(line.pop("time")).endswith("+00:00")
    assert line == {
        "level": "INFO",
        "log": "vrijplek",
        "event": "request",
        "trace": TRACE,
        "name": "listSites",
        "status": 200,
        "ms": 12,
    }


def test_a_line_of_a_library_is_an_event_too_and_scrubbed(lines: StringIO) -> None:
    with correlation.under(TRACE):
        logging.getLogger("some.library").warning("sent to %s\nagain", "ada@vrijplek.example")
    (line,) = read(lines)
    assert (line["event"], line["trace"]) == ("log", TRACE)
    assert line["text"] == f"sent to {HIDDEN}\nagain"


def test_an_exception_stays_within_its_line(lines: StringIO) -> None:
    try:
        raise ValueError("no mail to ada@vrijplek.example")
    except ValueError:
        told_exception("request-failed", name="listSites")
    (line,) = read(lines)
    assert "ValueError" in str(line["exception"]) and "ada@" not in str(line)


@pytest.mark.parametrize("lines", [Readable("%(message)s")], indirect=True)
def test_at_a_terminal_an_event_is_words(lines: StringIO) -> None:
    with correlation.under(TRACE):
        tell("job", name="deliver", outcome="done", ms=34)
        logging.getLogger("some.library").warning("plain")
    assert lines.getvalue() == "job deliver done ms=34 4bf9 2f35\nplain\n"


def test_where_a_platform_writes_the_line_its_text_is_json(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with correlation.under(TRACE):
        tell("job", name="deliver", ms=3)
    assert json.loads(caplog.messages[0]) == {
        "event": "job",
        "trace": TRACE,
        "name": "deliver",
        "ms": 3,
    }


@pytest.mark.parametrize(
    ("status", "changes", "level"),
    [(200, False, "DEBUG"), (304, False, "DEBUG"), (201, True, "INFO"), (503, False, "WARNING")],
)
def test_an_ordinary_look_is_not_told_of(
    lines: StringIO, status: int, changes: bool, level: str
) -> None:
    tell_request(name="GET /", status=status, ms=12, changes=changes)
    assert [line["level"] for line in read(lines)] == [level]


def test_what_takes_long_is_told_of(lines: StringIO) -> None:
    tell_request(name="GET /", status=200, ms=SLOW, changes=False)
    assert [line["level"] for line in read(lines)] == ["INFO"]


@watched
async def deliver(message: func.QueueMessage) -> None:
    """A job of these tests: says its id, and fails where it is told to."""
    seen.append(correlation.here())
    if b"fail" in message.get_body():
        raise Unavailable("for ada@vrijplek.example")


@watched
async def remind(timer: func.TimerRequest) -> None:
    """Another."""
    seen.append(correlation.here())


seen: list[str] = []


def message(**content: object) -> func.QueueMessage:
    body = json.dumps(content).encode()
    made: func.QueueMessage = QueueMessage(id="1", body=body)  # type: ignore[no-untyped-call]  # the library leaves this class untyped
    return made


async def test_a_job_goes_by_the_id_of_its_message_and_says_how_it_went(lines: StringIO) -> None:
    before = here.taken()
    await deliver(message=message(booking="2026-11-24-aa", tries=0, trace=TRACE))  # type: ignore[call-arg]  # as the worker calls it
    (line,) = read(lines)
    assert seen.pop() == TRACE and correlation.here() == ""
    assert {k: v for k, v in line.items() if k not in ("time", "log", "ms")} == {
        "level": "INFO",
        "event": "job",
        "trace": TRACE,
        "name": "deliver",
        "outcome": "done",
        "booking": "2026-11-24-aa",
    }
    assert set(here.taken().since(before).tallies) == {Key(Kind.JOB, "deliver", "done")}


async def test_a_job_that_fails_still_fails_and_says_so_once(lines: StringIO) -> None:
    before = here.taken()
    with pytest.raises(Unavailable):
        await deliver(message(booking="2026-11-24-aa", trace=TRACE, fail=True))
    (line,) = read(lines)
    assert (line["level"], line["outcome"], line["error"]) == ("WARNING", "failed", "Unavailable")
    assert "ada" not in str(line)
    assert set(here.taken().since(before).tallies) == {Key(Kind.JOB, "deliver", "failed")}


async def test_every_firing_of_a_timer_has_an_id_of_its_own() -> None:
    for _ in range(2):
        await remind(TimerRequest(past_due=False))
    assert len({seen.pop(), seen.pop()}) == 2


async def test_a_message_that_cannot_be_read_is_the_functions_to_refuse(lines: StringIO) -> None:
    broken: func.QueueMessage = QueueMessage(id="1", body=b"not json")  # type: ignore[no-untyped-call]  # as above
    await deliver(broken)
    assert len(seen.pop()) == 32 and read(lines)[0]["outcome"] == "done"
