"""Which place of ours a name means that somebody else gave: by name, floor and site, the closest first.

Names are compared without case, accents and punctuation, and without zeros before a number: "Room 04" is "room-4".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.ids import FloorId, SiteId
from domain.places import Directory, Resource

PLAIN = str.maketrans("àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ", "aaaaaaceeeeiiiinoooooouuuuyy")
WORD = re.compile(r"[a-z]+|[0-9]+")


class Named(Protocol):
    """What is needed of a place that Exchange knows."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def building(self) -> str: ...
    @property
    def floor(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The site and floor of ours that are meant; None where they are none of ours."""

    site: SiteId | None = None
    floor: FloorId | None = None


def words(name: str) -> tuple[str, ...]:
    """The words and numbers of a name, as they are compared."""
    plain = name.casefold().translate(PLAIN).replace("ß", "ss")
    return tuple(
        each.lstrip("0") or "0" if each.isdigit() else each for each in WORD.findall(plain)
    )


def folded(name: str) -> str:
    return " ".join(words(name))


def slug(name: str) -> str:
    """A name as an id."""
    plain = name.casefold().translate(PLAIN)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]


def where_found(directory: Directory, found: Named, others: Iterable[Named]) -> Where:
    """From the names it comes with, or else from what it lies in."""
    places = {each.id: each for each in others}
    building, floor = found.building, found.floor
    above, seen = places.get(found.parent), {found.id}
    names: list[str] = []
    while above is not None and above.id not in seen:
        seen.add(above.id)
        names.append(above.name)
        building = building or above.building
        above = places.get(above.parent)
    sites = [site for text in (building, *names) for site in _sites(directory, text)]
    if not sites:
        return Where()
    floors = directory.floors_of(sites[0])
    meant = [
        each.id
        for text in (floor, *names)
        if text
        for each in floors
        if folded(text) in (folded(each.name), folded(each.id))
    ]
    only = floors[0].id if len(floors) == 1 else None
    return Where(site=sites[0], floor=meant[0] if meant else only)


def known_by_name(
    directory: Directory, name: str, where: Where, among: Sequence[Resource]
) -> tuple[Resource, ...]:
    """Those of `among` that are meant most closely; several where one is as close as another."""
    ranked = [(rank, each) for each in among if (rank := _closeness(name, where, each, directory))]
    best = max((rank for rank, _ in ranked), default=0)
    return tuple(each for rank, each in ranked if rank == best)


def _closeness(name: str, where: Where, ours: Resource, directory: Directory) -> int:
    """0: not at all. A place at another site than the one that is named is never meant."""
    if where.site is not None and ours.site != where.site:
        return 0
    site = directory.sites[ours.site]
    asked, known = words(name), words(ours.name)
    alike = 8 if asked == known or folded(name) == folded(ours.id) else 0
    if not alike and known and set(asked) - set(known) == set(words(site.name)) - set(known):
        alike = 4  # the name with its site's before or after it
    if not alike:
        return 0
    return alike + 2 * (where.site == ours.site) + (where.floor == ours.floor)


def _sites(directory: Directory, text: str) -> list[SiteId]:
    wanted = folded(text)
    return [
        site.id
        for site in directory.sites.values()
        if wanted and wanted in (folded(site.name), folded(site.id))
    ]
