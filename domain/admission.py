"""Admission: whether a wish becomes a booking, and if not, why not.

Rules, in the order in which they are asked; the first "no" is the answer:
 1. One books for oneself, or for whom one may book; only some may set rules aside, and must say why. At most 31 days.
 2. The site is open, and valid on every day of the span; so is the resource.
 3. A blocked resource is for nobody, an assigned one for its holder, others for whoever is eligible.
 4. Nobody books during a closure; nor, unless a rule is set aside, on a holiday or outside opening hours.
 5. A zone kept for a team is for that team during those hours.
 6. The span is not over, within the horizon, with enough notice, neither too short nor too long, on the grid. A part of
    day is on the grid by definition, and so is a walk-in: it starts when it starts.
 7. Nobody takes a workplace on a home-working part of day.
 8. The place is free, the person is not elsewhere in a place of that sort, and the site and zone are not full.
What is a fact (the 31 days, 2, 3, closures, 8) can never be set aside; the house's rules (4 to 7) can.
"""

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from domain.booking import SETTLED, Booking, State, Wish
from domain.ids import BookingId
from domain.kinds import KINDS
from domain.ledger import Sheet
from domain.occupancy import decide_occupancy
from domain.people import may_book_for, may_override
from domain.places import Directory, Mode, SiteState
from domain.refusals import Limit, Refusal, Refused
from domain.rules import Rules
from domain.when import (
    Instant,
    Interval,
    PartId,
    PartOfDay,
    civil_days,
    day_of,
    from_epoch,
    leg_on,
    next_day,
    on_wall,
    wall_of,
    whole_day,
)

