"""host.json and .funcignore say what the code relies on, in words that the Functions host knows.

The host cannot run here; an unknown or misspelt key would be ignored there in silence.
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

from adapters.settings import Settings, read_settings
from local.provider import CLIENT, TENANT
from tests import azurite

ROOT = Path(__file__).resolve().parent.parent
TIMESPAN = r"^\d{2}:[0-5]\d:[0-5]\d$"  # hh:mm:ss, as .NET reads it
LEVEL = Literal["Trace", "Debug", "Information", "Warning", "Error", "Critical", "None"]


class Strict(BaseModel):
    """Nothing but the keys below, spelt as the host spells them."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class Http(Strict):
    route_prefix: Literal[""]  # FastAPI owns every path


class Queues(Strict):
    batch_size: int = Field(ge=1, le=32)
    new_batch_threshold: int = Field(ge=0, le=32)
    max_dequeue_count: Literal[5]  # the poison queue is watched
    visibility_timeout: str = Field(pattern=TIMESPAN)
    max_polling_interval: str = Field(pattern=TIMESPAN)
    message_encoding: Literal["base64"]  # what adapters/queues must send


class Extensions(Strict):
    http: Http
    queues: Queues


class Bundle(Strict):
    id: Literal["Microsoft.Azure.Functions.ExtensionBundle"]
    version: Literal["[4.*, 5.0.0)"]


class Sampling(Strict):
    is_enabled: bool
    max_telemetry_items_per_second: int
    excluded_types: str


class ApplicationInsights(Strict):
    sampling_settings: Sampling


class Logging(Strict):
    log_level: dict[str, LEVEL]
    application_insights: ApplicationInsights


class HostJson(Strict):
    version: Literal["2.0"]
    function_timeout: str = Field(pattern=TIMESPAN)
    extension_bundle: Bundle
    extensions: Extensions
    logging: Logging


def as_duration(text: str) -> timedelta:
    return TypeAdapter(timedelta).validate_python(text)


@pytest.fixture
def host() -> HostJson:
    return HostJson.model_validate_json((ROOT / "host.json").read_bytes())


def test_host_json_holds_what_the_host_understands(host: HostJson) -> None:
    assert host.version == "2.0"


def test_a_message_stays_hidden_shorter_than_a_function_may_run(host: HostJson) -> None:
    assert as_duration(host.extensions.queues.visibility_timeout) < as_duration(
        host.function_timeout
    )


def test_the_threshold_for_a_new_batch_is_below_its_size(host: HostJson) -> None:
    assert host.extensions.queues.new_batch_threshold < host.extensions.queues.batch_size


def test_requests_and_exceptions_are_never_sampled_away(host: HostJson) -> None:
    excluded = host.logging.application_insights.sampling_settings.excluded_types.split(";")
    assert {"Request", "Exception"} <= set(excluded)


@pytest.fixture
def example() -> dict[str, str]:
    document = json.loads((ROOT / "local.settings.example.json").read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, str]).validate_python(document["Values"])


def test_the_example_settings_are_settings_that_we_read(example: dict[str, str]) -> None:
    assert example["FUNCTIONS_WORKER_RUNTIME"] == "python"
    settings = read_settings(example)
    assert settings.local
    assert (settings.oidc_tenant, settings.oidc_client_id) == (TENANT, CLIENT)
    ours = {field.alias for field in Settings.model_fields.values()}
    the_hosts = {name for name in example if name.startswith(("AzureWebJobs", "FUNCTIONS_"))}
    assert example.keys() - the_hosts - ours == set()


def test_the_only_key_in_the_example_is_the_emulators_published_one(
    example: dict[str, str],
) -> None:
    assert [value for name, value in example.items() if "KEY" in name] == [azurite.KEY]


def left_out() -> set[str]:
    lines = (ROOT / ".funcignore").read_text(encoding="utf-8").splitlines()
    return {line.removeprefix("/") for line in lines if line and not line.startswith("#")}


@pytest.mark.parametrize(
    "name", ["tests", "demo", "bench", "docs", "local", "node_modules", "infra", "tools", ".*"]
)
def test_what_is_for_us_is_not_sent_to_azure(name: str) -> None:
    assert name in left_out()


@pytest.mark.parametrize(
    "name",
    ["domain", "application", "adapters", "function_app.py", "host.json", "requirements.txt"],
)
def test_what_runs_in_azure_is_sent_there(name: str) -> None:
    assert name not in left_out()
