"""The bill of materials names everything that is deployed, once, and what needs what."""

import json
import re

from tools.runtime import pinned
from tools.sbom import bill, normal

PURL = re.compile(r"pkg:(pypi/[a-z0-9-]+|npm/(%40[a-z-]+/)?[a-z-]+)@[\w.]+")


def test_every_package_of_the_lock_and_of_the_pages_is_named_once() -> None:
    components = bill()["components"]
    refs = [each["bom-ref"] for each in components]
    assert len(refs) == len(set(refs))
    python = {ref for ref in refs if ref.startswith("pkg:pypi/")}
    assert python == {f"pkg:pypi/{normal(each.name)}@{each.version}" for each in pinned()}
    assert len(refs) > len(python)
    assert [ref for ref in refs if not PURL.fullmatch(ref)] == []


def test_it_has_the_form_of_cyclonedx() -> None:
    written = bill()
    assert (written["bomFormat"], written["specVersion"], written["version"]) == ("CycloneDX", "1.6", 1)  # fmt: skip
    for each in written["components"]:
        assert each["type"] == "library" and each["name"] and each["version"]
        assert each["licenses"][0]["expression"]


def test_what_needs_what_is_said_of_all_and_all_is_needed() -> None:
    written = bill()
    known = {each["bom-ref"] for each in written["components"]}
    ours, *theirs = written["dependencies"]
    assert {each["ref"] for each in theirs} <= known
    reached, waiting = set[str](), set(ours["dependsOn"])
    needs = {each["ref"]: set(each["dependsOn"]) for each in theirs}
    while waiting:
        one = waiting.pop()
        reached.add(one)
        waiting |= needs.get(one, set()) - reached
    assert reached == known


def test_two_are_the_same_text() -> None:
    assert json.dumps(bill()) == json.dumps(bill())
