"""After a deployment: whether the site answers with what was deployed, and can serve.

- Azure calls a deployment done when the package is there; whether it starts is seen on the health page only.
- Old and new instances answer side by side for a while, so the new version has to be seen a few times in a row.
- A municipality that has not been imported yet is well: its app says so, with its version.
- A late job is told and no failure: it was late before, no deployment is long enough ago to have made it so.
"""

import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from adapters.built import NAME, read_build
from adapters.cli.fleet.site import Look, Page
from adapters.cli.fleet.tenants import FleetProblem
from adapters.http.api.faults import Fault
from application.faults import Misconfigured
from application.ports import Clock
from domain.when import later

EVERY = 5.0  # seconds
IN_A_ROW = 3


class NotServing(Exception):
    """Within its time it did not serve; the text says what it did instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How to look. `within`: how long it may take until all instances are new and serve."""

    look: Look
    clock: Clock
    within: timedelta

    async def serves(self, public_url: str, version: str) -> str:
        """What it said in the end. `version`: empty where no package was deployed, so that any will do. Raises
        NotServing."""
        until = later(self.clock.now(), self.within)
        in_a_row, said = 0, ""
        while True:
            page = await self.look(public_url)
            said = wrong_with(page, version)
            in_a_row = 0 if said else in_a_row + 1
            if in_a_row == IN_A_ROW:
                return _told(page)
            if self.clock.now() >= until:
                minutes = self.within / timedelta(minutes=1)
                said = said or "the new version did not answer often enough"
                raise NotServing(f"{public_url} does not serve after {minutes:g} minutes: {said}")
            await self.clock.pause(EVERY)


def wrong_with(page: Page, version: str) -> str:
    """Why that is not what was deployed, serving; empty where it is."""
    if page.told is None and page.code != Fault.MISCONFIGURED.value:
        return page.said
    if version and page.version != version:
        return f"version {page.version or 'unknown'} answers, not {version}"
    return ""


def _told(page: Page) -> str:
    if page.told is None:
        return f"version {page.version} waits for its import"
    late = [str(job["name"]) for job in page.told.get("jobs", ()) if job.get("stale")]
    return f"version {page.version} serves" + (f", late: {', '.join(late)}" if late else "")


def version_in(package: Path) -> str:
    """Of a zip that `make package` made. Raises FleetProblem for any other."""
    try:
        with zipfile.ZipFile(package) as packed:
            return read_build(packed.read(NAME)).version
    except (OSError, zipfile.BadZipFile, KeyError, Misconfigured) as error:
        raise FleetProblem(
            f"{package} does not say which version it is; make it with: make package"
        ) from error
