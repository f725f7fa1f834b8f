"""The query of a page, read leniently: a value that is not as it must be counts as not given. Nothing here is looked up."""

from dataclasses import dataclass
from datetime import date, time
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import QueryParams

from adapters.http.api.moments import read_clock, read_day
from adapters.http.api.reading import booking_id
from adapters.http.pages.plan import Said
from domain.ids import BookingId
from domain.kinds import Kind
from domain.refusals import Refusal

TABLE = "table"
LONGEST = 64
LONGEST_BACK = 1500
SAID_ONCE = frozenset({"said", "why", "booking", "once", "lang", "whom"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page is to show; empty and None for what was not said. `said`, `why`, `booking`: what a form brought
    about; `once`: the key of a form to be sent again. `for_whom`: the id of somebody else; `whom`: a name to search."""

    site: str = ""
    floor: str = ""
    day: date | None = None
    part: str = ""
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    as_table: bool = False
    kind: Kind | None = None
    zone: str = ""
    feature: str = ""
    only_free: bool = False
    for_whom: str = ""
    whom: str = ""
    said: Said | None = None
    why: Refusal | None = None
    booking: BookingId | None = None
    once: str = ""


def read_asked(query: QueryParams) -> Asked:
    """The query, as far as it can be understood."""

    def text(name: str) -> str:
        value = query.get(name, "")
        return value if len(value) <= LONGEST and value.isprintable() else ""

    return Asked(
        site=text("site"),
        floor=text("floor"),
        day=_day(text("date")),
        part=text("part"),
        starts=_clock(text("from")),
        ends=_clock(text("to")),
        place=text("place"),
        as_table=text("view") == TABLE,
        kind=_member(Kind, text("kind")),
        zone=text("zone"),
        feature=text("feature"),
        only_free=text("free") == "1",
        for_whom=text("for"),
        whom=text("whom"),
        said=_member(Said, text("said")),
        why=_member(Refusal, text("why")),
        booking=booking_id(text("booking")),
        once=once if _is_key(once := text("once")) else "",
    )


def own_path(text: str) -> str:
    """`text` where it is an address of ours, else the first page: no form may send anyone elsewhere."""
    if len(text) > LONGEST_BACK or not text.isascii() or not _clean(text):
        return "/"
    path = text.partition("?")[0].partition("#")[0]
    steps = path.split("/")
    # An empty step makes `//elsewhere`, and a dotted one can leave that behind once it is resolved.
    ours = path.startswith("/") and "" not in steps[1:-1] and not {".", ".."} & set(steps)
    return text if ours and not path.startswith("//") else "/"


def back_with(back: str, **said: str) -> str:
    """The address to return to after a form, with what is to be said there."""
    parts = urlsplit(own_path(back))
    kept = [(k, v) for k, v in QueryParams(parts.query).multi_items() if k not in SAID_ONCE]
    return f"{parts.path}?{urlencode([*kept, *said.items()])}"


def _clean(text: str) -> bool:
    return text.isprintable() and " " not in text and "\\" not in text


def _is_key(text: str) -> bool:
    return text.isascii() and text.replace("-", "").isalnum()


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    try:
        return read_clock(text)
    except ValueError:
        return None


def _member[E: (Kind, Said, Refusal)](values: type[E], text: str) -> E | None:
    return next((each for each in values if each.value == text), None)
