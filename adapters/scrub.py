"""Keeps mail addresses, tokens and cookies out of log lines, whoever writes them: ours, a library's, a traceback.

Names cannot be told from other words, so nothing of ours may log one: a test reads every line of every test run.
"""

import logging
import re
from collections.abc import Callable

MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
TOKEN = re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]{0,20000}){1,4}")
BEARER = re.compile(r"(?i)\b(bearer|basic|sharedkey)\s{1,4}[\w.:+/=~-]{8,20000}")
COOKIE = re.compile(r"(?i)\b((?:__Host-)?plek[\w-]{0,40})=[^;,\s'\"]{8,20000}")
SIGNATURE = re.compile(r"(?i)\b(sig|code|state|client_assertion|logout_token)=[\w%.+/~-]{8,20000}")
HIDDEN = "…"


def scrubbed(text: str) -> str:
    """`text` without what must not be logged."""
    for pattern in (MAIL, TOKEN):
        text = pattern.sub(HIDDEN, text)
    text = BEARER.sub(rf"\1 {HIDDEN}", text)
    for pattern in (COOKIE, SIGNATURE):
        text = pattern.sub(rf"\1={HIDDEN}", text)
    return text


def scrub_logs() -> None:
    """From now on every record of this process is scrubbed when it is made; once is enough."""
    before = logging.getLogRecordFactory()
    if not getattr(before, "scrubs", False):
        logging.setLogRecordFactory(_scrubbing(before))


def _scrubbing(before: Callable[..., logging.LogRecord]) -> Callable[..., logging.LogRecord]:
    def make(*args: object, **more: object) -> logging.LogRecord:
        record = before(*args, **more)
        try:
            said = record.getMessage()
        except Exception:  # noqa: BLE001  # a line that does not fit its arguments: logging itself reports that
            return record
        if (clean := scrubbed(said)) != said:
            record.msg, record.args = clean, ()
        if record.exc_info and record.exc_info[0] is not None:
            told = _FORMATTER.formatException(record.exc_info)
            if (clean := scrubbed(told)) != told:
                record.exc_text, record.exc_info = clean, None
        return record

    make.scrubs = True  # type: ignore[attr-defined]  # a mark on the function, read above
    return make


_FORMATTER = logging.Formatter()
