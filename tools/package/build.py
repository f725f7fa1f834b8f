"""Puts the package together: our files, the packages' files, less what is never loaded."""

from functools import partial
from pathlib import Path

from adapters.built import NAME
from tools.package.archive import PACKAGES, write
from tools.package.graph_sdk import reachable
from tools.package.ours import files_of_ours
from tools.package.prune import loaded
from tools.package.version import version_file
from tools.package.wheels import files_of_packages, site_packages
from tools.runtime import ROOT


def build(target: Path, wheels: Path | None = None) -> None:
    """Writes `target`, and beside it which build it is. `wheels`: where `wheels.fetch` installed; None takes what this
    Python has installed."""
    of_graph = reachable(site_packages(wheels))
    files = dict(files_of_ours(ROOT))
    said = target.with_suffix(".json")
    said.parent.mkdir(parents=True, exist_ok=True)
    said.write_bytes(version_file(ROOT, files))
    files[NAME] = said
    for name, place in files_of_packages(partial(loaded, of_graph=of_graph), wheels):
        files[f"{PACKAGES}/{name}"] = place
    write(target, files)
