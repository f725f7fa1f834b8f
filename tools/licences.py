"""`python -m tools.licences`: under which terms everything stands that is deployed; ends with 1 where it may not be.

Vrijplek is EUPL-1.2. What is linked into the same process must not ask more of a municipality than that: (L)GPL and AGPL
are refused, and so is what nobody has looked at. MPL-2.0 (certifi's list of authorities) is taken: it asks for the
source of its own files only, which go along unchanged.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution

from tools.runtime import ROOT, installed

ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "EUPL-1.2", "ISC", "MIT", "MIT-0",
        "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
    }
)  # fmt: skip
REFUSED = re.compile(r"\b(A|L)?GPL", re.IGNORECASE)
SAID_AS = {
    "apache 2.0": "Apache-2.0",
    "isc license": "ISC",
    "mit license": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}
"""What packages say where they do not use the identifiers of SPDX."""
MANIFEST = ROOT / "adapters/http/static/vendor/manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A deployed package and the expression that says under what it stands; empty: it does not say."""

    name: str
    version: str
    expression: str

    @property
    def allowed(self) -> bool:
        """Whether one side of every OR may be had: `A OR B` lets us choose, `A AND B` binds to both."""
        return not REFUSED.search(self.expression) and any(
            all(each.strip(" ()") in ALLOWED for each in choice.split(" AND "))
            for choice in self.expression.split(" OR ")
        )


def all_terms() -> Iterator[Terms]:
    """Of every package that is deployed: Python's, then the browser's."""
    for pinned, found in installed():
        yield Terms(name=pinned.name, version=pinned.version, expression=expression_of(found))
    yield from of_the_browser()


def of_the_browser() -> Iterator[Terms]:
    """Of what `make setup` took from npm into the pages."""
    for source in json.loads(MANIFEST.read_text("utf-8"))["sources"]:
        yield Terms(name=source["package"], version=source["version"], expression=source["licence"])


def expression_of(found: Distribution) -> str:
    """In SPDX's words, from the first place where the package says it."""
    said = found.metadata
    if expression := said.get("License-Expression"):
        return str(expression)
    short = str(said.get("License") or "").strip()
    if short in ALLOWED or REFUSED.search(short.split("\n")[0]):
        return short
    if known := SAID_AS.get(short.lower()):
        return known
    classified = [c for c in said.get_all("Classifier") or () if c.startswith("License ::")]
    return " OR ".join(sorted(SAID_AS.get(each, each) for each in classified))


def main() -> int:
    """Prints a line for each; 1 where one may not be deployed."""
    terms = list(all_terms())
    for each in terms:
        mark = "" if each.allowed else "   <- may not be deployed, or nobody has looked at it"
        print(f"{each.name:<52} {each.version:<14} {each.expression or 'does not say'}{mark}")
    bad = sum(not each.allowed for each in terms)
    print(f"{len(terms)} packages, {bad} that may not be deployed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
