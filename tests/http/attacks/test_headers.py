"""Headers that protect: on every answer of every address, whatever it is; and nothing inline in any template."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.datastructures import MutableHeaders
from starlette.routing import Route
from starlette.testclient import TestClient

from adapters.http.headers import IN_TEAMS, TEAMS_HOSTS, protect
from adapters.http.pages.assets import assets
from adapters.http.render import TEMPLATES
from tests.http.attacks.town import HERE as PUBLIC
from tests.http.attacks.town import OURS, Attacked
from tests.http.rights.town import Town

EXACT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Origin-Agent-Cluster": "?1",
}
LEAKS = ("Server", "X-Powered-By", "X-AspNet-Version", "Via")
INLINE = re.compile(
    r"""<style|<script(?![^<>]{0,200}\ssrc=)|\sstyle\s*=|\son[a-z]{3,20}\s*=|javascript:|<iframe|<object|<embed|<base""",
    re.IGNORECASE,
)


def checked(answer: Any) -> None:
    headers = answer.headers
    for name, value in EXACT.items():
        assert headers[name] == value, (answer.url, name)
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
    assert "Cache-Control" in headers and "X-Request-Id" in headers
    assert [name for name in LEAKS if name in headers] == []
    if "text/html" in headers.get("Content-Type", ""):
        assert "script-src 'self';" in policy and "style-src 'self';" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "form-action 'self'" in policy and "base-uri 'none'" in policy
        assert INLINE.search(answer.text) is None


def addresses(town: Town) -> Iterator[tuple[str, str]]:
    for route in town.app.routes:
        if isinstance(route, Route):
            path = re.sub(r"\{[^{}]{1,40}\}", "x", route.path)
            for method in sorted({*(route.methods or ()), "GET", "POST", "TRACE", "OPTIONS"}):
                yield method, path


@pytest.mark.parametrize("signed_in", [False, True])
async def test_every_answer_of_every_address_is_protected(signed_in: bool) -> None:
    town = Town()
    client = TestClient(town.app, base_url=PUBLIC, follow_redirects=False)
    headers = dict(OURS)
    if signed_in:
        session = await town.door.begun(next(iter(town.world.people.known)))
        headers["Cookie"] = f"__Host-plek={await town.ports.sessions.seal(session)}"
    seen: set[int] = set()
    for method, path in addresses(town):
        if path.endswith("openapi.json"):
            continue
        answer = client.request(method, path, headers=headers)
        checked(answer)
        seen.add(answer.status_code)
    assert {200, 404, 405} <= seen and 500 not in seen


async def test_pages_drawings_and_files_are_protected_too(town: Attacked) -> None:
    files = [f"{assets().prefix}/{name}" for name in assets().files]
    drawing = re.search(r'"(/plans/[^"]+\.svg)"', town.ask("GET", "/").text)
    assert drawing is not None
    for path in (
        "/",
        "/?view=table",
        "/?place=desk-1",
        "/theme.css",
        "/nothing",
        drawing[1],
        *files,
    ):
        answer = town.ask("GET", path)
        assert answer.status_code == (404 if path == "/nothing" else 200), path
        checked(answer)
    assert town.ask("GET", drawing[1]).headers["Content-Security-Policy"].startswith("sandbox;")


async def test_the_description_of_the_api_may_be_read_from_anywhere(town: Attacked) -> None:
    answer = town.ask("GET", "/api/v1/openapi.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    others = [town.ask("GET", path) for path in ("/", "/api/v1/me", "/api/v1/health")]
    assert all("Access-Control-Allow-Origin" not in each.headers for each in others)


def test_without_https_nobody_is_told_to_use_it() -> None:
    headers = MutableHeaders()
    protect(headers, {"type": "http", "path": "/", "scheme": "http"})
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize(
    ("path", "framed"),
    [
        (IN_TEAMS, True),
        (f"{IN_TEAMS}tab", True),
        ("/teams", False),
        ("/api/teams/", False),
        ("/", False),
    ],
)
def test_only_a_tab_in_teams_may_be_framed_and_only_by_teams(path: str, framed: bool) -> None:
    headers = MutableHeaders()
    protect(headers, {"type": "http", "path": path, "scheme": "https"})
    found = re.search(r"frame-ancestors ([^;]+)", headers["Content-Security-Policy"])
    assert found is not None
    assert found[1].split() == (list(TEAMS_HOSTS) if framed else ["'none'"])
    assert ("X-Frame-Options" in headers) is not framed


def test_no_template_has_anything_inline() -> None:
    paths = sorted(TEMPLATES.glob("**/*.html"))
    assert len(paths) > 10
    assert [path.name for path in paths if INLINE.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "planted",
    [
        '<p onclick="x()">',
        "<p ONCLICK=x>",
        "<style>",
        "<script>x",
        '<p style="x">',
        "<a href='javascript:x'>",
    ],
)
def test_what_is_planted_inline_is_found(planted: str) -> None:
    assert INLINE.search(planted)
