"""What every test may ask for, and the one rule for all: a test runs or fails, it is not skipped."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from adapters.scrub import scrub_logs
from tests import azurite as emulator
from tests.azurite import Azurite
from tests.balance import longest_first
from tests.quiet import Listener

# Two shared cores: a slow example is the neighbour's doing, not a fault of the rule.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

_left_out: list[str] = []
_listener = Listener()


def pytest_configure() -> None:
    """In every process of a run: all that is logged is scrubbed as in the product, and looked through."""
    scrub_logs()
    logging.getLogger().addHandler(_listener)
    logging.getLogger("vrijplek").setLevel(logging.DEBUG)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The same in every process of a run: xdist demands it."""
    items[:] = longest_first(items)


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Fails a test during which something was logged that names somebody, or lets somebody in."""
    told = _listener.taken()
    assert not told, f"{item.nodeid} logged what no log may hold: {told}"


@pytest.fixture(scope="session")
def azurite_tables() -> Iterator[Azurite]:
    """Table storage for the whole run of this process; each test makes tables of its own name."""
    with emulator.tables_only() as running:
        yield running


@pytest.fixture(scope="session")
def azurite() -> Iterator[Azurite]:
    """Tables, queues and blobs for the whole run of this process."""
    with emulator.all_services() as running:
        yield running


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Notes what did not run; under xdist the controller hears of every worker's tests."""
    if report.skipped:
        _left_out.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A module that skips itself leaves tests out just the same."""
    if report.skipped:
        _left_out.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turns a run with a skipped test into a failed one."""
    if _left_out and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says which tests were left out, for whoever wonders why the run failed."""
    if _left_out:
        terminalreporter.section("left out, and therefore failed")
        for nodeid in _left_out:
            terminalreporter.line(nodeid)
