"""What a request says comes back in headers, addresses and redirects only as far as it is ours."""

from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from adapters.http.pages.asked import back_with, own_path
from tests.http.attacks.town import HERE, OURS, Attacked

CRLF = (
    "\r\nSet-Cookie: evil=1",
    "\nX-Evil: 1",
    "\r\n\r\n<script>",
    "%0d%0aX-Evil: 1",
    "\x85X-Evil: 1",
)
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "http:evil.example",
    "https:/evil.example",
    "@evil.example",
    "evil.example",
    ".evil.example",
    "/..//evil.example",
    "/./\\evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "/\u2028/evil.example",
    "／evil.example",
    "/\x00/evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "",
    "?x",
    "#x",
    "/" + "a" * 5000,
)


@pytest.mark.parametrize("text", ELSEWHERE)
def test_no_address_leads_elsewhere(text: str) -> None:
    for found in (own_path(text), back_with(text, said="booked")):
        parts = urlsplit(found)
        assert (parts.scheme, parts.netloc) == ("", "")
        assert found.startswith("/") and not found.startswith(("//", "/\\"))
        assert not any(ord(letter) < 33 or ord(letter) > 126 or letter == "\\" for letter in found)
        assert "//" not in parts.path


@pytest.mark.parametrize("text", ELSEWHERE[:-4])
def test_no_form_sends_anybody_elsewhere(town: Attacked, text: str) -> None:
    fields = {"_csrf": town.token, "place": "nothing", "back": text}
    fields |= {"starts_at": "2026-11-24T09:00:00+01:00", "ends_at": "2026-11-24T10:00:00+01:00"}
    answer = town.ask("POST", "/bookings", data=fields, headers=OURS)
    assert answer.status_code == 303
    location = answer.headers["Location"]
    assert urlsplit(location).netloc == "" and location.startswith("/")
    assert not location.startswith(("//", "/\\")) and "evil" not in urlsplit(location).path[:3]


def clean(answer: Any) -> None:
    assert not {"x-evil", "evil"} & {name.lower() for name in answer.headers}
    assert "evil" not in answer.headers.get("Set-Cookie", "")
    for value in answer.headers.values():
        assert "\r" not in value and "\n" not in value


@pytest.mark.parametrize("text", CRLF)
def test_nothing_sent_becomes_a_header(town: Attacked, text: str) -> None:
    raw = quote(text)
    for path in (
        f"/?lang={raw}",
        f"/?place={raw}&date={raw}&site={raw}",
        f"/fragments/place?place={raw}",
        f"/{raw}",
        f"/static/{raw}/css/app.css",
        f"/plans/{raw}/{raw}.svg",
        f"/api/v1/bookings/{raw}",
        f"/api/v1/bookings?cursor={raw}",
        f"/api/v1/problems/{raw}",
    ):
        clean(town.ask("GET", path))
    fields = {"_csrf": town.token, "back": f"/?x={text}", "once": text, "place": text}
    clean(town.ask("POST", "/bookings", data=fields, headers=OURS))


@pytest.mark.parametrize("header", ["X-Request-Id", "Accept-Language", "If-None-Match", "Origin"])
@pytest.mark.parametrize("value", ["x\x0bX-Evil: 1", "a" * 5000, "<script>", "é", '"', "'; x=1"])
def test_no_header_comes_back_unread(town: Attacked, header: str, value: str) -> None:
    answer = town.ask("GET", "/", headers={header: value.encode()})
    clean(answer)
    assert len(value) == 1 or value not in str(sorted(answer.headers.items()))


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Host": "evil.example", "Forwarded": "host=evil.example"},
        {"X-Original-URL": "/admin", "X-Rewrite-URL": "https://evil.example/"},
        {"X-Original-Host": "evil.example", "DISGUISED-HOST": "evil.example"},
    ],
    ids=str,
)
def test_another_host_name_gets_into_no_address(town: Attacked, headers: dict[str, str]) -> None:
    for path in ("/", "/?view=table", "/nothing", "/api/v1/me", "/api/v1/openapi.json"):
        answer = town.ask("GET", path, headers=headers)
        assert "evil.example" not in answer.text and "evil.example" not in str(answer.headers)
    book = {"resourceId": "desk-1", "date": "2026-11-24", "partOfDay": "morning"}
    sent = {**OURS, **headers, "Origin": f"https://{headers.get('Host', HERE.partition('//')[2])}"}
    made = town.ask("POST", "/api/v1/bookings", json=book, headers=sent)
    assert "evil" not in made.headers.get("Location", "")


PRINCIPAL = (
    "eyJhdXRoX3R5cCI6ImFhZCIsImNsYWltcyI6W3sidHlwIjoicm9sZXMiLCJ2YWwiOiJhZG1pbmlzdHJhdG9yIn1dfQ"
)


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/bookings", "/api/v1/people?q=bo"])
def test_a_principal_that_anybody_can_claim_is_nobody(town: Attacked, path: str) -> None:
    claimed = {
        "X-MS-CLIENT-PRINCIPAL": PRINCIPAL,
        "X-MS-CLIENT-PRINCIPAL-ID": "fay",
        "X-MS-CLIENT-PRINCIPAL-NAME": "fay@example.org",
        "X-MS-TOKEN-AAD-ID-TOKEN": "x.y.z",
        "X-Demo-Person": "fay",
        "Remote-User": "fay",
        "X-Forwarded-User": "fay",
    }
    same = {"X-Request-Id": "the-same-one"}
    mine = town.ask("GET", path, headers=claimed | same)
    assert mine.text == town.ask("GET", path, headers=same).text
    town.cookie = ""
    assert (
        town.ask("GET", path, headers={**claimed, "Cookie": "demo-person=fay"}).status_code == 401
    )
