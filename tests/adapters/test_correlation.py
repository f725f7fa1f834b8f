"""The id that ties a request to what it leads to: whose word is taken for it, and where it goes."""

import base64
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from azure.storage.queue import QueueClient

from adapters.azure import blob_service, queue_service, table_service
from adapters.queues.doorbell import QUEUE, QueueDoorbell
from adapters.queues.messages import open_channel
from adapters.settings import Settings
from adapters.tables.channel import Channel
from adapters.tables.names import BOOKINGS
from adapters.tables.opened import credential_of
from adapters.tables.wire import TableWire
from adapters.telemetry import correlation
from adapters.telemetry.correlation import as_guid, of_request, spoken, trace_of
from adapters.telemetry.counts import here
from application.counts import Counted, Kind
from domain.ids import BookingId
from tests.azurite import Azurite
from tests.fault_proxy import FaultProxy

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
OTHER = "00-" + "c" * 32 + "-00f067aa0ba902b7-01"


def asked(host: str = "", **headers: str) -> str:
    """The id of a request with these headers; `host`: the traceparent of the platform."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    told = {correlation.PLATFORM: SimpleNamespace(Traceparent=host)} if host else {}
    return of_request({"headers": named, **told})


@pytest.mark.parametrize(
    "parent",
    [
        "",
        TRACE,
        PARENT.upper(),
        PARENT[:-1],
        PARENT + "0",
        f"ff-{TRACE}-00f067aa0ba902b7-01",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-00f067aa0ba902b7-01\n",
        f" {PARENT}",
    ],
)
def test_a_traceparent_that_is_not_well_formed_is_as_if_it_were_not_there(parent: str) -> None:
    assert trace_of(parent) == "" and asked(traceparent=parent) == ""


def test_what_a_caller_names_goes_before_what_it_traces_and_that_before_the_platform() -> None:
    assert asked(x_request_id="my-own-id-1", traceparent=PARENT, host=OTHER) == "my-own-id-1"
    assert asked(x_correlation_id="my-own-id-2", traceparent=PARENT) == "my-own-id-2"
    assert asked(x_request_id="with spaces", traceparent=PARENT, host=OTHER) == TRACE
    assert asked(host=OTHER) == "c" * 32
    assert asked() == ""


def test_within_the_block_there_is_an_id_and_after_it_the_one_before() -> None:
    assert correlation.here() == "" and correlation.carried() == {}
    with correlation.under(TRACE):
        with correlation.under() as inner:
            assert len(inner) == 32 and inner != TRACE
        assert correlation.here() == TRACE
        assert correlation.carried() == {"trace": TRACE}
    assert correlation.here() == ""


@pytest.mark.parametrize("forged", ["", "a\nb", "x" * 65, "short", "../../etc/passwd"])
def test_no_message_can_bring_an_id_that_forges_a_line(forged: str) -> None:
    with correlation.under(correlation.of_message({"trace": forged})) as found:
        assert found != forged and len(found) == 32


@pytest.mark.parametrize("content", [None, [], "x", {}, {"trace": 7}])
def test_a_message_of_before_brings_none(content: object) -> None:
    assert correlation.of_message(content) == ""


def test_an_id_is_read_out_by_its_beginning_and_told_to_graph_as_a_guid() -> None:
    assert spoken(TRACE) == "4bf9 2f35" and spoken("my-own-id-1") == "my-own-id-1"
    assert as_guid(TRACE) == "4bf92f35-77b3-4da6-a3ce-929d0e0e4736"
    assert as_guid("my-own-id-1") == "my-own-id-1"


@pytest.fixture
async def counted_from(stores: Settings) -> Counted:
    return here.taken()


async def test_storage_is_told_the_id_by_both_kinds_of_client(stores: Settings) -> None:
    async with (
        FaultProxy(stores.tables_endpoint) as tables,
        FaultProxy(stores.queues_endpoint) as queues,
        FaultProxy(stores.blobs_endpoint) as blobs,
    ):
        behind = stores.model_copy(
            update={
                "tables_endpoint": tables.endpoint,
                "queues_endpoint": queues.endpoint,
                "blobs_endpoint": blobs.endpoint,
            }
        )
        with correlation.under(TRACE):
            wire = TableWire(behind.tables_endpoint, credential_of(behind))
            await wire.get(BOOKINGS, "2026-11-24", "none")
            await wire.close()
            bell = QueueDoorbell(open_channel(behind, None))
            await bell.ring(BookingId("2026-11-24-aa"), delay=timedelta(seconds=60))
            await bell.close()
            async with table_service(behind) as service:
                _ = [each async for each in service.list_tables()]
            async with queue_service(behind) as queue:
                await queue.get_queue_client(QUEUE).get_queue_properties()
            async with blob_service(behind) as blob:
                _ = [each async for each in blob.list_containers()]
        heard = [*tables.heard, *queues.heard, *blobs.heard]
    assert len(heard) == 5
    assert {each["x-ms-client-request-id"] for each in heard} == {TRACE}


async def test_a_message_carries_the_id_of_whoever_sends_it(
    stores: Settings, azurite: Azurite
) -> None:
    queue = QueueClient.from_connection_string(azurite.connection_string, QUEUE)
    queue.clear_messages()
    bell = QueueDoorbell(open_channel(stores, None))
    with correlation.under(TRACE):
        await bell.ring(BookingId("2026-11-24-aa"), delay=timedelta())
    await bell.close()
    (message,) = queue.receive_messages(max_messages=32)
    assert json.loads(base64.b64decode(message.content))["trace"] == TRACE


async def test_every_request_to_storage_is_counted_once_whoever_sends_it(
    stores: Settings, counted_from: Counted
) -> None:
    wire = TableWire(stores.tables_endpoint, credential_of(stores))
    await wire.get(BOOKINGS, "2026-11-24", "none")
    await wire.range(BOOKINGS, "2026-11-24", from_key="a", before_key="b")
    await wire.close()
    async with table_service(stores) as service:
        rows = service.get_table_client(BOOKINGS).list_entities(results_per_page=1)
        async for _ in rows.by_page():
            break
    found = {
        (key.name, key.outcome): tally.count
        for key, tally in here.taken().since(counted_from).tallies.items()
        if key.kind is Kind.STORAGE
    }
    assert found == {
        ("tables/bookings/read", "4xx"): 1,
        ("tables/bookings/query", "2xx"): 2,
    }


async def test_storage_that_does_not_answer_is_counted_as_no_answer(
    stores: Settings, counted_from: Counted
) -> None:
    nowhere = Channel("http://127.0.0.1:9", credential_of(stores), timeout=1.0, on_request=None)
    with pytest.raises(Exception, match="no answer"):
        await nowhere.send("GET", "/bookings(PartitionKey='a',RowKey='b')", {}, None)
    await nowhere.close()
    (key,) = here.taken().since(counted_from).tallies
    assert (key.name, key.outcome) == ("tables/bookings/read", "none")
