"""The ports of Exchange that a process has, over one client and one way to get tokens."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.graph.calendars import GraphCalendars, Zone
from adapters.graph.client import Graph
from adapters.graph.cloud import Cloud
from adapters.graph.hints import WebPresences, WebSchedules
from adapters.graph.places import GraphPlaces
from adapters.graph.post import GraphPost
from adapters.graph.subscriptions import GraphSubscriptions
from adapters.graph.tokens import tokens_of
from adapters.graph.web import Web
from adapters.settings import Settings
from application.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """`close` lets go of this event loop's connections; a later use opens new ones."""

    calendars: GraphCalendars
    finder: GraphPlaces
    schedules: WebSchedules
    presences: WebPresences
    post: GraphPost
    subscriptions: GraphSubscriptions
    close: Callable[[], Awaitable[None]]


def open_exchange(settings: Settings, clock: Clock, zone: Zone) -> Exchange:
    """Nothing is imported or connected until the first request."""
    cloud, terms = Cloud(settings.graph_base_url), settings.exchange
    tokens = tokens_of(settings, cloud)
    graph = Graph(cloud, tokens, clock, on=terms.on or bool(terms.senders))
    web = Web(cloud, tokens, clock, on=terms.on)

    async def close() -> None:
        await graph.close()
        await web.close()

    return Exchange(
        calendars=GraphCalendars(graph, zone),
        finder=GraphPlaces(graph),
        schedules=WebSchedules(web, terms.service),
        presences=WebPresences(web),
        post=GraphPost(graph),
        subscriptions=GraphSubscriptions(graph),
        close=close,
    )
