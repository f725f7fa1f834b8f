"""The seating list of every open site, once a day and kept outside the app: for when there is a fire, or the app is down.

Only the newest of each site is kept. A list names people, so after an erasure they are all made anew.
"""

import asyncio
from collections.abc import Collection, Mapping

from application.ports import Beat, Ports, SiteDay
from domain.ids import PersonId, SiteId, TeamId
from domain.people import Person, Role
from domain.places import Directory, Site, SiteState
from domain.privacy import listed
from domain.seating import Listed, SeatingList, days_to_list, list_day
from domain.when import Instant, day_of

JOB = "list_seats"


async def list_seats(ports: Ports) -> int:
    """How many lists there are now. Raises Unavailable, Misconfigured."""
    kept = await keep_lists_anew(ports)
    said = f"{kept} lists" if ports.seating.on else "no second account"
    await ports.heartbeats.beat(Beat(job=JOB, at=ports.clock.now(), said=said))
    return kept


async def keep_lists_anew(ports: Ports) -> int:
    """Make every list from what is so now, and remove those of sites that have none; how many there are."""
    if not ports.seating.on:
        return 0
    made = await make_lists(ports)
    await ports.seating.put({each.site.id: ports.press.page(each) for each in made})
    return len(made)


async def make_lists(ports: Ports) -> tuple[SeatingList, ...]:
    """Of every open site that has a day to tell of, today's by its own clocks."""
    directory, now = await ports.places.directory(), ports.clock.now()
    made = [
        await _list_of(ports, site, directory, now)
        for site in directory.sites.values()
        if site.state is SiteState.OPEN
    ]
    return tuple(each for each in made if each.days)


async def _list_of(ports: Ports, site: Site, directory: Directory, now: Instant) -> SeatingList:
    days = days_to_list(site, day_of(now, directory.zone), directory)
    read = await asyncio.gather(*(ports.bookings.site_day(day, site.id) for day in days))
    people = await _people(ports, site.id, directory, read)
    lists = [
        list_day(site, each.day, directory=directory, ledgers=each.ledgers, people=people, now=now)
        for each in read
    ]
    return SeatingList(
        municipality=directory.name,
        language=next(iter(directory.languages), "en"),
        zone=directory.zone,
        site=site,
        made_at=now,
        days=tuple(each for each in lists if each is not None),
    )


async def _people(
    ports: Ports, site: SiteId, directory: Directory, read: Collection[SiteDay]
) -> Mapping[PersonId, Listed]:
    """Whoever may be in the list, as it may name them."""
    named = {
        entry.person for day in read for each in day.ledgers.values() for entry in each.entries
    }
    named |= {each.assigned_to for each in directory.by_site[site] if each.assigned_to is not None}
    pact, sayings, roll = await asyncio.gather(
        ports.profiles.pact(), ports.preferences.all(), ports.people.everyone()
    )
    known = [roll.people[person] for person in named if person in roll.people]
    teams = await _team_names(ports, known)
    return {
        person.id: Listed(
            name=person.name,
            team=teams.get(person.team, "") if person.team is not None else "",
            first_aider=person.first_aider,
            reception=person.holds(Role.RECEPTION),
        )
        for person in known
        if listed(person, terms=pact.profile.terms, said=sayings.of(person.id))
    }


async def _team_names(ports: Ports, people: Collection[Person]) -> Mapping[TeamId, str]:
    teams = sorted({person.team for person in people if person.team is not None})
    found = await asyncio.gather(*map(ports.people.team, teams))
    return {team.id: team.name for team in found if team is not None}
