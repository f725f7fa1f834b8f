"""The staff of demo De Panne: 140 in the administration of two bodies, 140 elsewhere."""

from typing import Final

from demo.staff import Crew, Names

NAMES: Final = Names(
    domain="depanne.example",
    first=(
        "Lotte|Jan|Els|Pieter|Katrien|Bart|An|Wouter|Sofie|Koen|Marijke|Thomas|Ilse|Dirk|Hanne|Frederik|"
        "Greet|Stijn|Leen|Kristof|Nele|Geert|Fatima|Joris|Annelies|Luc|Tine|Maarten|Griet|Yannick|"
        "Delphine|Ruben|Hilde|Matthias|Sara|Filip|Evelien"
    ),
    last=(
        "Vandenberghe|Declercq|Dewulf|Vermeersch|Desmet|Maes|Cattrysse|Vanhoutte|Devos|Legein|Decroos|"
        "Verhaeghe|Beun|Dehaene|Vandamme|Lambrecht|Ghyselen|Rommelaere|Coulier|Deruyter|Vanthuyne|"
        "Peeters|Boussemaere|Debruyne|Huyghe|Lefevere|El Amrani|Wybo|Candaele|Ryckewaert|Demeyere|Loones|"
        "Van Acker|Callewaert|Sys|Puystiens|Verstraete|Dequidt|Sohier|Blondeel|Vyncke"
    ),
)
_DUTCH: Final = ("nl", "nl", "nl", "nl", "fr")
CREWS: Final = (
    Crew(
        team="secretariaat",
        size=12,
        organisation="gemeente",
        home="wed;fri",
        lead_roles="administrator;team-lead",
        deputy_roles="administrator",
        languages=_DUTCH,
    ),
    Crew(team="burgerzaken", size=18, organisation="gemeente", home="mon;thu", languages=_DUTCH),
    Crew(
        team="onthaal",
        size=8,
        organisation="gemeente",
        home="tue:afternoon",
        roles="employee;reception",
        languages=_DUTCH,
    ),
    Crew(
        team="financien",
        size=14,
        organisation="gemeente",
        home="tue;fri",
        lead_roles="auditor;team-lead",
        languages=_DUTCH,
    ),
    Crew(team="omgeving", size=16, organisation="gemeente", home="mon;fri", languages=_DUTCH),
    Crew(
        team="personeel",
        size=12,
        organisation="gemeente",
        home="wed;thu",
        roles="employee;hr",
        languages=_DUTCH,
    ),
    Crew(team="sociale-dienst", size=34, organisation="ocmw", home="wed;fri", languages=_DUTCH),
    Crew(team="thuiszorg-kantoor", size=14, organisation="ocmw", home="mon;thu", languages=_DUTCH),
    Crew(
        team="ocmw-beheer",
        size=12,
        organisation="ocmw",
        home="tue;thu",
        lead_roles="facility-manager;team-lead",
        languages=_DUTCH,
    ),
    Crew(
        team="uitvoering",
        size=52,
        organisation="gemeente",
        desk_workers=3,
        phones=4,
        languages=_DUTCH,
    ),
    Crew(
        team="strand-en-sport", size=24, organisation="gemeente", desk_workers=2, languages=_DUTCH
    ),
    Crew(team="kinderopvang", size=28, organisation="ocmw", desk_workers=2, languages=_DUTCH),
    Crew(team="thuiszorg", size=36, organisation="ocmw", desk_workers=2, languages=_DUTCH),
)
