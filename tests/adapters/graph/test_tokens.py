"""Who we are to Graph, in which cloud, and what happens when it does not believe us."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError

from adapters.graph.calendars import GraphCalendars
from adapters.graph.client import Graph
from adapters.graph.cloud import Cloud
from adapters.graph.hints import WebPresences
from adapters.graph.tokens import Tokens
from adapters.graph.web import Web
from adapters.settings import GRAPH
from application.exchange import Trouble, Why
from application.faults import Misconfigured
from domain.calendar_event import CalendarEvent
from local.exchange import exchange_server
from tests.adapters.graph.scene import (
    BOOKING,
    EVENT,
    NOW,
    SERVICE,
    an_event,
    opened_at,
    the_zone,
)
from tests.adapters.graph.scripted import Script
from tests.fake_clock import FakeClock

CLAIMS = base64.b64encode(b'{"access_token":{"nbf":{"essential":true}}}').decode()


class Entra:
    """Gives one token per credential, another for each claim; `asked` with what."""

    def __init__(self) -> None:
        self.opened = self.closed = 0
        self.asked: list[tuple[tuple[str, ...], dict[str, Any]]] = []
        self.fault: Exception | None = None

    def open(self) -> "Entra":
        self.opened += 1
        return self

    async def get_token(self, *scopes: str, **more: Any) -> AccessToken:
        if self.fault is not None:
            raise self.fault
        self.asked.append((scopes, more))
        return AccessToken(f"t{self.opened}{'-claimed' if more.get('claims') else ''}", 2**40)

    async def close(self) -> None:
        self.closed += 1


@pytest.fixture
def entra() -> Entra:
    return Entra()


@pytest_asyncio.fixture
async def calendars(graph: Script, entra: Entra) -> AsyncIterator[GraphCalendars]:
    client = Graph(Cloud(graph.base), Tokens(entra.open), FakeClock(NOW))
    yield GraphCalendars(client, the_zone)
    await client.close()


def tokens_sent(graph: Script) -> list[str]:
    return [each.headers["authorization"] for each in graph.asked]


async def test_a_token_is_asked_for_graph_and_by_name(
    calendars: GraphCalendars, graph: Script, entra: Entra
) -> None:
    graph.says(an_event())
    await calendars.read(SERVICE, EVENT)
    assert [scopes for scopes, _ in entra.asked] == [("https://graph.microsoft.com/.default",)]


async def test_a_plain_401_gets_one_new_token(
    calendars: GraphCalendars, graph: Script, entra: Entra
) -> None:
    graph.refuses(401, "InvalidAuthenticationToken")
    graph.says(an_event())
    assert isinstance(await calendars.read(SERVICE, EVENT), CalendarEvent)
    assert tokens_sent(graph) == ["Bearer t1", "Bearer t2"]
    assert (entra.opened, entra.closed) == (2, 1)


async def test_and_then_we_are_signed_out(calendars: GraphCalendars, graph: Script) -> None:
    graph.refuses(401, "InvalidAuthenticationToken")
    met = await calendars.read(SERVICE, EVENT)
    assert met == Trouble(why=Why.SIGNED_OUT, code="InvalidAuthenticationToken")
    assert len(graph.asked) == 2


async def test_a_challenge_is_answered_once(
    calendars: GraphCalendars, graph: Script, entra: Entra
) -> None:
    challenge = f'Bearer realm="", error="insufficient_claims", claims="{CLAIMS}"'
    graph.refuses(401, "InvalidAuthenticationToken", WWW_Authenticate=challenge)
    graph.says(an_event())
    assert isinstance(await calendars.read(SERVICE, EVENT), CalendarEvent)
    assert tokens_sent(graph) == ["Bearer t1", "Bearer t1-claimed"]
    assert "nbf" in entra.asked[1][1]["claims"]


async def test_a_challenge_that_comes_back_is_the_end(
    calendars: GraphCalendars, graph: Script
) -> None:
    challenge = f'Bearer error="insufficient_claims", claims="{CLAIMS}"'
    graph.refuses(401, "InvalidAuthenticationToken", WWW_Authenticate=challenge)
    met = await calendars.read(SERVICE, EVENT)
    assert isinstance(met, Trouble) and met.why is Why.SIGNED_OUT
    assert len(graph.asked) == 2


async def test_a_challenge_that_nobody_can_read_is_one_too(
    calendars: GraphCalendars, graph: Script
) -> None:
    graph.refuses(401, "X", WWW_Authenticate='Bearer claims="x"')
    met = await calendars.read(SERVICE, EVENT)
    assert isinstance(met, Trouble) and met.why is Why.SIGNED_OUT


async def test_no_token_is_no_request(
    calendars: GraphCalendars, graph: Script, entra: Entra
) -> None:
    entra.fault = ClientAuthenticationError("no identity")
    met = await calendars.read(SERVICE, EVENT)
    assert isinstance(met, Trouble) and met.why is Why.SIGNED_OUT
    entra.fault = ServiceRequestError("no network")
    unsent = await calendars.delete(SERVICE, EVENT)
    assert isinstance(unsent, Trouble) and unsent.why is Why.LATER
    assert not graph.asked


async def test_in_azure_the_identity_of_this_app_gets_the_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with exchange_server(token="nobody has this one") as outlook:
        outlook.add_user(SERVICE)
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{outlook.root_url}/identity/token")
        monkeypatch.setenv("IDENTITY_HEADER", "of this machine")
        ports = opened_at(outlook.base_url, GRAPH_TOKEN="", AZURE_CLIENT_ID="us")
        for _ in range(2):
            assert await ports.calendars.made_for(SERVICE, BOOKING) == ()
        sent = {each.headers["authorization"] for each in outlook.log.of("GET")}
        assert len(sent) == 1 and sent != {"Bearer nobody has this one"}
        await ports.close()


async def test_a_page_renews_its_token_too(graph: Script, entra: Entra) -> None:
    web = Web(Cloud(graph.base), Tokens(entra.open), FakeClock(NOW))
    graph.refuses(401, "InvalidAuthenticationToken")
    graph.says({"value": []})
    assert await WebPresences(web).presences(["a"]) == {}
    assert tokens_sent(graph) == ["Bearer t1", "Bearer t2"]
    entra.fault = ClientAuthenticationError("no identity")
    met = await WebPresences(web).presences(["a"])
    assert isinstance(met, Trouble) and met.why is Why.SIGNED_OUT
    await web.close()


@pytest.mark.parametrize(
    ("base", "scope", "authority"),
    [
        (GRAPH, "https://graph.microsoft.com/.default", "https://login.microsoftonline.com"),
        (
            "https://graph.microsoft.us/v1.0",
            "https://graph.microsoft.us/.default",
            "https://login.microsoftonline.us",
        ),
        (
            "https://dod-graph.microsoft.us/v1.0",
            "https://dod-graph.microsoft.us/.default",
            "https://login.microsoftonline.us",
        ),
        (
            "https://microsoftgraph.chinacloudapi.cn/v1.0",
            "https://microsoftgraph.chinacloudapi.cn/.default",
            "https://login.chinacloudapi.cn",
        ),
        (
            "http://127.0.0.1:9000/v1.0",
            "https://graph.microsoft.com/.default",
            "https://login.microsoftonline.com",
        ),
    ],
)
def test_address_scope_and_authority_belong_together(base: str, scope: str, authority: str) -> None:
    cloud = Cloud(base)
    assert (cloud.scope, cloud.authority) == (scope, authority)


def test_a_token_for_one_address_goes_to_no_other() -> None:
    cloud = Cloud(GRAPH)
    assert cloud.ours("https://graph.microsoft.com/v1.0/users/x/calendarView/delta?$skiptoken=y")
    assert cloud.ours("https://GRAPH.microsoft.com:443/v1.0/me")
    for link in (
        "http://graph.microsoft.com/v1.0/me",
        "https://graph.microsoft.com:8443/v1.0",
        "https://graph.microsoft.com.example/v1.0",
        "https://graph.microsoft.com@example.org/v1.0",
        "https://example.org\\@graph.microsoft.com/v1.0",
        "https://graph.microsoft.us/v1.0",
        "/v1.0/me",
        "",
    ):
        assert not cloud.ours(link), link


async def test_without_an_exchange_nothing_is_asked(graph: Script, entra: Entra) -> None:
    off = Graph(Cloud(graph.base), Tokens(entra.open), FakeClock(NOW), on=False)
    with pytest.raises(Misconfigured):
        await GraphCalendars(off, the_zone).made_for(SERVICE, BOOKING)
    with pytest.raises(Misconfigured):
        await WebPresences(
            Web(Cloud(graph.base), Tokens(entra.open), FakeClock(NOW), on=False)
        ).presences(["a"])
    assert not graph.asked
