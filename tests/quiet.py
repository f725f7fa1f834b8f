"""What no log line may hold: names and mail addresses of people, tokens, cookies. Looks through text, and through every
record that a test run emits."""

import csv
import logging
import re
from functools import cache
from pathlib import Path

from adapters.scrub import BEARER, COOKIE, MAIL, TOKEN

DEMO = Path(__file__).parents[1] / "demo"
OURS = re.compile(r"@(localhost|python|property|cache|overload)\b")
SHORTEST = 6  # letters of a name; below that it is a word like any other


@cache
def names() -> re.Pattern[str]:
    """Everybody in the demo municipalities, by full name."""
    found = {
        row["name"]
        for path in sorted(DEMO.glob("*/people.csv"))
        for row in csv.DictReader(path.read_text("utf-8").splitlines())
    }
    assert len(found) > 100
    return re.compile("|".join(re.escape(each) for each in sorted(found) if len(each) >= SHORTEST))


def told_in(text: str) -> list[str]:
    """What the text gives away."""
    found = [each[0] for pattern in (TOKEN, BEARER, COOKIE) for each in pattern.finditer(text)]
    found += [each[0] for each in MAIL.finditer(text) if not OURS.search(each[0])]
    return [each[:80] for each in (*found, *names().findall(text))]


class Listener(logging.Handler):
    """Hears every record of the process; `told` since it was last asked."""

    def __init__(self) -> None:
        super().__init__(level=logging.DEBUG)
        self._told: list[str] = []
        self.heard = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.heard += 1
        if found := told_in(self.format(record)):
            self._told.append(f"{record.name}: {found}")

    def taken(self) -> list[str]:
        found, self._told = self._told, []
        return found
