"""Junglinster: the town hall as it will reopen after the fire, every desk flexible."""

from demo.draw.furniture import (
    basin,
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
    wc,
)
from demo.draw.places import Place, Spot, desks, level_block, upright_block
from demo.draw.plan import Plan
from demo.sites.drawn import Drawn

FULL = "two-screens;docking;height-adjustable;video"


def _rooms(plan: Plan) -> None:
    # The stair tower projects from the long façade, as it did before the fire.
    plan.shell(
        (70, 270),
        (1150, 270),
        (1150, 70),
        (1650, 70),
        (1650, 270),
        (2730, 270),
        (2730, 1430),
        (70, 1430),
    )
    plan.floor(1150, 87, 500, 463, fill="#e9ebee")
    plan.floor(2030, 850, 683, 563, fill="#eef2f6")
    plan.floor(87, 1050, 513, 363, fill="#f2eee4")
    plan.floor(2030, 287, 683, 363, fill="#edf1f2")
    plan.wall((1150, 270), (1150, 550), (1650, 550), (1650, 270))
    plan.glass((2030, 850), (2713, 850))
    plan.wall((2030, 1430), (2030, 850))
    plan.wall((2030, 270), (2030, 650), (2730, 650))
    plan.wall((2260, 270), (2260, 650))
    plan.wall((2490, 270), (2490, 650))
    plan.glass((70, 1050), (600, 1050))
    plan.glass((600, 1050), (600, 1413))
    plan.windows((160, 270), (1060, 270), count=4)
    plan.windows((1720, 270), (1960, 270))
    plan.windows((1250, 70), (1550, 70))
    plan.windows((680, 1430), (1960, 1430), count=5)
    plan.windows((150, 1430), (520, 1430))
    plan.windows((2110, 1430), (2650, 1430), count=2)
    plan.windows((70, 360), (70, 960), count=3)
    plan.windows((2730, 930), (2730, 1340), count=2)
    plan.windows((2730, 700), (2730, 800))
    plan.double_door((1400, 550), "e", "n", 180)
    plan.door((2100, 850), "e", "s")
    plan.door((460, 1050), "e", "s")
    plan.door((2070, 650), "e", "n", 90)
    plan.door((2300, 650), "e", "n", 90)
    plan.door((2530, 650), "e", "n", 100)


def _furniture(plan: Plan) -> None:
    plan.furniture += [
        stairs(1175, 95, 280, 230, 11),
        lift(1480, 100, 150, 170),
        *(wc(x, 295) for x in (2080, 2190, 2310, 2430)),
        basin(2225, 560),
        basin(2455, 560),
        wc(2680, 295),
        basin(2540, 400),
        meeting_table(2370, 1140, 400, 150),
        screen(2690, 1060, 10, 170),
        plant(2660, 1370),
        sofa(100, 1090, 290, "w"),
        round_table(330, 1270, 62, 4),
        kitchen(1690, 300, 300),
        round_table(1830, 520, 55, 4),
        printer(1230, 620),
        cupboard(610, 690, 300, 50),
        cupboard(1560, 640, 300, 50),
        plant(1030, 715, 34),
        plant(600, 330),
        plant(1090, 620, 34),
        meeting_table(1400, 790, 260, 90, ends=False),
        plant(1960, 1370, 34),
        plant(660, 1370, 34),
    ]
    plan.name(1400, 420, "Palier", size=28)
    plan.name(760, 640, "Aarbechtslandschaft")
    plan.name(1300, 1385, "Flex")
    plan.name(330, 600, "Fokus", size=28)
    plan.name(2145, 470, "WC", size=26)
    plan.name(2375, 470, "WC", size=26)
    plan.name(2620, 470, "PMR", size=26)
    plan.name(2380, 740, "Gank", size=26)
    plan.name(2370, 930, "Gemengerotssall")
    plan.name(500, 1200, "Salon", size=26)
    plan.name(1830, 620, "Kaffi", size=26)


def draw() -> Drawn:
    """The first floor of the plan for 2028."""
    plan = Plan(title="Gemengenhaus 2028, 1. Stack (Entworf)", width=2800, height=1500)
    _rooms(plan)
    _furniture(plan)
    focus = [Spot(x=175, y=460, rotation=270), Spot(x=175, y=720, rotation=270)]
    flexible = upright_block(760, 470, 1) + level_block(900, 1060, 2) + level_block(1560, 1060, 2)
    room = Place(
        id="gh-rotssall",
        zone="gh-sall",
        kind="room",
        name="Gemengerotssall",
        at=Spot(x=2370, y=1140),
        features="video;screen;wheelchair-accessible",
        seats=12,
        mailbox="gemengerotssall@junglinster.example",
    )
    places = [
        *desks(flexible, prefix="gh", zone="gh-flex", letter="H", features=FULL),
        *desks(focus, prefix="gh", zone="gh-fokus", letter="L", features=f"{FULL};quiet"),
        room,
    ]
    return Drawn(site="gemengenhaus-2028", floor="gemengenhaus-1", plan=plan, places=places)
