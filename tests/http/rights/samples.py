"""A request that is as it must be for every endpoint of the API, about somebody: oneself or another.

A new endpoint needs one here: tests/http/test_rights_table.py says which."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from application.change_profile import change_profile
from domain.pact import Pact
from domain.people import Person
from domain.privacy import Relation, Terms
from tests.http.rights.town import SECOND, TODAY, TOMORROW, Call, Town, desk

Sample = Callable[[Town, Person, Person], Awaitable[Call]]
HALL = {"siteId": "hall"}
MORNING = {"date": TOMORROW.isoformat(), "partOfDay": "morning"}
ANY = {"If-Match": "*"}
TERMS = {
    "namesShownTo": ["own-team"],
    "personalChoice": "opt-out",
    "smallestGroup": 5,
    "keepBookingsDays": 30,
    "keepPlansDays": 30,
    "keepAuditDays": 365,
}


def plain(**fields: Any) -> Sample:
    """A request about nobody."""

    async def sample(town: Town, actor: Person, about: Person) -> Call:
        return Call(**fields)

    return sample


def for_whom(actor: Person, about: Person) -> dict[str, str]:
    return {} if actor.id == about.id else {"personId": about.id}


async def make_booking(town: Town, actor: Person, about: Person) -> Call:
    body = {"resourceId": desk(about), **MORNING, **for_whom(actor, about)}
    return Call(json=body, good=("201",))


async def list_bookings(town: Town, actor: Person, about: Person) -> Call:
    await town.booking(about)
    days = {"from": TODAY.isoformat(), "until": TOMORROW.isoformat()}
    return Call(query={**days, "personId": about.id})


async def show_booking(town: Town, actor: Person, about: Person) -> Call:
    return Call(path={"bookingId": (await town.booking(about)).id})


async def change_booking(town: Town, actor: Person, about: Person) -> Call:
    made = await town.booking(about)
    body = {"resourceId": desk(about, "spare")}
    return Call(path={"bookingId": made.id}, json=body, headers=ANY)


async def check_in(town: Town, actor: Person, about: Person) -> Call:
    return Call(path={"bookingId": (await town.booking(about, today=True)).id})


async def check_out(town: Town, actor: Person, about: Person) -> Call:
    return Call(path={"bookingId": (await town.booking(about, there=True)).id})


async def arrive(town: Town, actor: Person, about: Person) -> Call:
    return Call(json={"resourceId": desk(about), **for_whom(actor, about)}, good=("201",))


async def sit_here(town: Town, actor: Person, about: Person) -> Call:
    await town.booking(about, today=True)
    body = {"resourceId": desk(about, "spare"), **for_whom(actor, about)}
    return Call(json=body, good=("201",))


async def make_series(town: Town, actor: Person, about: Person) -> Call:
    body = {
        "resourceId": desk(about),
        "frequency": "daily",
        "first": TOMORROW.isoformat(),
        "count": 2,
        "partOfDay": "morning",
        **for_whom(actor, about),
    }
    return Call(json=body, good=("201",))


async def show_series(town: Town, actor: Person, about: Person) -> Call:
    return Call(path={"seriesId": await town.series(about)})


async def cancel_series(town: Town, actor: Person, about: Person) -> Call:
    series = await town.series(about)
    return Call(path={"seriesId": series}, json={"from": TOMORROW.isoformat()})


async def proposal(town: Town, actor: Person, about: Person) -> Call:
    everyone = Terms(names=frozenset({Relation.EVERYONE}))
    proposed = await change_profile(town.ports, caller=SECOND, terms=everyone, seen=None)
    assert isinstance(proposed, Pact)
    return Call(headers={"If-Match": f'"{proposed.revision}"'})


ABOUT_PEOPLE: Mapping[str, Sample] = {
    "POST /api/v1/bookings": make_booking,
    "GET /api/v1/bookings": list_bookings,
    "GET /api/v1/bookings/{bookingId}": show_booking,
    "PATCH /api/v1/bookings/{bookingId}": change_booking,
    "POST /api/v1/bookings/{bookingId}/cancellations": show_booking,
    "POST /api/v1/bookings/{bookingId}/check-ins": check_in,
    "POST /api/v1/bookings/{bookingId}/check-outs": check_out,
    "POST /api/v1/presences": sit_here,
    "POST /api/v1/walk-ins": arrive,
    "POST /api/v1/series": make_series,
    "GET /api/v1/series/{seriesId}": show_series,
    "POST /api/v1/series/{seriesId}/cancellations": cancel_series,
}
"""What is of somebody: theirs to see and change, and of whoever may book for them."""

OF_THE_HOUSE: Mapping[str, Sample] = {
    "GET /api/v1/openapi.json": plain(),
    "GET /api/v1/problems": plain(),
    "GET /api/v1/problems/{code}": plain(path={"code": "taken"}),
    "GET /api/v1/health": plain(),
    "GET /api/v1/health/mailboxes": plain(),
    "GET /api/v1/health/operations": plain(),
    "GET /api/v1/occupancy": plain(query={**HALL, **MORNING}),
    "GET /api/v1/sites": plain(),
    "GET /api/v1/sites/{siteId}": plain(path=HALL),
    "GET /api/v1/floors": plain(query=HALL),
    "GET /api/v1/zones": plain(query=HALL),
    "GET /api/v1/resources": plain(query=HALL),
    "GET /api/v1/availability": plain(query={**HALL, **MORNING}),
    "GET /api/v1/me": plain(),
    "GET /api/v1/people": plain(query={"q": "mate"}),
    "GET /api/v1/me/privacy": plain(),
    "GET /api/v1/me/lookups": plain(),
    "GET /api/v1/me/notices": plain(),
    "POST /api/v1/me/notices/{noticeId}/acknowledgements": plain(path={"noticeId": "none"}),
    "GET /api/v1/statistics": plain(query={"date": "2026-11-24"}),
    "GET /api/v1/me/export": plain(),
    "GET /api/v1/people/{personId}/export": plain(path={"personId": SECOND.id}),
    "PUT /api/v1/me/privacy": plain(json={"said": "hide"}),
    "GET /api/v1/audit": plain(),
    "GET /api/v1/privacy-profile": plain(),
    "PUT /api/v1/privacy-profile": plain(json=TERMS, headers=ANY),
    "POST /api/v1/privacy-profile/confirmations": proposal,
    "DELETE /api/v1/privacy-profile/proposal": proposal,
}
