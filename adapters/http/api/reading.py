"""Reading requests: bodies, query values and headers into typed values, or one problem that lists all that is wrong."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, time
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from starlette.requests import Request

from adapters.http.api.faults import Fault
from adapters.http.api.moments import read_clock, read_day, read_instant
from adapters.http.errors import Denied, InputError, Problem, invalid
from adapters.http.etag import ANY, strong_tags
from application.book import RequestKey
from domain.ids import BookingId
from domain.when import Instant

MOST_ERRORS = 50
LONGEST_KEY = 100
MOST_NESTED, MOST_MEMBERS = 500, 5000  # brackets and commas, those in texts too
ID = r"^[a-z0-9-]{1,40}$"

IdIn = Annotated[str, StringConstraints(pattern=ID)]
"""An id, not yet known to exist."""
InstantIn = Annotated[
    Instant,
    PlainValidator(read_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
DayIn = Annotated[
    date, PlainValidator(read_day), WithJsonSchema({"type": "string", "format": "date"})
]
ClockIn = Annotated[
    time, PlainValidator(read_clock), WithJsonSchema({"type": "string", "format": "time-local"})
]
MaybeDayIn = Annotated[DayIn | None, WithJsonSchema({"type": ["string", "null"], "format": "date"})]
TextIn = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
"""Text without control characters other than tab and line ends."""


class BodyIn(BaseModel):
    """A JSON body: camelCase names, nothing unknown, no conversion between JSON types."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, strict=True, populate_by_name=False
    )


class QueryIn(BaseModel):
    """A query: camelCase names, nothing unknown."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class PageIn(QueryIn):
    """`cursor` is the `next` of an earlier answer, passed back as it was."""

    limit: int = Field(default=50, ge=1, le=200)
    cursor: str = Field(default="", max_length=300)


async def read_body[B: BodyIn](request: Request, model: type[B]) -> B:
    """The body as `model`. Raises Denied: 415 for another type, 400 for what is not right, all of it at once."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Denied(
            Problem(code=Fault.UNSUPPORTED_MEDIA_TYPE, headers={"Accept": "application/json"})
        )
    raw = await request.body()
    _check_json(raw)
    try:
        return model.model_validate_json(raw)
    except ValidationError as wrong:
        raise invalid(*input_errors(wrong.errors(include_url=False), where="body")) from None


def _check_json(raw: bytes) -> None:
    """Refuses what parsers read differently: names that occur twice, NaN, other encodings, absurd nesting."""
    try:
        text = raw.decode("utf-8")
        if text.count("[") + text.count("{") > MOST_NESTED or text.count(",") > MOST_MEMBERS:
            raise ValueError("more than any request of ours has")
        json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_constant)
    except (ValueError, RecursionError) as wrong:
        reason = str(wrong) if isinstance(wrong, _Twice) else "is not JSON in UTF-8"
        raise Denied(
            Problem(
                code=Fault.MALFORMED_JSON,
                errors=(InputError(where="body", name="", reason=reason),),
            )
        ) from None


class _Twice(ValueError):
    """A name occurs twice in one object."""


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise _Twice(f"the name {twice[:100]!r} occurs twice")
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def input_errors(found: Sequence[Any], *, where: str = "") -> tuple[InputError, ...]:
    """pydantic's findings in our words. `where` unless each begins with it, as FastAPI's do."""
    errors = []
    for each in found[:MOST_ERRORS]:
        loc = [str(part) for part in each["loc"]]
        place = where or (loc.pop(0) if loc else "")
        reason = str(each["msg"]).removeprefix("Value error, ")
        errors.append(InputError(where=place, name=".".join(loc)[:200], reason=reason[:300]))
    return tuple(errors)


def request_key(request: Request, body: BodyIn) -> RequestKey | None:
    """The Idempotency-Key with a hash of what is asked under it; None without the header."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        reason = f"must be 1 to {LONGEST_KEY} printable ASCII characters"
        raise invalid(InputError(where="header", name="Idempotency-Key", reason=reason))
    said = json.dumps(body.model_dump(exclude_unset=True), default=str, sort_keys=True)
    digest = hashlib.sha256(said.encode()).hexdigest()
    return RequestKey(path=request.url.path, key=key, body=digest)


def version_seen(request: Request, *, required: bool) -> tuple[str, ...] | None:
    """The versions that If-Match names; None where any will do. Raises Denied: 428 where it is `required` and absent."""
    header = request.headers.get("if-match")
    if header is None and required:
        raise Denied(Problem(code=Fault.IF_MATCH_REQUIRED))
    if header is None or header.strip() == ANY:
        return None
    return strong_tags(header)


def booking_id(text: str) -> BookingId | None:
    """`text` as a booking's id; None where no booking can have it."""
    try:
        read_day(text[:10])
        fits = len(text) <= 40 and text[10:11] == "-" and text.replace("-", "").isalnum()
    except ValueError:
        return None
    return BookingId(text) if fits and text.isascii() and text.lower() == text else None
