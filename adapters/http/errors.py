"""Every "no" of the HTTP door as one problem document (RFC 9457), made in one place.

- `type` is a stable address that explains the code; `code` is its last part; `title` never varies for a code.
- `detail` is one sentence in the language of Accept-Language.
- `instance` names this occurrence; the log line of a failure carries the same id.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import Scope

from adapters.http.api.faults import FAULT_STATUS, FAULT_WORDS, Fault
from adapters.http.api.moments import utc
from adapters.http.i18n.reader import catalogue, preferred
from adapters.http.i18n.words import REFUSALS
from adapters.http.urls import problem_url
from domain.limits import WAIT
from domain.refusals import Refusal, Refused

PROBLEM_JSON = "application/problem+json"
REQUEST_ID = "vrijplek.request"  # the key in an ASGI scope; what is there is adapters/telemetry/correlation.py's
LANGUAGES = ("en", "nl", "fr", "de")

_NOBODY = (
    Refusal.UNKNOWN_PERSON,
    Refusal.UNKNOWN_RESOURCE,
    Refusal.UNKNOWN_BOOKING,
    Refusal.UNKNOWN_SITE,
    Refusal.UNKNOWN_PART,
    Refusal.UNKNOWN_SERIES,
)
_FORBIDDEN = (
    Refusal.NOT_YOURS,
    Refusal.NOT_ELIGIBLE,
    Refusal.MAY_NOT_OVERRIDE,
    Refusal.NEEDS_ANOTHER_PERSON,
    Refusal.CODE_NOT_ACCEPTED,
)
_CONFLICT = (
    Refusal.SITE_NOT_OPEN,
    Refusal.SITE_NOT_VALID,
    Refusal.RESOURCE_NOT_VALID,
    Refusal.BLOCKED,
    Refusal.ASSIGNED,
    Refusal.HOLIDAY,
    Refusal.CLOSED,
    Refusal.OUTSIDE_HOURS,
    Refusal.ZONE_RESERVED,
    Refusal.IN_THE_PAST,
    Refusal.TOO_FAR_AHEAD,
    Refusal.TOO_SHORT_NOTICE,
    Refusal.TOO_SHORT,
    Refusal.TOO_LONG,
    Refusal.TOO_MANY_DAYS,
    Refusal.OFF_GRID,
    Refusal.HOME_DAY,
    Refusal.TAKEN,
    Refusal.PERSON_BUSY,
    Refusal.SITE_FULL,
    Refusal.ZONE_FULL,
    Refusal.TOO_MANY_HELD,
    Refusal.WEEK_QUOTA,
    Refusal.WRONG_STATE,
    Refusal.MADE_IN_OUTLOOK,
    Refusal.AWAITING_ANSWER,
    Refusal.TOO_EARLY,
    Refusal.OVER,
    Refusal.KEY_REUSED,
    Refusal.TOO_MANY_OCCURRENCES,
    Refusal.NO_OCCURRENCES,
    Refusal.NO_PROPOSAL,
    Refusal.NO_CHOICE,
    Refusal.WEAK_CODE,
    Refusal.CODES_DIFFER,
    Refusal.BADGE_REFUSED,
)
# Every Refusal is here, by name, so that a new one makes someone choose; tests/http/api/test_errors.py counts them.
STATUS: Mapping[Refusal, HTTPStatus] = {
    **dict.fromkeys(_NOBODY, HTTPStatus.NOT_FOUND),
    **dict.fromkeys(_FORBIDDEN, HTTPStatus.FORBIDDEN),
    **dict.fromkeys(_CONFLICT, HTTPStatus.CONFLICT),
    Refusal.CHANGED_MEANWHILE: HTTPStatus.PRECONDITION_FAILED,
    Refusal.TOO_MANY_REQUESTS: HTTPStatus.TOO_MANY_REQUESTS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InputError:
    """One thing wrong with a request. `where`: body, query, path or header; `name`: the field, dotted."""

    where: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A "no" before it is put in words. `rule`: the right that whoever asks does not hold."""

    code: Fault | Refusal
    rule: str = ""
    errors: tuple[InputError, ...] = ()
    refused: Refused | None = None
    headers: Mapping[str, str] | None = None

    @property
    def status(self) -> HTTPStatus:
        return status_of(self.code)


class Denied(Exception):
    """Ends a request with a problem; only the HTTP door raises and catches it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def status_of(code: Fault | Refusal) -> HTTPStatus:
    return FAULT_STATUS[code] if isinstance(code, Fault) else STATUS[code]


def title_of(code: Fault | Refusal) -> str:
    return code.value.replace("-", " ").capitalize()


def detail_of(code: Fault | Refusal, language: str = "en") -> str:
    """What happened, as one sentence in one of LANGUAGES."""
    message = FAULT_WORDS[code] if isinstance(code, Fault) else REFUSALS[code]
    return message if language == "en" else catalogue(language).gettext(message)


def refusal(refused: Refused) -> Denied:
    """A domain "no" as what ends the request."""
    wait = dict(refused.limits).get(WAIT)
    headers = {"Retry-After": str(wait)} if wait is not None else None
    return Denied(Problem(code=refused.why, refused=refused, headers=headers))


def invalid(*errors: InputError) -> Denied:
    return Denied(Problem(code=Fault.INVALID_INPUT, errors=errors))


def document(problem: Problem, *, language: str = "en", instance: str = "") -> dict[str, object]:
    """The problem as JSON values. For a refusal: the rule, its limits, since and until when, and what else there is."""
    body: dict[str, object] = {
        "type": problem_url(problem.code),
        "title": title_of(problem.code),
        "status": problem.status.value,
        "detail": detail_of(problem.code, language),
        "instance": instance,
        "code": problem.code.value,
    }
    if problem.errors:
        body["errors"] = [
            {"in": each.where, "name": each.name, "reason": each.reason} for each in problem.errors
        ]
    if problem.rule:
        body["rule"] = problem.rule
    if problem.refused is not None:
        body |= refused_values(problem.refused)
    return body


def refused_values(refused: Refused) -> dict[str, object]:
    """What a refusal adds to a problem document; what does not apply is left out."""
    found: dict[str, object] = {"rule": refused.rule} if refused.rule else {}
    if refused.limits:
        found["limits"] = [{"name": name, "value": value} for name, value in refused.limits]
    if refused.since is not None:
        found["since"] = utc(refused.since)
    if refused.until is not None:
        found["until"] = utc(refused.until)
    if refused.clashes:
        found["clashes"] = [
            {"startsAt": utc(span.start), "endsAt": utc(span.end)} for span in refused.clashes
        ]
    found["alternatives"] = [
        {
            "resourceId": other.resource,
            "siteId": other.site,
            "startsAt": utc(other.span.start),
            "endsAt": utc(other.span.end),
        }
        for other in refused.alternatives
    ]
    return found


def problem_response(problem: Problem, scope: Scope) -> Response:
    """The answer to the request of `scope`, in its language."""
    language = language_of(scope)
    body = document(problem, language=language, instance=instance_of(scope))
    return Response(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
        status_code=problem.status,
        headers={"Content-Language": language, **(problem.headers or {})},
        media_type=PROBLEM_JSON,
    )


def language_of(scope: Scope) -> str:
    """The language of the request's Accept-Language that we speak; English where it names none."""
    wished = next((v for k, v in scope["headers"] if k == b"accept-language"), b"")
    return preferred(accept=wished.decode("latin-1"), offered=LANGUAGES)


def instance_of(scope: Scope) -> str:
    return f"urn:vrijplek:request:{scope.get(REQUEST_ID, '')}"