MOST_DAYS = 31
MINUTE = timedelta(minutes=1)
EPOCH = from_epoch(0)
WHOLE_DAY = PartOfDay(id=PartId("whole-day"), starts=time(0), ends=time(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when deciding: the directory, and the sheet of every civil day the span touches, in order.
    `ignoring`: the booking that is being changed, which does not stand in its own way."""

    directory: Directory
    sheets: tuple[Sheet, ...] = field(default_factory=tuple)
    ignoring: BookingId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A wish that nothing stands in the way of. The application gives it an id and writes it."""

    wish: Wish


def rules_of(wish: Wish, directory: Directory) -> Rules:
    """The rules in force for this wish."""
    place = wish.resource
    return directory.policy.rules_for(
        place.kind,
        site=place.site,
        zone=place.zone,
        team=wish.person.team,
        resource=place.id,
    )


def decide_booking(wish: Wish, *, facts: Facts, now: Instant) -> Admitted | Refused:
    """Whether `wish` may become a booking, judged by every rule of this module."""
    return (
        decide_by_rules(wish, directory=facts.directory, now=now)
        or _by_occupancy(wish, facts)
        or Admitted(wish=wish)
    )


def decide_change(
    booking: Booking, wish: Wish, *, facts: Facts, now: Instant
) -> Admitted | Refused:
    """Whether `booking` may become what `wish` asks: another time, another resource, or both.

    One that is over, or was never settled, cannot be changed. Whoever has checked in is there: their booking may go
    elsewhere and end at another time, but not begin later than now."""
    if over := decide_note(booking, now=now):
        return over
    late = wish.span.start > max(now, booking.span.start)
    if booking.state is State.CHECKED_IN and late:
        return Refused(
            why=Refusal.WRONG_STATE, rule="state", limits=(("state", booking.state.value),)
        )
    kept = wish.span.start == booking.span.start
    refused = decide_by_rules(wish, directory=facts.directory, now=now, keeps_start=kept)
    own = replace(facts, ignoring=booking.id)
    return refused or _by_occupancy(wish, own) or Admitted(wish=wish)


def decide_note(booking: Booking, *, now: Instant) -> Refused | None:
    """Whether anything about `booking`, if only its note, may still change: not once it is over, nor before it is
    settled."""
    state = booking.seen_at(now)
    if state in SETTLED:
        return None
    return Refused(why=Refusal.WRONG_STATE, rule="state", limits=(("state", state.value),))


def decide_by_facts(wish: Wish, *, directory: Directory) -> Refused | None:
    """The first of the facts (2, 3, closures) that says no: what nobody can set aside, whenever it was booked."""
    return _by_place(wish, directory) or _by_closure(wish, directory)


def decide_place(wish: Wish, *, directory: Directory) -> Refused | None:
    """The first of 2 to 5 that says no: whether the place is there for this person then, whoever else wants it."""
    refused = decide_by_facts(wish, directory=directory)
    if refused or wish.override:
        return refused
    rules = rules_of(wish, directory)
    return _by_calendar(wish, rules, directory) or _by_reservation(wish, directory)


def decide_by_rules(
    wish: Wish, *, directory: Directory, now: Instant, keeps_start: bool = False
) -> Refused | None:
    """The first rule that says no without looking at what is taken: what a form can know before the click.

    `keeps_start`: it was promised before and begins when it was to begin, so that no new notice is asked."""
    refused = (
        _by_rights(wish)
        or _by_days(wish)
        or decide_place(wish, directory=directory)
        or _by_past(wish, now)
    )
    if refused or wish.override:
        return refused
    rules = rules_of(wish, directory)
    return (
        _by_horizon(wish, rules, directory, now)
        or (None if keeps_start else _by_notice(wish, rules, now))
        or _by_length(wish, rules)
        or _by_home_day(wish, rules, directory)
    )


def _by_rights(wish: Wish) -> Refused | None:
    if not may_book_for(wish.by, wish.person):
        return Refused(why=Refusal.NOT_YOURS, rule="may-book-for")
    if wish.override and not may_override(wish.by):
        return Refused(why=Refusal.MAY_NOT_OVERRIDE, rule="may-override")
    if wish.override and not wish.override.strip():
        return Refused(why=Refusal.MAY_NOT_OVERRIDE, rule="override-reason")
    return None


def _by_days(wish: Wish) -> Refused | None:
    """Each civil day has books of its own, so not even an override makes a booking endless."""
    first, last = wish.promise.day, wish.promise.last_day
    if wish.promise.ends == wish.promise.ends.min:
        last = next_day(last, days=-1)
    too_many = next_day(first, days=MOST_DAYS) <= last
    limits: tuple[Limit, ...] = (("days", MOST_DAYS),)
    return Refused(why=Refusal.TOO_MANY_DAYS, rule="most-days", limits=limits) if too_many else None


def _by_place(wish: Wish, directory: Directory) -> Refused | None:
    place, zone = wish.resource, directory.zone
    site = directory.sites[place.site]
    if site.state is not SiteState.OPEN:
        return Refused(
            why=Refusal.SITE_NOT_OPEN, rule="state", limits=(("state", site.state.value),)
        )
    for day in civil_days(wish.span, zone):
        if not site.valid_on(day):
            return _invalid(Refusal.SITE_NOT_VALID, site.valid_from, site.valid_until, directory)
        if not place.valid_on(day):
            return _invalid(
                Refusal.RESOURCE_NOT_VALID, place.valid_from, place.valid_until, directory
            )
    if place.mode is Mode.BLOCKED:
        return Refused(why=Refusal.BLOCKED, rule="mode")
    if place.mode is Mode.ASSIGNED and place.assigned_to != wish.person.id:
        return Refused(why=Refusal.ASSIGNED, rule="mode")
    return None if _eligible(wish) else Refused(why=Refusal.NOT_ELIGIBLE, rule="eligibility")


def _invalid(why: Refusal, first: date | None, last: date | None, directory: Directory) -> Refused:
    limits: list[Limit] = [
        (name, day.isoformat()) for name, day in (("validFrom", first), ("validUntil", last)) if day
    ]
    return Refused(
        why=why,
        rule="validity",
        limits=tuple(limits),
        since=whole_day(first, directory.zone).start if first else None,
        until=whole_day(last, directory.zone).end if last else None,
    )


def _eligible(wish: Wish) -> bool:
    who, person = wish.resource.eligibility, wish.person
    return (
        who.open_to_all
        or person.team in who.teams
        or person.organisation in who.organisations
        or bool(person.roles & who.roles)
    )


def _by_closure(wish: Wish, directory: Directory) -> Refused | None:
    site = directory.sites[wish.resource.site]
    for day in civil_days(wish.span, directory.zone):
        for closure in site.closures:
            if closure.on(day):
                return Refused(
                    why=Refusal.CLOSED,
                    rule="closure",
                    limits=(("reason", closure.reason),) if closure.reason else (),
                    since=whole_day(closure.first, directory.zone).start,
                    until=whole_day(closure.last, directory.zone).end,
                )
    return None


def _by_calendar(wish: Wish, rules: Rules, directory: Directory) -> Refused | None:
    if not rules.within_opening_hours:
        return None
    site, zone = directory.sites[wish.resource.site], directory.zone
    days = civil_days(wish.span, zone)
    for day in days:
        if day in directory.holiday_on:
            span = whole_day(day, zone)
            return Refused(why=Refusal.HOLIDAY, rule="holiday", since=span.start, until=span.end)
    doors = [opening for day in days for opening in site.open_on(day, zone)]
    # What opened in the evening before may still be open.
    late = site.open_on(next_day(days[0], days=-1), zone)
    if not _within(wish.span, [*late, *doors], several_days=len(days) > 1):
        return Refused(
            why=Refusal.OUTSIDE_HOURS,
            rule="opening-hours",
            limits=tuple(
                ("open", f"{wall_of(door.start, zone):%H:%M}/{wall_of(door.end, zone):%H:%M}")
                for door in doors
            ),
        )
    return None


def _within(span: Interval, doors: list[Interval], *, several_days: bool) -> bool:
    """One day's span lies within one opening; a longer one begins and ends while the doors are open."""
    if not several_days:
        return any(door.covers(span) for door in doors)
    return any(door.holds(span.start) for door in doors) and any(
        door.start < span.end <= door.end for door in doors
    )


def _by_reservation(wish: Wish, directory: Directory) -> Refused | None:
    zone = directory.zone_of(wish.resource)
    if zone is None:
        return None
    days = civil_days(wish.span, directory.zone)
    kept = [
        (each.team, span, hours)
        for day in (next_day(days[0], days=-1), *days)  # hours may run past midnight
        for each in zone.reserved
        if (span := each.on(day, directory.zone)) and (hours := span.clipped(wish.span))
    ]
    own = [hours for team, _, hours in kept if team == wish.person.team]
    for team, span, hours in kept:
        if team != wish.person.team and not any(mine.covers(hours) for mine in own):
            return Refused(
                why=Refusal.ZONE_RESERVED,
                rule="zone-reserved",
                limits=(("team", team),),
                since=span.start,
                until=span.end,
            )
    return None


def _by_past(wish: Wish, now: Instant) -> Refused | None:
    return (
        Refused(why=Refusal.IN_THE_PAST, rule="past", since=now) if wish.span.end <= now else None
    )


def _by_horizon(wish: Wish, rules: Rules, directory: Directory, now: Instant) -> Refused | None:
    zone = directory.zone
    last = next_day(day_of(now, zone), days=rules.horizon_days)
    if wish.promise.day > last:
        opens = next_day(wish.promise.day, days=-rules.horizon_days)
        return Refused(
            why=Refusal.TOO_FAR_AHEAD,
            rule="horizon",
            limits=(("horizonDays", rules.horizon_days), ("lastDate", last.isoformat())),
            until=on_wall(opens, wish.promise.starts.min, zone),
        )
    return None


def _by_notice(wish: Wish, rules: Rules, now: Instant) -> Refused | None:
    """A part of day that has begun is booked without notice only where none is asked."""
    if not wish.walk_in and rules.minimum_notice and wish.span.start - now < rules.minimum_notice:
        return Refused(
            why=Refusal.TOO_SHORT_NOTICE,
            rule="minimum-notice",
            limits=(("minimumNoticeMinutes", rules.minimum_notice // MINUTE),),
        )
    return None


def _by_length(wish: Wish, rules: Rules) -> Refused | None:
    span = wish.span
    if wish.promise.part is None and not wish.walk_in and span.length < rules.shortest:
        return Refused(
            why=Refusal.TOO_SHORT,
            rule="shortest",
            limits=(("shortestMinutes", rules.shortest // MINUTE),),
        )
    if span.length > rules.longest:
        return Refused(
            why=Refusal.TOO_LONG,
            rule="longest",
            limits=(("longestMinutes", rules.longest // MINUTE),),
        )
    on_grid_by_nature = wish.promise.part is not None or wish.walk_in
    grid = () if on_grid_by_nature else (span.start, span.end)
    if any((edge - EPOCH) % rules.granularity for edge in grid):
        return Refused(
            why=Refusal.OFF_GRID,
            rule="granularity",
            limits=(("granularityMinutes", rules.granularity // MINUTE),),
        )
    return None


def _by_home_day(wish: Wish, rules: Rules, directory: Directory) -> Refused | None:
    if not (rules.home_days_apply and KINDS[wish.resource.kind].seats):
        return None
    site, zone = directory.sites[wish.resource.site], directory.zone
    for day in civil_days(wish.span, zone):
        share = leg_on(wish.span, day, zone)
        for home in wish.person.home_days:
            if home.weekday != day.isoweekday() or share is None:
                continue
            # A part of day that this site does not know names no time here.
            part = site.part(home.part) if home.part is not None else WHOLE_DAY
            period = part.on(day, zone) if part is not None else None
            if period is not None and period.overlaps(share):
                return Refused(
                    why=Refusal.HOME_DAY, rule="home-day", since=period.start, until=period.end
                )
    return None


def _by_occupancy(wish: Wish, facts: Facts) -> Refused | None:
    return decide_occupancy(
        wish,
        directory=facts.directory,
        sheets=facts.sheets,
        ignoring=facts.ignoring,
        alone=rules_of(wish, facts.directory).one_at_a_time,
    )
