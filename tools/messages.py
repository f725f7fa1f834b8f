"""Keeps the message catalogues in step with templates and code.

`python -m tools.messages update` extracts every message and merges it into adapters/http/i18n/*.po;
`python -m tools.messages check` exits with 1 and a list where a catalogue misses a message, has one to review, or
breaks a placeholder. Message ids are English, so there is no English catalogue. Nothing is compiled here: the pages
compile a catalogue in memory when its language is first asked for.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent / "adapters/http"
CATALOGUES = ROOT / "i18n"
TRANSLATED = ("nl", "fr", "de")
METHODS = [("i18n/**.py", "python"), ("api/**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "gettext": None,
    "ngettext": (1, 2),
    "message_id": None,
}


def extracted() -> Catalog:
    """Every message of templates and code, with where it is used (files only: lines move too often)."""
    found = Catalog(project="Vrijplek", charset="utf-8")
    for file, _, message, comments, context in extract_from_dir(
        str(ROOT), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS
    ):
        found.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return found


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language)


def update() -> None:
    """Merge the extracted messages into each catalogue; what is no longer used goes."""
    template = extracted()
    for language in TRANSLATED:
        merged = catalogue(language)
        merged.update(template, no_fuzzy_matching=True)
        merged.obsolete.clear()
        with (CATALOGUES / f"{language}.po").open("wb") as target:
            write_po(
                target, merged, width=110, omit_header=True, include_lineno=False, sort_output=True
            )


def complaints() -> Iterator[str]:
    """What is wrong with the catalogues, one line each."""
    template = extracted()
    for language in TRANSLATED:
        present = catalogue(language)
        for wanted in template:
            if not wanted.id:
                continue
            message = present.get(_key(wanted), wanted.context)
            if message is None or not _complete(message):
                yield f"{language}: no translation of {_key(wanted)!r}"
            elif message.fuzzy:
                yield f"{language}: to be reviewed: {_key(wanted)!r}"
            else:
                yield from (
                    f"{language}: {_key(wanted)!r}: {error}" for error in message.check(present)
                )


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _complete(message: Message) -> bool:
    strings = (message.string,) if isinstance(message.string, str) else message.string
    return bool(strings) and all(strings or ())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("task", choices=("update", "check"))
    if parser.parse_args().task == "update":
        update()
    faults = list(complaints())
    print("\n".join(faults) or "catalogues complete", file=sys.stderr if faults else sys.stdout)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
