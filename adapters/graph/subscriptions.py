"""Graph's promises to tell us of changes: made, prolonged, listed and given back. Only metadata is sent to us, no data.

Permission Calendars.Read or more for the mailbox. Graph calls both addresses before it answers, so making one takes as
long as that. At most seven days: whoever asks for more is refused.
"""

import re
from typing import Any
from urllib.parse import unquote

from adapters.graph.answers import Ask, unreadable
from adapters.graph.client import Graph, Making
from adapters.graph.reading import Fields, stamp
from application.exchange import Done, Trouble
from application.exchange_resources import Subscribed
from domain.calendar_event import Mailbox, mailbox
from domain.when import Instant

CHANGES = "created,updated,deleted"
ABOUT = re.compile(r"/?users/([^/]+)/events/?", re.IGNORECASE)


class GraphSubscriptions:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def subscribe(
        self, box: Mailbox, *, url: str, lifecycle: str, secret: str, until: Instant
    ) -> Subscribed | Trouble:
        def making(graph: Any) -> Any:
            from msgraph.generated.models.subscription import Subscription

            wanted = Subscription(
                change_type=CHANGES,
                notification_url=url,
                lifecycle_notification_url=lifecycle,
                resource=f"users/{box}/events",
                expiration_date_time=until,
                client_state=secret,
                latest_supported_tls_version="v1_2",
            )
            return graph.subscriptions.to_post_request_information(wanted)

        return await self._one(making, Ask.CREATE)

    async def renew(self, subscription: str, *, until: Instant) -> Subscribed | Trouble:
        def making(graph: Any) -> Any:
            from msgraph.generated.models.subscription import Subscription

            one = graph.subscriptions.by_subscription_id(subscription)
            return one.to_patch_request_information(Subscription(expiration_date_time=until))

        return await self._one(making, Ask.THING)

    async def reauthorize(self, subscription: str) -> Done | Trouble:
        return await self._done(
            lambda g: g.subscriptions.by_subscription_id(
                subscription
            ).reauthorize.to_post_request_information()
        )

    async def unsubscribe(self, subscription: str) -> Done | Trouble:
        return await self._done(
            lambda g: g.subscriptions.by_subscription_id(
                subscription
            ).to_delete_request_information()
        )

    async def list_subscriptions(self) -> tuple[Subscribed, ...] | Trouble:
        found = await self._graph.every(
            lambda g: g.subscriptions.to_get_request_information(), Ask.READ
        )
        if isinstance(found, Trouble):
            return found
        read = (_subscribed(each) for each in found)
        return tuple(each for each in read if each is not None)

    async def _one(self, making: Making, ask: Ask) -> Subscribed | Trouble:
        found = await self._graph.json(making, ask)
        if isinstance(found, Trouble):
            return found
        return _subscribed(found) or unreadable(ask)

    async def _done(self, making: Making) -> Done | Trouble:
        answer = await self._graph.ask(making, Ask.THING)
        return answer if isinstance(answer, Trouble) else Done()


def _subscribed(found: object) -> Subscribed | None:
    fields = Fields(found)
    until = stamp(fields.text("expirationdatetime"))
    if not fields.text("id") or until is None:
        return None
    about = ABOUT.fullmatch(fields.text("resource"))
    return Subscribed(
        id=fields.text("id"),
        box=mailbox(unquote(about[1])) if about else None,
        url=fields.text("notificationurl"),
        expires_at=until,
    )
