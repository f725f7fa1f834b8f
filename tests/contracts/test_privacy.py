"""What the privacy pact and people's own word promise to keep."""

from dataclasses import replace

import pytest

from application.faults import Stale
from domain.ids import PersonId
from domain.pact import Pact, decide_confirmation, decide_profile_change
from domain.privacy import Choice, Preference, Relation, Terms
from tests.builders import NOW, a_directory, a_person
from tests.contracts.conftest import Kit

ADA, BOB = PersonId("ada"), PersonId("bob")
WIDE = Terms(names=frozenset({Relation.EVERYONE}), choice=Choice.FIXED, keep_bookings_days=90)


def proposed() -> Pact:
    return decide_profile_change(Pact(), WIDE, by=ADA, now=NOW)


class TestProfiles:
    async def test_the_standard_one_holds_while_nobody_decided(self, kit: Kit) -> None:
        assert await kit.ports.profiles.pact() == Pact()
        assert await kit.ports.profiles.read() is None

    async def test_a_pact_comes_back_in_full_and_at_once_where_it_was_written(
        self, kit: Kit
    ) -> None:
        await kit.ports.profiles.pact()
        version = await kit.ports.profiles.write(proposed(), None)
        kept = await kit.ports.profiles.read()
        assert kept is not None and kept.value == proposed() and kept.version == version
        assert await kit.ports.profiles.pact() == proposed()
        done = decide_confirmation(proposed(), by=BOB, now=NOW)
        assert isinstance(done, Pact)
        await kit.ports.profiles.write(done, version)
        assert await kit.ports.profiles.pact() == done

    async def test_two_who_saw_the_same_pact_change_it_once(self, kit: Kit) -> None:
        version = await kit.ports.profiles.write(proposed(), None)
        with pytest.raises(Stale):
            await kit.ports.profiles.write(Pact(), None)
        await kit.ports.profiles.write(Pact(), version)
        with pytest.raises(Stale):
            await kit.ports.profiles.write(proposed(), version)
        assert await kit.ports.profiles.pact() == Pact()


class TestPreferences:
    async def test_whoever_said_nothing_said_nothing(self, kit: Kit) -> None:
        assert await kit.ports.preferences.of(ADA) is Preference.UNSAID
        sayings = await kit.ports.preferences.all()
        assert sayings.said == {} and sayings.of(ADA) is Preference.UNSAID

    async def test_the_last_word_counts_and_is_seen_at_once_where_it_was_said(
        self, kit: Kit
    ) -> None:
        preferences = kit.ports.preferences
        nothing = await preferences.all()
        await preferences.say(ADA, Preference.SHOW)
        await preferences.say(ADA, Preference.HIDE)
        await preferences.say(BOB, Preference.SHOW)
        sayings = await preferences.all()
        assert sayings.said == {ADA: Preference.HIDE, BOB: Preference.SHOW}
        assert sayings.version not in ("", nothing.version)
        assert await preferences.of(ADA) is Preference.HIDE

    async def test_a_word_stays_when_people_are_imported_again(self, kit: Kit) -> None:
        await kit.ports.preferences.say(ADA, Preference.HIDE)
        await kit.fill(a_directory(), (a_person("ada"),), ())
        assert await kit.ports.preferences.of(ADA) is Preference.HIDE


class TestEveryone:
    async def test_the_roll_has_everyone_in_full(self, kit: Kit) -> None:
        people = (a_person("ada", team="civil"), replace(a_person("bob"), first_aider=True))
        await kit.fill(a_directory(), people, ())
        roll = await kit.ports.people.everyone()
        assert roll.people == {person.id: person for person in people} and roll.version
