"""What answers look like, for the description of the API; the bytes are made in out.py, and tests hold the two equal."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

from adapters.http.api.origins import Origin
from application.show_series import Became
from domain.availability import PlaceState
from domain.booking import State
from domain.kinds import Kind
from domain.notices import Topic
from domain.places import Mode, Network, SiteState, ZoneKind
from domain.series import Frequency

Clock = Annotated[str, WithJsonSchema({"type": "string", "format": "time-local"})]
Text = Annotated[str, WithJsonSchema({"type": "string"})]


class Out(BaseModel):
    """Every member is always there, null where there is nothing to say."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")


class Span(Out):
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class Booking(Out):
    """`personId`, `personName`: null where the caller is not shown whose it is; `note`, `override`, `seriesId`: null for
    whoever may not change it. `origin`: `outlook` for the copy of a meeting that was made there, which is nobody's here
    and can only be changed there."""

    id: Text
    person_id: Text | None
    person_name: Text | None
    resource_id: Text
    site_id: Text
    kind: Kind
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    date: date
    part_of_day: Text | None
    state: State
    origin: Origin
    note: Text | None
    override: Text | None
    series_id: Text | None
    check_in_opens_at: AwareDatetime
    check_in_closes_at: AwareDatetime | None
    created_at: AwareDatetime
    changed_at: AwareDatetime


class Bookings(Out):
    """`next` is the cursor of the next page; null on the last."""

    items: list[Booking]
    next: Text | None


class OpeningHours(Out):
    """`weekday`: 1 is Monday. 00:00:00 as an end is the coming midnight."""

    weekday: int = Field(ge=1, le=7)
    opens: Clock
    closes: Clock


class PartOfDay(Out):
    """An end at or before its start lies on the next day."""

    id: Text
    name: Text
    starts: Clock
    ends: Clock


class Capacity(Out):
    """How many people may sit there in a part of day."""

    part_of_day: Text
    people: int


class Closure(Out):
    """Civil days, both included."""

    first: date
    last: date
    reason: Text


class Site(Out):
    id: Text
    name: Text
    address: Text
    state: SiteState
    valid_from: date | None
    valid_until: date | None
    time_zone: Text
    network: Network
    step_free: bool
    alarm_button: bool
    confidential: bool
    opening_hours: list[OpeningHours]
    parts_of_day: list[PartOfDay]
    capacity: list[Capacity]
    closures: list[Closure]


class Sites(Out):
    items: list[Site]


class Floor(Out):
    """`viewBox`: x, y, width and height of its drawing, in centimetres."""

    id: Text
    site_id: Text
    name: Text
    view_box: list[float] = Field(min_length=4, max_length=4)


class Floors(Out):
    items: list[Floor]


class Reservation(Out):
    """Hours of some weekdays (1 is Monday) during which a zone is kept for a team."""

    team_id: Text
    weekdays: list[int]
    starts: Clock
    ends: Clock


class Zone(Out):
    id: Text
    site_id: Text
    floor_id: Text
    name: Text
    kind: ZoneKind
    reserved: list[Reservation]
    capacity: list[Capacity]


class Zones(Out):
    items: list[Zone]


class Resource(Out):
    """`x`, `y`: its centre on the floor's drawing; `rotation` in degrees."""

    id: Text
    site_id: Text
    floor_id: Text
    zone_id: Text | None
    kind: Kind
    name: Text
    mode: Mode
    features: list[Text]
    seats: int
    note: Text
    x: float
    y: float
    rotation: float
    valid_from: date | None
    valid_until: date | None


class Resources(Out):
    items: list[Resource]
    next: Text | None


class Present(Out):
    """Somebody whom the caller is shown, and when they have the place."""

    person_id: Text
    person_name: Text
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class PlaceNow(BaseModel):
    """What a place is to the caller. `people`: who has it, of those whom the privacy profile shows to the caller;
    `meetings`: when meetings made in Outlook have it; `since`, `until`: the stretch in which it stays so; `why`: the code of the refusal that a booking would meet. What
    does not apply is left out."""

    model_config = ConfigDict(extra="forbid")

    id: Text
    people: list[Present] = []
    meetings: list[Span] = []
    state: PlaceState
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    why: Text | None = None


class Occupancy(Out):
    site_id: Text
    date: date
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    part_of_day: Text | None
    poll_after_seconds: int
    resources: list[PlaceNow]


class FreePlace(Out):
    """`throughout`: free for all of the span that was asked; `free`: the stretches of it that are. `perhapsTaken`: a room
    that Outlook says is busy, and we do not know of it yet; such come last."""

    resource_id: Text
    site_id: Text
    name: Text
    kind: Kind
    throughout: bool
    free: list[Span]
    perhaps_taken: bool


class Availability(Out):
    items: list[FreePlace]
    next: Text | None


class PersonName(Out):
    id: Text
    name: Text


class PersonNames(Out):
    items: list[PersonName]


class Me(Out):
    id: Text
    name: Text
    language: Text
    team_id: Text | None
    roles: list[Text]


class PlaceAndTime(Out):
    resource_id: Text
    site_id: Text
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class Notice(Out):
    """`reason`: `outlook`, `room` or `no-answer`, or what somebody wrote; empty where nobody said. `before`: where and when
    it was, if that changed; `alternatives`: what was free instead."""

    id: Text
    topic: Topic
    booking_id: Text
    resource_id: Text
    site_id: Text
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    changed_at: AwareDatetime
    before: PlaceAndTime | None
    reason: Text
    alternatives: list[PlaceAndTime]


class Notices(Out):
    """Empty for whoever has a mail address: it is mailed to them."""

    items: list[Notice]


class Job(Out):
    """`lastAt`: when it last finished; null for a job whose first time has not come."""

    name: Text
    last_at: AwareDatetime | None
    stale: bool


class Health(Out):
    """`status`: ok, degraded (a job is late) or down (storage does not answer, or nothing has been imported). `version`: of
    what is running, and `builtAt` its date; `dev` and null where it was not packed."""

    status: Annotated[str, WithJsonSchema({"type": "string", "enum": ["ok", "degraded", "down"]})]
    version: Text
    built_at: AwareDatetime | None
    storage: bool
    set_up: bool
    jobs: list[Job]


class ProblemKind(Out):
    """What a problem's `type` leads to."""

    code: Text
    title: Text
    status: int
    detail: Text


class ProblemKinds(Out):
    items: list[ProblemKind]


class Problem(Out):
    """Described in openapi.py; here so that others can name it."""


class Occurrence(Out):
    """What became of one date. `bookingId` where one was made; `code` where it was refused, with the whole `problem` in
    the answer to the request that made the series."""

    date: date
    became: Became
    booking_id: Text | None
    code: Text | None
    problem: Problem | None


class Series(Out):
    """`occurrences`: every date decided so far; those beyond the horizon follow as it moves."""

    id: Text
    person_id: Text
    resource_id: Text
    frequency: Frequency
    interval: int
    weekdays: list[int]
    first: date
    until: date | None
    count: int | None
    starts: Clock
    ends: Clock
    part_of_day: Text | None
    note: Text
    ended: bool
    occurrences: list[Occurrence]
