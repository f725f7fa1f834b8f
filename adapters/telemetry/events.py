"""Lines of the log: an event with fields, one line each, with the id of what is under way and nothing personal.

The text of an event is JSON, so that it is that wherever the platform's own handler writes it, which adds time and level;
`JsonLines` is for a run without a platform, `Readable` for a person at a terminal.
"""

import json
import logging
from datetime import UTC, datetime

from adapters.telemetry import correlation

LOG = logging.getLogger("vrijplek")
type Value = str | int | float | bool | None


class Event:
    """What `LOG` is given as a message."""

    __slots__ = ("fields", "name", "trace")

    def __init__(self, name: str, fields: dict[str, Value]) -> None:
        self.name, self.fields, self.trace = name, fields, correlation.here()

    def told(self) -> dict[str, Value]:
        return {"event": self.name, "trace": self.trace, **self.fields}

    def words(self) -> str:
        """For a person: `job deliver done ms=34 4bf9 2f35`."""
        said = [str(value) for value in self.fields.values() if isinstance(value, str)]
        said += [f"{k}={v}" for k, v in self.fields.items() if not isinstance(v, str)]
        return " ".join(filter(None, (self.name, *said, correlation.spoken(self.trace))))

    def __str__(self) -> str:
        return json.dumps(self.told(), ensure_ascii=False, separators=(",", ":"))


def tell(name: str, /, *, level: int = logging.INFO, **fields: Value) -> None:
    """One event. Its fields are what the code is called, numbers, and ids that nobody is named by."""
    if LOG.isEnabledFor(level):
        LOG.log(level, Event(name, fields))


def told_exception(name: str, /, **fields: Value) -> None:
    """The same, with the traceback of the exception that is being handled."""
    LOG.error(Event(name, fields), exc_info=True)


class JsonLines(logging.Formatter):
    """A whole record as one line of JSON; a line of a library is an event `log` with its text."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"time": moment, "level": record.levelname, "log": record.name}
        if isinstance(record.msg, Event):
            line |= record.msg.told()
        else:
            line |= {"event": "log", "trace": correlation.here(), "text": record.getMessage()}
        if record.exc_info or record.exc_text:
            line["exception"] = record.exc_text or self.formatException(record.exc_info or ())  # type: ignore[arg-type]  # never empty here
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=str)


class Readable(logging.Formatter):
    """Events in words; everything else as it is."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's own name
        if isinstance(record.msg, Event):
            record.message = record.msg.words()
        return super().formatMessage(record)
