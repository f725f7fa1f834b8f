"""An office floor to measure: desks along both façades, a core between them, rooms at the far end.

Used where a municipality has many floors alike; Junglinster's floors are drawn one by one.
"""

from dataclasses import dataclass
from typing import Final

from demo.draw.furniture import (
    basin,
    box,
    cupboard,
    lift,
    meeting_table,
    plant,
    printer,
    round_table,
    screen,
    stairs,
    upright_table,
    wc,
)
from demo.draw.places import Place, Spot, changed, desks, upright_block
from demo.draw.plan import Plan
from demo.sites.drawn import Drawn

BAY: Final = 420
STRIP: Final = 600
BAND: Final = 580
EDGE: Final = 70
CORE: Final = 900
ROOMS: Final = 620


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is written on the drawing, in the municipality's language."""

    open_plan: str
    quiet: str
    pantry: str
    copies: str
    landing: str
    accessible: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """`bays`: blocks of four desks along each façade. `rooms`: names of the three rooms.
    `zones`: ids for the open-plan side, the quiet side and the rooms."""

    site: str
    floor: str
    title: str
    bays: int
    prefix: str
    words: Words
    rooms: tuple[str, str, str]
    zones: tuple[str, str, str]
    domain: str
    changes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()

    @property
    def desks_end(self) -> int:
        """Where the desks stop and the rooms begin, in centimetres."""
        return EDGE + self.bays * BAY + 60

    @property
    def right(self) -> int:
        return self.desks_end + ROOMS

    @property
    def bottom(self) -> int:
        return EDGE + 2 * STRIP + BAND

    @property
    def band(self) -> int:
        return EDGE + STRIP

    @property
    def core(self) -> int:
        """Left edge of the core."""
        return EDGE + (self.desks_end - EDGE - CORE) // 2


def draw(office: Office) -> Drawn:
    """The floor with its places."""
    plan = Plan(title=office.title, width=office.right + EDGE, height=office.bottom + EDGE)
    _walls(plan, office)
    _windows(plan, office)
    _core(plan, office)
    _rooms(plan, office)
    _desk_areas(plan, office)
    return Drawn(site=office.site, floor=office.floor, plan=plan, places=_places(office))


def _walls(plan: Plan, office: Office) -> None:
    right, bottom, band, end = office.right, office.bottom, office.band, office.desks_end
    plan.shell((EDGE, EDGE), (right, EDGE), (right, bottom), (EDGE, bottom))
    plan.floor(EDGE, band, right - EDGE, BAND, fill="#f0ede6")
    plan.floor(end, EDGE, ROOMS, STRIP, fill="#eef2f6")
    plan.floor(end, band + BAND, ROOMS, STRIP, fill="#eef2f6")
    plan.wall((end, EDGE), (end, band), (right, band))
    plan.wall((end, bottom), (end, band + BAND), (right, band + BAND))
    plan.wall((end + 300, band + BAND), (end + 300, bottom))
    plan.glass((EDGE, band + BAND), (end, band + BAND))
    plan.double_door((end + 160, band), "e", "n", 160)
    plan.door((end + 60, band + BAND), "e", "s")
    plan.door((end + 360, band + BAND), "e", "s")
    for x in range(EDGE + 200, end - 200, 3 * BAY):
        plan.door((x, band + BAND), "e", "s", 100)


def _windows(plan: Plan, office: Office) -> None:
    for y in (EDGE, office.bottom):
        for bay in range(office.bays):
            left = EDGE + 60 + bay * BAY
            plan.windows((left + 30, y), (left + BAY - 90, y))
        plan.windows((office.desks_end + 60, y), (office.right - 60, y), count=2, gap=80)
    for x in (EDGE, office.right):
        plan.windows((x, EDGE + 100), (x, EDGE + STRIP - 100), count=2)
        plan.windows((x, office.band + 130), (x, office.band + BAND - 130))
        plan.windows((x, office.band + BAND + 100), (x, office.bottom - 100), count=2)


