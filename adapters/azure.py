"""Who we are in Azure, and the client libraries for what is not on the hot path.

Locally the account's key; in Azure this app's managed identity (on an engineer's machine, whoever is signed in to the
az command). The libraries are imported where they are used: an ordinary request needs none of them.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

from adapters.settings import Settings
from application.faults import Misconfigured, Unavailable

if TYPE_CHECKING:
    from azure.data.tables.aio import TableServiceClient
    from azure.identity.aio import DefaultAzureCredential
    from azure.storage.blob.aio import BlobServiceClient
    from azure.storage.queue.aio import QueueServiceClient

FEDERATED = "api://AzureADTokenExchange/.default"
# Briefly, and then it is the caller's: a job comes back by itself, a person asks again.
PATIENCE: dict[str, Any] = {"retry_total": 2, "connection_timeout": 5, "read_timeout": 20}
STORAGE_PATIENCE: dict[str, Any] = PATIENCE | {
    "initial_backoff": 0.5,
    "increment_base": 1,
    "random_jitter_range": 0.5,
}


def identity(settings: Settings, *, authority: str | None = None) -> "DefaultAzureCredential":
    """The Entra identity of this process. `authority`: who vouches for it, where that is not the global cloud's."""
    from azure.identity.aio import DefaultAzureCredential

    return DefaultAzureCredential(
        **({"authority": authority} if authority else {}),
        managed_identity_client_id=settings.managed_identity or None,
        exclude_interactive_browser_credential=True,
    )


async def assertion(settings: Settings) -> str:
    """This app's identity vouches for its registration at Entra ID: no secret is kept anywhere (a federated credential
    of the registration names the identity). The library keeps the token while it lasts."""
    from azure.core.exceptions import ClientAuthenticationError

    async with identity(settings) as entra:
        try:
            return (await entra.get_token(FEDERATED)).token
        except ClientAuthenticationError as error:
            raise Misconfigured("This app's identity gets no token to sign people in.") from error


@asynccontextmanager
async def table_service(settings: Settings) -> AsyncIterator["TableServiceClient"]:
    from azure.core.credentials import AzureNamedKeyCredential
    from azure.data.tables.aio import TableServiceClient

    from adapters.telemetry.sdk import telling

    async with _credential(settings) as entra:
        credential = entra or AzureNamedKeyCredential(
            settings.storage_account, settings.storage_account_key
        )
        async with TableServiceClient(
            settings.tables_endpoint,
            credential=credential,
            **PATIENCE,
            **telling("tables", settings.tables_endpoint, PATIENCE),
        ) as service:
            with translated():
                yield service


@asynccontextmanager
async def queue_service(settings: Settings) -> AsyncIterator["QueueServiceClient"]:
    from azure.storage.queue.aio import QueueServiceClient

    from adapters.telemetry.sdk import telling

    async with (
        _credential(settings) as entra,
        QueueServiceClient(
            settings.queues_endpoint,
            credential=entra or _key(settings),
            **STORAGE_PATIENCE,
            **telling("queues", settings.queues_endpoint, PATIENCE),
        ) as service,
    ):
        with translated():
            yield service


@asynccontextmanager
async def blob_service(settings: Settings) -> AsyncIterator["BlobServiceClient"]:
    from azure.storage.blob.aio import BlobServiceClient

    from adapters.telemetry.sdk import telling

    async with (
        _credential(settings) as entra,
        BlobServiceClient(
            settings.blobs_endpoint,
            credential=entra or _key(settings),
            **STORAGE_PATIENCE,
            **telling("blobs", settings.blobs_endpoint, PATIENCE),
        ) as service,
    ):
        with translated():
            yield service


@asynccontextmanager
async def _credential(settings: Settings) -> AsyncIterator[Any]:
    """The identity, closed afterwards; None where the key opens the account."""
    if settings.storage_account_key:
        yield None
        return
    async with identity(settings) as entra:
        yield entra


def _key(settings: Settings) -> dict[str, str]:
    return {
        "account_name": settings.storage_account,
        "account_key": settings.storage_account_key,
    }


@contextmanager
def translated() -> Iterator[None]:
    """The libraries' errors as our faults."""
    from azure.core.exceptions import (
        AzureError,
        ClientAuthenticationError,
        HttpResponseError,
        ServiceRequestError,
        ServiceResponseError,
    )

    try:
        yield
    except ClientAuthenticationError as error:
        raise Misconfigured(f"The storage account refuses us: {_line(error.message)}") from error
    except (ServiceRequestError, ServiceResponseError) as error:
        raise Unavailable("no answer from storage") from error
    except HttpResponseError as error:
        if error.status_code in (401, 403, 404):
            raise Misconfigured(f"The storage account says: {_line(error.message)}") from error
        raise Unavailable(f"storage answered {error.status_code}") from error
    except AzureError as error:
        raise Unavailable("storage could not be asked") from error


def _line(message: str) -> str:
    """The library adds ids and moments on lines of their own."""
    return message.strip().partition("\n")[0]
