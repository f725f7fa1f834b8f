"""The one client of the table service that a process has."""

from collections.abc import Callable

from adapters.azure import identity, table_service
from adapters.clock import SystemClock
from adapters.settings import Settings
from adapters.tables.auth import EntraTokens, SharedKey, TokenProvider
from adapters.tables.names import BOOKINGS
from adapters.tables.wire import TableWire


def credential_of(settings: Settings) -> SharedKey | TokenProvider:
    """The account's key locally; in Azure the tokens of this app's identity, renewed for all who share them."""
    if settings.storage_account_key:
        return SharedKey(settings.storage_account, settings.storage_account_key)
    return EntraTokens(identity(settings), now=lambda: SystemClock().now().timestamp())


def open_tables(
    settings: Settings,
    credential: SharedKey | TokenProvider,
    *,
    on_request: Callable[[str, str], None] | None = None,
) -> TableWire:
    """Nothing is connected until the first request. `on_request` hears every request that is sent."""
    return TableWire(settings.tables_endpoint, credential, on_request=on_request)


async def any_bookings(settings: Settings) -> bool:
    """Whether a row was ever written to the days' books."""
    async with table_service(settings) as service:
        rows = service.get_table_client(BOOKINGS).list_entities(
            results_per_page=1, select=["PartitionKey"]
        )
        async for _ in rows:
            return True
    return False
