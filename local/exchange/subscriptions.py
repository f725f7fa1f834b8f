"""Who wants to hear of changes, and until when; what is to be told goes into the post (delivery.py)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from local.exchange.delivery import Notice, Postman
from local.exchange.errors import GraphError
from local.exchange.ids import guid, id_of
from local.exchange.items import Mailbox, Occurrence
from local.exchange.payloads import etag_of
from local.exchange.store import TENANT, Change, Store
from local.exchange.times import Json, read_moment, zulu
from local.exchange.views import bare

_RESOURCE = re.compile(
    r"^/?users(?:/([^/]+)|\('([^/']+)'\))/(?:calendar/)?events/?$", re.IGNORECASE
)
_CHANGES = {"created", "updated", "deleted"}
_LONGEST_SECRET = 128


@dataclass(slots=True, kw_only=True)
class Subscription:
    """`immutable`: whether its notifications name events by their immutable ids."""

    id: str
    box: Mailbox
    resource: str
    changes: frozenset[str]
    url: str
    lifecycle_url: str | None
    client_state: str | None
    expires: datetime
    immutable: bool

    def shown(self) -> Json:
        return {
            "id": self.id,
            "resource": self.resource,
            "applicationId": guid("application"),
            "changeType": ",".join(sorted(self.changes)),
            "clientState": self.client_state,
            "notificationUrl": self.url,
            "notificationQueryOptions": None,
            "notificationContentType": None,
            "lifecycleNotificationUrl": self.lifecycle_url,
            "expirationDateTime": zulu(self.expires),
            "creatorId": guid("creator"),
            "includeResourceData": None,
            "latestSupportedTlsVersion": "v1_2",
            "encryptionCertificate": None,
            "encryptionCertificateId": None,
            "notificationUrlAppId": None,
        }


class Subscriptions:
    """Those that have not expired; the others are gone as if they had never been."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._all: dict[str, Subscription] = {}
        self.postman = Postman(store)
        self.postman.given_up = self._missed
        store.listeners.append(self._changed)

    def alive(self) -> list[Subscription]:
        now = self._store.clock.now()
        self._all = {each.id: each for each in self._all.values() if each.expires > now}
        return list(self._all.values())

    def find(self, id: str) -> Subscription:
        for each in self.alive():
            if each.id == id:
                return each
        raise GraphError(404, "ResourceNotFound", "The object was not found.")

    async def create(self, body: Json, *, immutable: bool) -> Subscription:
        new = self._wanted(body, immutable=immutable)
        for url in (new.url, new.lifecycle_url):
            if url and not await self.postman.validated(url):
                raise _invalid(
                    "Subscription validation request failed. Notification endpoint must respond "
                    "with 200 OK to validation request."
                )
        self._refuse_second(new)
        self._all[new.id] = new
        self._remind(new)
        return new

    def renew(self, id: str, until: str) -> Subscription:
        found = self.find(id)
        found.expires = self._expiry(until)
        self._remind(found)
        return found

    def drop(self, id: str) -> None:
        found = self.find(id)
        del self._all[found.id]

    def kept(self) -> dict[str, Subscription]:
        return self._all

    def take(self, kept: dict[str, Subscription]) -> None:
        self._all = kept
        for each in self.alive():
            self._remind(each)

    def lifecycle(self, subscription: Subscription, event: str) -> None:
        """Tell the owner what became of it, where it has an address for that."""
        if subscription.lifecycle_url:
            body = _common(subscription) | {"lifecycleEvent": event}
            self.postman.post(Notice(url=subscription.lifecycle_url, body=body))

    def take_away(self, subscription: Subscription) -> None:
        """Removed though nobody asked; the owner is told."""
        self._all.pop(subscription.id, None)
        self.lifecycle(subscription, "subscriptionRemoved")

    def _wanted(self, body: Json, *, immutable: bool) -> Subscription:
        for name in ("changeType", "notificationUrl", "resource", "expirationDateTime"):
            if not body.get(name):
                raise _invalid(f"{name} is a required property of a subscription.")
        match = _RESOURCE.match(str(body["resource"]))
        if match is None:
            raise _invalid(f"The resource '{body['resource']}' is not supported.")
        changes = frozenset(each.strip() for each in str(body["changeType"]).split(","))
        if not changes <= _CHANGES:
            raise _invalid("changeType is made of created, updated and deleted.")
        if len(body.get("clientState") or "") > _LONGEST_SECRET:
            raise _invalid("clientState is longer than 128 characters.")
        if not self._store.knobs.may_subscribe:
            raise GraphError(
                403, "ExtensionError", "Operation: Create; Exception: [Status Code: Forbidden]"
            )
        box = self._store.mailbox(match[1] or match[2])
        own = sum(each.box is box for each in self.alive())
        if own >= self._store.knobs.most_subscriptions:
            raise GraphError(
                403, "ExtensionError", "The mailbox is over its quota of subscriptions."
            )
        return Subscription(
            id=guid(f"subscription{self._store.number()}"),
            box=box,
            resource=str(body["resource"]),
            changes=changes,
            url=str(body["notificationUrl"]),
            lifecycle_url=body.get("lifecycleNotificationUrl"),
            client_state=body.get("clientState"),
            expires=self._expiry(str(body["expirationDateTime"])),
            immutable=immutable,
        )

    def _refuse_second(self, new: Subscription) -> None:
        for each in self.alive():
            if each.box is new.box and each.changes == new.changes:
                raise GraphError(409, "Conflict", "A subscription with the same resource exists.")

    def _expiry(self, text: str) -> datetime:
        knobs, now = self._store.knobs, self._store.clock.now()
        wanted = read_moment(text, "expirationDateTime")
        if wanted <= now:
            raise _invalid("Subscription expiration must be in the future.")
        if wanted > now + timedelta(minutes=knobs.lifetime_minutes):
            raise _invalid(
                f"Subscription expiration can only be {knobs.lifetime_minutes} minutes in the future."
            )
        return max(wanted, now + timedelta(minutes=knobs.shortest_minutes))

    def _remind(self, subscription: Subscription) -> None:
        expires = subscription.expires
        early = (expires - self._store.clock.now()).total_seconds()
        early -= self._store.knobs.told_before_expiry
        if early > 0:
            self._store.agenda.after(early, partial(self._ask_again, subscription, expires))

    def _ask_again(self, subscription: Subscription, expires: datetime) -> None:
        if self._all.get(subscription.id) is subscription and subscription.expires == expires:
            self.lifecycle(subscription, "reauthorizationRequired")

    def _missed(self, notice: Notice) -> None:
        subscription = self._all.get(notice.body.get("subscriptionId", ""))
        if subscription and "lifecycleEvent" not in notice.body:
            self.lifecycle(subscription, "missed")

    def _changed(self, seen: Occurrence, change: Change) -> None:
        for each in self.alive():
            if each.box is seen.item.mailbox and change in each.changes:
                self.postman.post(Notice(url=each.url, body=_change(each, seen, change)))


def _change(subscription: Subscription, seen: Occurrence, change: Change) -> Json:
    # A date that differs from its series is told as itself; everything else of a series is the series.
    told = seen if seen.kind == "exception" else bare(seen.item)
    event = id_of(told, immutable=subscription.immutable)
    where = f"Users/{subscription.box.id}/Events/{event}"
    return _common(subscription) | {
        "changeType": change,
        "resource": where,
        "resourceData": {
            "@odata.type": "#Microsoft.Graph.Event",
            "@odata.id": where,
            "@odata.etag": etag_of(told),
            "id": event,
        },
    }


def _common(subscription: Subscription) -> Json:
    return {
        "subscriptionId": subscription.id,
        "subscriptionExpirationDateTime": zulu(subscription.expires).replace("Z", "+00:00"),
        "clientState": subscription.client_state,
        "tenantId": TENANT,
    }


def _invalid(message: str) -> GraphError:
    return GraphError(400, "InvalidRequest", message)