def _core(plan: Plan, office: Office) -> None:
    left, top = office.core, office.band + 130
    bottom = top + 320
    plan.floor(left, top, CORE, 320, fill="#e6e9ed")
    plan.wall((left, top), (left + CORE, top), (left + CORE, bottom), (left, bottom), (left, top))
    for offset in (420, 600, 740):
        plan.wall((left + offset, top), (left + offset, bottom))
    plan.double_door((left + 330, bottom), "e", "s", 140)
    plan.door((left + 480, bottom), "e", "n", 80)
    plan.door((left + 630, bottom), "e", "n", 80)
    plan.door((left + 780, bottom), "e", "n", 90)
    plan.furniture += [
        stairs(left + 15, top + 15, 200, 200, 9),
        lift(left + 260, top + 15, 140, 150),
        wc(left + 460, top + 12),
        wc(left + 550, top + 12),
        basin(left + 565, top + 250),
        wc(left + 670, top + 12),
        basin(left + 715, top + 120),
        wc(left + 850, top + 12),
        basin(left + 775, top + 90),
    ]
    plan.name(left + 160, bottom - 50, office.words.landing, size=26)
    plan.name(left + 510, top + 150, "WC", size=24)
    plan.name(left + 660, top + 150, "WC", size=24)
    plan.name(left + 820, top + 150, office.words.accessible, size=24)


def _rooms(plan: Plan, office: Office) -> None:
    end, low = office.desks_end, office.band + BAND
    middle = end + ROOMS // 2
    plan.furniture += [
        meeting_table(middle, EDGE + 280, 340, 140),
        screen(office.right - 34, EDGE + 200, 12, 170),
        plant(end + 60, EDGE + 70),
        upright_table(end + 150, low + 350, 100, 190),
        screen(end + 70, office.bottom - 34, 160, 12),
        upright_table(end + 460, low + 350, 100, 190),
        screen(end + 380, office.bottom - 34, 160, 12),
        round_table(office.right - 150, office.band + 290, 58, 4),
        round_table(office.right - 400, office.band + 290, 58, 4),
    ]
    plan.name(middle, EDGE + 90, office.rooms[0])
    plan.name(end + 190, low + 165, office.rooms[1], size=24)
    plan.name(end + 490, low + 165, office.rooms[2], size=24)
    plan.name(middle + 40, office.band + 460, office.words.pantry)


def _desk_areas(plan: Plan, office: Office) -> None:
    left, band, low = EDGE + 20, office.band, office.band + BAND
    plan.name(office.core + CORE / 2, band - 25, office.words.open_plan, size=34)
    plan.name(office.core + CORE / 2, office.bottom - 45, office.words.quiet, size=34)
    plan.name(left + 250, band + 250, office.words.copies, size=26)
    plan.furniture += [
        printer(left + 150, band + 330),
        printer(left + 250, band + 330),
        box(left + 320, band + 300, 140, 60),
        *(cupboard(left + 20 + 200 * index, low - 60, 180, 46) for index in range(1)),
        plant(left + 40, EDGE + STRIP - 60),
        plant(office.desks_end - 50, EDGE + STRIP - 60),
        plant(left + 40, office.bottom - 60),
        plant(office.desks_end - 50, office.bottom - 60),
    ]


def _places(office: Office) -> list[Place]:
    centres = [EDGE + 60 + BAY * bay + BAY // 2 - 30 for bay in range(office.bays)]
    upper = [spot for x in centres for spot in upright_block(x, EDGE + 270, 2)]
    lower = [spot for x in centres for spot in upright_block(x, office.band + BAND + 310, 2)]
    open_side, quiet_side, rooms = office.zones
    full = "two-screens;docking;height-adjustable"
    end, low = office.desks_end, office.band + BAND
    places = [
        *desks(upper, prefix=office.prefix, zone=open_side, letter="A", features=full),
        *desks(lower, prefix=office.prefix, zone=quiet_side, letter="B", features="docking;quiet"),
        _room(office, 1, rooms, Spot(x=end + ROOMS // 2, y=EDGE + 280), 10),
        _room(office, 2, rooms, Spot(x=end + 150, y=low + 350), 6),
        _room(office, 3, rooms, Spot(x=end + 460, y=low + 350), 6),
    ]
    return changed(places, {identity: dict(changes) for identity, changes in office.changes})


def _room(office: Office, number: int, zone: str, at: Spot, seats: int) -> Place:
    return Place(
        id=f"{office.prefix}-room-{number}",
        zone=zone,
        kind="room",
        name=office.rooms[number - 1],
        at=at,
        features="video;screen;wheelchair-accessible" if number == 1 else "screen",
        seats=seats,
        mailbox=f"{office.prefix}-room-{number}@{office.domain}",
    )
