"""The web application as it is deployed: API, pages and sign-in over the ports, and the one way in."""

from fastapi import FastAPI
from starlette.routing import BaseRoute

from adapters.http.app import create_app
from adapters.http.auth import auth_routes, sign_in_address
from adapters.http.bearers import TokenBearers
from adapters.http.caller import SignedIn
from adapters.http.graph_hooks import PATHS, GraphHooks
from adapters.http.pages.codes import code_routes
from adapters.http.pages.frame import ErrorPages
from adapters.http.pages.kiosk_routes import kiosk_routes
from adapters.http.pages.routes import Drawings, page_routes
from adapters.http.qr import qr_svg
from adapters.http.rights import Public
from adapters.http.session import Door
from adapters.http.turns import Turns
from adapters.settings import Settings
from application.identity import Issuer
from application.ports import Ports


def product(
    ports: Ports, *, drawings: Drawings, issuer: Issuer | None, settings: Settings
) -> FastAPI:
    """`issuer`: who tells us who somebody is; None while nobody can sign in."""
    door = Door(ports=ports, lifetime=settings.lifetime, secure=settings.secure)
    routes: list[BaseRoute] = []
    bearers = TokenBearers(ports, door, issuer) if issuer is not None else None
    caller = SignedIn(door, bearers)
    if issuer is not None:
        routes = auth_routes(ports, door, issuer, caller=caller, public_url=settings.public_url)
    hooks = GraphHooks(
        ports
    )  # where nothing stands before this application (adapters/http/front.py)
    routes += [Public(path, hooks.hear, methods=["POST"]) for path in PATHS]
    routes += code_routes(ports, caller, qr_svg, public_url=settings.public_url)
    routes += kiosk_routes(
        ports,
        caller,
        Turns(door=door),
        sign_in=sign_in_address if issuer is not None else None,
        sign_out=issuer.sign_out_address if issuer is not None else None,
        codes_on_phones=settings.codes_on_phones,
    )
    return create_app(
        ports,
        caller=caller,
        pages=[*page_routes(ports, caller, drawings), *routes],
        error_page=ErrorPages(ports, sign_in=sign_in_address if issuer is not None else None),
    )
