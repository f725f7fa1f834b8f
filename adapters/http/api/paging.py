"""Pages of a list: an opaque cursor, and the address of the next page."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from adapters.http.api.out import Json, answer
from adapters.http.errors import InputError, invalid
from adapters.http.urls import with_query


def cursor_of(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def position_in(cursor: str) -> str:
    """What `cursor_of` was given. Raises Denied (400) for anything else."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        position = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error):
        raise bad_cursor() from None
    if not position or cursor_of(position) != cursor:
        raise bad_cursor()
    return position


def bad_cursor() -> Exception:
    return invalid(
        InputError(where="query", name="cursor", reason="is not the next of an earlier answer")
    )


def page_of[T](
    items: Sequence[T], name: Callable[[T], str], *, limit: int, cursor: str
) -> tuple[Sequence[T], str | None]:
    """The items after the one that `cursor` names, at most `limit`, and the cursor after those."""
    start = 0
    if cursor:
        last = position_in(cursor)
        start = next((n for n, item in enumerate(items, start=1) if name(item) == last), -1)
        if start < 0:
            raise bad_cursor()
    page = items[start : start + limit]
    more = start + limit < len(items)
    return page, cursor_of(name(page[-1])) if more else None


def page_answer(
    request: Request,
    items: Sequence[Json],
    following: str | None,
    *,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """{items, next} with a Link to the next page."""
    found = dict(headers or {})
    if following is not None:
        address = with_query(
            request.url.path, list(request.query_params.multi_items()), cursor=following
        )
        found["Link"] = f'<{address}>; rel="next"'
    return answer({"items": items, "next": following}, headers=found)
