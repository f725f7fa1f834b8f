"""How an endpoint describes itself: what it answers when all is well, each problem it may answer, examples of both."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from adapters.http.api.faults import Fault
from adapters.http.errors import PROBLEM_JSON, Problem, document, status_of
from domain.refusals import Refusal

SCHEMA = "#/components/schemas/"
EXAMPLE = "x-example"
EXAMPLE_INSTANCE = "urn:vrijplek:request:0c4f6a1e"

# What any endpoint may come back with, and what those that know their caller add.
ANYWHERE = (
    Fault.INVALID_INPUT,
    Fault.HEAD_TOO_LARGE,
    Fault.NOT_ACCEPTABLE,
    Fault.INTERNAL_ERROR,
    Fault.UNAVAILABLE,
)
SIGNED_IN = (Fault.NOT_SIGNED_IN, Refusal.TOO_MANY_REQUESTS, Fault.MISCONFIGURED)
WITH_BODY = (
    Fault.MALFORMED_JSON,
    Fault.TOO_LARGE,
    Fault.UNSUPPORTED_MEDIA_TYPE,
    Fault.CROSS_SITE,
)

# Why a wish may be refused: whatever domain/admission.py and the quotas may say.
OF_A_WISH = tuple(
    code
    for code in Refusal
    if code
    not in (
        Refusal.UNKNOWN_BOOKING,
        Refusal.UNKNOWN_SITE,
        Refusal.UNKNOWN_SERIES,
        Refusal.WRONG_STATE,
        Refusal.MADE_IN_OUTLOOK,
        Refusal.AWAITING_ANSWER,
        Refusal.TOO_EARLY,
        Refusal.OVER,
        Refusal.CHANGED_MEANWHILE,
        Refusal.KEY_REUSED,
        Refusal.TOO_MANY_OCCURRENCES,
        Refusal.NO_OCCURRENCES,
        Refusal.NO_PROPOSAL,
        Refusal.NEEDS_ANOTHER_PERSON,
        Refusal.NO_CHOICE,
        Refusal.TOO_MANY_REQUESTS,
    )
)
OF_A_CHANGE = (
    Refusal.UNKNOWN_BOOKING,
    Refusal.NOT_YOURS,
    Refusal.WRONG_STATE,
    Refusal.MADE_IN_OUTLOOK,
    Refusal.OVER,
    Refusal.CHANGED_MEANWHILE,
)

IDEMPOTENCY_KEY: Mapping[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Asking again with the same key and body within 24 hours answers what the first did.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[\\x21-\\x7e]+$"},
}
IF_MATCH_OPTIONAL: Mapping[str, Any] = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the booking that the decision was made on.",
    "schema": {"type": "string"},
}
IF_MATCH: Mapping[str, Any] = {**IF_MATCH_OPTIONAL, "required": True}
IF_NONE_MATCH: Mapping[str, Any] = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an earlier answer; 304 while it still holds.",
    "schema": {"type": "string"},
}


def answers(
    schema: str,
    example: Mapping[str, Any] | None,
    *problems: Fault | Refusal,
    status: int = 200,
    description: str = "As asked.",
    headers: Iterable[str] = (),
    public: bool = False,
) -> dict[int | str, dict[str, Any]]:
    """FastAPI's `responses`: the good answer first, then a response per status with every code that has it.
    `schema`: the name of a model in schemas.py or schemas_of_….py, which is read only when somebody asks for the description: a process
    that answers requests starts without it."""
    content: dict[str, Any] = {"schema": {"$ref": f"{SCHEMA}{schema}"}}
    if example is not None:
        # As text, because FastAPI leaves out what is null; openapi.py turns it back.
        content[EXAMPLE] = json.dumps(dict(example))
    good: dict[str, Any] = {"description": description, "content": {"application/json": content}}
    if headers:
        good["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    codes = (*problems, *ANYWHERE, *(() if public else SIGNED_IN))
    return {status: good} | problem_responses(codes)


def problem_responses(codes: Iterable[Fault | Refusal]) -> dict[int | str, dict[str, Any]]:
    """One response per status, with an example per code."""
    by_status: dict[int, list[Fault | Refusal]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(status_of(code).value, []).append(code)
    return {status: _problem_response(found) for status, found in sorted(by_status.items())}


def _problem_response(codes: list[Fault | Refusal]) -> dict[str, Any]:
    names = ", ".join(code.value for code in codes)
    return {
        "description": f"Not so; `code` is one of: {names}.",
        "content": {
            PROBLEM_JSON: {
                "schema": {"$ref": f"{SCHEMA}Problem"},
                "examples": {
                    code.value: {
                        "value": document(Problem(code=code), instance=EXAMPLE_INSTANCE),
                    }
                    for code in codes
                },
            }
        },
    }


def takes(
    model: type[BaseModel] | None = None,
    *,
    examples: Mapping[str, Mapping[str, Any]] | None = None,
    parameters: Iterable[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """FastAPI's `openapi_extra`: the body, which is read in reading.py, and headers."""
    extra: dict[str, Any] = {"parameters": [dict(each) for each in parameters]}
    if model is not None:
        extra["requestBody"] = {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": f"{SCHEMA}{model.__name__}"},
                    "examples": {name: {"value": dict(v)} for name, v in (examples or {}).items()},
                }
            },
        }
    return extra
