"""Places, free times, presence, post and subscriptions in memory. `trouble`: what every call meets while it is set."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from application.exchange import Done, Trouble, Why
from application.exchange_resources import (
    Busy,
    FoundKind,
    FoundPlace,
    Message,
    PresenceNow,
    Purpose,
    Subscribed,
)
from domain.calendar_event import Mailbox
from domain.when import Instant, Interval


class FakePlacesFinder:
    """`found` may be filled by a test, `purposes` too: a mailbox that is not there is CLOSED. `troubles` by kind."""

    def __init__(self) -> None:
        self.found: list[FoundPlace] = []
        self.purposes: dict[Mailbox, Purpose] = {}
        self.trouble: Trouble | None = None
        self.troubles: dict[FoundKind, Trouble] = {}

    async def rooms(self) -> tuple[FoundPlace, ...] | Trouble:
        return self._of(FoundKind.ROOM)

    async def workspaces(self) -> tuple[FoundPlace, ...] | Trouble:
        return self._of(FoundKind.WORKSPACE)

    async def buildings(self) -> tuple[FoundPlace, ...] | Trouble:
        return self._of(FoundKind.BUILDING)

    async def floors(self) -> tuple[FoundPlace, ...] | Trouble:
        return self._of(FoundKind.FLOOR)

    async def sections(self) -> tuple[FoundPlace, ...] | Trouble:
        return self._of(FoundKind.SECTION)

    async def desks(self) -> tuple[FoundPlace, ...] | Trouble:
        return self._of(FoundKind.DESK)

    async def purpose(self, box: Mailbox) -> Purpose | Trouble:
        if self.trouble is not None:
            return self.trouble
        return self.purposes.get(box) or Trouble(why=Why.CLOSED, code="ErrorInvalidUser")

    def _of(self, kind: FoundKind) -> tuple[FoundPlace, ...] | Trouble:
        trouble = self.trouble or self.troubles.get(kind)
        return trouble or tuple(each for each in self.found if each.kind is kind)


class FakeSchedules:
    """`busy` by mailbox; one that is not in it cannot be asked. `asked` in order."""

    def __init__(self) -> None:
        self.busy: dict[Mailbox, tuple[Busy, ...]] = {}
        self.asked: list[tuple[Mailbox, ...]] = []
        self.trouble: Trouble | None = None

    async def schedule(
        self, boxes: Collection[Mailbox], within: Interval
    ) -> Mapping[Mailbox, tuple[Busy, ...]] | Trouble:
        self.asked.append(tuple(boxes))
        return self.trouble or {
            box: tuple(each for each in self.busy[box] if each.span.overlaps(within))
            for box in boxes
            if box in self.busy
        }


class FakePresences:
    """`now` by object id. `asked` in order."""

    def __init__(self) -> None:
        self.now: dict[str, PresenceNow] = {}
        self.asked: list[tuple[str, ...]] = []
        self.trouble: Trouble | None = None

    async def presences(self, ids: Collection[str]) -> Mapping[str, PresenceNow] | Trouble:
        self.asked.append(tuple(ids))
        return self.trouble or {each: self.now[each] for each in ids if each in self.now}


class FakePost:
    """`sent` in order. `lost`: mails go and nobody says so. `closed`: mailboxes that cannot send."""

    def __init__(self) -> None:
        self.sent: list[tuple[Mailbox, Message]] = []
        self.trouble: Trouble | None = None
        self.lost = False
        self.closed: set[Mailbox] = set()

    async def send_mail(self, box: Mailbox, message: Message) -> Done | Trouble:
        if self.trouble is not None:
            return self.trouble
        if box in self.closed:
            return Trouble(why=Why.CLOSED, code="ErrorAccessDenied")
        self.sent.append((box, message))
        return Trouble(why=Why.UNKNOWN) if self.lost else Done()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    subscribed: Subscribed
    lifecycle: str
    secret: str


class FakeSubscriptions:
    """`kept` by id. `calls`: the names of what was asked, in order. `hidden`: what is kept and not in the list.
    `names`: how the list calls a mailbox, where not by its address."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}
        self.names: dict[Mailbox, Mailbox] = {}
        self.hidden: set[str] = set()
        self.calls: list[str] = []
        self.trouble: Trouble | None = None
        self._made = 0

    async def subscribe(
        self, box: Mailbox, *, url: str, lifecycle: str, secret: str, until: Instant
    ) -> Subscribed | Trouble:
        if (trouble := self._called("subscribe")) is not None:
            return trouble
        if any(each.subscribed.box == box for each in self.kept.values()):
            return Trouble(why=Why.THERE)
        self._made += 1
        made = Subscribed(id=f"subscription-{self._made}", box=box, url=url, expires_at=until)
        self.kept[made.id] = Kept(subscribed=made, lifecycle=lifecycle, secret=secret)
        return made

    async def renew(self, subscription: str, *, until: Instant) -> Subscribed | Trouble:
        if (trouble := self._called("renew", subscription)) is not None:
            return trouble
        there = self.kept[subscription]
        renewed = replace(there.subscribed, expires_at=until)
        self.kept[subscription] = replace(there, subscribed=renewed)
        return renewed

    async def reauthorize(self, subscription: str) -> Done | Trouble:
        return self._called("reauthorize", subscription) or Done()

    async def unsubscribe(self, subscription: str) -> Done | Trouble:
        if (trouble := self._called("unsubscribe", subscription)) is not None:
            return trouble
        del self.kept[subscription]
        return Done()

    async def list_subscriptions(self) -> tuple[Subscribed, ...] | Trouble:
        trouble = self._called("list_subscriptions")
        shown = (each.subscribed for each in self.kept.values())
        return trouble or tuple(
            replace(each, box=self.names.get(each.box, each.box) if each.box else None)
            for each in shown
            if each.id not in self.hidden
        )

    def _called(self, what: str, subscription: str | None = None) -> Trouble | None:
        self.calls.append(what)
        if self.trouble is None and subscription is not None and subscription not in self.kept:
            return Trouble(why=Why.GONE)
        return self.trouble
