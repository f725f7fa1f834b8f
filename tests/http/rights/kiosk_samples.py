"""Requests to the pages of people without a PC, from browsers that are no kiosk and where it is nobody's turn.

They are for everybody because a turn is told by another cookie than a session: what a turn may do, and that nothing can be
done without one, is in tests/http/pages/test_kiosk.py."""

from collections.abc import Mapping

from adapters.http.pages.place import Deed
from tests.http.rights.samples import Sample, plain

OVER = ("303",)
"""Nobody's turn: back to where one types number and code."""
BACK = {"back": "/kiosk"}
TYPED = {"badge": "4711", "code": "273946", "place": "desk-1"}

KIOSK: Mapping[str, Sample] = {
    "GET /kiosk": plain(good=("200", "401", "403")),
    "GET /codes": plain(),
    "POST /codes": plain(
        form={"badge": "1", "code": "1", "again": "1"}, good=("303 badge-refused",)
    ),
    "POST /codes/hand-out": plain(form={"person": "nobody", "badge": "4711"}),
    "GET /floors/{floor}/qr": plain(path={"floor": "hall-0"}),
    "POST /kiosk/unlock": plain(form={"site": "hall"}),
    "POST /kiosk/lock": plain(form=BACK, good=OVER),
    "GET /q/{resource}": plain(path={"resource": "desk-1"}, good=("200", "303")),
    "POST /turn": plain(form=TYPED, good=("303 code-not-accepted",)),
    "POST /turn/end": plain(form=BACK, good=OVER),
    "GET /turn/over": plain(good=OVER),
    "POST /turn/code": plain(form=BACK, good=OVER),
    "POST /turn/bookings": plain(form=BACK, good=OVER),
    "POST /turn/walk-ins": plain(form=BACK, good=OVER),
    "POST /turn/here": plain(form=BACK, good=OVER),
    "POST /turn/notices": plain(form=BACK, good=OVER),
    **{
        f"POST /turn/bookings/{{booking}}/{each}": plain(
            path={"booking": "2026-11-24-b"}, form=BACK, good=OVER
        )
        for each in Deed
    },
}
GUARDED = {
    "GET /codes",
    "POST /codes",
    "POST /codes/hand-out",
    "GET /floors/{floor}/qr",
    "POST /kiosk/unlock",
}
KIOSK_FOR_EVERYBODY = set(KIOSK) - GUARDED
