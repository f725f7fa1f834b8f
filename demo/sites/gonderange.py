"""Junglinster: a rented office floor in Gonderange."""

from demo.draw.furniture import (
    basin,
    box,
    cupboard,
    kitchen,
    lift,
    meeting_table,
    plant,
    printer,
    round_table,
    screen,
    sofa,
    stairs,
    upright_table,
    wc,
)
from demo.draw.places import Place, Spot, changed, desks, upright_block
from demo.draw.plan import Plan
from demo.sites.drawn import Drawn

FULL = "two-screens;docking;height-adjustable"


def _rooms(plan: Plan) -> None:
    plan.shell((70, 70), (3130, 70), (3130, 1630), (70, 1630))
    plan.floor(70, 640, 3060, 420, fill="#f0ede6")
    plan.floor(1230, 640, 740, 420, fill="#e9ebee")
    plan.floor(1200, 70, 800, 570, fill="#f2eee4")
    for x, y, width, height in (
        (2600, 70, 530, 570),
        (2000, 1060, 450, 570),
        (960, 1060, 240, 570),
    ):
        plan.floor(x, y, width, height, fill="#eef2f6")
    plan.wall((1200, 70), (1200, 420))
    plan.wall((2000, 70), (2000, 640), (3130, 640))
    plan.wall((2600, 70), (2600, 640))
    plan.wall((1230, 640), (1970, 640), (1970, 1060), (1230, 1060), (1230, 640))
    plan.wall((1230, 850), (1970, 850))
    for x in (1430, 1620, 1800):
        plan.wall((x, 850), (x, 1060))
    plan.wall((1560, 640), (1560, 850))
    plan.glass((70, 1060), (960, 1060))
    plan.wall((960, 1630), (960, 1060), (1200, 1060), (1200, 1630))
    plan.wall((960, 1350), (1200, 1350))
    plan.wall((2000, 1630), (2000, 1060), (3130, 1060))
    plan.wall((2450, 1060), (2450, 1630))
    for y in (70, 1630):
        plan.windows((150, y), (900, y), count=4)
        plan.windows((1290, y), (1900, y), count=3)
        plan.windows((2080, y), (2520, y), count=2)
        plan.windows((2680, y), (3050, y), count=2)
    plan.windows((70, 150), (70, 560), count=2)
    plan.windows((70, 720), (70, 980))
    plan.windows((70, 1140), (70, 1550), count=2)
    plan.windows((3130, 160), (3130, 540), count=2)
    plan.windows((3130, 740), (3130, 960))
    plan.windows((3130, 1160), (3130, 1540), count=2)


def _doors(plan: Plan) -> None:
    plan.door((2080, 640), "e", "n")
    plan.double_door((2740, 640), "e", "n", 160)
    plan.door((800, 1060), "e", "s")
    plan.door((1200, 1270), "s", "w", 80)
    plan.door((1200, 1480), "s", "w", 80)
    plan.door((2060, 1060), "e", "s")
    plan.door((2510, 1060), "e", "s")
    plan.door((1600, 640), "e", "s")
    plan.double_door((1230, 745), "s", "w", 160)
    for x in (1260, 1470):
        plan.door((x, 1060), "e", "n", 80)
    plan.door((1660, 1060), "e", "n", 90)
    plan.door((1830, 1060), "e", "n", 80)


def _furniture(plan: Plan) -> None:
    plan.furniture += [
        stairs(1330, 660, 215, 172, 9),
        lift(1800, 665, 150, 165),
        wc(1395, 880),
        basin(1290, 880),
        wc(1585, 880),
        basin(1480, 880),
        wc(1710, 880),
        basin(1775, 960),
        box(1870, 870, 80, 40),
        box(520, 820, 300, 60),
        printer(900, 850),
        printer(420, 850),
        *(cupboard(x, 1000, 150, 48) for x in (100, 260, 420)),
        plant(130, 700),
        plant(1150, 480),
        round_table(1390, 220, 55, 4),
        round_table(1390, 470, 55, 4),
        sofa(1590, 110, 260, "n"),
        sofa(1590, 360, 260, "s"),
        box(1640, 230, 160, 70, r=16),
        plant(1930, 130, 34),
        cupboard(2040, 95, 50, 300),
        plant(2540, 580),
        meeting_table(2865, 350, 330, 150),
        screen(3095, 270, 12, 160),
        *(cupboard(x, 800, 200, 100) for x in (2200, 2420, 2640)),
        plant(2900, 850, 34),
        upright_table(2225, 1370, 130, 260),
        screen(2140, 1608, 170, 10),
        plant(2395, 1575),
        round_table(2560, 1500, 50, 4),
        cupboard(2880, 1560, 200, 48),
        kitchen(1330, 1080, 300),
        round_table(1420, 1330, 58, 4),
        round_table(1700, 1330, 58, 4),
        round_table(1420, 1530, 50, 4),
        round_table(1700, 1530, 50, 4),
        plant(1930, 1570, 34),
        sofa(985, 1110, 170, "w"),
        box(1090, 1150, 70, 90, r=10),
        sofa(985, 1410, 170, "w"),
        box(1090, 1520, 70, 80, r=10),
        plant(140, 1570),
        plant(890, 1570),
    ]


