"""A session as text: who can read it, who can make one, and what happens to one that was touched."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.identity.sealed import Sealer
from adapters.identity.sessions import SealedSessions
from application.identity import SESSION_KEYS, Sessions
from domain.ids import PersonId
from domain.sessions import Session, SessionKind
from domain.when import later
from tests.builders import NOW
from tests.fakes import FakeClock, FakeKeys, FakeSessions

SESSION = Session(
    person=PersonId("ada"), version=3, signed_in_at=NOW, seen_at=NOW, csrf="not to be guessed"
)


class Kept:
    """Sessions, and the keys that seal them."""

    def __init__(self) -> None:
        self.clock = FakeClock(NOW)
        self.keys = FakeKeys(self.clock)
        self.sessions = SealedSessions(self.keys, self.clock)


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.mark.parametrize("make", [FakeSessions, lambda: Kept().sessions])
@pytest.mark.parametrize(
    "session",
    [
        SESSION,
        replace(
            SESSION, kind=SessionKind.KIOSK, scope="hall", until=later(NOW, timedelta(hours=9))
        ),
    ],
)
async def test_what_was_sealed_opens_as_it_was(
    make: Callable[[], Sessions], session: Session
) -> None:
    sessions = make()
    assert await sessions.open(await sessions.seal(session)) == session
    assert await sessions.open("") is None
    assert await sessions.open("nonsense") is None


async def test_nothing_can_be_read_from_it_and_a_cookie_holds_it(kept: Kept) -> None:
    text = await kept.sessions.seal(SESSION)
    assert len(text) < 500
    assert "ada" not in text and "guessed" not in text
    assert text.isascii() and not set(text) & set(' ",;\\')
    assert text != await kept.sessions.seal(SESSION)


async def test_no_letter_of_it_can_be_changed(kept: Kept) -> None:
    text = await kept.sessions.seal(SESSION)
    for place, letter in enumerate(text):
        for other in {"A", "B", "_", "."} - {letter}:
            assert await kept.sessions.open(text[:place] + other + text[place + 1 :]) is None, place


async def test_none_of_it_can_be_left_out_or_added(kept: Kept) -> None:
    text = await kept.sessions.seal(SESSION)
    for length in range(len(text)):
        assert await kept.sessions.open(text[:length]) is None
    for more in ("A", "=", ".", ".A", "\n", " "):
        assert await kept.sessions.open(text + more) is None
        assert await kept.sessions.open(more + text) is None
    assert await kept.sessions.open(text + "A" * 10_000) is None


async def test_halves_of_two_do_not_make_a_third(kept: Kept) -> None:
    ours = (await kept.sessions.seal(SESSION)).split(".")
    theirs = (await kept.sessions.seal(replace(SESSION, person=PersonId("bob")))).split(".")
    for part in range(2, 5):
        mixed = [*ours]
        mixed[part] = theirs[part]
        assert await kept.sessions.open(".".join(mixed)) is None


async def test_a_key_of_somebody_else_seals_nothing_for_us(kept: Kept) -> None:
    stranger = Kept()
    strange_key = replace((await stranger.keys.key_set(SESSION_KEYS))[0], key=b"\x07" * 32)
    stranger.keys.sets[SESSION_KEYS] = (strange_key,)
    assert await kept.sessions.open(await stranger.sessions.seal(SESSION)) is None
    stranger.keys.sets[SESSION_KEYS] = (replace(strange_key, id="unheard-of"),)
    assert await kept.sessions.open(await stranger.sessions.seal(SESSION)) is None


async def test_what_was_sealed_for_another_purpose_is_no_session(kept: Kept) -> None:
    other = Sealer(kept.keys, kept.clock, name=SESSION_KEYS, purpose="sign-in")
    text = await other.seal(
        b'{"v":1,"sub":"ada","ver":3,"at":0,"seen":0,"csrf":"","kind":"person"}'
    )
    assert await other.open(text) is not None
    assert await kept.sessions.open(text) is None


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"none","enc":"A256GCM","kid":"key-1","typ":"session"}',
        b'{"alg":"dir","enc":"A128CBC-HS256","kid":"key-1","typ":"session"}',
        b'{"alg":"dir","enc":"A256GCM","kid":"key-1","typ":"session","zip":"DEF"}',
        b'{"alg":"dir","enc":"A256GCM","kid":["key-1"],"typ":"session"}',
        b"[]",
        b"[" * 2500,
        b"{",
        b"\xff",
    ],
)
async def test_a_header_that_is_not_ours_is_not_tried(kept: Kept, header: bytes) -> None:
    rest = (await kept.sessions.seal(SESSION)).partition(".")[2]
    first = urlsafe_b64encode(header).decode("ascii").rstrip("=")
    assert await kept.sessions.open(f"{first}.{rest}") is None


async def test_a_new_key_signs_nobody_out_and_seals_once_everyone_knows_it(kept: Kept) -> None:
    before = await kept.sessions.seal(SESSION)
    await kept.keys.rotate(SESSION_KEYS, keep=3)
    still_old = await kept.sessions.seal(SESSION)
    assert still_old.partition(".")[0] == before.partition(".")[0]
    kept.clock.advance(timedelta(hours=2))
    after = await kept.sessions.seal(SESSION)
    assert after.partition(".")[0] != before.partition(".")[0]
    for text in (before, still_old, after):
        assert await kept.sessions.open(text) == SESSION


async def test_a_key_that_is_gone_opens_nothing(kept: Kept) -> None:
    opened, never_opened = await kept.sessions.seal(SESSION), await kept.sessions.seal(SESSION)
    assert await kept.sessions.open(opened) == SESSION
    await kept.keys.rotate(SESSION_KEYS, keep=0)
    assert await kept.sessions.open(opened) is None
    assert await kept.sessions.open(never_opened) is None


async def test_made_up_keys_do_not_make_us_ask_storage_each_time(kept: Kept) -> None:
    asked: list[bool] = []

    class Counted(FakeKeys):
        async def key_set(self, name: str, *, fresh: bool = False) -> tuple:  # type: ignore[type-arg]  # counts only
            asked.append(fresh)
            return await super().key_set(name, fresh=fresh)

    seconds = [0.0]
    keys = Counted(kept.clock)
    sealer = Sealer(
        keys, kept.clock, name=SESSION_KEYS, purpose="session", seconds=lambda: seconds[0]
    )
    stranger = Kept()
    made_up = replace((await stranger.keys.key_set(SESSION_KEYS))[0], id="unheard-of")
    stranger.keys.sets[SESSION_KEYS] = (made_up,)
    text = await stranger.sessions.seal(SESSION)
    for _ in range(5):
        assert await sealer.open(text) is None
    assert asked.count(True) == 1
    seconds[0] += 31
    assert await sealer.open(text) is None
    assert asked.count(True) == 2
