"""Junglinster: the technical depot with its halls, yard and vehicles."""

from demo.draw.furniture import (
    basin,
    bays,
    box,
    cupboard,
    dot,
    kitchen,
    meeting_table,
    plant,
    screen,
    tree,
    wc,
)
from demo.draw.places import Place, Spot, changed, desks, upright_block
from demo.draw.plan import Plan
from demo.sites.drawn import Drawn

HALL = 'fill="none" stroke="#c9c3b6" stroke-width="6"'
VEHICLES = (
    ("balayeuse", "Balayeuse Kärcher", "licence-c"),
    ("camion-1", "Camion MAN 12 t", "licence-c;crane"),
    ("camion-2", "Camion benne 7,5 t", "licence-c1;tipper"),
    ("nacelle", "Nacelle 20 m", "licence-c1;platform"),
    ("tracteur", "Tracteur Deutz", "licence-t"),
    ("fourgon-1", "Fourgon atelier 1", "licence-b;tow-bar"),
    ("fourgon-2", "Fourgon atelier 2", "licence-b"),
    ("utilitaire-1", "Kangoo électrique 1", "licence-b;electric;range-250"),
    ("utilitaire-2", "Kangoo électrique 2", "licence-b;electric;range-250"),
    ("voiture-1", "Zoé 1", "licence-b;electric;range-300"),
    ("voiture-2", "Zoé 2", "licence-b;electric;range-300"),
    ("minibus", "Minibus 9 places", "licence-b;seats-9"),
)


def _rooms(plan: Plan) -> None:
    plan.area(0, 0, 4000, 2700, fill="#edf1ea")
    plan.area(60, 1400, 3880, 1300, fill="#dfe2e6")
    plan.shell((100, 100), (3900, 100), (3900, 1400), (100, 1400))
    plan.floor(117, 117, 2283, 1266, fill="#efede8")
    plan.floor(2400, 760, 700, 623, fill="#edf1f2")
    plan.floor(3320, 760, 563, 623, fill="#eef2f6")
    plan.wall((2400, 100), (2400, 1400))
    plan.wall((100, 640), (1900, 640))
    for x in (700, 1300, 1900):
        plan.wall((x, 100), (x, 640))
    plan.wall((2400, 600), (3900, 600))
    plan.wall((2400, 760), (3100, 760))
    plan.wall((3320, 760), (3900, 760))
    plan.wall((3100, 760), (3100, 1400))
    plan.wall((3320, 760), (3320, 1400))
    plan.wall((3100, 100), (3100, 600))
    plan.wall((2700, 760), (2700, 1400))
    plan.wall((2700, 1080), (3100, 1080))
    for first, last in ((180, 620), (780, 1220), (1380, 1820)):
        plan.windows((first, 100), (last, 100), count=2)
    plan.windows((2480, 100), (3020, 100), count=3)
    plan.windows((3180, 100), (3820, 100), count=3)
    plan.windows((3900, 180), (3900, 520), count=2)
    plan.windows((3400, 1400), (3820, 1400), count=2)
    plan.windows((3900, 850), (3900, 1300), count=2)
    plan.windows((2460, 1400), (2640, 1400))
    for index in range(7):
        plan.gate((140 + 320 * index, 1400), (400 + 320 * index, 1400))


def _doors(plan: Plan) -> None:
    for x in (560, 1160, 1760):
        plan.door((x, 640), "e", "n", 110)
    plan.door((2400, 640), "s", "e", 90)
    plan.door((2480, 600), "e", "n")
    plan.door((3170, 600), "e", "n")
    plan.door((2600, 760), "w", "s")
    plan.door((2740, 760), "e", "s")
    plan.door((2700, 1160), "s", "e", 80)
    plan.door((3800, 760), "w", "s")
    plan.entrance((3210, 1400), "e", "n", 160)


