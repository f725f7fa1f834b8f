"""House rules over a plan: what must be so whatever a municipality chooses, each with the sentence that says so.

A rule is a function from the facts to what is wrong with them. Those of one subject are in storage_rules.py, app_rules.py,
watch_rules.py, settings_rules.py, detail_rules.py and constant_rules.py; those about names are in naming.py, those about files in file_rules.py.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.infra.plan import Plan
from tests.infra.values import Made

STORAGE = "Microsoft.Storage/storageAccounts"
SITE = "Microsoft.Web/sites"
ROLE = "Microsoft.Authorization/roleAssignments"

type Wrong = Iterator[tuple[Made | None, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`given` are the parameters, `plan` what comes of them, `roles` the names of role ids."""

    given: Mapping[str, Any]
    plan: Plan
    roles: Mapping[str, str]

    def one(self, kind: str) -> Made | None:
        found = self.plan.of(kind)
        return found[0] if len(found) == 1 else None

    def account(self, letter: str) -> Made | None:
        """The host (h), data (d) or backup (b) account."""
        found = [each for each in self.plan.of(STORAGE) if each.name.startswith(f"vp{letter}")]
        return found[0] if len(found) == 1 else None

    def below(self, account: Made | None, kind: str) -> set[str]:
        """Names of what is in an account."""
        name = account.name if account else "-"
        return {
            m.last_name for m in self.plan.of(f"{STORAGE}/{kind}") if m.name.startswith(f"{name}/")
        }

    @property
    def private(self) -> bool:
        return self.given.get("networkAddresses") is not None


RULES: list[Callable[[Facts], Wrong]] = []


def rule(check: Callable[[Facts], Wrong]) -> Callable[[Facts], Wrong]:
    RULES.append(check)
    return check


def at(body: Any, path: str) -> Any:
    """What is at a path with dots in it; None where the path ends early."""
    for name in path.split("."):
        body = body.get(name) if isinstance(body, Mapping) else None
    return body


def unlike(made: Made, wanted: Mapping[str, Any]) -> Wrong:
    for path, value in wanted.items():
        found = at(made.body, path)
        if found != value or isinstance(found, bool) is not isinstance(value, bool):
            yield made, f"{path} has to be {value!r}, not {found!r}"


@rule
def everything_says_whose_it_is(facts: Facts) -> Wrong:
    for made in facts.plan.made:
        top = made.type.count("/") == 1 and not made.scope and "location" in made.body
        if top and not made.existing and (at(made.body, "tags.product"), at(made.body, "tags.municipality")) != (
            "vrijplek", facts.given["municipality"],
        ):  # fmt: skip
            yield made, "it has no tags that say whose it is"
