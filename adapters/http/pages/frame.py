"""What surrounds every page: who reads it in which language, the shell, and the page that says something went wrong."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from adapters.http.api.faults import Fault
from adapters.http.csrf import with_token_for
from adapters.http.errors import REQUEST_ID, Problem, detail_of
from adapters.http.i18n.reader import LANGUAGES, preferred, reader, reading
from adapters.http.pages.assets import assets
from adapters.http.pages.error import ErrorPage
from adapters.http.pages.shell import Desk, Language, Shell
from adapters.http.pausing import PAUSED
from adapters.http.render import render
from adapters.telemetry.correlation import spoken
from application.ports import Misconfigured, Ports, Unavailable
from domain.pact import Announcement
from domain.people import Person, may
from domain.places import Directory
from domain.rights import Right

LANGUAGE_COOKIE = "lang"
NAMES = {"nl": "Nederlands", "fr": "Français", "de": "Deutsch", "en": "English"}
HOME = "/"
SEE_OTHER = 303
DESKS: Mapping[Desk, Right] = {
    Desk.MY_PRIVACY: Right.USE,
    Desk.CODES: Right.USE,
    Desk.KIOSK: Right.UNLOCK_KIOSK,
    Desk.PRIVACY: Right.EDIT_PRIVACY,
    Desk.AUDIT: Right.READ_AUDIT,
    Desk.HEALTH: Right.SEE_HEALTH,
}
UNKNOWN = Directory(version="", name="", zone=ZoneInfo("UTC"), languages=LANGUAGES)
"""What there is to say of the municipality while it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Around one page. `told`: what every page says about the privacy agreement for now, None where there is nothing to
    say or nobody to say it to. `here`: its own address without what is only said once, to return to. `viewer`: who is
    signed in."""

    directory: Directory
    told: Announcement | None
    here: str = HOME
    viewer: Person | None = None

    @property
    def shell(self) -> Shell:
        """Inside `speaking`."""
        language = reader().language
        joint = "&" if "?" in self.here else "?"
        return Shell(
            municipality=self.directory.name,
            person=self.viewer.name if self.viewer is not None else "",
            desks=desks_of(self.viewer) if self.viewer is not None else (),
            language=language,
            languages=tuple(
                Language(
                    code=code,
                    name=NAMES[code],
                    href=f"{self.here}{joint}lang={code}",
                    current=code == language,
                )
                for code in offered(self.directory)
            ),
            assets=assets().prefix,
            theme=f"/theme.css?v={self.directory.brand.removeprefix('#')}",
            home=HOME,
            told=self.told,
            paused=PAUSED.get(),
        )


def desks_of(viewer: Person) -> tuple[Desk, ...]:
    """The pages besides the plan that `viewer` has a right to, in the order in which they are met."""
    return tuple(desk for desk, right in DESKS.items() if may(viewer, right))


def offered(directory: Directory) -> tuple[str, ...]:
    """The municipality's languages that we speak, its first one first."""
    return tuple(each for each in directory.languages if each in LANGUAGES) or LANGUAGES


@contextmanager
def speaking(request: Request, directory: Directory) -> Iterator[None]:
    """Render the block's pages in the language of the request, with the municipality's clocks,
    and with the token of its session in every form."""
    language = preferred(
        request.query_params.get("lang"),
        request.cookies.get(LANGUAGE_COOKIE),
        accept=request.headers.get("accept-language", ""),
        offered=offered(directory),
    )
    with reading(language, directory.zone), with_token_for(request):
        yield


def language_cookie(request: Request, directory: Directory) -> str | None:
    """The Set-Cookie value that keeps the language just asked for; None where none was."""
    asked = request.query_params.get("lang")
    if asked not in offered(directory):
        return None
    secure = "; Secure" if request.url.scheme == "https" else ""
    return f"{LANGUAGE_COOKIE}={asked}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}"


def _is_visit(request: Request) -> bool:
    """Whether a person goes to a page, rather than a page fetching something or a form being sent."""
    goes = request.headers.get("sec-fetch-mode", "navigate") == "navigate"
    return goes and request.method == "GET" and "text/html" in request.headers.get("accept", "")


def _address(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


class ErrorPages:
    """Says every "no" that is not about a form as a page. `sign_in`: where a visitor whom we do not know goes to sign
    in and come back to an address of ours; None where nobody can."""

    def __init__(self, ports: Ports, *, sign_in: Callable[[str], str] | None = None) -> None:
        self._ports, self._sign_in = ports, sign_in

    async def __call__(self, request: Request, problem: Problem) -> Response:
        if self._sign_in is not None and problem.code is Fault.NOT_SIGNED_IN and _is_visit(request):
            return RedirectResponse(self._sign_in(_address(request)), status_code=SEE_OTHER)
        directory = await self._directory()
        with speaking(request, directory):
            page = ErrorPage(
                shell=Frame(directory=directory, told=None).shell,
                words=detail_of(problem.code, reader().language),
                another=self._another(problem),
                reference=spoken(str(request.scope.get(REQUEST_ID, ""))),
            )
            text = render("error.html", page)
        headers = {**(problem.headers or {}), "Cache-Control": "no-store"}
        return HTMLResponse(text, status_code=problem.status, headers=headers)

    def _another(self, problem: Problem) -> str:
        refused = problem.code in (Fault.NOT_ADMITTED, Fault.SIGN_IN_FAILED)
        return f"{self._sign_in(HOME)}&choose=1" if self._sign_in is not None and refused else ""

    async def _directory(self) -> Directory:
        try:
            return await self._ports.places.directory()
        except (Unavailable, Misconfigured):
            return UNKNOWN
