"""LOCAL ONLY: who one can be in the demo. A dozen typical people, so that every role can be tried in two clicks."""

import re
from collections.abc import Iterable, Iterator, Sequence

from starlette.requests import Request

from adapters.http.caller import DEMO_COOKIE, refuse_strangers
from adapters.http.i18n.words import word
from adapters.http.pages.shell import Choice, Demo
from application.ports import Ports
from domain.ids import ID_PATTERN, PersonId
from domain.people import Person, Role
from domain.when import day_of

_ID = re.compile(ID_PATTERN)
EVERYONE = 1000
PLAIN = 4
FIELD = 2
RANK = (
    Role.ADMINISTRATOR,
    Role.FACILITY_MANAGER,
    Role.RECEPTION,
    Role.HR,
    Role.AUDITOR,
    Role.TEAM_LEAD,
)


class DemoPeople:
    """Made only where LocalCaller is in force."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def somebody(self, request: Request) -> Person | None:
        """Who a newcomer is: the first ordinary employee who does not work from home today."""
        refuse_strangers(request)
        directory = await self._ports.places.directory()
        today = day_of(self._ports.clock.now(), directory.zone).isoweekday()
        people = plain(await self._everyone())
        here = (one for one in people if all(home.weekday != today for home in one.home_days))
        return next(here, people[0] if people else None)

    async def known(self, person: str) -> Person | None:
        """Who it is that a form names; storage is not asked about what can be nobody's id."""
        return await self._ports.people.find(PersonId(person)) if _ID.fullmatch(person) else None

    async def bar(self, current: Person, back: str) -> Demo:
        """The bar for `current`, who is in it, typical or not."""
        shown = typical(await self._everyone())
        if current.id not in {one.id for one in shown}:
            shown = [current, *shown]
        choices = (
            Choice(value=one.id, label=f"{one.name} – {_role(one)}", current=one.id == current.id)
            for one in shown
        )
        return Demo(people=tuple(choices), back=back)

    async def _everyone(self) -> list[Person]:
        found = await self._ports.people.search("", limit=EVERYONE)
        return sorted(found, key=lambda person: person.id)


def plain(people: Iterable[Person]) -> list[Person]:
    """Employees without any other role who have a computer."""
    return [one for one in people if one.roles <= {Role.EMPLOYEE} and one.has_pc]


def typical(people: Sequence[Person]) -> list[Person]:
    """Some ordinary employees of different teams, one or two of every role, and some without a computer."""
    chosen = [*_of_different_teams(plain(people), PLAIN)]
    for role in reversed(RANK):
        holders = [one for one in people if _first_role(one) is role]
        chosen += _of_different_teams(holders, 2 if role is Role.TEAM_LEAD else 1)
    chosen += _of_different_teams([one for one in people if not one.has_pc], FIELD)
    return list(dict.fromkeys(chosen))


def _of_different_teams(people: Iterable[Person], most: int) -> Iterator[Person]:
    seen: set[str | None] = set()
    for one in people:
        if one.team not in seen and len(seen) < most:
            seen.add(one.team)
            yield one


def _first_role(person: Person) -> Role:
    return next((role for role in RANK if role in person.roles), Role.EMPLOYEE)


def _role(person: Person) -> str:
    return word(_first_role(person))


def demo_cookie(person: Person) -> str:
    """The Set-Cookie value that makes one this person on this machine."""
    return f"{DEMO_COOKIE}={person.id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000"
