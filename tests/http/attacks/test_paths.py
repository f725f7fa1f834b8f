"""Paths that try to be something else: encoded, doubled, dotted, cut off or endless. Nothing but 404 and no 500."""

import pytest

from tests.http.attacks.town import Attacked

TRICKS = (
    "/static/x/../../../../etc/passwd",
    "/static/x/..%2f..%2f..%2fetc/passwd",
    "/static/x/%2e%2e/%2e%2e/settings.py",
    "/static/x/%252e%252e/%252e%252e/settings.py",
    "/static/x/..%5c..%5csettings.py",
    "/static/x/css/app.css%00.svg",
    "/static/x/css/app.css/",
    "/static/x//css/app.css",
    "/static//css/app.css",
    "/static/x/css%2fapp.css%2f..%2f..%2fpages",
    "/static/x/\u2025/app.css",
    "/static/x/file:///etc/passwd",
    "/static/x/templates/plan.html",
    "/plans/../abc.svg",
    "/plans/hall-0/..%2fabc.svg",
    "/plans/hall-0/%00.svg",
    "/plans/%2e%2e/abc.svg",
    "/api/v1/../../",
    "/api/v1/bookings/..%2f..%2fme",
    "/api/v1/bookings/%2e%2e%2fme",
    "/api/v1/bookings/2026-11-24-x%00",
    "/api/v1/bookings/2026-11-24-x%0a",
    "/api/v1/bookings/' or 1 eq 1 or RowKey eq '",
    "/api/v1/bookings/2026-11-24-x'%20or%20'1'%20eq%20'1",
    "/api/v1/bookings/2026-11-24-X",
    "/api/v1/bookings/９999-11-24-x",
    "/api/v1/series/%ff%fe",
    "/api/v1/problems/../me",
    "/api//v1/me",
    "/API/v1/me",
    "/api/v1/me/",
    "/api/v1/me;x=1",
    "/api/v1/me%3fx",
    "/api/v1/me%23",
    "//api/v1/me",
    "//evil.example/",
    "/.env",
    "/.git/config",
    "/local.settings.json",
    "/host.json",
    "/function_app.py",
    "/admin/functions",
    "/admin/host/status",
    "/runtime/webhooks",
    "/%",
    "/%zz",
    "/%c0%ae%c0%ae/",
    "/" + "../" * 200,
    "/" + "%2e%2e%2f" * 200,
    "/" + "a/" * 2000,
)


@pytest.mark.parametrize("path", TRICKS, ids=lambda path: path[:40])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_no_path_finds_what_has_no_address(town: Attacked, method: str, path: str) -> None:
    sent = {"X-CSRF-Token": town.token, "Sec-Fetch-Site": "same-origin"}
    status, text = town.raw(method, path, headers=sent)
    assert status in (400, 404, 405), (status, text[:200])
    assert "root:" not in text and "Traceback" not in text
    assert town.world.bookings.applied == []


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "QUERY", "X" * 300, "PATCH"])
def test_no_other_method_does_anything(town: Attacked, method: str) -> None:
    for path in ("/", "/api/v1/me"):
        sent = {"X-CSRF-Token": town.token, "Sec-Fetch-Site": "same-origin"}
        assert town.ask(method, path, headers=sent).status_code in (400, 404, 405)


@pytest.mark.parametrize(
    "kind", ["none", "application/jsonx", "text/html", "application/xml", "*/*", "x" * 500]
)
def test_a_body_is_read_as_what_it_says_it_is_or_not_at_all(town: Attacked, kind: str) -> None:
    body = '{"resourceId":"desk-1","date":"2026-11-24","partOfDay":"morning"}'
    sent = {"X-CSRF-Token": town.token, "Sec-Fetch-Site": "same-origin", "Content-Type": kind}
    answer = town.ask("POST", "/api/v1/bookings", content=body, headers=sent)
    assert answer.status_code == 415
    assert town.ask("POST", "/bookings", content=body, headers=sent).status_code == 415
