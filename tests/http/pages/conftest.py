"""A town and a browser in it, for tests of what is served."""

import pytest

from tests.fakes import World
from tests.http.pages.served import Browser, a_town


@pytest.fixture
def town() -> World:
    return a_town()


@pytest.fixture
def browser(town: World) -> Browser:
    """Ada's."""
    there = Browser(town)
    there.be("ada")
    return there
