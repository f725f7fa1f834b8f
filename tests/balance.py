"""In which order a run takes the files: the long ones first, so that no process is left with one of them at the end.

Under xdist a file stays in one process (`--dist loadfile --no-loadscope-reorder`, see the Makefile) and files are handed out
in this order. Whoever writes a file that takes more than ten seconds adds it here.
"""

from collections.abc import Iterable
from typing import Protocol

LONGEST = (
    "tests/package/test_package.py",
    "tests/race/test_race.py",
    "tests/local/test_outlook.py",
    "tests/browser/test_accessibility.py",
    "tests/local/test_run.py",
    "tests/browser/test_shown_as_text.py",
    "tests/machines/test_thirty_days.py",
    "tests/browser/test_script_in_text.py",
    "tests/browser/test_sign_in.py",
    "tests/local/test_product.py",
    "tests/machines/test_bookings.py",
    "tests/http/api/test_schemathesis.py",
    "tests/http/hooks/test_cold_start.py",
    "tests/browser/test_kiosk.py",
    "tests/browser/test_plan.py",
    "tests/local/test_sign_in.py",
    "tests/adapters/cli/test_doctor.py",
    "tests/adapters/erasure/test_erase_and_scan.py",
    "tests/domain/test_seals.py",
    "tests/machines/test_both_sides_in_chaos.py",
    "tests/http/attacks/test_slow_patterns.py",
    "tests/infra/test_check.py",
    "tests/http/test_rights_table.py",
    "tests/adapters/backup/test_rehearsal.py",
    "tests/browser/test_walk.py",
    "tests/conformance/test_harness.py",
    "tests/conformance/test_worker.py",
    "tests/http/api/test_openapi.py",
    "tests/test_api_rules.py",
    "tests/infra/test_queries.py",
    "tests/machines/test_calendars.py",
    "tests/bench/test_operations.py",
)


class Item(Protocol):
    """A test, as far as this is concerned."""

    @property
    def nodeid(self) -> str: ...


def longest_first[T: Item](items: Iterable[T]) -> list[T]:
    """As they came, but for the files that take long."""
    places = {name: at for at, name in enumerate(LONGEST)}
    return sorted(items, key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))
