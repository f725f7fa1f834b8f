"""The cookies of sign-in, and how an answer gets one that was not made by its endpoint.

Over https the name begins with `__Host-`: the browser then refuses one from a subdomain, for a path, or over http.
"""

from starlette.requests import Request

KEPT = "vrijplek.cookies"  # the key in an ASGI scope: Set-Cookie values that the edge adds to whatever is answered


def cookie_name(name: str, *, secure: bool) -> str:
    return f"__Host-{name}" if secure else name


def set_cookie(
    name: str, value: str, *, secure: bool, lasts: int | None = None, strict: bool = False
) -> str:
    """A Set-Cookie value; `lasts` in seconds, None until the browser is closed."""
    parts = [f"{cookie_name(name, secure=secure)}={value}", "Path=/", "HttpOnly"]
    parts.append("SameSite=Strict" if strict else "SameSite=Lax")
    if lasts is not None:
        parts.append(f"Max-Age={lasts}")
    if secure:
        parts.append("Secure")
    return "; ".join(parts)


def drop_cookie(name: str, *, secure: bool) -> str:
    return set_cookie(name, "", secure=secure, lasts=0)


def keep_for_answer(request: Request, *cookies: str) -> None:
    """Whatever the answer will be, it sets these."""
    request.scope[KEPT].extend(cookies)
