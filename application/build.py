"""What is running: which build of this application."""

from dataclasses import dataclass

from domain.when import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """`version`: the release and the commit that it was packed from; `made_at`: when that commit was made, by which builds
    are older or newer than each other. A checkout has neither."""

    version: str
    made_at: Instant | None = None


CHECKOUT = Build(version="dev")
