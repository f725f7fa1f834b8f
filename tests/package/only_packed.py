"""A pytest plugin for a run in the unpacked package: what the package holds must have been loaded from there.

The tests' own tools (pytest and the like) are the checkout's.
"""

import sys
from pathlib import Path

import pytest

HERE = Path.cwd()
PACKAGES = HERE / ".python_packages" / "lib" / "site-packages"
OURS = ("adapters", "application", "domain", "function_app")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails the run where a module came from elsewhere."""
    packed = {*OURS, *(path.stem for path in PACKAGES.iterdir())}
    loaded = {
        name: str(file)
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in packed and (file := getattr(module, "__file__", None))
    }
    elsewhere = {name: file for name, file in loaded.items() if not file.startswith(str(HERE))}
    sys.stdout.write(f"\n{len(loaded)} modules of the package, {len(elsewhere)} from elsewhere\n")
    if elsewhere or not any(name.startswith("adapters.") for name in loaded):
        sys.stdout.write(f"{elsewhere}\n")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
