"""Seeing whether colleagues can be reached just now: for those whom the viewer may see it of, and only where it can be had
at once. What cannot be had is not shown, and is no fault."""

from collections.abc import Mapping
from dataclasses import replace

from application.exchange import Trouble
from application.ports import Ports, Roll
from application.see_others import Face
from domain.ids import PersonId
from domain.reachable import Presence, presence_of


async def with_presence(ports: Ports, faces: tuple[Face, ...], roll: Roll) -> tuple[Face, ...]:
    """The same faces, with what is known of those that may be asked about."""
    return (await with_presences(ports, {None: faces}, roll))[None]


async def with_presences[K](
    ports: Ports, faces: Mapping[K, tuple[Face, ...]], roll: Roll
) -> dict[K, tuple[Face, ...]]:
    """The same of several places, in one question."""
    wanted = {face.person for some in faces.values() for face in some if face.reachable}
    if not wanted or not ports.exchange.on:
        return dict(faces)
    known = await _known(ports, {person: roll.people[person].object_id for person in wanted})
    return {
        place: tuple(replace(face, presence=known.get(face.person)) for face in some)
        for place, some in faces.items()
    }


async def _known(ports: Ports, ids: Mapping[PersonId, str]) -> Mapping[PersonId, Presence]:
    asked = {object_id.lower() for object_id in ids.values() if object_id}
    if not asked:
        return {}
    found = await ports.presences.presences(sorted(asked))
    if isinstance(found, Trouble):
        return {}
    said = {
        name.lower(): presence_of(now.availability, now.activity) for name, now in found.items()
    }
    told = ((person, said.get(object_id.lower())) for person, object_id in ids.items())
    return {person: presence for person, presence in told if presence is not None}
