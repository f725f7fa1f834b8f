"""GET /problems: what a problem's `type` leads to; every code there is, with its status and sentence."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.describe import answers
from adapters.http.api.faults import Fault
from adapters.http.api.out import Json, answer
from adapters.http.errors import Denied, Problem, detail_of, language_of, status_of, title_of
from adapters.http.rights import public
from adapters.http.urls import API
from domain.refusals import Refusal

CODES: dict[str, Fault | Refusal] = {code.value: code for code in (*Fault, *Refusal)}


def problem_routes() -> APIRouter:
    """The catalogue of problems; public."""
    router = APIRouter(prefix=API, tags=["problems"])

    @router.get(
        "/problems",
        operation_id="listProblems",
        summary="Every code a problem can have",
        responses=answers("ProblemKinds", {"items": [examples.PROBLEM_KIND]}, public=True),
    )
    @public
    async def list_problems(request: Request) -> Response:
        language = language_of(request.scope)
        return answer({"items": [_kind(code, language) for code in CODES.values()]})

    @router.get(
        "/problems/{code}",
        operation_id="showProblem",
        summary="What one code means",
        responses=answers("ProblemKind", examples.PROBLEM_KIND, Fault.NOT_FOUND, public=True),
    )
    @public
    async def show_problem(
        request: Request, code: Annotated[str, Path(examples=["taken"])]
    ) -> Response:
        known = CODES.get(code)
        if known is None:
            raise Denied(Problem(code=Fault.NOT_FOUND))
        return answer(_kind(known, language_of(request.scope)))

    return router


def _kind(code: Fault | Refusal, language: str) -> Json:
    return {
        "code": code.value,
        "title": title_of(code),
        "status": status_of(code).value,
        "detail": detail_of(code, language),
    }
