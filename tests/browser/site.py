"""A small site of sample pages under the real content policy, for a real browser; what it is asked is counted."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from adapters.http.i18n.reader import reading
from adapters.http.pages.place import PlacePanel
from adapters.http.pages.plan import Live, Mine, PlaceFragment, PlanPage
from adapters.http.render import render
from adapters.http.theme import theme_css
from domain.availability import PlaceState
from domain.booking import State
from domain.refusals import Refusal, Refused
from tests.http.pages import (
    sample,
    sample_audit,
    sample_health,
    sample_operations,
    sample_privacy,
    sample_slips,
)

STATIC = Path(__file__).parents[2] / "adapters/http/static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
FLOOR = "al-schoul-rdc"


class Site:
    """`states`: what the next poll will say; `polls`: the If-None-Match of each poll; `posts`: forms received.
    `answered`: the room that waits has answered."""

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self.polls: list[str] = []
        self.posts: list[tuple[str, dict[str, str]]] = []
        self.seconds = 1
        self.answered = False

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self.page),
                Route("/fragments/place", self.fragment),
                Route("/me/privacy", self.privacy),
                Route("/settings/privacy", self.privacy),
                Route("/audit", self.audit),
                Route("/health", self.health),
                Route("/health/operations", self.operations),
                Route("/theme.css", self.theme),
                Route("/api/v1/occupancy", self.occupancy),
                Route("/plans/{floor}/{hash}/plan.svg", self.drawing),
                Route("/{path:path}", self.post, methods=["POST"]),
                Mount("/static", StaticFiles(directory=STATIC)),
            ]
        )

    async def page(self, request: Request) -> Response:
        query = request.query_params
        language = query.get("lang", "en")
        with reading(language, sample.ZONE):
            page = self._page(request, language)
            text = render("plan.html", page)
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})

    def _page(self, request: Request, language: str) -> PlanPage:
        query = request.query_params
        page = sample.plan_page(
            language,
            chosen=PlaceState(query["chosen"]) if "chosen" in query else None,
            as_table=query.get("view") == "table",
            notice=sample.booked() if "said" in query else None,
            slips=sample_slips.told() if "told" in query else None,
            own_times="own" in query,
            assets="/static",
        )
        page = replace(
            page, live=Live(url="/api/v1/occupancy?siteId=al-schoul", seconds=self.seconds)
        )
        if self.answered:
            page = replace(page, mine=self._mine())
        panel = _panel(query.get("place", ""))
        return replace(page, panel=panel) if panel else page

    async def fragment(self, request: Request) -> Response:
        with reading("en", sample.ZONE):
            panel = _panel(request.query_params.get("place", ""))
            return HTMLResponse(
                render("_place.html", PlaceFragment(panel=panel, mine=self._mine()))
            )

    def _mine(self) -> Mine:
        mine = sample.mine()
        booked = tuple(replace(each, state=State.BOOKED) for each in mine.today)
        return replace(mine, today=booked) if self.answered else mine

    async def privacy(self, request: Request) -> Response:
        language = request.query_params.get("lang", "en")
        with reading(language, sample.ZONE):
            if request.url.path == "/me/privacy":
                text = render("privacy.html", sample_privacy.own(language, assets="/static"))
            else:
                page = sample_privacy.settings(language, assets="/static")
                text = render("privacy_settings.html", page)
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})

    async def audit(self, request: Request) -> Response:
        language = request.query_params.get("lang", "en")
        with reading(language, sample.ZONE):
            text = render("audit.html", sample_audit.log(language, assets="/static"))
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})

    async def health(self, request: Request) -> Response:
        language = request.query_params.get("lang", "en")
        with reading(language, sample.ZONE):
            text = render("health.html", sample_health.page(language, assets="/static"))
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})

    async def operations(self, request: Request) -> Response:
        language = request.query_params.get("lang", "en")
        with reading(language, sample.ZONE):
            page = sample_operations.page(language, assets="/static")
            text = render("operations.html", page)
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})

    async def theme(self, request: Request) -> Response:
        brand = request.query_params.get("brand", "#1f6b4f")
        return Response(theme_css(brand), media_type="text/css")

    async def occupancy(self, request: Request) -> Response:
        self.polls.append(request.headers.get("If-None-Match", ""))
        etag = f'"{hash(json.dumps(self.states))}"'
        if request.headers.get("If-None-Match") == etag:
            return Response(status_code=304, headers={"ETag": etag})
        resources = [{"id": place, "state": state} for place, state in self.states.items()]
        body = {"pollAfterSeconds": self.seconds, "resources": resources}
        return JSONResponse(body, headers={"ETag": etag})

    async def drawing(self, request: Request) -> Response:
        drawing = sample.JUNGLINSTER / "plans" / f"{request.path_params['floor']}.svg"
        return Response(drawing.read_bytes(), media_type="image/svg+xml")

    async def post(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        self.posts.append((request.url.path, form))
        return Response(status_code=303, headers={"Location": "/?said=booked"})


def _panel(place: str) -> PlacePanel | None:
    places = {each.id: each for each in sample.resources(FLOOR)}
    chosen = next((each for each in places.values() if each.id == place), None)
    if chosen is None:
        return None
    state = sample.states(list(places.values()))[chosen.id]
    taken = Refused(why=Refusal.TAKEN) if state is PlaceState.TAKEN else None
    return sample.panel(chosen, state, refused=taken)
