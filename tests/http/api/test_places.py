"""Places, what is free there, and people, over the API."""

import pytest

from tests.http.api.conftest import Api

MORNING = "startsAt=2026-11-24T07:00:00Z&endsAt=2026-11-24T11:00:00Z"


def ids(items: list[dict[str, str]], name: str = "id") -> list[str]:
    return [item[name] for item in items]


def test_a_draft_site_is_for_those_who_plan_it(api: Api) -> None:
    assert ids(api("GET", "/sites").json()["items"]) == ["hall", "barn"]
    assert ids(api("GET", "/sites", who="fay").json()["items"]) == ["hall", "barn", "tower"]
    assert "tower-desk" not in api("GET", "/resources").text
    assert api("GET", "/floors?siteId=tower").json()["code"] == "unknown-site"


def test_a_site_says_its_hours_parts_and_limits(api: Api) -> None:
    hall = api("GET", "/sites/hall").json()
    assert hall["timeZone"] == "Europe/Luxembourg"
    assert hall["openingHours"][0] == {"weekday": 1, "opens": "07:00:00", "closes": "19:00:00"}
    assert hall["partsOfDay"][0]["starts"] == "08:00:00"
    assert hall["capacity"] == [{"partOfDay": "morning", "people": 2}]


def test_floors_and_zones_belong_to_a_site(api: Api) -> None:
    assert ids(api("GET", "/floors?siteId=hall").json()["items"]) == ["hall-0"]
    assert ids(api("GET", "/floors").json()["items"]) == ["hall-0", "barn-0"]
    (zone,) = api("GET", "/zones").json()["items"]
    assert (zone["id"], zone["siteId"], zone["kind"]) == ("front", "hall", "general")


def test_resources_are_narrowed_by_kind_zone_feature_and_site(api: Api) -> None:
    def found(query: str) -> list[str]:
        return ids(api("GET", f"/resources?{query}").json()["items"])

    assert found("kind=room") == ["room-1"]
    assert found("zoneId=front") == ["room-1"]
    assert found("feature=window") == ["desk-1", "desk-2"]
    assert found("feature=window,two-screens") == ["desk-1"]
    assert found("siteId=barn") == ["barn-desk"]
    assert found("zoneId=nowhere") == []


def test_resources_that_are_free_for_all_of_a_span(api: Api) -> None:
    api.book("desk-1", who="bob")
    span = "freeFrom=2026-11-24T08:00:00Z&freeUntil=2026-11-24T12:00:00Z"
    free = ids(api("GET", f"/resources?siteId=hall&kind=desk&{span}").json()["items"])
    assert free == ["desk-2", "desk-4"]


def test_resources_come_in_pages(api: Api) -> None:
    path, found = "/resources?limit=2", list[str]()
    while path:
        page = api("GET", path)
        found += ids(page.json()["items"])
        path = page.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
    assert found == ids(api("GET", "/resources").json()["items"])


def test_availability_says_what_is_left_of_a_span(api: Api) -> None:
    api.book("desk-1", who="bob")
    day = "startsAt=2026-11-24T07:00:00Z&endsAt=2026-11-24T16:00:00Z"
    found = api("GET", f"/availability?siteId=hall&kind=desk&{day}").json()["items"]
    assert ids(found, "resourceId") == ["desk-2", "desk-4", "desk-1"]
    assert [each["throughout"] for each in found] == [True, True, False]
    assert found[-1]["free"] == [
        {"startsAt": "2026-11-24T11:00:00Z", "endsAt": "2026-11-24T16:00:00Z"}
    ]


def test_availability_anywhere_passes_over_sites_without_that_part_of_day(api: Api) -> None:
    anywhere = api("GET", "/availability?date=2026-11-24&partOfDay=afternoon").json()["items"]
    assert set(ids(anywhere, "siteId")) == {"hall"}
    there = api("GET", "/availability?siteId=barn&date=2026-11-24&partOfDay=afternoon")
    assert (there.status_code, there.json()["code"]) == (404, "unknown-part")


def test_people_are_found_by_name_and_only_named(api: Api) -> None:
    assert api("GET", "/people?q=BO", who="fay").json() == {"items": [{"id": "bob", "name": "Bob"}]}
    assert api("GET", "/people?q=b", who="fay").json() == {"items": []}
    assert api("GET", "/people?q=%20%20", who="fay").json() == {"items": []}


def test_only_those_are_found_whom_one_may_see(api: Api) -> None:
    assert ids(api("GET", "/people?q=le").json()["items"]) == ["lea"]
    assert ids(api("GET", "/people?q=bo").json()["items"]) == []
    api("PUT", "/me/privacy", who="lea", json={"said": "hide"})
    assert ids(api("GET", "/people?q=le").json()["items"]) == []
    assert ids(api("GET", "/people?q=le", who="fay").json()["items"]) == ["lea"]


def test_i_am_who_i_am(api: Api) -> None:
    assert api("GET", "/me", who="lea").json() == {
        "id": "lea",
        "name": "Lea",
        "language": "en",
        "teamId": "civil",
        "roles": ["team-lead"],
    }


@pytest.mark.parametrize(
    ("wished", "language", "detail"),
    [
        ("nl-BE, nl;q=0.9, en;q=0.5", "nl", "We kennen deze locatie niet."),
        ("da, en;q=0.5", "en", "We do not know this site."),
        ("", "en", "We do not know this site."),
        (";;;q=x, *", "en", "We do not know this site."),
    ],
)
def test_words_come_in_the_language_that_is_asked_for(
    api: Api, wished: str, language: str, detail: str
) -> None:
    answer = api("GET", "/sites/nowhere", headers={"Accept-Language": wished})
    assert answer.headers["Content-Language"] == language
    assert answer.json()["detail"] == detail
    assert answer.json()["title"] == "Unknown site"
