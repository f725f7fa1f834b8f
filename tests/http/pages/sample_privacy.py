"""The privacy pages as a sample: a change is proposed that is weaker in two respects and stricter in one."""

from dataclasses import replace

from adapters.http.pages.frame import UNKNOWN, Frame
from adapters.http.pages.privacy import Done, OwnPage, SettingsPage, own_page, settings_page
from adapters.http.pages.shell import Shell
from application.look_up import Looked, LookUp
from application.show_profile import ShownPact
from domain.ids import PersonId
from domain.pact import Pact, announcement, decide_profile_change
from domain.people import Person
from domain.privacy import Preference, Relation, Terms
from domain.rights import Role
from tests.builders import NOW, a_person
from tests.http.pages import sample

ADMIN = replace(a_person("p001", Role.ADMINISTRATOR), name="Anne Weber")
VIEWER = replace(a_person("p002", Role.ADMINISTRATOR), name="Lea Muller")
WANTED = Terms(
    names=frozenset({Relation.OWN_TEAM, Relation.SAME_SITE, Relation.ON_DUTY}),
    smallest_group=8,
    keep_bookings_days=90,
)
FRAME = Frame(directory=UNKNOWN, told=None)


def proposed() -> ShownPact:
    pact = decide_profile_change(Pact(), WANTED, by=PersonId("p001"), now=NOW)
    return ShownPact(pact=pact, told=announcement(pact, NOW), deciders={ADMIN.id: ADMIN})


def own(language: str, *, assets: str = "/static/test") -> OwnPage:
    """Inside `reading`."""
    page = own_page(
        proposed(),
        viewer=VIEWER,
        said=Preference.UNSAID,
        look_ups=(
            LookUp(at=NOW, by=ADMIN, what=Looked.BOOKINGS),
            LookUp(at=NOW, by=None, what=Looked.BOOKING),
            LookUp(at=NOW, by=ADMIN, what=Looked.SERIES),
        ),
        frame=FRAME,
        done=Done.KEPT,
    )
    return replace(page, shell=_shell(language, assets))


def settings(
    language: str, *, viewer: Person = VIEWER, assets: str = "/static/test"
) -> SettingsPage:
    """Inside `reading`."""
    page = settings_page(proposed(), viewer=viewer, frame=FRAME, done=Done.PROPOSED)
    return replace(page, shell=_shell(language, assets))


def _shell(language: str, assets: str) -> Shell:
    return replace(sample.shell(language, assets=assets), told=proposed().told)
