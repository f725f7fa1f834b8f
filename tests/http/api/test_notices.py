"""GET /me/notices: what could not be mailed, and that one has seen it."""

import asyncio

from domain.ids import PersonId
from domain.mailing import mail_of
from domain.notices import Notice, Topic
from tests import builders as make
from tests.fakes import World
from tests.http.api.conftest import Api

ASK = {"resourceId": "desk-1", "date": "2026-11-24", "partOfDay": "morning"}


def lies(api: Api, world: World) -> str:
    """Ada's booking was released, and she has no address; the key of what lies for her."""
    made = api("POST", "/bookings", json=ASK).json()["id"]
    kept = asyncio.run(world.ports.bookings.find(made))
    assert kept is not None
    booking = kept.value
    notice = Notice(key=f"{made}-2", topic=Topic.RELEASED, booking=booking, before=booking.at)
    asyncio.run(world.mails.lay(PersonId("ada"), mail_of(notice, make.NOW)))
    return notice.key


def test_what_could_not_be_mailed_is_there_until_it_was_seen(api: Api, world: World) -> None:
    assert api("GET", "/me/notices").json() == {"items": []}
    key = lies(api, world)
    (found,) = api("GET", "/me/notices").json()["items"]
    assert (found["id"], found["topic"], found["resourceId"]) == (key, "released", "desk-1")
    assert found["before"] == {
        name: found[name] for name in ("resourceId", "siteId", "startsAt", "endsAt")
    }
    path = f"/me/notices/{key}/acknowledgements"
    assert api("POST", path).json() == api("POST", path).json() == {"items": []}
    assert api("GET", "/me/notices").json() == {"items": []}


def test_what_is_no_notices_name_is_not_found_and_one_that_is_gone_is_no_trouble(api: Api) -> None:
    for key, status in (("2026-11-24-x-2", 200), ("%3Cb%3E", 404), ("A" * 9, 404)):
        assert api("POST", f"/me/notices/{key}/acknowledgements").status_code == status


def test_nobody_sees_or_takes_what_lies_for_another(api: Api, world: World) -> None:
    key = lies(api, world)
    for who in ("bob", "lea", "adm"):
        assert api("GET", "/me/notices", who=who).json() == {"items": []}
        api("POST", f"/me/notices/{key}/acknowledgements", who=who)
    assert len(api("GET", "/me/notices").json()["items"]) == 1
