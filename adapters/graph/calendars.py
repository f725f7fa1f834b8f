"""The Calendars port over Graph: events are written through the SDK, and read as they come.

Permission Calendars.ReadWrite (an Exchange role with a scope); time-outs and troubles as in client.py and answers.py.
`$select` names what we read and keeps bodies out; a list of changes knows no `$select`, and its links no preferences.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from adapters.graph.answers import Ask, unreadable
from adapters.graph.batches import read_in_turn
from adapters.graph.client import Graph, Making
from adapters.graph.marks import SHOWN, marked, quoted
from adapters.graph.payloads import changed, meeting
from adapters.graph.reading import event_of, events_of, item_of
from application.exchange import Done, Page, Trouble
from domain.calendar_event import CalendarEvent, Draft, EventId, Mailbox
from domain.ids import BookingId
from domain.when import Instant, Interval

READ = [
    "id",
    "type",
    "iCalUId",
    "changeKey",
    "start",
    "end",
    "isAllDay",
    "isCancelled",
    "responseStatus",
    "showAs",
    "isOrganizer",
    "organizer",
    "attendees",
    "subject",
    "sensitivity",
    "seriesMasterId",
    "originalStart",
    "transactionId",
]
A_PAGE = 50

type Zone = Callable[[], Awaitable[ZoneInfo]]


class GraphCalendars:
    """`zone`: the deployment's, for whole days and for the times that we write."""

    def __init__(self, graph: Graph, zone: Zone) -> None:
        self._graph, self._zone = graph, zone

    async def create(self, box: Mailbox, draft: Draft) -> CalendarEvent | Trouble:
        zone = await self._zone()

        def making(graph: Any) -> Any:
            return _events(graph, box).to_post_request_information(meeting(draft, zone))

        made = await self._one(box, making, Ask.CREATE)
        # The answer to a creation does not show the mark that it carried.
        return made if isinstance(made, Trouble) else replace(made, booking=draft.booking)

    async def change(
        self, box: Mailbox, event: EventId, draft: Draft, *, etag: str
    ) -> CalendarEvent | Trouble:
        zone = await self._zone()

        def making(graph: Any) -> Any:
            headers = {"If-Match": etag} if etag else {}
            return _event(graph, box, event).to_patch_request_information(
                changed(draft, zone), _configured(headers=headers)
            )

        done = await self._one(box, making, Ask.WRITE)
        return done if isinstance(done, Trouble) else replace(done, booking=draft.booking)

    async def cancel(self, box: Mailbox, event: EventId, *, comment: str) -> Done | Trouble:
        def making(graph: Any) -> Any:
            from msgraph.generated.users.item.events.item.cancel.cancel_post_request_body import (
                CancelPostRequestBody,
            )

            body = CancelPostRequestBody(comment=comment)
            return _event(graph, box, event).cancel.to_post_request_information(body)

        return await self._done(making)

    async def delete(self, box: Mailbox, event: EventId) -> Done | Trouble:
        return await self._done(lambda g: _event(g, box, event).to_delete_request_information())

    async def read(self, box: Mailbox, event: EventId) -> CalendarEvent | Trouble:
        return await self._one(box, lambda g: _reading(g, box, event), Ask.READ)

    async def read_many(
        self, box: Mailbox, events: Collection[EventId]
    ) -> Mapping[EventId, CalendarEvent | Trouble] | Trouble:
        if len(events) == 1:
            return {each: await self.read(box, each) for each in events}
        zone = await self._zone()
        paths = {
            each: self._graph.path_of(partial(_reading, box=box, event=each)) for each in events
        }
        found = await read_in_turn(self._graph, paths)
        if isinstance(found, Trouble):
            return found
        return {
            each: one
            if isinstance(one, Trouble)
            else event_of(one, box, zone) or unreadable(Ask.READ)
            for each, one in found.items()
        }

    async def made_for(
        self, box: Mailbox, booking: BookingId
    ) -> tuple[CalendarEvent, ...] | Trouble:
        found = await self._listed(box, marked(booking))
        if isinstance(found, Trouble):
            return found
        return tuple(replace(each, booking=booking) for each in found)

    async def with_uid(self, box: Mailbox, uid: str) -> tuple[CalendarEvent, ...] | Trouble:
        return await self._listed(box, f"iCalUId eq '{quoted(uid)}'")

    async def changes(self, box: Mailbox, at: Interval | str) -> Page | Trouble:
        zone = await self._zone()
        first = isinstance(at, Interval)
        making = _changes(box, at) if isinstance(at, Interval) else at
        page = await self._graph.page(making, Ask.BOX if first else Ask.LINK)
        if isinstance(page, Trouble):
            return page
        more, cursor = page.get("@odata.nextLink", ""), page.get("@odata.deltaLink", "")
        if not more and not cursor:
            # A list that does not say how it goes on has not been read to its end.
            return unreadable(Ask.READ)
        items = (item_of(each, box, zone) for each in page["value"])
        return Page(
            items=tuple(each for each in items if each is not None),
            more=more or "",
            cursor="" if more else cursor,
        )

    async def instances(
        self, box: Mailbox, master: EventId, within: Interval
    ) -> tuple[CalendarEvent, ...] | Trouble:
        def making(graph: Any) -> Any:
            from msgraph.generated.users.item.events.item.instances import (
                instances_request_builder as builder,
            )

            asked = builder.InstancesRequestBuilder.InstancesRequestBuilderGetQueryParameters(
                start_date_time=_utc(within.start),
                end_date_time=_utc(within.end),
                select=READ,
                top=A_PAGE,
            )
            return _event(graph, box, master).instances.to_get_request_information(
                _configured(asked)
            )

        return await self._every(box, making, Ask.READ)

    async def view(self, box: Mailbox, within: Interval) -> tuple[CalendarEvent, ...] | Trouble:
        def making(graph: Any) -> Any:
            from msgraph.generated.users.item.calendar_view import (
                calendar_view_request_builder as builder,
            )

            asked = builder.CalendarViewRequestBuilder.CalendarViewRequestBuilderGetQueryParameters(
                start_date_time=_utc(within.start),
                end_date_time=_utc(within.end),
                select=READ,
                expand=[SHOWN],
                top=A_PAGE,
            )
            view = graph.users.by_user_id(str(box)).calendar_view
            return view.to_get_request_information(_configured(asked))

        return await self._every(box, making)

    async def _listed(self, box: Mailbox, those: str) -> tuple[CalendarEvent, ...] | Trouble:
        def making(graph: Any) -> Any:
            from msgraph.generated.users.item.events import events_request_builder as builder

            asked = builder.EventsRequestBuilder.EventsRequestBuilderGetQueryParameters(
                filter=those, select=[*READ, "createdDateTime"], expand=[SHOWN], top=A_PAGE
            )
            return _events(graph, box).to_get_request_information(_configured(asked))

        return await self._every(box, making)

    async def _every(
        self, box: Mailbox, making: Making, ask: Ask = Ask.BOX
    ) -> tuple[CalendarEvent, ...] | Trouble:
        zone, found = await self._zone(), await self._graph.every(making, ask)
        return found if isinstance(found, Trouble) else events_of(found, box, zone)

    async def _one(self, box: Mailbox, making: Making, ask: Ask) -> CalendarEvent | Trouble:
        zone, found = await self._zone(), await self._graph.json(making, ask)
        if isinstance(found, Trouble):
            return found
        return event_of(found, box, zone) or unreadable(ask)

    async def _done(self, making: Making) -> Done | Trouble:
        answer = await self._graph.ask(making, Ask.WRITE)
        return answer if isinstance(answer, Trouble) else Done()


