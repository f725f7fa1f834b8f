"""Puts the package together: our files, the packages' files, less what is never loaded."""

from functools import partial
from pathlib import Path

from tools.package.archive import PACKAGES, write
from tools.package.graph_sdk import reachable
from tools.package.ours import files_of_ours
from tools.package.prune import loaded
from tools.package.wheels import files_of_packages, site_packages
from tools.runtime import ROOT


def build(target: Path, wheels: Path | None = None) -> None:
    """Writes `target`. `wheels`: where `wheels.fetch` installed; None takes what this Python has installed."""
    of_graph = reachable(site_packages(wheels))
    files = dict(files_of_ours(ROOT))
    for name, place in files_of_packages(partial(loaded, of_graph=of_graph), wheels):
        files[f"{PACKAGES}/{name}"] = place
    write(target, files)
