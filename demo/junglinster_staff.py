"""The staff of demo Junglinster: 60 in the administration, 35 in the technical service."""

from typing import Final

from demo.staff import Crew, Names

NAMES: Final = Names(
    domain="junglinster.example",
    first=(
        "Anne|Marc|Nathalie|Luc|Sandra|Tom|Joëlle|Paulo|Maria|Claude|Céline|Svenja|"
        "Jean-Marie|Mirko|Lotte|Ana|Gilles|Martine|Kevin|Sónia|Patrick|Liz|Jeroen|Carole|"
        "Nico|Danielle|Raoul|Véronique|Steve|Monique|Yves|Tanja|Bruno|Fabienne|Guy|Léa|"
        "Sven|Isabel|Romain"
    ),
    last=(
        "Weber|Schmit|Thill|Kieffer|Da Silva|Reuter|Majerus|Ferreira|Dubois|Origer|"
        "Steffen|Lambert|Krier|Hoffmann|Pereira|Becker|Biver|Noël|Theisen|Wagner|Jansen|"
        "Faber|Lopes|Mathieu|Goergen|de Vries|Kayser|Martins|Welter|Schroeder|Collin|"
        "Feyder|Petit|Urbing|Zimmer|Rodrigues|Backes|Leroy|Hilbert|Toussaint|Wampach"
    ),
    homes={9: "tue:morning;thu", 26: "mon;wed:afternoon", 43: "tue;fri:morning"},
)
_TECHNICAL: Final = ("b", "b;be", "b;c", "b;c;c1", "b;t")
CREWS: Final = (
    Crew(team="college", size=6, organisation="commune", home="wed;fri"),
    Crew(team="population", size=8, organisation="commune", home="mon;thu"),
    Crew(team="etat-civil", size=4, organisation="commune", home="tue;fri"),
    Crew(
        team="accueil", size=5, organisation="commune", home="wed;thu", roles="employee;reception"
    ),
    Crew(team="enseignement", size=8, organisation="commune", home="mon;fri"),
    Crew(
        team="finances",
        size=8,
        organisation="commune",
        home="tue;thu",
        lead_roles="auditor;team-lead",
        languages=("fr", "de", "en"),
    ),
    Crew(
        team="urbanisme",
        size=8,
        organisation="commune",
        home="mon;wed",
        languages=("fr", "de", "nl"),
    ),
    Crew(team="rh", size=4, organisation="commune", home="tue;fri", roles="employee;hr"),
    Crew(
        team="informatique",
        size=3,
        organisation="commune",
        home="mon;thu",
        lead_roles="administrator;team-lead",
        deputy_roles="administrator",
        languages=("en", "fr", "nl"),
    ),
    Crew(team="office-social", size=6, organisation="office-social", home="wed;fri"),
    Crew(
        team="technique",
        size=3,
        organisation="commune",
        lead_roles="facility-manager;team-lead",
        home="mon;fri",
    ),
    Crew(
        team="voirie",
        size=9,
        organisation="commune",
        desk_workers=1,
        phones=2,
        licences=_TECHNICAL,
    ),
    Crew(
        team="espaces-verts", size=10, organisation="commune", desk_workers=1, licences=_TECHNICAL
    ),
    Crew(team="batiments", size=8, organisation="commune", desk_workers=1, licences=_TECHNICAL),
    Crew(team="eaux", size=5, organisation="commune", desk_workers=1, licences=_TECHNICAL),
)
