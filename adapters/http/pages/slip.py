"""What could not be mailed to whoever looks, until they have seen it."""

from dataclasses import dataclass

from adapters.http.pages.place import Alternative
from domain.kinds import Kind
from domain.notices import Topic
from domain.when import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One of them. `why`: a reason of ours; `reason`: what somebody wrote. `before`: where it was, `before_span` when."""

    topic: Topic
    kind: Kind
    name: str
    span: Interval
    why: str
    reason: str
    before: str
    before_span: Interval | None
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """Context of _slips.html. `action`: where the form goes that says they were seen, `keys` which; `back`: from where.
    `linked`: whether what else is free can be gone to."""

    each: tuple[Slip, ...]
    keys: str
    action: str
    back: str
    linked: bool
