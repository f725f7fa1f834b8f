"""Junglinster: a former bank branch, now the counters for residents."""

from demo.draw.furniture import (
    basin,
    box,
    cupboard,
    dot,
    kitchen,
    plant,
    printer,
    round_table,
    waiting_row,
    wc,
)
from demo.draw.places import Place, Spot, changed, desks, level_block
from demo.draw.plan import Plan
from demo.sites.drawn import Drawn


def _rooms(plan: Plan) -> None:
    plan.area(0, 0, 2000, 1560, fill="#f3f4f2")
    plan.shell((70, 70), (1930, 70), (1930, 1430), (900, 1430), (900, 1040), (70, 1040))
    plan.floor(900, 700, 1030, 730, fill="#f1eee6")
    plan.floor(70, 640, 830, 400, fill="#eef2f6")
    plan.floor(70, 70, 200, 400, fill="#edf1f2")
    plan.floor(540, 70, 260, 400, fill="#e6e8ec")
    plan.wall((70, 470), (1930, 470))
    plan.wall((70, 640), (900, 640), (900, 1040))
    for x in (270, 540, 800):
        plan.wall((x, 70), (x, 470))
    plan.wall((480, 640), (480, 1040))
    plan.wall((70, 270), (270, 270))
    # The strong-room keeps its heavy walls.
    plan.outer.append("M540 70V470H800V70Z")
    plan.windows((880, 70), (1850, 70), count=4)
    plan.windows((340, 70), (470, 70))
    plan.windows((1930, 150), (1930, 400))
    plan.windows((1930, 800), (1930, 1340), count=2)
    plan.windows((70, 520), (70, 600))
    plan.windows((70, 720), (70, 960))
    plan.windows((540, 1040), (840, 1040))
    plan.windows((960, 1430), (1270, 1430))
    plan.windows((1560, 1430), (1870, 1430))
    plan.entrance((1415, 1430), "e", "s", 200)
    plan.door((255, 470), "w", "n", 80)
    plan.door((90, 270), "e", "n", 80)
    plan.door((300, 470), "e", "s")
    plan.heavy_door((720, 470), "w", "s")
    plan.door((860, 470), "e", "n")
    plan.door((1880, 470), "w", "n")
    plan.door((130, 640), "e", "s")
    plan.door((900, 800), "s", "w")
    plan.opening((900, 500), (900, 610))


def _furniture(plan: Plan) -> None:
    plan.furniture += [
        wc(225, 95),
        basin(120, 110),
        wc(130, 290),
        basin(105, 425),
        kitchen(290, 90, 230),
        round_table(405, 300, 42, 3),
        cupboard(565, 95, 60, 330),
        cupboard(720, 95, 56, 250),
        cupboard(1290, 405, 220, 50),
        printer(1400, 130),
        plant(1880, 120),
        round_table(275, 860, 65, 4),
        plant(420, 990),
        round_table(690, 860, 65, 4),
        plant(530, 990),
        # A low ledge joins the counters into one line towards the hall.
        box(905, 752, 1008, 26, 'fill="#ddd5c7"'),
        waiting_row(1030, 1130, 5),
        waiting_row(1030, 1250, 5),
        waiting_row(1570, 1130, 5),
        waiting_row(1570, 1250, 5),
        dot(1415, 1000, 30),
        plant(960, 1360, 36),
        plant(1865, 1360, 36),
    ]
    plan.name(190, 240, "WC", size=24)
    plan.name(405, 420, "Kichen", size=26)
    plan.name(672, 270, "Tresor", size=26)
    plan.name(672, 304, "Archiv", size=22)
    plan.name(1400, 275, "Backoffice")
    plan.name(560, 575, "Gank", size=26)
    plan.name(275, 715, "Entretien 1", size=26)
    plan.name(690, 715, "Entretien 2", size=26)
    plan.name(1415, 900, "Biergerzenter", size=36)
    plan.name(1415, 1330, "Entrée", size=28)


def _places() -> list[Place]:
    counters = [
        Place(
            id=f"bank-g{index}",
            zone="bank-guichets",
            kind="counter",
            name=f"Guichet {index}",
            at=Spot(x=x, y=705, rotation=180),
            who="team:population;team:etat-civil;team:accueil",
            features="card-reader;alarm-button;passport-station",
        )
        for index, x in enumerate((1005, 1205, 1405, 1605, 1805), start=1)
    ]
    talks = [
        Place(
            id=f"bank-entretien-{index}",
            zone="bank-entretiens",
            kind="room",
            name=f"Entretien {index}",
            at=Spot(x=x, y=860),
            who="organisation:commune;organisation:office-social",
            features="alarm-button;confidential",
            seats=4,
            mailbox=f"entretien-{index}@junglinster.example",
        )
        for index, x in ((1, 275), (2, 690))
    ]
    spots = level_block(1080, 270, 2) + level_block(1710, 270, 2)
    staff = desks(
        spots, prefix="bank", zone="bank-back", letter="D", features="two-screens;docking"
    )
    return changed(
        [*counters, *talks, *staff],
        {
            "bank-g3": {"features": "card-reader;alarm-button;wheelchair-accessible"},
            "bank-d1": {"mode": "assigned", "assigned_to": "p007"},
            "bank-d8": {"features": "two-screens;docking;height-adjustable"},
        },
    )


def draw() -> Drawn:
    """The ground floor of the branch."""
    plan = Plan(title="Al Bank, rez-de-chaussée", width=2000, height=1560)
    _rooms(plan)
    _furniture(plan)
    return Drawn(site="al-bank", floor="al-bank-rdc", plan=plan, places=_places())
