"""What is deployed may be deployed, and the report says so of each package."""

from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest

from tools.licences import Terms, all_terms, expression_of
from tools.runtime import HASH, pinned


class Said(Distribution):
    """A package that says this of itself."""

    def __init__(self, **headers: str) -> None:
        self._text = "\n".join(
            ["Metadata-Version: 2.4", "Name: x", *(f"{n.replace('_', '-')}: {v}" for n, v in headers.items())]
        )  # fmt: skip

    def read_text(self, filename: str) -> str | None:
        return self._text if filename == "METADATA" else None

    def locate_file(self, path: object) -> Path:
        raise FileNotFoundError(path)


def test_everything_that_is_deployed_may_be() -> None:
    terms = list(all_terms())
    assert [each for each in terms if not each.allowed] == []
    assert {"certifi", "msgraph-sdk", "@utrecht/table-css"} <= {each.name for each in terms}


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("MPL-2.0", True),
        ("Apache-2.0 AND MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("MIT AND Secret-1.0", False),
        ("GPL-3.0-only", False),
        ("LGPL-2.1-or-later", False),
        ("AGPL-3.0", False),
        ("MIT OR GPL-2.0", False),  # somebody has to choose, and say so
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("", False),
        ("BSD-ish", False),
    ],
)
def test_what_may_be_deployed(expression: str, allowed: bool) -> None:
    assert Terms(name="x", version="1", expression=expression).allowed == allowed


@pytest.mark.parametrize(
    ("headers", "expression"),
    [
        ({"License_Expression": "MIT-0", "License": "GPL"}, "MIT-0"),
        ({"License": "MIT License"}, "MIT"),
        ({"License": "GNU GPL v3"}, "GNU GPL v3"),
        ({"License": "Dual", "Classifier": "License :: OSI Approved :: BSD License"}, "BSD-3-Clause"),
        ({"License": "of my own"}, ""),
    ],
)  # fmt: skip
def test_the_terms_are_read_where_a_package_says_them(
    headers: dict[str, str], expression: str
) -> None:
    assert expression_of(Said(**headers)) == expression


def test_the_lock_is_read_whole() -> None:
    packages = pinned()
    assert all(each.hashes and distribution(each.name).version == each.version for each in packages)
    assert sum(len(each.hashes) for each in packages) == len(
        HASH.findall(Path("requirements.txt").read_text("utf-8"))
    )
