"""A town to be attacked, in which Ada is signed in."""

import pytest

from tests.http.attacks.town import Attacked


@pytest.fixture
async def town() -> Attacked:
    attacked = Attacked()
    await attacked.sign_in()
    return attacked
