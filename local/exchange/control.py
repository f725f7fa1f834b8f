"""Exchange as a test or a demo holds it: whose mailboxes there are, what people do in Outlook, and what time it is."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from local.exchange.clock import Clock, FakeClock, RealClock
from local.exchange.faults import Faults
from local.exchange.graph import Graph
from local.exchange.ids import guid
from local.exchange.items import Mailbox, MailboxKind, Policy
from local.exchange.knobs import Knobs
from local.exchange.log import Log
from local.exchange.outlook import Outlook
from local.exchange.routes import ROUTES
from local.exchange.store import Store
from local.exchange.subscriptions import Subscription
from local.exchange.times import Json

_USUAL_ZONE = "Europe/Amsterdam"
_SETTLED = 300.0
_A_MOMENT = 0.1


class Exchange(Outlook):
    """With `now` its clock stands still there until `advance`; without, it is this machine's."""

    def __init__(
        self,
        *,
        now: datetime | None = None,
        token: str | None = None,
        zone: str = _USUAL_ZONE,
        seed: int = 4,
    ) -> None:
        self._fake = FakeClock(now) if now is not None else None
        self.clock: Clock = self._fake or RealClock()
        self.zone = zone
        self.knobs = Knobs()
        super().__init__(Store(self.clock, self.knobs, seed))
        self.graph = Graph(store=self.store, routes=ROUTES, token=token)
        self.root_url = ""
        """`http://127.0.0.1:<port>` while it is served."""

    @property
    def base_url(self) -> str:
        return f"{self.root_url}/v1.0"

    @property
    def runs_by_itself(self) -> bool:
        """Whether its clock is the machine's."""
        return self._fake is None

    @property
    def faults(self) -> Faults:
        return self.graph.faults

    @property
    def log(self) -> Log:
        return self.graph.log

    @property
    def mails(self) -> list[Json]:
        """What `sendMail` was asked to send."""
        return self.graph.mails

    # Mailboxes and places

    def add_user(self, address: str, name: str = "", *, id: str = "", zone: str = "") -> Mailbox:
        return self._add(address, name, "user", id=id, zone=zone)

    def add_room(
        self,
        address: str,
        name: str = "",
        *,
        id: str = "",
        zone: str = "",
        place: Json | None = None,
        **policy: Any,
    ) -> Mailbox:
        """A room and its place. `policy`: fields of Policy; `place`: what the place says beyond its name."""
        box = self._add(address, name, "room", id=id, zone=zone, **policy)
        self.add_place(
            "room", box.name, emailAddress=address, **{"bookingType": "standard", **(place or {})}
        )
        return box

    def add_equipment(self, address: str, name: str = "", **policy: Any) -> Mailbox:
        """Equipment has a mailbox and is no place."""
        return self._add(address, name, "equipment", **policy)

    def add_place(self, kind: str, name: str, **said: Any) -> Json:
        """A room, workspace, desk, building, floor, section or roomlist; `rooms` of a list are addresses."""
        id = str(said.pop("id", "") or guid(f"{kind}{name}{said.get('emailAddress', '')}"))
        place = {"kind": kind, "id": id, "placeId": id, "displayName": name, **said}
        self.store.places.append(place)
        return place

    def suspend(self, mailbox: str, state: str = "denied") -> None:
        """From now on an application gets 403 (`denied`), 404 (`gone`) or empty lists (`blind`) for it; `open` ends that."""
        box = self._box(mailbox)
        match state:
            case "denied" | "gone" | "blind" | "open":
                box.state = state
            case _:
                raise ValueError(state)

    def policy(self, mailbox: str, **changes: Any) -> None:
        """Change how a resource answers."""
        for name, value in changes.items():
            setattr(self._box(mailbox).policy, name, value)

    # Links and subscriptions

    def kill_delta_links(self, mailbox: str = "") -> None:
        """Every delta link given out until now (for that mailbox) is dead."""
        self.graph.deltas.kill(self._box(mailbox) if mailbox else None)

    def subscriptions(self) -> list[Subscription]:
        return self.graph.subscriptions.alive()

    def lifecycle(self, id: str, event: str) -> None:
        """Send `missed`, `reauthorizationRequired`, or `subscriptionRemoved` (it is removed then)."""
        found = self.graph.subscriptions.find(id)
        if event == "subscriptionRemoved":
            self.graph.subscriptions.take_away(found)
        else:
            self.graph.subscriptions.lifecycle(found, event)

    # Time

    async def advance(self, seconds: float) -> None:
        """Let time pass by the fake clock; everything that falls due happens at its own moment, post included."""
        if self._fake is None:
            raise RuntimeError("This exchange runs on the machine's clock.")
        until = self._fake.now() + timedelta(seconds=seconds)
        while (due := self._next_due()) is not None and due <= until:
            self._fake.set(due)
            await self.tick()
        self._fake.set(until)
        await self.tick()

    async def settle(self, within: float = _SETTLED) -> None:
        """Let everything happen that is to happen within so many seconds, and no more time pass than that needs."""
        if self._fake is None:
            raise RuntimeError("This exchange runs on the machine's clock.")
        until = self._fake.now() + timedelta(seconds=within)
        while (due := self._next_due()) is not None and due <= until:
            self._fake.set(due)
            await self.tick()

    async def tick(self) -> None:
        """Everything that is due now."""
        self.store.agenda.run_due()
        await self.graph.subscriptions.postman.deliver()

    async def pump(self) -> None:
        """Lives for ever, by the machine's clock. A receiver that is slow to take its post holds nobody else up."""
        async with asyncio.TaskGroup() as lives:
            lives.create_task(self._work())
            lives.create_task(self._deliver())

    async def _work(self) -> None:
        while True:
            self.store.agenda.run_due()
            await asyncio.sleep(_A_MOMENT)

    async def _deliver(self) -> None:
        while True:
            await self.graph.subscriptions.postman.deliver()
            await asyncio.sleep(_A_MOMENT)

    async def close(self) -> None:
        await self.graph.subscriptions.postman.close()

    # Inside

    def _add(
        self,
        address: str,
        name: str,
        kind: MailboxKind,
        *,
        id: str = "",
        zone: str = "",
        **policy: Any,
    ) -> Mailbox:
        return self.store.add_mailbox(
            address,
            name or address.partition("@")[0],
            kind,
            zone=zone or self.zone,
            policy=Policy(**policy),
            id=id,
        )

    def _next_due(self) -> datetime | None:
        waiting = (self.store.agenda.next_due(), self.graph.subscriptions.postman.next_due())
        return min((each for each in waiting if each is not None), default=None)
