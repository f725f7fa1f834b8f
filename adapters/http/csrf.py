"""That a request under somebody's cookie was meant by them, and not made up by a page of another site.

Rules, for every request that may change something and whose person is known by a cookie:
- The browser must say that it comes from a page of ours (Sec-Fetch-Site, else Origin). A form brings its session's token
  as well, whatever the browser says.
- Where the browser says nothing, the token alone decides: the field `_csrf`, or the header X-CSRF-Token.
A bearer token is never sent by a browser of itself, so such a request is not asked for any of it.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from urllib.parse import parse_qsl

from starlette.requests import Request

from adapters.http.api.faults import Fault
from adapters.http.errors import Denied, Problem
from domain.sessions import Session

FIELD, HEADER = "_csrf", "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM = "application/x-www-form-urlencoded"
SENT_BY_FORMS = (FORM, "multipart/form-data", "text/plain")
MOST_FIELDS = 100
LENGTH = 32

_token: ContextVar[str] = ContextVar("csrf-token", default="")


def token_of(session: Session) -> str:
    """What forms of this session must bring; the same until it ends."""
    digest = hmac.new(session.csrf.encode(), b"vrijplek form", sha256).digest()
    return urlsafe_b64encode(digest).decode("ascii")[:LENGTH]


async def prove_meant(request: Request, session: Session) -> None:
    """Raises Denied (403) unless the request is safe, or meant by whom the session is of."""
    if request.method in SAFE:
        return
    ours = from_our_page(request)
    if ours is False:
        raise Denied(Problem(code=Fault.CROSS_SITE))
    kind = _kind(request)
    if (kind in SENT_BY_FORMS or ours is None) and not await _has_token(request, session, kind):
        raise Denied(Problem(code=Fault.STALE_FORM if ours else Fault.CROSS_SITE))


def from_our_page(request: Request) -> bool | None:
    """What the browser says: whether a page of ours sends this. None where it says nothing."""
    fetched = request.headers.get("sec-fetch-site", "none")
    if fetched not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    if origin is not None:
        return origin == f"{request.url.scheme}://{request.headers.get('host', '')}"
    return True if fetched == "same-origin" else None


@contextmanager
def with_token_for(request: Request) -> Iterator[None]:
    """Inside the block, every form that is rendered brings the token of the request's session."""
    session = getattr(request.state, "session", None)
    before = _token.set(token_of(session) if isinstance(session, Session) else "")
    try:
        yield
    finally:
        _token.reset(before)


def present_token() -> str:
    """The token for what is being rendered now; empty where nobody is signed in by a cookie."""
    return _token.get()


async def _has_token(request: Request, session: Session, kind: str) -> bool:
    sent = request.headers.get(HEADER, "")
    if not sent and kind == FORM:
        sent = _field(await request.body())
    return hmac.compare_digest(sent.encode(), token_of(session).encode())


def _field(body: bytes) -> str:
    try:
        fields = parse_qsl(body.decode("ascii"), max_num_fields=MOST_FIELDS)
    except ValueError:
        return ""
    found = [value for name, value in fields if name == FIELD]
    return found[0] if len(found) == 1 else ""


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
