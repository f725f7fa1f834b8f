"""Rules: limits and quotas as data.

STANDARD holds what every municipality starts from; a municipality changes single values per kind under `rules:` of its
municipality.yaml, and per site, zone, team or for single resources under `ruleExceptions:`. Later exceptions win over
earlier ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from domain.ids import ResourceId, SiteId, TeamId, ZoneId
from domain.kinds import Kind

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What applies to one booking. Durations are measured on the line, `horizon_days` in the site's civil dates.

    `check_in_opens`: how long before the start one may check in; `check_in_closes`: how long after the start the place
    is kept (the grace); `held_at_once`, `per_week`: live bookings of this kind a person may hold at a time, and with a
    start in one ISO week; None means no limit. `home_days_apply`: no such booking on a home-working part of day."""

    horizon_days: int = 28
    granularity: timedelta = 15 * MINUTE
    shortest: timedelta = 15 * MINUTE
    longest: timedelta = 14 * HOUR
    minimum_notice: timedelta = timedelta(0)
    one_at_a_time: bool = True
    home_days_apply: bool = False
    within_opening_hours: bool = True
    held_at_once: int | None = None
    per_week: int | None = None
    check_in_required: bool = False
    check_in_opens: timedelta = HOUR
    check_in_closes: timedelta = HOUR


STANDARD: Mapping[Kind, Rules] = {
    Kind.DESK: Rules(home_days_apply=True, check_in_required=True),
    Kind.ROOM: Rules(
        horizon_days=180,
        longest=10 * HOUR,
        one_at_a_time=False,
        check_in_required=True,
        check_in_opens=15 * MINUTE,
        check_in_closes=15 * MINUTE,
    ),
    Kind.VEHICLE: Rules(horizon_days=90, longest=72 * HOUR, within_opening_hours=False),
    Kind.COUNTER: Rules(home_days_apply=True),
    Kind.PARKING: Rules(longest=24 * HOUR),
    Kind.LOCKER: Rules(longest=24 * 14 * HOUR, within_opening_hours=False),
    Kind.EQUIPMENT: Rules(
        horizon_days=90, longest=72 * HOUR, one_at_a_time=False, within_opening_hours=False
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleException:
    """Other values for one kind at one site, in one zone, for one team or for some resources; what is left out means
    any."""

    kind: Kind
    site: SiteId | None = None
    zone: ZoneId | None = None
    team: TeamId | None = None
    resources: frozenset[ResourceId] = frozenset()
    changes: Mapping[str, object] = field(default_factory=dict)

    @property
    def of_resources(self) -> bool:
        """Whether it is for resources whoever asks, wherever they are."""
        return bool(self.resources) and not (self.site or self.zone or self.team)

    def applies(
        self,
        *,
        kind: Kind,
        site: SiteId,
        zone: ZoneId | None,
        team: TeamId | None,
        resource: ResourceId | None = None,
    ) -> bool:
        return (
            kind is self.kind
            and self.site in (None, site)
            and (self.zone is None or self.zone == zone)
            and (self.team is None or self.team == team)
            and (not self.resources or resource in self.resources)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A municipality's rules: what differs from STANDARD per kind, then the exceptions in order."""

    changes: Mapping[Kind, Mapping[str, object]] = field(default_factory=dict)
    exceptions: tuple[RuleException, ...] = ()

    def rules_for(
        self,
        kind: Kind,
        *,
        site: SiteId,
        zone: ZoneId | None = None,
        team: TeamId | None = None,
        resource: ResourceId | None = None,
    ) -> Rules:
        """The rules in force for one kind, at one place, for someone of one team; for one resource, where there is one."""
        rules = changed(STANDARD[kind], self.changes.get(kind, {}))
        for exception in self.exceptions:
            if exception.applies(kind=kind, site=site, zone=zone, team=team, resource=resource):
                rules = changed(rules, exception.changes)
        return rules

    @property
    def told_apart(self) -> Mapping[ResourceId, tuple[int, ...]]:
        """The resources that have exceptions of their own, and which."""
        found: dict[ResourceId, tuple[int, ...]] = {}
        for number, exception in enumerate(self.exceptions):
            for resource in exception.resources:
                found[resource] = (*found.get(resource, ()), number)
        return found

    def with_own(self, resource: ResourceId, kind: Kind, changes: Mapping[str, object]) -> "Policy":
        """With values of its own for one resource, which win over all others; what else it had of its own stays."""
        own: dict[str, object] = {}
        kept: list[RuleException] = []
        for each in self.exceptions:
            if not (each.kind is kind and each.of_resources and resource in each.resources):
                kept.append(each)
                continue
            own |= each.changes
            if rest := each.resources - {resource}:
                kept.append(replace(each, resources=rest))
        own |= changes
        for at in range(len(kept) - 1, -1, -1):
            last = kept[at]
            if not last.of_resources:
                break
            if last.kind is kind and last.changes == own:
                kept[at] = replace(last, resources=last.resources | {resource})
                return replace(self, exceptions=tuple(kept))
        alone = RuleException(kind=kind, resources=frozenset({resource}), changes=own)
        return replace(self, exceptions=(*kept, alone))


def changed(rules: Rules, changes: Mapping[str, object]) -> Rules:
    """`rules` with some values replaced, by field name. Raises TypeError for an unknown name."""
    return replace(rules, **changes) if changes else rules  # type: ignore[arg-type]  # names checked by import
