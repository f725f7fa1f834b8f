"""What a request to storage is counted as; no key and no name of a blob is ever in it."""

import pytest

from adapters.tables.batch import Delete, Insert, Operation, transaction_body
from adapters.telemetry.operations import of_blobs, of_queues, of_tables


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/bookings(PartitionKey='2026-11-24',RowKey='person%7Cada')", "bookings/read"),
        ("GET", "/bookings()?$filter=PartitionKey%20eq%20'ada'", "bookings/query"),
        ("GET", "/bookings?$top=1", "bookings/query"),
        ("POST", "/bookings", "bookings/write"),
        ("PUT", "/people(PartitionKey='p',RowKey='ada')", "people/write"),
        ("PATCH", "/people(PartitionKey='p',RowKey='ada')", "people/write"),
        ("DELETE", "/people(PartitionKey='p',RowKey='ada')", "people/delete"),
        ("GET", "/Tables", "Tables/manage"),
        ("DELETE", "/Tables('bookings')", "Tables/manage"),
        ("GET", "/?restype=service&comp=properties", "service/manage"),
    ],
)
def test_a_request_to_a_table_is_told_by_table_and_class(method: str, path: str, name: str) -> None:
    assert of_tables(method, path, None) == (f"tables/{name}", 0)


@pytest.mark.parametrize("first", [Insert("a", {}), Delete("a")])
@pytest.mark.parametrize("root", ["http://127.0.0.1:10002/devstoreaccount1", "https://a.example"])
def test_a_transaction_is_one_request_with_as_many_rows_as_it_writes(
    first: Operation, root: str
) -> None:
    operations = [first, Insert("b", {}), Delete("c")]
    body = transaction_body(f"{root}/bookings", "2026-11-24", operations, frozenset())
    assert of_tables("POST", "/$batch", body) == ("tables/bookings/transaction", 3)


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", "/deliver/messages?visibilitytimeout=5", "deliver/write"),
        ("GET", "/deliver/messages?numofmessages=8", "deliver/read"),
        ("DELETE", "/deliver/messages/0123?popreceipt=x", "deliver/delete"),
        ("GET", "/deliver?comp=metadata", "deliver/manage"),
        ("GET", "/?comp=list", "service/manage"),
    ],
)
def test_a_request_to_a_queue_is_told_by_queue_and_class(method: str, path: str, name: str) -> None:
    assert of_queues(method, path) == (f"queues/{name}", 0)


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/drawings/0123abcd.svg", "drawings/read"),
        ("PUT", "/keys/sessions", "keys/write"),
        ("DELETE", "/keys/sessions", "keys/delete"),
        ("GET", "/backups?restype=container&comp=list", "backups/query"),
        ("PUT", "/backups?restype=container", "backups/manage"),
        ("GET", "/?comp=list", "service/query"),
    ],
)
def test_a_request_to_a_blob_is_told_by_container_and_class(
    method: str, path: str, name: str
) -> None:
    assert of_blobs(method, path) == (f"blobs/{name}", 0)
