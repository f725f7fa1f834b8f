"""The thirty-two ways in which others' calendars fell out of step are the test plan: each has a test that says its number."""

import re
from collections import defaultdict
from pathlib import Path

TESTS = Path(__file__).parent
NAMED = re.compile(r"^\s*(?:async )?def (test_pitfall_(\d\d)_\w+)\(", re.MULTILINE)
PITFALLS = range(1, 33)


def named() -> dict[int, list[str]]:
    """Which tests say which number."""
    found: dict[int, list[str]] = defaultdict(list)
    for file in sorted(TESTS.rglob("test_*.py")):
        for name, number in NAMED.findall(file.read_text("utf-8")):
            found[int(number)].append(name)
    return found


def test_every_pitfall_has_a_test_that_says_its_number() -> None:
    assert sorted(named()) == list(PITFALLS)
