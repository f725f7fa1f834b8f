"""GET /audit: for auditors, by filters, page after page, and where an act came from."""

from datetime import timedelta
from typing import Any

import pytest

from application.deliver import deliver
from application.record import record
from domain.audit import Action
from domain.ids import BookingId, PersonId
from domain.people import Role
from tests.builders import a_person
from tests.fakes import World
from tests.http.api.conftest import Api

AUD, BOB = PersonId("aud"), PersonId("bob")


@pytest.fixture(autouse=True)
def auditor(world: World) -> None:
    world.people.known[AUD] = a_person("aud", Role.AUDITOR)


def read(api: Api, query: str = "") -> Any:
    answer = api("GET", f"/audit{query}", who="aud")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("who", ["ada", "lea", "fay", "adm"])
def test_nobody_but_auditors_reads_it(api: Api, who: str) -> None:
    answer = api("GET", "/audit", who=who)
    assert (answer.status_code, answer.json()["rule"]) == (403, "read-audit")


async def test_a_booking_for_someone_else_says_who_made_it(api: Api, world: World) -> None:
    made = api.book(who="lea", personId="ada", note="A secret of Ada’s.")
    await deliver(world.ports, BookingId(made["id"]))
    (entry,) = read(api)["items"]
    assert entry["action"] == "booking-made"
    assert (entry["actorId"], entry["subjectId"]) == ("lea", "ada")
    assert entry["subjectName"] == "Ada"
    assert entry["target"] == made["id"]
    assert "secret" not in str(entry)


async def test_it_is_narrowed_and_paged(api: Api, world: World) -> None:
    for number in range(5):
        actor = BOB if number % 2 else AUD
        await record(world.ports, Action.SIGNED_IN, actor=actor)
        world.clock.advance(timedelta(minutes=1))
    first = read(api, "?limit=2")
    second = read(api, f"?limit=2&cursor={first['next']}")
    third = read(api, f"?limit=2&cursor={second['next']}")
    times = [each["recordedAt"] for page in (first, second, third) for each in page["items"]]
    assert len(times) == 5 and times == sorted(times, reverse=True)
    assert third["next"] is None
    assert len(read(api, "?actorId=bob")["items"]) == 2
    assert read(api, "?action=booking-made")["items"] == []
    assert read(api, "?subjectId=bob")["items"] == []


@pytest.mark.parametrize(
    "query",
    [
        "?action=nonsense",
        "?cursor=nonsense",
        "?since=2026-11-24T10:00:00Z&until=2026-11-24T09:00:00Z",
        "?since=2020-11-24T10:00:00Z&until=2026-11-24T09:00:00Z",
        "?actorId=Not%20An%20Id",
    ],
)
def test_what_cannot_be_meant_is_400(api: Api, query: str) -> None:
    assert api("GET", f"/audit{query}", who="aud").status_code == 400
