"""What is kept out of log lines: in what we write, what a library writes, and in tracebacks; all else stays."""

import logging

import pytest

from adapters.scrub import HIDDEN, scrub_logs, scrubbed
from tests.quiet import told_in

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("sent to ada.lovelace@vrijplek.example: no", "sent to …: no"),
        (f"refused {JWT}", "refused …"),
        (f"Authorization: Bearer {JWT}", "Authorization: Bearer …"),
        ("Authorization: SharedKey acc:c2lnbmF0dXJl=", "Authorization: SharedKey …"),
        ("Cookie: __Host-plek=eyabcdefgh12345; lang=nl", "Cookie: __Host-plek=…; lang=nl"),
        (
            "GET /auth/callback?code=0123456789&state=abcdefgh12",
            "GET /auth/callback?code=…&state=…",
        ),
        ("a booking at desk-1 on 2026-11-24 failed", "a booking at desk-1 on 2026-11-24 failed"),
        ("status code=409 state=booked", "status code=409 state=booked"),
    ],
)
def test_what_must_not_be_logged_is_hidden(text: str, clean: str) -> None:
    assert scrubbed(text) == clean
    assert told_in(clean) == []


def test_every_record_of_the_process_is_scrubbed(caplog: pytest.LogCaptureFixture) -> None:
    scrub_logs()
    log = logging.getLogger("some.library")
    log.warning("no mail to %s with %s", "ada@vrijplek.example", JWT)
    assert caplog.messages == [f"no mail to {HIDDEN} with {HIDDEN}"]


def test_a_traceback_is_scrubbed_too(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError(f"not a token: {JWT}")
    except ValueError:
        logging.getLogger("some.library").exception("failed")
    assert "eyJ" not in caplog.text and "not a token: …" in caplog.text


def test_a_traceback_with_nothing_to_hide_stays_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError("plain")
    except ValueError:
        logging.getLogger("some.library").exception("failed")
    assert caplog.records[0].exc_info is not None


@pytest.mark.parametrize(
    "text",
    ["hello ada@vrijplek.example", f"x {JWT}", "Anne Weber is here", "Cookie: plek=abcdefgh1234"],
)
def test_what_is_planted_in_a_log_is_found(text: str) -> None:
    assert told_in(text)


def test_ordinary_words_are_nobody() -> None:
    assert told_in("Ready on http://127.0.0.1:7071, mail from vrijplek@localhost") == []
