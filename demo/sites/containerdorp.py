"""De Panne: ten containers around a wooden deck, with every counter of the municipality."""

from typing import Final

from demo.draw.furniture import (
    basin,
    box,
    chair,
    cupboard,
    kitchen,
    plant,
    printer,
    round_table,
    tree,
    waiting_row,
    wc,
)
from demo.draw.places import Place, Spot, desks, level_block
from demo.draw.plan import Plan
from demo.sites.drawn import Drawn

WIDE: Final = 620
DEEP: Final = 330
STEP: Final = 720
LEFT: Final = 150
TOP: Final = 190
LOW: Final = 1210
NAMES: Final = (
    "1 Onthaal",
    "2 Burgerzaken",
    "3 Burgerzaken",
    "4 Burgerlijke stand",
    "5 Wachtruimte",
    "6 Sociale dienst",
    "7 Omgeving",
    "8 Gesprek",
    "9 Backoffice",
    "10 Sanitair en pauze",
)
# Two counters stand in each of these, back to the outer wall.
COUNTERS: Final = (0, 1, 2, 3, 5, 6)


def _corner(index: int) -> tuple[int, int]:
    return LEFT + index % 5 * STEP, TOP if index < 5 else LOW


def _container(plan: Plan, index: int) -> None:
    x, y = _corner(index)
    above = index < 5
    inner, outer = (y + DEEP, y) if above else (y, y + DEEP)
    plan.shell((x, y), (x + WIDE, y), (x + WIDE, y + DEEP), (x, y + DEEP))
    plan.windows((x + 70, outer), (x + WIDE - 70, outer), count=2, gap=80)
    plan.windows((x + 40, inner), (x + 200, inner))
    plan.windows((x + WIDE - 200, inner), (x + WIDE - 40, inner))
    plan.entrance((x + WIDE / 2, inner), "e", "s" if above else "n", 140)
    number, name = NAMES[index].split(" ", 1)
    label = y + DEEP + 110 if above else y - 85
    plan.name(x + 110, label, number, size=54)
    plan.name(x + 320, label - 8, name, size=32)


def _inside(plan: Plan) -> None:
    for index in COUNTERS:
        x, y = _corner(index)
        visitor = y + 235 if index < 5 else y + 95
        plan.furniture += [chair(x + 110, visitor), chair(x + 190, visitor)]
        plan.furniture += [chair(x + WIDE - 190, visitor), chair(x + WIDE - 110, visitor)]
        plan.glass(
            (x + 17, y + 180 if index < 5 else y + 150),
            (x + 250, y + 180 if index < 5 else y + 150),
        )
        plan.glass(
            (x + WIDE - 250, y + 180 if index < 5 else y + 150),
            (x + WIDE - 17, y + 180 if index < 5 else y + 150),
        )
    x, y = _corner(4)
    plan.furniture += [waiting_row(x + 80, y + 70, 8), waiting_row(x + 80, y + 190, 3)]
    plan.furniture += [waiting_row(x + 420, y + 190, 3), plant(x + 570, y + 60)]
    x, y = _corner(7)
    plan.furniture += [round_table(x + 310, y + 200, 60, 4), plant(x + 70, y + 260)]
    plan.furniture += [cupboard(x + 500, y + 230, 90, 50)]
    x, y = _corner(8)
    plan.furniture += [printer(x + 80, y + 280), cupboard(x + 530, y + 120, 50, 180)]
    x, y = _corner(9)
    plan.wall((x + 230, y), (x + 230, y + DEEP))
    plan.door((x + 230, y + 190), "n", "w", 80)
    plan.furniture += [
        wc(x + 80, y + 250, "s"),
        wc(x + 170, y + 250, "s"),
        basin(x + 60, y + 50),
        kitchen(x + 400, y + 250, 200),
        round_table(x + 480, y + 130, 45, 3),
    ]


def _grounds(plan: Plan) -> None:
    plan.area(0, 0, plan.width, plan.height, fill="#efece1")
    plan.area(LEFT - 70, TOP + DEEP + 17, 5 * STEP + 40, LOW - TOP - DEEP - 34, fill="#e3d5bd")
    planks = "".join(
        f"M{LEFT - 70} {TOP + DEEP + 17 + 60 * row}h{5 * STEP + 40}" for row in range(1, 11)
    )
    plan.ground.append(f'<path d="{planks}" fill="none" stroke="#d8c8ac" stroke-width="4"/>')
    plan.furniture += [
        *(tree(x, y, 70) for x, y in ((70, 90), (1900, 80), (3820, 90), (70, 1680), (2500, 1680))),
        *(box(x, 830, 260, 60, r=8) for x in (700, 1780, 2860)),
        *(plant(x, 860, 40) for x in (600, 1680, 2760)),
    ]
    plan.name(1900, 800, "Terras", size=40)
    plan.name(3510, 800, "Fietsen", size=28)


def _places() -> list[Place]:
    counters: list[Place] = []
    for index in COUNTERS:
        x, y = _corner(index)
        above = index < 5
        for side, at in enumerate((x + 130, x + WIDE - 130)):
            number = len(counters) + 1
            spot = Spot(x=at, y=y + 130 if above else y + 200, rotation=180 if above else 0)
            counters.append(
                Place(
                    id=f"loket-{number:02}",
                    zone=f"container-{index + 1:02}",
                    kind="counter",
                    name=f"Loket {number}",
                    at=spot,
                    features="alarm-button;card-reader"
                    if side
                    else "alarm-button;card-reader;screen",
                )
            )
    x, y = _corner(8)
    desk = desks(
        level_block(x + 320, y + 170, 2),
        prefix="cd",
        zone="container-09",
        letter="C",
        features="docking",
    )
    x, y = _corner(7)
    talk = Place(
        id="cd-gesprek",
        zone="container-08",
        kind="room",
        name="Gespreksruimte",
        at=Spot(x=x + 310, y=y + 200),
        features="alarm-button;confidential",
        seats=4,
        mailbox="gespreksruimte@depanne.example",
    )
    bikes = [
        Place(
            id=f"fiets-{index}",
            zone="container-10",
            kind="equipment",
            name=f"Elektrische fiets {index}",
            at=Spot(x=3330 + 90 * index, y=860),
            features="electric",
            mailbox=f"fiets-{index}@depanne.example",
        )
        for index in range(1, 4)
    ]
    return [*counters, *desk, talk, *bikes]


def draw() -> Drawn:
    """The whole village on one drawing."""
    plan = Plan(title="Containerdorp De Panne", width=3900, height=1780)
    _grounds(plan)
    for index in range(10):
        _container(plan, index)
    _inside(plan)
    return Drawn(site="containerdorp", floor="containerdorp-0", plan=plan, places=_places())
