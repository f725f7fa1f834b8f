"""What the health page of a deployed site says, as anybody can ask it."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from adapters.http.urls import API, BUILD_HEADER

PATIENCE = aiohttp.ClientTimeout(total=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the health page answered: which build, and its content; empty where there was no answer. `code`: why it has no
    content, in the words of the API."""

    version: str = ""
    told: Mapping[str, Any] | None = None
    said: str = ""
    code: str = ""


type Look = Callable[[str], Awaitable[Page]]


async def look_at(public_url: str) -> Page:
    """Asks the health page."""
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.get(f"{public_url}{API}/health") as answer,
        ):
            told = _values(await answer.read())
            if answer.status == 200 and told:
                return Page(version=str(told.get("version", "")), told=told)
            code = str(told.get("code", ""))
            said = f"answered {answer.status} {code or 'with a page that is not ours'}"
            return Page(version=answer.headers.get(BUILD_HEADER, ""), said=said, code=code)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return Page(said=f"no answer: {type(error).__name__}")


def _values(raw: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(raw)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
