"""Junglinster: the pavilion of the old school, three class rooms and an entrance."""

from demo.draw.furniture import (
    basin,
    box,
    cupboard,
    kitchen,
    meeting_table,
    plant,
    printer,
    screen,
    sofa,
    waiting_row,
    wc,
)
from demo.draw.places import Place, Spot, changed, desks, upright_block
from demo.draw.plan import Plan
from demo.sites.drawn import Drawn

TWO_SCREENS = "two-screens;docking;height-adjustable"


def _rooms(plan: Plan) -> None:
    plan.shell((70, 70), (2530, 70), (2530, 1350), (70, 1350))
    plan.floor(70, 760, 2460, 190, fill="#f0ede6")
    plan.floor(860, 950, 540, 400, fill="#f0ede6")
    plan.floor(1640, 70, 890, 690, fill="#eef2f6")
    plan.floor(1400, 950, 560, 400, fill="#edf1f2")
    for x in (850, 1640):
        plan.wall((x, 70), (x, 760))
    plan.wall((70, 760), (2530, 760))
    plan.wall((70, 950), (860, 950), (860, 1350))
    plan.wall((2530, 950), (1400, 950), (1400, 1350))
    for x in (560, 1590, 1750, 1960):
        plan.wall((x, 950), (x, 1350))
    for first, last in ((140, 780), (920, 1570), (1710, 2460)):
        plan.windows((first, 70), (last, 70), count=3)
    for first, last in ((150, 480), (610, 810), (2040, 2450)):
        plan.windows((first, 1350), (last, 1350))
    plan.windows((70, 800), (70, 910))
    plan.windows((2530, 200), (2530, 640), count=2)


def _doors(plan: Plan) -> None:
    plan.door((120, 760), "e", "n")
    plan.door((1590, 760), "w", "n")
    plan.double_door((2090, 760), "e", "s", 180)
    plan.entrance((1130, 1350), "e", "n", 200)
    plan.door((510, 950), "w", "s")
    plan.door((800, 950), "w", "s")
    plan.door((1430, 950), "e", "s", 80)
    plan.door((1620, 950), "e", "s", 80)
    plan.door((1790, 950), "e", "s", 100)
    plan.door((2010, 950), "e", "s")
    plan.entrance((2530, 855), "n", "w", 140)


def _furniture(plan: Plan) -> None:
    plan.furniture += [
        cupboard(330, 700, 240, 48),
        cupboard(580, 700, 240, 48),
        cupboard(880, 700, 240, 48),
        cupboard(1130, 700, 240, 48),
        plant(130, 640),
        plant(1590, 640),
        printer(1415, 700),
        waiting_row(1720, 690, 4),
        waiting_row(2240, 690, 4),
        box(2462, 90, 48, 240),
        plant(1690, 560),
        meeting_table(300, 1170, 230, 110),
        screen(100, 1110, 10, 120),
        kitchen(580, 1275, 262),
        box(620, 1030, 70, 70, r=35),
        sofa(900, 1000, 180, "w"),
        plant(920, 1300, 30),
        box(1250, 970, 130, 60, r=8),
        plant(1350, 1300, 30),
        *(wc(x, 1270, "s") for x in (1445, 1535, 1640)),
        basin(1555, 1000),
        basin(1720, 1180),
        wc(1850, 1270, "s"),
        basin(1925, 1120),
        meeting_table(2250, 1170, 320, 120),
        screen(2490, 1100, 10, 140),
    ]
    plan.name(460, 620, "Schoulservice")
    plan.name(1245, 620, "Bureau partagé")
    plan.name(2090, 575, "Guichet")
    plan.name(600, 868, "Gank", size=26)
    plan.name(300, 1040, "Sall Lannenbësch", size=24)
    plan.name(710, 1180, "Kichen", size=26)
    plan.name(1130, 1130, "Entrée")
    plan.name(1495, 1150, "WC", size=26)
    plan.name(1660, 1100, "WC", size=26)
    plan.name(1855, 1150, "WC PMR", size=24)
    plan.name(2290, 1020, "Sall Blumm", size=26)


def _places() -> list[Place]:
    rooms = [
        Place(
            id="pav-sall-lann",
            zone="pav-flex",
            kind="room",
            name="Sall Lannenbësch",
            at=Spot(x=300, y=1170),
            features="screen;whiteboard",
            seats=8,
            mailbox="sall-lannebesch@junglinster.example",
        ),
        Place(
            id="pav-sall-blumm",
            zone="pav-flex",
            kind="room",
            name="Sall Blumm",
            at=Spot(x=2250, y=1170),
            features="video;screen;wheelchair-accessible",
            seats=10,
            mailbox="sall-blumm@junglinster.example",
        ),
    ]
    counters = [
        Place(
            id=f"pav-g{index}",
            zone="pav-guichet",
            kind="counter",
            name=f"Guichet {index}",
            at=Spot(x=x, y=440, rotation=180),
            who="team:enseignement;team:population",
            features="card-reader;alarm-button",
        )
        for index, x in enumerate((1800, 2090, 2380), start=1)
    ]
    behind = [Spot(x=1760, y=145), Spot(x=1920, y=145)]
    left = upright_block(275, 300, 2) + upright_block(645, 300, 2)
    right = upright_block(1060, 300, 2) + upright_block(1430, 300, 2)
    return changed(
        [
            *desks(
                left, prefix="pav", zone="pav-schoul", letter="A", features="two-screens;docking"
            ),
            *desks(right, prefix="pav", zone="pav-flex", letter="B", features=TWO_SCREENS),
            *desks(behind, prefix="pav", zone="pav-guichet", letter="C", features="docking"),
            *counters,
            *rooms,
        ],
        {
            "pav-a1": {"mode": "assigned", "assigned_to": "p024"},
            "pav-a4": {"features": "two-screens;docking;wheelchair-accessible"},
            "pav-b6": {"mode": "blocked", "note": "Prise défectueuse, réparation demandée"},
        },
    )


def draw() -> Drawn:
    """The only floor of the pavilion."""
    plan = Plan(title="Al Schoul, pavillon, rez-de-chaussée", width=2600, height=1420)
    _rooms(plan)
    _doors(plan)
    _furniture(plan)
    return Drawn(site="al-schoul", floor="al-schoul-rdc", plan=plan, places=_places())
