"""`python -m tests.infra`: what the offline check of infra/ finds; with `mistakes`, what it says about each planted one;
with `plan NAME`, which resources the municipality of that name would get; with `everywhere`, which changes go unseen."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.infra.check import INFRA, check, plan_for
from tests.infra.everywhere import everywhere
from tests.infra.mutations import MUTATIONS
from tests.infra.naming import ODD
from tests.infra.project import read_project
from tests.infra.test_check import caught


def mistakes() -> int:
    missed = 0
    for number, mutation in enumerate(MUTATIONS, start=1):
        with TemporaryDirectory() as folder:
            said = caught(mutation, Path(folder))
        missed += not said
        print(f"{number:3} {mutation.what} in {mutation.file}\n      {said or 'MISSED'}")  # noqa: T201
    print(f"{len(MUTATIONS)} mistakes, {missed} missed")  # noqa: T201
    return missed


def plan(tenant: str) -> int:
    made = plan_for(read_project(INFRA), f"tenants/{tenant}.bicepparam").made
    for each in made:
        print(f"{each.type}  {each.name}{'  (there already)' if each.existing else ''}")  # noqa: T201
    return 0


def main() -> int:
    if sys.argv[1:2] == ["plan"]:
        return plan(sys.argv[2])
    if sys.argv[1:] == ["everywhere"]:
        return everywhere()
    if sys.argv[1:] == ["mistakes"]:
        return mistakes()
    found = check(odd=ODD)
    print("\n".join(map(str, found)) or "infra/: nothing to say against it")  # noqa: T201
    return len(found)


sys.exit(1 if main() else 0)
