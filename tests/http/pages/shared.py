"""A kiosk, phones and an office browser over fakes."""

from typing import Any

from starlette.testclient import TestClient

from adapters.http.app import create_app
from adapters.http.csrf import token_of
from adapters.http.pages.codes import code_routes
from adapters.http.pages.frame import ErrorPages
from adapters.http.pages.kiosk_routes import kiosk_routes
from adapters.http.pages.routes import page_routes
from adapters.http.qr import qr_svg
from adapters.http.session import Door
from adapters.http.turns import Turns
from domain.sessions import Lifetime
from tests.callers import COOKIE, a_session, cookie_of, signed_in
from tests.fakes import World
from tests.http.pages.served import Form, KeptDrawings, forms

BADGE, CODE, WRONG = "4711", "273946", "958173"


def sign_in_at(address: str) -> str:
    return f"/auth/sign-in?return_to={address}"


async def sign_out_at() -> str | None:
    return "https://issuer.example/end"


class Screen:
    """One browser; it follows no redirect by itself."""

    def __init__(self, world: World, *, codes_on_phones: bool = True, address: str = "") -> None:
        self.world, ports = world, world.ports
        caller = signed_in(ports)
        turns = Turns(door=Door(ports=ports, lifetime=Lifetime(), secure=False))
        kiosk = kiosk_routes(
            ports,
            caller,
            turns,
            sign_in=sign_in_at,
            sign_out=sign_out_at,
            codes_on_phones=codes_on_phones,
        )
        codes = code_routes(ports, caller, qr_svg, public_url="https://plek.example")
        self.app = create_app(
            ports,
            caller=caller,
            pages=[*kiosk, *codes, *page_routes(ports, caller, KeptDrawings())],
            error_page=ErrorPages(ports, sign_in=sign_in_at),
        )
        self.client = TestClient(
            self.app,
            base_url="http://127.0.0.1",
            client=(address or "203.0.113.7", 50000),
            headers={"Accept-Language": "en", "Accept": "text/html"},
            follow_redirects=False,
        )

    def be(self, person: str) -> None:
        self.client.cookies.set(COOKIE, cookie_of(self.world, person), domain="127.0.0.1", path="/")

    def unlock(self, by: str = "fay", site: str = "hall") -> Any:
        self.be(by)
        token = token_of(a_session(self.world, by))
        return self.post("/kiosk/unlock", site=site, _csrf=token)

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, **fields: str) -> Any:
        return self.client.post(path, data=fields)

    def enter(self, badge: str = BADGE, code: str = CODE, place: str = "") -> Any:
        """Type number and code into the form that is there."""
        page = self.get(f"/q/{place}" if place else "/kiosk").text
        known = [each for each in forms(page) if "/turn" in each.actions]
        fields = known[0].fields if known else {"place": place} if place else {}
        return self.post("/turn", **fields, badge=badge, code=code)

    def form(self, page: str, action: str) -> Form:
        html = self.get(page).text
        return next(each for each in forms(html) if action in each.actions)

    def press(self, page: str, action: str, **more: str) -> Any:
        """Send the form that has `action` as the page has it, and follow where it leads."""
        answer = self.post(action, **self.form(page, action).fields, **more)
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["Location"])
