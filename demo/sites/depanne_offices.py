"""De Panne: the social house of the OCMW, and the offices rented on the Zeelaan."""

from typing import Final

from demo.sites.drawn import Drawn
from demo.sites.office import Office, Words, draw

WORDS: Final = Words(
    open_plan="Landschapskantoor",
    quiet="Stiltezone",
    pantry="Koffiehoek",
    copies="Print en kopie",
    landing="Traphal",
    accessible="MIVA",
)


def social_house() -> Drawn:
    """The first floor of the social house."""
    return draw(
        Office(
            site="sociaal-huis",
            floor="sociaal-huis-1",
            title="Sociaal Huis, eerste verdieping",
            bays=5,
            prefix="sh",
            words=WORDS,
            rooms=("Raadzaal", "Duin", "Helm"),
            zones=("sh-open", "sh-stil", "sh-vergader"),
            domain="depanne.example",
            changes=(
                ("sh-a1", (("mode", "assigned"), ("assigned_to", "p081"))),
                ("sh-a4", (("features", "two-screens;docking;wheelchair-accessible"),)),
                ("sh-b3", (("mode", "blocked"), ("note", "Stroompaneel in herstelling"))),
            ),
        )
    )


def sea_avenue() -> Drawn:
    """The second floor on the Zeelaan."""
    return draw(
        Office(
            site="zeelaan",
            floor="zeelaan-2",
            title="Zeelaan, tweede verdieping",
            bays=6,
            prefix="zl",
            words=WORDS,
            rooms=("Noordzee", "Strand", "Vuurtoren"),
            zones=("zl-open", "zl-stil", "zl-vergader"),
            domain="depanne.example",
            changes=(
                ("zl-a1", (("mode", "assigned"), ("assigned_to", "p001"))),
                ("zl-a8", (("features", "two-screens;docking;wheelchair-accessible"),)),
            ),
        )
    )
