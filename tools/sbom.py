"""`python -m tools.sbom`: writes build/vrijplek.cdx.json, what is deployed as a CycloneDX 1.6 bill of materials.

The same text from the same lock: no clock and no chance, so that two of them can be compared.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution
from typing import Any
from urllib.parse import quote

from tools.licences import Terms, expression_of, of_the_browser
from tools.runtime import ROOT, Pinned, installed

TARGET = ROOT / "build" / "vrijplek.cdx.json"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def bill() -> dict[str, Any]:
    """The whole bill."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = list(installed())
    browser = list(of_the_browser())
    us = f"vrijplek@{project['version']}"
    refs = {normal(pinned.name): purl(pinned) for pinned, _ in found}
    direct = {normal(_name(each)) for each in project["dependencies"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": us,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [*(_python(*each) for each in found), *(_browser(each) for each in browser)],
        "dependencies": [
            {
                "ref": us,
                "dependsOn": sorted(
                    [*(refs[each] for each in direct), *(_npm(each) for each in browser)]
                ),
            },
            *(
                {"ref": purl(pinned), "dependsOn": sorted(_needs(one, refs))}
                for pinned, one in found
            ),
        ],
    }


def purl(pinned: Pinned) -> str:
    """The name by which scanners know a package."""
    return f"pkg:pypi/{normal(pinned.name)}@{pinned.version}"


def normal(name: str) -> str:
    """One spelling per package."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _python(pinned: Pinned, found: Distribution) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": purl(pinned),
        "name": pinned.name,
        "version": pinned.version,
        "purl": purl(pinned),
        "licenses": [{"expression": expression_of(found)}],
        "properties": [
            {"name": "vrijplek:sha256-allowed", "value": each} for each in pinned.hashes
        ],
    }


def _browser(terms: Terms) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": _npm(terms),
        "name": terms.name,
        "version": terms.version,
        "purl": _npm(terms),
        "licenses": [{"expression": terms.expression}],
    }


def _npm(terms: Terms) -> str:
    return f"pkg:npm/{quote(terms.name, safe='/')}@{terms.version}"


def _needs(found: Distribution, refs: Mapping[str, str]) -> Iterator[str]:
    """Which packages of the lock it names; under a condition or not, for they are deployed all the same."""
    named = {normal(_name(each)) for each in found.requires or ()}
    return (refs[each] for each in named if each in refs)


def _name(requirement: str) -> str:
    match = NAME.match(requirement)
    return match[0] if match else ""


def main() -> None:
    """Writes the bill."""
    TARGET.parent.mkdir(exist_ok=True)
    written = bill()
    TARGET.write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    print(f"{TARGET}: {len(written['components'])} components")


if __name__ == "__main__":
    main()
