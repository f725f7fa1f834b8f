"""Our own style sheets, scripts and icons, and the vendored ones: read once, served under a name that changes with them.

The name is a hash of all of it, so that a browser may keep a file for ever and still gets a new release whole. Only
what was found at the start is served: a path in a request is looked up, never opened.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from adapters.http.api.faults import Fault
from adapters.http.errors import Denied, Problem

STATIC = Path(__file__).parents[1] / "static"
ICON = "icons/vrijplek.svg"
FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """`build`: the hash of all files; `files`: content by path, with slashes."""

    build: str
    files: Mapping[str, bytes]

    @property
    def prefix(self) -> str:
        return f"/static/{self.build}"


@cache
def assets(folder: Path = STATIC) -> Assets:
    """What a browser may ask for."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in TYPES and path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    digest = hashlib.blake2b(digest_size=6)
    for name, content in files.items():
        digest.update(name.encode() + b"\0" + content + b"\0")
    return Assets(build=digest.hexdigest(), files=files)


async def static_file(request: Request) -> Response:
    """GET /static/{build}/{path}. A page of an older release gets the present file, and keeps it for no longer."""
    path, known = request.path_params["path"], assets()
    content = known.files.get(path)
    if content is None:
        raise Denied(Problem(code=Fault.NOT_FOUND))
    current = request.path_params["build"] == known.build
    headers = {"Cache-Control": FOR_EVER if current else "no-cache", "Vary": "Accept-Encoding"}
    return Response(content, headers=headers, media_type=TYPES[Path(path).suffix])


async def favicon(_: Request) -> Response:
    """GET /favicon.ico, for browsers that ask without having read the page."""
    headers = {"Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}
    return Response(assets().files[ICON], headers=headers, media_type=TYPES[".svg"])
