"""Junglinster: the mezzanine above the sports hall, a stopgap for eight desks."""

from demo.draw.furniture import (
    basin,
    box,
    cupboard,
    meeting_table,
    plant,
    printer,
    screen,
    sofa,
    stairs,
    wc,
)
from demo.draw.places import Place, Spot, changed, desks, upright_block
from demo.draw.plan import Plan
from demo.sites.drawn import Drawn

COURT = 'fill="none" stroke="#d9c7a8" stroke-width="8"'


def _hall(plan: Plan) -> None:
    plan.floor(87, 87, 2626, 733, fill="#f3ead9")
    plan.floors += [
        box(240, 170, 2320, 560, COURT),
        f'<path d="M1400 170V730" {COURT}/>',
        f'<circle cx="1400" cy="450" r="150" {COURT}/>',
        f'<path d="M240 270A300 180 0 0 1 240 630" {COURT}/>',
        f'<path d="M2560 270A300 180 0 0 0 2560 630" {COURT}/>',
    ]
    plan.glass((87, 826), (2713, 826))


def _rooms(plan: Plan) -> None:
    plan.shell((70, 70), (2730, 70), (2730, 1430), (70, 1430))
    _hall(plan)
    plan.floor(440, 1110, 330, 320, fill="#edf1f2")
    plan.floor(2080, 980, 650, 450, fill="#eef2f6")
    plan.wall((440, 1430), (440, 1110), (770, 1110), (770, 1430))
    plan.wall((605, 1110), (605, 1430))
    plan.wall((2080, 980), (2080, 1430))
    plan.glass((2080, 980), (2713, 980))
    plan.windows((850, 1430), (1990, 1430), count=4, gap=80)
    plan.windows((2180, 1430), (2640, 1430), count=2)
    plan.windows((70, 900), (70, 1080))
    plan.windows((2730, 1080), (2730, 1330))
    plan.door((2160, 980), "e", "s")
    plan.door((470, 1110), "e", "s", 80)
    plan.door((740, 1110), "w", "s", 80)
    plan.furniture += [
        stairs(90, 1130, 320, 270, 11),
        wc(520, 1345, "s"),
        basin(570, 1180),
        wc(690, 1345, "s"),
        basin(640, 1230),
        sofa(860, 850, 240, "n"),
        plant(820, 890),
        box(1560, 900, 260, 60, r=10),
        printer(1915, 900),
        cupboard(2018, 1120, 50, 280),
        meeting_table(2400, 1215, 330, 130),
        screen(2690, 1140, 10, 150),
        plant(2660, 1360),
        plant(150, 1040),
    ]
    plan.name(1400, 465, "Sportshal (ënnen)", size=40)
    plan.name(250, 1090, "Trap", size=26)
    plan.name(520, 1305, "WC", size=24)
    plan.name(690, 1305, "WC", size=24)
    plan.name(1340, 900, "Mezzanin")
    plan.name(2400, 1070, "Sall Turner", size=28)


def draw() -> Drawn:
    """The mezzanine."""
    plan = Plan(title="Sportshal, mezzanin", width=2800, height=1500)
    _rooms(plan)
    spots = upright_block(1130, 1180, 2) + upright_block(1630, 1180, 2)
    room = Place(
        id="mezz-sall",
        zone="mezz-plaz",
        kind="room",
        name="Sall Turner",
        at=Spot(x=2400, y=1215),
        features="screen",
        seats=10,
        mailbox="sall-turner@junglinster.example",
    )
    places = changed(
        [*desks(spots, prefix="mezz", zone="mezz-plaz", letter="M", features="docking"), room],
        {"mezz-m8": {"mode": "blocked", "note": "Undicht Daach, Plaz gespaart bis zur Reparatur"}},
    )
    return Drawn(site="sporthal", floor="sporthal-mezzanin", plan=plan, places=places)
