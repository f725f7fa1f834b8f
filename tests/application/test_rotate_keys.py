"""New keys for sessions, without signing anyone out."""

from datetime import timedelta

from adapters.identity.sessions import SealedSessions
from application.identity import SESSION_KEYS
from application.rotate_keys import JOB, rotate_keys
from domain.ids import PersonId
from domain.sessions import Session
from tests.builders import NOW, a_directory
from tests.fakes import a_world


async def test_a_week_later_there_is_a_new_key_once() -> None:
    world = a_world(a_directory(), (), NOW)
    assert not await rotate_keys(world.ports)
    world.clock.advance(timedelta(days=7))
    assert await rotate_keys(world.ports)
    assert not await rotate_keys(world.ports)
    assert len(world.keys.sets[SESSION_KEYS]) == 2
    beat = await world.heartbeats.last(JOB)
    assert beat is not None and "2 open sessions" in beat.said


async def test_over_months_nobody_is_signed_out_and_few_keys_are_kept() -> None:
    world = a_world(a_directory(), (), NOW)
    sessions = SealedSessions(world.keys, world.clock)
    sealed: list[str] = []
    for _ in range(60):
        await rotate_keys(world.ports)
        now = world.clock.now()
        session = Session(
            person=PersonId("ada"), version=0, signed_in_at=now, seen_at=now, csrf="c"
        )
        sealed.append(await sessions.seal(session))
        for recent in sealed[-4:]:
            assert await sessions.open(recent) is not None
        world.clock.advance(timedelta(days=1))
    assert await sessions.open(sealed[0]) is None
    assert len(world.keys.sets[SESSION_KEYS]) == 3
    assert len({text.partition(".")[0] for text in sealed}) >= 8
