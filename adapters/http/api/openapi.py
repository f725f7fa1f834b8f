"""The description of the API (OpenAPI 3.1): FastAPI's, brought to the Dutch government's design rules.

FastAPI describes invalid input as 422 in its own shape, and knows nothing of headers that every answer has, nor of
bodies that we read ourselves; those are put right here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from adapters.http.api.describe import EXAMPLE, SCHEMA
from adapters.http.rights import needs
from adapters.http.urls import API, API_VERSION

VERSION_HEADER = {"$ref": "#/components/headers/API-Version"}
SECURITY: Mapping[str, Any] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of the municipality's identity provider, made for this API.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-plek",
        "description": "The session of a person who signed in to the pages; for those pages only.",
    },
}
PROBLEM_SCHEMA: Mapping[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. A refusal adds the rule, what it allows, since and until when, and what else there is.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "name", "reason"],
                "properties": {
                    "in": {"type": "string", "enum": ["body", "query", "path", "header", "cookie"]},
                    "name": {"type": "string"},
                    "reason": {"type": "string"},
                },
            },
        },
        "rule": {
            "type": "string",
            "description": "The rule behind a refusal; with not-allowed, the right that is missing.",
        },
        "limits": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "value"],
                "properties": {
                    "name": {"type": "string"},
                    "value": {"type": ["string", "integer"]},
                },
            },
        },
        "since": {"type": "string", "format": "date-time"},
        "until": {"type": "string", "format": "date-time"},
        "clashes": {"type": "array", "items": {"$ref": f"{SCHEMA}Span"}},
        "alternatives": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["resourceId", "siteId", "startsAt", "endsAt"],
                "properties": {
                    "resourceId": {"type": "string"},
                    "siteId": {"type": "string"},
                    "startsAt": {"type": "string", "format": "date-time"},
                    "endsAt": {"type": "string", "format": "date-time"},
                },
            },
        },
    },
}
HEADERS: Mapping[str, Any] = {
    "API-Version": {
        "description": "The full version of this API.",
        "schema": {"type": "string", "examples": [API_VERSION]},
    },
    "ETag": {"description": "The version of what is answered.", "schema": {"type": "string"}},
    "Location": {
        "description": "The address of what was made.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Link": {
        "description": "The next page, with rel=next; not on the last.",
        "schema": {"type": "string"},
    },
    "Idempotent-Replayed": {
        "description": "true where an earlier request with the same key had made it.",
        "schema": {"type": "string"},
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to turn to about this API; each municipality's own."""

    name: str = "Vrijplek"
    email: str = "vrijplek@example.org"
    url: str = "https://vrijplek.example.org"


def describe(
    app: FastAPI, *, contact: Contact, bodies: tuple[type[BaseModel], ...]
) -> dict[str, Any]:
    """The whole description. `bodies`: the models of request bodies."""
    found = get_openapi(
        title="Vrijplek",
        version=API_VERSION,
        summary="Desks, rooms, counters and vehicles of a municipality: see what is free, book it.",
        description=(
            "Instants are RFC 3339 with any offset in and UTC out; days are civil days of the "
            "municipality's time zone. Every error is a problem document with a `code`."
        ),
        openapi_version="3.1.0",
        routes=app.routes,
        servers=[{"url": API}],
    )
    # Not through FastAPI, which would want another package to check the address.
    found["info"]["contact"] = asdict(contact)
    found["paths"] = {
        path.removeprefix(API): item
        for path, item in found["paths"].items()
        if path.startswith(f"{API}/")
    }
    _put_right(found, bodies)
    _say_rights(found, app)
    return found


def _say_rights(found: dict[str, Any], app: FastAPI) -> None:
    """Each operation names the right that it asks of whoever calls it; those for everybody say so."""
    for route in app.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            item = found["paths"][route.path.removeprefix(API)]
            for method in route.methods or ():
                item[method.lower()]["x-right"] = str(needs(route) or "")


def _put_right(found: dict[str, Any], bodies: tuple[type[BaseModel], ...]) -> None:
    components = found.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _, known = models_json_schema(
        [
            *((body, "validation") for body in bodies),
            *((model, "serialization") for model in _answered(found)),
        ],
        ref_template=SCHEMA + "{model}",
    )
    schemas |= known.get("$defs", {}) | {"Problem": dict(PROBLEM_SCHEMA)}
    for schema in schemas.values():
        for member in schema.get("properties", {}).values():
            if member.get("default", "") is None:
                del member["default"]  # what is not there is not null
    components["headers"] = dict(HEADERS)
    components["securitySchemes"] = dict(SECURITY)
    for operation in _operations(found):
        operation["responses"].pop("422", None)
        public = "401" not in operation["responses"]
        operation["security"] = [] if public else [{"token": []}, {"session": []}]
        for status, response in operation["responses"].items():
            for content in response.get("content", {}).values():
                if EXAMPLE in content:
                    content["example"] = json.loads(content.pop(EXAMPLE))
            if status[0] in "23":
                response.setdefault("headers", {})["API-Version"] = VERSION_HEADER


def _answered(found: Mapping[str, Any]) -> Iterator[type[BaseModel]]:
    """The models that good answers name, each once. Raises KeyError for one that is not there."""
    # Only here: forty models that no request needs.
    from adapters.http.api import schemas, schemas_of_running, schemas_of_trust

    known = vars(schemas) | vars(schemas_of_trust) | vars(schemas_of_running)

    names = {
        content["schema"]["$ref"].removeprefix(SCHEMA)
        for operation in _operations(found)
        for status, response in operation["responses"].items()
        if status[0] == "2"
        for content in response.get("content", {}).values()
        if "$ref" in content.get("schema", {})
    }
    for name in sorted(names):
        yield known[name]


def _operations(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for item in found["paths"].values():
        yield from item.values()