def _names(plan: Plan) -> None:
    plan.name(640, 600, "Bureau ouvert")
    plan.name(1600, 600, "Espace collaboration")
    plan.name(2300, 585, "Finances")
    plan.name(2865, 130, "Grousse Sall")
    plan.name(1660, 775, "Palier", size=26)
    plan.name(1330, 975, "WC", size=24)
    plan.name(1530, 960, "WC", size=24)
    plan.name(1660, 885, "PMR", size=18)
    plan.name(1900, 960, "Tech.", size=20)
    plan.name(2550, 730, "Archives courantes", size=26)
    plan.name(500, 1590, "Zone calme")
    plan.name(1080, 1335, "Box 1", size=24)
    plan.name(1080, 1395, "Box 2", size=24)
    plan.name(1600, 1230, "Cafétéria")
    plan.name(2290, 1150, "Sall Wark", size=26)
    plan.name(2860, 1130, "Collège échevinal", size=26)


def _places() -> list[Place]:
    rooms = [
        Place(
            id="gon-grousse-sall",
            zone="gon-collab",
            kind="room",
            name="Grousse Sall",
            at=Spot(x=2865, y=350),
            features="video;screen;whiteboard;wheelchair-accessible",
            seats=10,
            mailbox="grousse-sall@junglinster.example",
        ),
        Place(
            id="gon-sall-wark",
            zone="gon-collab",
            kind="room",
            name="Sall Wark",
            at=Spot(x=2225, y=1370),
            features="video;screen",
            seats=8,
            mailbox="sall-wark@junglinster.example",
        ),
        Place(
            id="gon-box-1",
            zone="gon-calme",
            kind="room",
            name="Box 1",
            at=Spot(x=1110, y=1195),
            features="quiet;video",
            seats=2,
            mailbox="box-1@junglinster.example",
        ),
    ]
    flexible = upright_block(330, 330, 2) + upright_block(840, 330, 2)
    quiet = upright_block(260, 1320, 2) + upright_block(680, 1320, 2)
    finance = upright_block(2310, 320, 2)
    college = [Spot(x=2700, y=1290, rotation=0), Spot(x=2960, y=1290, rotation=0)]
    return changed(
        [
            *desks(flexible, prefix="gon", zone="gon-flex", letter="F", features=FULL),
            *desks(finance, prefix="gon", zone="gon-finances", letter="N", features=FULL),
            *desks(quiet, prefix="gon", zone="gon-calme", letter="Q", features="quiet;docking"),
            *desks(college, prefix="gon", zone="gon-college", letter="K", features="docking"),
            *rooms,
        ],
        {
            "gon-f1": {"features": f"{FULL};wheelchair-accessible"},
            "gon-f4": {"features": f"{FULL};video"},
            "gon-n1": {"mode": "assigned", "assigned_to": "p032"},
            "gon-n3": {"who": "team:finances"},
            "gon-n4": {"who": "team:finances"},
            "gon-k1": {"mode": "assigned", "assigned_to": "p001"},
            "gon-k2": {"mode": "assigned", "assigned_to": "p002"},
        },
    )


def draw() -> Drawn:
    """The second floor, ours alone."""
    plan = Plan(title="Gonderange, 2e étage", width=3200, height=1700)
    _rooms(plan)
    _doors(plan)
    _furniture(plan)
    _names(plan)
    return Drawn(site="gonderange", floor="gonderange-2", plan=plan, places=_places())
