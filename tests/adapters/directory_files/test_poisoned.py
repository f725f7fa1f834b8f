"""Markup in an import: values that are no free text refuse it, and these are all that are."""

from tests.adapters.directory_files.poisoned import MARKUP, open_spots, poisoned

TEXTS = {
    "municipality.yaml": {"name", "nl", "fr", "address", "reason"},
    "people.csv": {"name", "objectId"},
    "resources.csv": {"name", "mailbox", "note"},
}


def test_only_free_texts_take_markup() -> None:
    taken = {(spot[0], spot[-1]) for spot in open_spots()}
    assert taken == {(file, name) for file, names in TEXTS.items() for name in names}


def test_what_is_taken_is_kept_as_it_was_written() -> None:
    town = poisoned(MARKUP)
    directory = town.directory
    assert directory.name == f"Kleinstad {MARKUP}"
    assert {each.name for each in town.people.values()} == {
        f"An Maes {MARKUP}",
        f"Jan Peeters {MARKUP}",
    }
    for many in (directory.sites, directory.floors, directory.zones, directory.resources):
        assert all(each.name.endswith(f" {MARKUP}") for each in many.values())
