"""Every field of the API that takes text, as its own description lists them, is sent markup: it is refused, or it is one of
those whose markup tests/browser/test_script_in_text.py shows in a browser. A new field is found here by itself."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from domain.people import Role
from tests import builders as make
from tests.callers import bearer
from tests.http.pages.served import Browser, a_town

MARKUP = "\"'><svg onload=ran=1>"
HELD = {
    ("post", "/bookings", "note"),
    ("post", "/bookings", "override"),
    ("patch", "/bookings/{bookingId}", "note"),
    ("patch", "/bookings/{bookingId}", "override"),
    ("post", "/series", "note"),
    ("get", "/resources", "feature"),
    ("get", "/availability", "feature"),
    ("get", "/people", "q"),
}
"""Fields that take any text. Those of bodies are kept and shown; those of queries are looked for and not said again."""
WHEN = {"date": "2026-11-25", "partOfDay": "morning"}
PLACE = {"resourceId": "desk-1"}
BODIES: Mapping[str, Mapping[str, Any]] = {
    "NewBooking": PLACE | WHEN,
    "BookingChange": {"note": "plain"},
    "NewPresence": PLACE,
    "NewWalkIn": PLACE | {"partOfDay": "morning"},
    "NewSeries": PLACE
    | {"frequency": "weekly", "weekdays": [3], "first": "2026-11-25", "count": 1}
    | {"partOfDay": "morning"},
    "SeriesCancellation": {},
    "PrivacyChange": {
        "namesShownTo": ["own-team"],
        "personalChoice": "opt-out",
        "smallestGroup": 5,
        "keepBookingsDays": 30,
        "keepPlansDays": 30,
        "keepAuditDays": 365,
    },
    "NewPreference": {"said": "hide"},
}
QUERIES: Mapping[str, Mapping[str, str]] = {
    "/occupancy": {"siteId": "hall", "date": "2026-11-25"},
    "/availability": WHEN,
    "/bookings": {"from": "2026-11-24", "until": "2026-11-25", "personId": "ada"},
    "/people": {"q": "bo"},
    "/statistics": {"date": "2026-11-23"},
}
type Field = tuple[str, str, str, str, bool]


def client() -> TestClient:
    world = a_town()
    ada = make.a_person(
        "ada", Role.ADMINISTRATOR, Role.AUDITOR, Role.FACILITY_MANAGER, team="civil"
    )
    world.people.known[ada.id] = ada
    served = Browser(world).client
    served.headers.update(bearer("ada"))
    return served


def described() -> dict[str, Any]:
    answer = client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


DESCRIBED = described()


def variants(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema, and all that it refers to or chooses from."""
    if "$ref" in schema:
        yield from variants(DESCRIBED["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
        return
    yield schema
    for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from variants(each)


def takes_text(schema: Mapping[str, Any]) -> bool:
    kinds = [each.get("type") for each in variants(schema)]
    return any(kind == "string" or (isinstance(kind, list) and "string" in kind) for kind in kinds)


def text_fields() -> Iterator[Field]:
    """Method, path, where (query, path or a schema's name), name, and whether it is a list of texts."""
    for path, methods in DESCRIBED["paths"].items():
        for method, operation in methods.items():
            for each in operation.get("parameters", ()):
                if each["in"] != "header" and takes_text(each["schema"]):
                    yield method, path, each["in"], each["name"], False
            for kind, content in operation.get("requestBody", {}).get("content", {}).items():
                assert kind == "application/json", "read another kind of body here as well"
                yield from body_fields(method, path, content["schema"])


def body_fields(method: str, path: str, schema: Mapping[str, Any]) -> Iterator[Field]:
    model = schema["$ref"].rpartition("/")[2]
    for each in variants(schema):
        for name, inner in each.get("properties", {}).items():
            lists = [one for one in variants(inner) if one.get("type") == "array"]
            assert not any(one.get("type") == "object" for one in variants(inner)), (
                "look into it here"
            )
            if takes_text(inner):
                yield method, path, model, name, False
            elif any(takes_text(one["items"]) for one in lists):
                yield method, path, model, name, True


FIELDS = sorted(set(text_fields()))


@pytest.mark.parametrize("field", FIELDS, ids=lambda each: " ".join(map(str, each[:4])))
def test_markup_is_refused_unless_a_browser_is_shown_what_becomes_of_it(field: Field) -> None:
    method, path, where, name, listed = field
    town = client()
    answer = send(town, field, [MARKUP] if listed else MARKUP)
    assert answer.headers["Content-Type"].endswith("json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if (method, path, name) in HELD:
        assert answer.status_code < 300, answer.text
    elif where == "path":
        assert answer.status_code in (400, 404), answer.text
    else:
        assert answer.status_code == 400, answer.text
        named = [
            each["name"].partition("[")[0].partition(".")[0] for each in answer.json()["errors"]
        ]
        assert name in named, answer.text


def send(town: TestClient, field: Field, value: object) -> Any:
    method, path, where, name, _ = field
    booking = town.post(
        "/api/v1/bookings", json=PLACE | {"date": "2026-11-24", "partOfDay": "morning"}
    )
    assert booking.status_code == 201, booking.text
    known = {
        "bookingId": booking.json()["id"],
        "siteId": "hall",
        "personId": "ada",
        "code": "taken",
        "noticeId": "2026-11-24-none-2",
    }
    parts = {
        each: quote(
            str(value) if where == "path" and each == name else known.get(each, "x"), safe=""
        )
        for each in ("bookingId", "seriesId", "siteId", "personId", "code", "noticeId")
    }
    params = dict(QUERIES.get(path, {})) if method == "get" else {}
    if where == "query":
        params[name] = str(value)
    body = dict(BODIES[where]) if where in BODIES else None
    if body is not None:
        body[name] = value
    address = "/api/v1" + path.format(**parts)
    headers = {"If-Match": "*"} if method in ("patch", "put") else {}
    return town.request(method, address, params=params, headers=headers, json=body)


def test_every_body_with_text_has_a_good_example() -> None:
    models = {where for _, _, where, _, _ in FIELDS} - {"query", "path"}
    assert models == set(BODIES)
    assert {(m, p, n) for m, p, _, n, _ in FIELDS} >= HELD