def _furniture(plan: Plan) -> None:
    lanes = "".join(f"M{110 + 320 * index} 830V1370" for index in range(1, 7))
    plan.furniture += [
        f'<path d="{lanes}" {HALL}/>',
        box(140, 130, 420, 70),
        box(140, 240, 60, 260),
        dot(450, 400, 70),
        box(760, 130, 480, 70),
        box(900, 340, 240, 130),
        cupboard(1225, 240, 60, 300),
        *(cupboard(1360, 150 + 130 * index, 440, 60) for index in range(3)),
        *(cupboard(1960, 150 + 130 * index, 380, 60) for index in range(4)),
        *(cupboard(2425 + 62 * index, 1290, 58, 60) for index in range(4)),
        *(cupboard(2425 + 62 * index, 1040, 58, 60) for index in range(4)),
        box(2450, 1180, 200, 40, r=8),
        *(wc(x, 1000, "s") for x in (2760, 2860)),
        basin(2980, 800),
        basin(3050, 800),
        *(basin(x, 1320) for x in (2780, 2870, 2960)),
        *(box(x, 1110, 90, 90, 'fill="#ffffff"') for x in (2890, 2990)),
        meeting_table(3480, 400, 330, 130),
        screen(3870, 330, 10, 140),
        plant(3160, 160),
        kitchen(3440, 1320, 260),
        meeting_table(3620, 1000, 260, 90),
        meeting_table(3620, 1200, 260, 90),
        cupboard(3030, 420, 48, 160),
        bays(1880, 2180, 8, length=480),
        bays(110, 2180, 5, 320, 480),
        box(2480, 1500, 420, 420, 'fill="#cfd5dc" stroke="#ffffff" stroke-dasharray="30 20"'),
        dot(3700, 1800, 150, 'fill="#d7d2c8"'),
        dot(3700, 1800, 60, 'fill="#d7d2c8"'),
        tree(50, 60, 70),
    ]


def _names(plan: Plan) -> None:
    plan.name(330, 580, "Schlässerei", size=36)
    plan.name(960, 580, "Schräinerei", size=36)
    plan.name(1540, 580, "Magasin", size=34)
    plan.name(2150, 720, "Lager", size=34)
    plan.name(1000, 760, "Hal fir Gefierer", size=44)
    plan.name(2860, 560, "Bureau", size=34)
    plan.name(3480, 170, "Sall Atelier", size=34)
    plan.name(3000, 695, "Gank", size=30)
    plan.name(2550, 930, "Vestiaire", size=32)
    plan.name(2930, 920, "WC", size=30)
    plan.name(2960, 1255, "Duschen", size=28)
    plan.name(3210, 1000, "Entrée", size=30)
    plan.name(3620, 880, "Kantin", size=32)
    plan.name(1200, 1800, "Haff", size=48)
    plan.name(2690, 1720, "Waschplaz", size=34)
    plan.name(3700, 2010, "Salzsilo", size=32)
    plan.name(910, 2150, "Auvent", size=34)
    plan.name(2880, 2150, "Parking", size=34)


def _vehicles() -> list[Place]:
    inside = [Spot(x=270 + 320 * index, y=1110, rotation=180) for index in range(7)]
    outside = [Spot(x=270 + 320 * index, y=2420) for index in range(5)]
    return [
        Place(
            id=f"veh-{identity}",
            zone="at-hal" if index < 7 else "at-haff",
            kind="vehicle",
            name=name,
            at=spot,
            who="team:voirie;team:espaces-verts;team:batiments;team:eaux"
            if index < 7
            else "everyone",
            features=features,
            seats=9 if identity == "minibus" else 2 if index < 9 else 5,
            mailbox=f"{identity}@junglinster.example",
        )
        for index, ((identity, name, features), spot) in enumerate(
            zip(VEHICLES, inside + outside, strict=True)
        )
    ]


def draw() -> Drawn:
    """Halls, offices and yard on one drawing."""
    plan = Plan(title="Atelier communal, rez-de-chaussée et cour", width=4000, height=2700)
    _rooms(plan)
    _doors(plan)
    _furniture(plan)
    _names(plan)
    office = desks(
        upright_block(2740, 330, 2), prefix="at", zone="at-bureau", letter="T", features="docking"
    )
    parking = [
        Place(
            id=f"at-p{index + 1:02}",
            zone="at-haff",
            kind="parking",
            name=f"P{index + 1}",
            at=Spot(x=2005 + 250 * index, y=2420),
            who="team:voirie;team:espaces-verts;team:batiments;team:eaux;team:technique",
        )
        for index in range(8)
    ]
    room = Place(
        id="at-sall",
        zone="at-bureau",
        kind="room",
        name="Sall Atelier",
        at=Spot(x=3480, y=400),
        features="screen;whiteboard",
        seats=10,
        mailbox="sall-atelier@junglinster.example",
    )
    chief = changed(office, {"at-t1": {"mode": "assigned", "assigned_to": "p061"}})
    return Drawn(
        site="atelier",
        floor="atelier-rdc",
        plan=plan,
        places=[*chief, room, *_vehicles(), *parking],
    )
