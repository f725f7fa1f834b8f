"""Storage as after the set-up: tables, queues and containers of one emulator, for the adapters that need all three."""

from pathlib import Path

import pytest

from adapters.provision import provision
from adapters.settings import Settings
from tests.azurite import Azurite
from tests.contracts.conftest import settings_of


@pytest.fixture
async def stores(azurite: Azurite, tmp_path: Path) -> Settings:
    """Settings of an emulator in which everything has been made; rows of other tests may be there."""
    settings = settings_of(azurite, tmp_path / "outbox")
    await provision(settings)
    return settings
