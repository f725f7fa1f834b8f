"""Junglinster: the car park in front of the offices in Gonderange."""

from demo.draw.furniture import bays, tree
from demo.draw.places import Place, Spot, changed
from demo.draw.plan import Plan
from demo.sites.drawn import Drawn


def draw() -> Drawn:
    """The car park: two facing rows of six."""
    plan = Plan(title="Gonderange, parking", width=2200, height=1900)
    plan.area(0, 0, 2200, 1900, fill="#edf1ea")
    plan.area(250, 330, 1700, 1430, fill="#dfe2e6")
    plan.area(1950, 905, 250, 280, fill="#dfe2e6")
    plan.shell((200, -40), (2000, -40), (2000, 180), (200, 180))
    plan.entrance((620, 180), "e", "n", 180)
    plan.windows((860, 180), (1900, 180), count=5)
    plan.area(520, 197, 200, 133, fill="#f3f0ea")
    upper = [Spot(x=475 + 250 * index, y=595) for index in range(6)]
    lower = [Spot(x=475 + 250 * index, y=1495, rotation=180) for index in range(6)]
    plan.furniture += [
        bays(350, 345, 6),
        '<g transform="rotate(180 1100 1495)">' + bays(350, 1245, 6) + "</g>",
        *(
            tree(x, y, 85)
            for x, y in ((110, 420), (110, 900), (110, 1480), (2080, 560), (2080, 1560))
        ),
        '<path d="M1750 1045H1550l40 -30m-40 30l40 30M650 1045H450l40 -30m-40 30l40 30" '
        'fill="none" stroke="#ffffff" stroke-width="10"/>',
    ]
    plan.name(1100, 110, "Bureaux")
    plan.name(1100, 1055, "Parking")
    plan.name(2075, 1055, "Rue", size=26)
    places = [
        Place(
            id=f"gon-p{index:02}",
            zone="gon-parking",
            kind="parking",
            name=f"P{index}",
            at=spot,
        )
        for index, spot in enumerate(upper + lower, start=1)
    ]
    marked = changed(
        places,
        {
            "gon-p01": {"features": "wheelchair-accessible"},
            "gon-p11": {"features": "charging"},
            "gon-p12": {"features": "charging"},
        },
    )
    return Drawn(site="gonderange", floor="gonderange-parking", plan=plan, places=marked)
