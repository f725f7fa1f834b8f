"""`python -m local.token p001`: prints an access token for the API, as the local identity provider gives it to that person.

It goes through the same sign-in as a browser: authorisation code with PKCE, the provider's page, the code for a token.
A person is an id of the demo, a name or a sign-in name.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import secrets
import sys
from collections.abc import Mapping
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

from local.options import ROOT, Refused
from local.state import StateFile

CLIENT = "vrijplek-cli"
REDIRECT = "http://127.0.0.1/"
_ID = re.compile(r"[a-z]{1,40}[0-9]{1,9}")
_STEPS = 10


def main() -> int:
    """Exit code 1 where nobody runs, or nobody is called that."""
    parser = argparse.ArgumentParser(prog="python -m local.token", description=__doc__)
    parser.add_argument("person", help="p001, 'Anne Weber' or anne.weber@junglinster.example")
    person = parser.parse_args().person
    data = Path(os.environ.get("LOCAL_DATA") or ROOT / ".local").resolve()
    issuer = StateFile(data).read().issuer
    try:
        if issuer is None:
            raise Refused("Vrijplek has not run here yet. Start it first: make run")
        print(token_for(issuer, person))
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def token_for(issuer: str, person: str) -> str:
    """An access token for the API. Raises Refused."""
    verifier = secrets.token_urlsafe(48)
    query = {
        "client_id": CLIENT,
        "response_type": "code",
        "scope": "openid access_as_user",
        "redirect_uri": REDIRECT,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    browser = _Browser()
    code = _code(browser, f"{issuer}/auth?{urlencode(query)}", person)
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT,
        "code": code,
        "redirect_uri": REDIRECT,
        "code_verifier": verifier,
    }
    _, answer, _ = browser.ask(f"{issuer}/token", form)
    return str(json.loads(answer)["access_token"])


def who(person: str) -> dict[str, str]:
    """The fields of the sign-in page that choose this person."""
    return {"person": f"demo-{person}"} if _ID.fullmatch(person) else {"somebody": person}


def _code(browser: "_Browser", url: str, person: str) -> str:
    """Follow the provider until it sends us back with a code."""
    form: Mapping[str, str] | None = None
    for _ in range(_STEPS):
        status, _, location = browser.ask(url, form)
        if location.startswith(REDIRECT) and (code := parse_qs(urlsplit(location).query)["code"]):
            return code[0]
        if status == 200 and form is None:
            form = who(person)
        elif location:
            url, form = urljoin(url, location), None
        else:
            break
    raise Refused(f"Nobody who can sign in is called '{person}'.")


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class _Browser:
    """Keeps cookies, follows no redirect by itself."""

    def __init__(self) -> None:
        self._open = build_opener(_Stay, HTTPCookieProcessor(CookieJar())).open

    def ask(self, url: str, form: Mapping[str, str] | None) -> tuple[int, bytes, str]:
        """Status, body and Location. A form is posted."""
        data = urlencode(form).encode() if form is not None else None
        try:
            answer: HTTPResponse | HTTPError = self._open(url, data, timeout=30)
        except HTTPError as error:
            answer = error
        except URLError as error:
            raise Refused(
                f"Nothing answers at {url.partition('?')[0]}: is `make run` on?"
            ) from error
        with answer:
            return answer.status or 0, answer.read(), answer.headers.get("Location", "")


if __name__ == "__main__":
    sys.exit(main())
