"""Rooms, desks and what they are in, from the Places API; and what a mailbox is for.

Permission Place.Read.All (Entra), for `purpose` MailboxSettings.Read (an Exchange role). Read leniently: the documents
themselves write a capacity as a text. Equipment is no place: Graph has no list of it.
"""

from typing import Any

from adapters.graph.answers import Ask
from adapters.graph.client import Graph, linked
from adapters.graph.reading import Fields
from application.exchange import Trouble
from application.exchange_resources import FoundKind, FoundPlace, Purpose
from domain.calendar_event import Mailbox, mailbox

PURPOSES = {
    "user": Purpose.PERSON,
    "linked": Purpose.PERSON,
    "room": Purpose.ROOM,
    "equipment": Purpose.EQUIPMENT,
    "shared": Purpose.SHARED,
}
DISPLAYS = ("displaydevicename", "displaydevice")
DEVICES = ("audiodevicename", "videodevicename", *DISPLAYS)
MODE, MODE_END = "#microsoft.graph.", "placemode"


class GraphPlaces:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def rooms(self) -> tuple[FoundPlace, ...] | Trouble:
        return await self._found(FoundKind.ROOM)

    async def workspaces(self) -> tuple[FoundPlace, ...] | Trouble:
        return await self._found(FoundKind.WORKSPACE)

    async def buildings(self) -> tuple[FoundPlace, ...] | Trouble:
        return await self._found(FoundKind.BUILDING)

    async def floors(self) -> tuple[FoundPlace, ...] | Trouble:
        return await self._found(FoundKind.FLOOR)

    async def sections(self) -> tuple[FoundPlace, ...] | Trouble:
        return await self._found(FoundKind.SECTION)

    async def desks(self) -> tuple[FoundPlace, ...] | Trouble:
        return await self._found(FoundKind.DESK)

    async def purpose(self, box: Mailbox) -> Purpose | Trouble:
        def making(graph: Any) -> Any:
            return graph.users.by_user_id(str(box)).mailbox_settings.to_get_request_information()

        found = await self._graph.json(making, Ask.BOX)
        if isinstance(found, Trouble):
            return found
        return PURPOSES.get(Fields(found).word("userpurpose"), Purpose.OTHER)

    async def _found(self, kind: FoundKind) -> tuple[FoundPlace, ...] | Trouble:
        # The SDK would write graph.room, an alias that the documents do not have.
        address = f"{self._graph.cloud.base}/places/microsoft.graph.{kind}?$top=100"
        found = await self._graph.every(linked(address), Ask.READ)
        if isinstance(found, Trouble):
            return found
        read = (_place(Fields(each), kind) for each in found)
        return tuple(each for each in read if each.id and each.name)


def _place(fields: Fields, kind: FoundKind) -> FoundPlace:
    details = fields.within("mailboxdetails")
    address = fields.text("emailaddress") or details.text("emailaddress")
    floor = fields.number("floornumber")
    return FoundPlace(
        kind=kind,
        id=fields.text("placeid") or fields.text("id"),
        name=fields.text("displayname") or fields.text("nickname"),
        mailbox=mailbox(address) if address else None,
        parent=fields.text("parentid"),
        building=fields.text("building"),
        floor=fields.text("floorlabel") or ("" if floor is None else str(floor)),
        label=fields.text("label"),
        capacity=fields.number("capacity"),
        accessible=fields.flag("iswheelchairaccessible"),
        video=True if fields.text("videodevicename") else None,
        audio=True if fields.text("audiodevicename") else None,
        display=True if any(map(fields.text, DISPLAYS)) else None,
        mode=_mode(fields),
        features=tuple(
            dict.fromkeys((*fields.texts("tags"), *filter(None, map(fields.text, DEVICES))))
        ),
    )


def _mode(fields: Fields) -> str:
    """ "reservable" of "#microsoft.graph.reservablePlaceMode"; for a room who may book it."""
    said = fields.within("mode").text("@odata.type")
    if said.lower().endswith(MODE_END):
        return said[: -len(MODE_END)].removeprefix(MODE)
    return fields.text("bookingtype")