def _events(graph: Any, box: Mailbox) -> Any:
    return graph.users.by_user_id(str(box)).events


def _event(graph: Any, box: Mailbox, event: EventId) -> Any:
    return _events(graph, box).by_event_id(str(event))


def _reading(graph: Any, box: Mailbox, event: EventId) -> Any:
    from msgraph.generated.users.item.events.item import event_item_request_builder as builder

    asked = builder.EventItemRequestBuilder.EventItemRequestBuilderGetQueryParameters(
        select=[*READ, "createdDateTime"], expand=[SHOWN]
    )
    return _event(graph, box, event).to_get_request_information(_configured(asked))


def _changes(box: Mailbox, within: Interval) -> Making:
    def making(graph: Any) -> Any:
        from msgraph.generated.users.item.calendar_view.delta import (
            delta_request_builder as builder,
        )

        asked = builder.DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters(
            start_date_time=_utc(within.start), end_date_time=_utc(within.end)
        )
        delta = graph.users.by_user_id(str(box)).calendar_view.delta
        return delta.to_get_request_information(_configured(asked))

    return making


def _configured(asked: Any = None, *, headers: Mapping[str, str] | None = None) -> Any:
    from kiota_abstractions.base_request_configuration import RequestConfiguration

    configured = RequestConfiguration(query_parameters=asked)
    for name, value in (headers or {}).items():
        configured.headers.add(name, value)
    return configured


def _utc(moment: Instant) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
