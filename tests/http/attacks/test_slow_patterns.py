"""No pattern of ours takes long over anything: each one in the repository is timed on text made to be hostile to it."""

import ast
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FOLDERS = ("adapters", "application", "domain", "local", "demo")  # tools read what npm has pinned
FLAGS = {
    "ASCII": re.ASCII,
    "IGNORECASE": re.IGNORECASE,
    "DOTALL": re.DOTALL,
    "MULTILINE": re.MULTILINE,
}
LENGTH = 8_000
MOST_SECONDS = 0.1
FUNCTIONS = {"compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer"}


def patterns() -> Iterator[tuple[str, str | bytes, int]]:
    """Every literal pattern: where it is, the pattern, its flags."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            where = path.relative_to(ROOT)
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield from _of(node, f"{where}:{node.lineno}")


def _of(node: ast.Call, where: str) -> Iterator[tuple[str, str | bytes, int]]:
    keywords = {each.arg: each.value for each in node.keywords}
    first: ast.expr | None = keywords.get("pattern")  # of pydantic
    call = node.func
    ours = isinstance(call, ast.Attribute) and call.attr in FUNCTIONS and node.args
    if ours and ast.unparse(call).startswith("re."):
        first = node.args[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
        names = [each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)]
        yield where, first.value, sum(FLAGS[name] for name in set(names) & FLAGS.keys())


ALL = list(patterns())
SEEDS = (
    "a",
    "0",
    " ",
    "-",
    ".",
    ",",
    '"',
    "'",
    "#",
    "/",
    "(",
    "<",
    "{",
    "@",
    ":",
    "\t",
    "aB",
    "a.",
    "a-",
    "0.",
    "a ",
    " ;",
    "a=",
    "--a",
    "é",
)
HEADS = (
    "",
    '"',
    'W/"',
    "url(",
    "url('#",
    "<form ",
    "var(",
    "--a:",
    "#",
    "etag:",
    "%",
    "*",
    "application/json",
    "2026-11-24T",
    "a@",
)
TAILS = ("", "!", "\x00", "\n", '"', ")")


def test_there_are_patterns_to_try() -> None:
    assert len(ALL) > 20


@pytest.mark.parametrize(("where", "pattern", "flags"), ALL, ids=[each[0] for each in ALL])
def test_no_pattern_takes_long_over_hostile_text(
    where: str, pattern: str | bytes, flags: int
) -> None:
    for head in HEADS:
        for seed in SEEDS:
            for tail in TAILS if head == "" or seed in ("a", " ", "0") else ("!",):
                _timed(pattern, flags, head + seed * (LENGTH // len(seed)) + tail)


def _timed(pattern: str | bytes, flags: int, text: str) -> None:
    if isinstance(pattern, bytes):
        compiled, subject = re.compile(pattern, flags), text.encode()
        began = time.process_time()
        compiled.search(subject), compiled.fullmatch(subject)
    else:
        plain = re.compile(pattern, flags)
        began = time.process_time()
        plain.search(text), plain.fullmatch(text)
    taken = time.process_time() - began
    assert taken < MOST_SECONDS, f"{taken:.2f} s over {text[:20]!r}…{text[-5:]!r}"


def test_a_planted_pattern_is_found() -> None:
    with pytest.raises(AssertionError, match="s over"):
        _timed(r"(a+)+$", 0, "a" * 24 + "!")
