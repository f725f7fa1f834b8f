"""Answers that are one booking, and the version of it that a caller says they saw."""

from starlette.requests import Request
from starlette.responses import Response

from adapters.http.api.out import answer, booking_json
from adapters.http.api.reading import version_seen
from adapters.http.etag import quoted
from adapters.http.urls import booking_url
from application.look_up import Looked, note_look
from application.ports import Ports
from application.saved import Saved
from application.see_booking import SeenBooking, see_booking
from domain.booking import Booking
from domain.ids import BookingId
from domain.people import Person

NO_VERSION = ""  # what no booking's `change` is


async def booking_answer(ports: Ports, saved: Saved, *, viewer: Person) -> Response:
    """The booking as `viewer`, who did something about it, sees it. Where nothing was to be done they only looked."""
    seen = await see_booking(ports, saved.booking, viewer=viewer)
    if not saved.changed:
        await _look(ports, seen, viewer)
    return seen_answer(seen)


def seen_answer(seen: SeenBooking) -> Response:
    """A booking as somebody sees it, with its version as ETag."""
    return answer(booking_json(seen), headers={"ETag": quoted(seen.booking.change)})


async def made_answer(
    ports: Ports, booking: Booking, *, viewer: Person, fresh: bool = True, changed: bool = True
) -> Response:
    """201 with the address. Not `fresh`: an earlier request with the same key made it, and was answered the same. Not
    `changed`: it was so already."""
    seen = await see_booking(ports, booking, viewer=viewer)
    headers = {"ETag": quoted(booking.change), "Location": booking_url(booking.id)}
    if not (fresh and changed):
        await _look(ports, seen, viewer)
    if not fresh:
        headers["Idempotent-Replayed"] = "true"
    return answer(booking_json(seen), status=201, headers=headers)


async def _look(ports: Ports, seen: SeenBooking, viewer: Person) -> None:
    """As opening it: recorded before it is shown."""
    if seen.recorded:
        await note_look(ports, viewer=viewer, at=seen.booking.person, what=Looked.BOOKING)


async def which_seen(
    ports: Ports, request: Request, booking: BookingId, *, required: bool
) -> str | None:
    """The one version that the caller saw; None where any will do. Of several in If-Match it is the present one."""
    versions = version_seen(request, required=required)
    if versions is None:
        return None
    if len(versions) > 1:
        kept = await ports.bookings.find(booking)
        if kept is not None and kept.value.change in versions:
            return kept.value.change
    return versions[0] if versions else NO_VERSION
