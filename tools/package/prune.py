"""What of the packages is never loaded, and stays out of the deployment.

- Babel's locales, but for the languages of our pages, their regions and the root that they fall back to.
- The Graph SDK, but for the modules that `tools/package/graph_sdk.py` finds.
- Tests that are packed with a library, and sources for a C compiler or a type checker.
"""

import re
from collections.abc import Collection

LANGUAGES = ("nl", "fr", "de", "en")
LOCALE = re.compile(r"babel/locale-data/([A-Za-z]+)[^/]*\.dat")
GRAPH = re.compile(r"msgraph/(.+\.py)")
FOR_COMPILERS = (".pyi", ".pyx", ".pxd", ".pxi", ".h", ".c")


def loaded(name: str, *, of_graph: Collection[str]) -> bool:
    """Whether a file of a package goes along. `of_graph`: files of the Graph SDK that are reachable."""
    if locale := LOCALE.fullmatch(name):
        return locale[1] in ("root", *LANGUAGES)
    if GRAPH.fullmatch(name):
        return name in of_graph
    return not name.endswith(FOR_COMPILERS) and "/tests/" not in name
