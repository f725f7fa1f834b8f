"""Where spans go in Azure: to the component of Application Insights that the platform's own telemetry goes to.

Only the exporter is used, and none of Microsoft's automatic instrumentation: that would write down every address that is
asked, and the keys of rows in them say who booked. What is sent is what adapters/telemetry/spans.py says, and no more.
"""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

QUIET = "APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL"
SERVICE = "vrijplek"


def provider_to(connection: str) -> "TracerProvider":
    """`connection`: as the platform gives it (APPLICATIONINSIGHTS_CONNECTION_STRING); the exporter finds the identity that it
    proves itself with in the setting beside it. Loads the exporter, a third of a second: only where the switch is on.

    Raises ValueError where `connection` is none."""
    os.environ.setdefault(
        QUIET, "true"
    )  # it would tell Microsoft how it is used; it reads nothing but this
    from azure.monitor.opentelemetry.exporter import AzureMonitorTraceExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    exporter = AzureMonitorTraceExporter(connection_string=connection, disable_offline_storage=True)
    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider
