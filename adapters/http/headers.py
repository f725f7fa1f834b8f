"""The headers that protect an answer, per kind of answer, and the one place that says who may show our pages in a frame."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import Scope

from adapters.http.urls import API_VERSION

TEAMS_HOSTS = (
    "https://teams.microsoft.com",
    "https://*.teams.microsoft.com",
    "https://teams.cloud.microsoft",
    "https://*.cloud.microsoft",
)
IN_TEAMS = "/teams/"
"""Pages that Teams shows in a tab: the only ones that anybody may frame. They take no cookie."""

NOBODY = "'none'"
TWO_YEARS = 63_072_000

ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
        "browsing-topics=(), publickey-credentials-get=()"
    ),
    "X-Permitted-Cross-Domain-Policies": "none",
}
OF_API: Mapping[str, str] = {"API-Version": API_VERSION, "Cache-Control": "no-store"}
OF_PAGES: Mapping[str, str] = {
    "Cache-Control": "private, no-cache",
    "Vary": "Cookie, Accept-Language",
}


def is_api(scope: Scope) -> bool:
    """Whether the request is for the API rather than for a page."""
    return str(scope["path"]).startswith("/api/")


def protect(headers: MutableHeaders, scope: Scope) -> None:
    """Add what is missing. An answer that has its own policy (a drawing, the API's description) keeps it."""
    frames = " ".join(TEAMS_HOSTS) if _in_teams(scope) else NOBODY
    for some in (ALWAYS, OF_API if is_api(scope) else OF_PAGES):
        for name, value in some.items():
            headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", policy(scope, frames))
    if frames == NOBODY:
        headers.setdefault("X-Frame-Options", "DENY")
    if scope["scheme"] == "https":
        headers.setdefault("Strict-Transport-Security", f"max-age={TWO_YEARS}; includeSubDomains")


def policy(scope: Scope, frames: str = NOBODY) -> str:
    """The content security policy: nothing inline, nothing from elsewhere, and text becomes markup in one place only."""
    if is_api(scope):
        return f"default-src 'none'; frame-ancestors {frames}; base-uri 'none'; form-action 'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {frames}; require-trusted-types-for 'script'; "
        "trusted-types vrijplek-own-pages"
    )


def _in_teams(scope: Scope) -> bool:
    return str(scope["path"]).startswith(IN_TEAMS) and not is_api(scope)
