"""What personal codes promise to keep."""

from datetime import timedelta

import pytest

from adapters.identity.scrambler import Argon2Scrambler
from adapters.tables.names import CODES
from adapters.tables.wire import TableWire
from application.codes import Code, Scrambler
from application.faults import Stale
from domain.ids import PersonId
from domain.pin import Tries
from domain.when import later
from tests.builders import NOW
from tests.contracts.conftest import Kit, a_secret
from tests.fake_codes import FakeScrambler

ADA, BOB = PersonId("ada"), PersonId("bob")
TRIES = Tries(failed=5, last_at=NOW, locked_until=later(NOW, timedelta(minutes=1)))


class TestCodes:
    async def test_a_number_nobody_tried_is_not_there(self, kit: Kit) -> None:
        assert await kit.ports.codes.find("4711") is None
        assert not await kit.ports.codes.has_code(ADA)

    async def test_a_code_comes_back_in_full(self, kit: Kit) -> None:
        code = Code(person=ADA, scrambled="$x$", changes_until=NOW, tries=TRIES)
        await kit.ports.codes.give("4711", code, None)
        kept = await kit.ports.codes.find("4711")
        assert kept is not None and kept.value == code
        assert await kit.ports.codes.has_code(ADA) and not await kit.ports.codes.has_code(BOB)

    async def test_tries_are_counted_for_numbers_that_are_nobodys_too(self, kit: Kit) -> None:
        await kit.ports.codes.count("9999", Code(tries=TRIES), None)
        kept = await kit.ports.codes.find("9999")
        assert kept is not None and kept.value == Code(tries=TRIES)
        await kit.ports.codes.count("9999", Code(), kept.version)
        again = await kit.ports.codes.find("9999")
        assert again is not None and again.value == Code() and again.version != kept.version

    async def test_two_who_saw_the_same_count_once(self, kit: Kit) -> None:
        codes = kit.ports.codes
        await codes.count("9999", Code(), None)
        with pytest.raises(Stale):
            await codes.count("9999", Code(tries=TRIES), None)
        kept = await codes.find("9999")
        assert kept is not None
        await codes.count("9999", Code(tries=TRIES), kept.version)
        with pytest.raises(Stale):
            await codes.count("9999", Code(), kept.version)
        with pytest.raises(Stale):
            await codes.give("9999", Code(person=ADA, scrambled="$x$"), kept.version)

    async def test_a_number_passes_to_who_has_none(self, kit: Kit) -> None:
        codes, hers = kit.ports.codes, Code(person=ADA, scrambled="$x$", tries=TRIES)
        await codes.give("4711", hers, None)
        for _ in range(2):
            await codes.hand_over(ADA, BOB)
            kept = await codes.find("4711")
            assert kept is not None and kept.value == Code(person=BOB, scrambled="$x$", tries=TRIES)
            assert await codes.has_code(BOB) and not await codes.has_code(ADA)

    async def test_who_has_a_number_keeps_it_and_the_other_is_gone(self, kit: Kit) -> None:
        codes = kit.ports.codes
        await codes.give("4711", Code(person=ADA, scrambled="$x$"), None)
        await codes.give("4712", Code(person=BOB, scrambled="$y$"), None)
        await codes.hand_over(ADA, BOB)
        kept = await codes.find("4712")
        assert kept is not None and kept.value == Code(person=BOB, scrambled="$y$")
        assert await codes.find("4711") is None and not await codes.has_code(ADA)

    async def test_a_person_has_one_number_at_a_time(self, kit: Kit) -> None:
        codes = kit.ports.codes
        await codes.give("4711", Code(person=ADA, scrambled="$x$"), None)
        await codes.give("4712", Code(person=ADA, scrambled="$y$"), None)
        assert await codes.find("4711") is None
        kept = await codes.find("4712")
        assert kept is not None and kept.value.scrambled == "$y$"
        await codes.give("4712", Code(person=ADA, scrambled="$z$"), kept.version)
        kept = await codes.find("4712")
        assert kept is not None and kept.value.scrambled == "$z$"

    async def test_what_was_taken_away_opens_nothing(self, kit: Kit) -> None:
        codes = kit.ports.codes
        await codes.give("4711", Code(person=ADA, scrambled="$x$"), None)
        await codes.give("4712", Code(person=BOB, scrambled="$y$"), None)
        await codes.take_away(ADA)
        await codes.take_away(ADA)
        assert await codes.find("4711") is None and not await codes.has_code(ADA)
        assert await codes.has_code(BOB)

    async def test_numbers_of_nobody_are_forgotten_and_nothing_else(self, kit: Kit) -> None:
        codes, earlier = kit.ports.codes, later(NOW, -timedelta(days=3))
        old = Tries(failed=1, last_at=earlier)
        await codes.count("9998", Code(tries=old), None)
        await codes.count("9999", Code(tries=TRIES), None)
        await codes.give("4711", Code(person=ADA, scrambled="$x$", tries=old), None)
        assert await codes.forget_tries(NOW) == 1
        assert await codes.find("9998") is None
        assert await codes.find("9999") is not None and await codes.find("4711") is not None

    async def test_a_row_shows_no_number(self, wire: TableWire, kit: Kit) -> None:
        await kit.ports.codes.give("471147", Code(person=ADA, scrambled="$x$"), None)
        await kit.ports.codes.count("998877", Code(tries=TRIES), None)
        rows = await wire.range(CODES, "codes", from_key="!", before_key="~")
        assert "471147" not in repr(rows) and "998877" not in repr(rows)


@pytest.fixture(params=["memory", "argon2"])
def scrambler(request: pytest.FixtureRequest) -> Scrambler:
    return FakeScrambler() if request.param == "memory" else Argon2Scrambler(a_secret)


class TestScrambler:
    async def test_only_the_code_fits_what_was_made_of_it(self, scrambler: Scrambler) -> None:
        made = await scrambler.scramble("273946")
        assert await scrambler.fits("273946", made)
        assert not await scrambler.fits("273947", made)
        assert "273946" not in made

    async def test_nothing_fits_where_there_is_nothing(self, scrambler: Scrambler) -> None:
        assert not await scrambler.fits("", "")
        assert not await scrambler.fits("273946", "")
        assert not await scrambler.fits("273946", "nonsense")

    async def test_what_is_made_today_is_not_outdated(self, scrambler: Scrambler) -> None:
        assert not scrambler.is_outdated(await scrambler.scramble("273946"))


async def test_a_hash_of_weaker_times_still_fits_and_is_outdated() -> None:
    from argon2 import PasswordHasher

    ours = Argon2Scrambler(a_secret)
    secret = await ours._peppered("273946")
    weaker = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(secret)
    assert await ours.fits("273946", weaker) and ours.is_outdated(weaker)


async def test_the_same_code_never_looks_the_same_and_needs_the_pepper() -> None:
    async def another() -> bytes:
        return b"of another town"

    ours = Argon2Scrambler(a_secret)
    first, second = await ours.scramble("273946"), await ours.scramble("273946")
    assert first != second
    assert not await Argon2Scrambler(another).fits("273946", first)
