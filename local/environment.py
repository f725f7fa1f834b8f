"""The settings that the app finds: the same names as in Azure, pointing at this machine."""

import os

from local.azurite import ACCOUNT, KEY, Azurite
from local.beside import Beside, service_mailbox
from local.options import ROOT, Options
from local.provider import CLIENT, TENANT


def exchange_environment(options: Options, beside: Beside) -> dict[str, str]:
    """What makes the app keep its rooms in step with the Exchange beside it."""
    return {
        "GRAPH_BASE_URL": f"{beside.url}/v1.0",
        "GRAPH_TOKEN": beside.token,
        "GRAPH_ORGANIZER_MODE": "service",
        "GRAPH_SERVICE_MAILBOX": service_mailbox(beside.demo),
        "GRAPH_NOTIFICATION_URL": f"{options.url}/graph/notifications",
    }


def app_environment(options: Options, storage: Azurite, issuer: str) -> dict[str, str]:
    """The environment of every child that runs the app's code."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        "AzureWebJobsStorage": storage.connection,
        "STORAGE_ACCOUNT": ACCOUNT,
        "STORAGE_ACCOUNT_KEY": KEY,
        "TABLES_ENDPOINT": storage.endpoint(storage.ports.table),
        "QUEUES_ENDPOINT": storage.endpoint(storage.ports.queue),
        "BLOBS_ENDPOINT": storage.endpoint(storage.ports.blob),
        "PUBLIC_URL": options.url,
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_TENANT": TENANT,
        "OIDC_API_AUDIENCE": CLIENT,
        "MAIL_OUTBOX": str(options.data / "outbox"),
    }
