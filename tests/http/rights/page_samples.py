"""A request that is as it must be for every page and every form of one."""

from collections.abc import Mapping

from adapters.http.api.moments import utc
from application.tend_mailbox import Tending
from domain.people import Person
from tests import builders as make
from tests.http.rights.samples import Sample, check_in, check_out, plain, proposal, show_booking
from tests.http.rights.town import TOMORROW, Call, Town, desk

WHEN = make.MORNING.on(TOMORROW, make.LUXEMBOURG)
NOW = make.MORNING.on(make.TODAY, make.LUXEMBOURG)


def for_whom(actor: Person, about: Person) -> dict[str, str]:
    return {} if actor.id == about.id else {"for": about.id}


async def look(town: Town, actor: Person, about: Person) -> Call:
    made = await town.booking(about)
    query = {"place": made.at.resource, "date": TOMORROW.isoformat(), "part": "morning"}
    return Call(query={**query, **for_whom(actor, about)})


async def book(town: Town, actor: Person, about: Person) -> Call:
    assert WHEN is not None
    span = {"starts_at": utc(WHEN.start), "ends_at": utc(WHEN.end), "part": "morning"}
    return Call(form={"place": desk(about), **span, **for_whom(actor, about)}, good=("303 booked",))


async def walk_in(town: Town, actor: Person, about: Person) -> Call:
    assert NOW is not None
    span = {"starts_at": utc(NOW.start), "ends_at": utc(NOW.end)}
    return Call(
        form={"place": desk(about), **span, **for_whom(actor, about)}, good=("303 checked-in",)
    )


async def move_here(town: Town, actor: Person, about: Person) -> Call:
    made = await town.booking(about, today=True)
    form = {"place": desk(about, "spare"), **for_whom(actor, about)}
    return Call(path={"booking": made.id}, form=form, good=("303 moved-here",))


def pressed(sample: Sample, said: str) -> Sample:
    """A button about a booking."""

    async def pressing(town: Town, actor: Person, about: Person) -> Call:
        made = await sample(town, actor, about)
        return Call(
            path={"booking": made.path["bookingId"]}, form={"back": "/"}, good=(f"303 {said}",)
        )

    return pressing


TERMS = {
    "revision": "0",
    "names-own-team": "1",
    "choice": "opt-out",
    "smallest_group": "5",
    "keep_bookings_days": "30",
    "keep_plans_days": "30",
    "keep_audit_days": "365",
}


def decided(said: str) -> Sample:
    """A button about the proposal that is open."""

    async def deciding(town: Town, actor: Person, about: Person) -> Call:
        await proposal(town, actor, about)
        kept = await town.ports.profiles.read()
        assert kept is not None
        return Call(form={"revision": str(kept.value.revision)}, good=(f"303 {said}",))

    return deciding


async def back_channel(town: Town, actor: Person, about: Person) -> Call:
    return Call(form={"logout_token": town.issuer.signed(town.issuer.logout())})


async def teams(town: Town, actor: Person, about: Person) -> Call:
    token = town.issuer.signed(town.issuer.for_api())
    return Call(headers={"Authorization": f"Bearer {token}"})


ABOUT_SOMEBODY: Mapping[str, Sample] = {
    "GET /": look,
    "GET /fragments/place": look,
    "POST /bookings": book,
    "POST /walk-ins": walk_in,
    "POST /bookings/{booking}/move-here": move_here,
    "POST /bookings/{booking}/check-in": pressed(check_in, "checked-in"),
    "POST /bookings/{booking}/check-out": pressed(check_out, "checked-out"),
    "POST /bookings/{booking}/cancellation": pressed(show_booking, "cancelled"),
    "POST /bookings/{booking}/absence": pressed(show_booking, "freed"),
}
"""Pages and forms for somebody, or about a booking, whose ids may be guessed."""

PAGES: Mapping[str, Sample] = {
    "POST /me/notices": plain(form={"seen": "none"}, good=("303",)),
    "GET /me/privacy": plain(),
    "POST /me/privacy": plain(form={"said": "hide"}, good=("303 kept",)),
    "GET /audit": plain(),
    "GET /audit/export": plain(),
    "GET /health": plain(),
    "GET /health/operations": plain(),
    **{
        f"POST /health/mailboxes/{what}": plain(
            form={"mailbox": "nobody@example.org"}, good=("303 unknown-mailbox",)
        )
        for what in Tending
    },
    "GET /settings/privacy": plain(),
    "POST /settings/privacy": plain(form=TERMS, good=("303 in-force",)),
    "POST /settings/privacy/confirmation": decided("confirmed"),
    "POST /settings/privacy/withdrawal": decided("withdrawn"),
    "GET /theme.css": plain(),
    "GET /plans/{floor}/{hash}.svg": plain(path={"floor": "hall-0", "hash": "abc"}),
    "GET /static/{build}/{path:path}": plain(path={"build": "x", "path": "icons/vrijplek.svg"}),
    "GET /favicon.ico": plain(),
    "GET /auth/sign-in": plain(good=("303",)),
    # Without having been at the issuer: a no, and home for whoever has signed in already.
    "GET /auth/callback": plain(good=("400", "303")),
    "GET /auth/signed-out": plain(),
    "POST /auth/sign-out": plain(form={}),
    "POST /auth/sign-out-everywhere": plain(form={}),
    "POST /auth/back-channel": back_channel,
    "POST /auth/teams": teams,
    "POST /graph/notifications": plain(json={"value": []}, good=("202",)),
    "POST /graph/lifecycle": plain(json={"value": []}, good=("202",)),
}
