"""A transaction on the wire, held against what the service documents and was seen to answer."""

import pytest

from adapters.tables.answers import Answer, versions_of
from adapters.tables.batch import (
    CONTENT_TYPE,
    Delete,
    Insert,
    Merge,
    Operation,
    Replace,
    Upsert,
    transaction_body,
)
from application.faults import Misconfigured, Stale, Unavailable


def test_a_transaction_is_one_change_set_in_one_batch() -> None:
    body = transaction_body(
        "https://acct.table.core.windows.net/bookings",
        "2026-11-23",
        [Replace("a|b'c", {"n": 1}, 'W/"v"'), Delete("d")],
        frozenset(),
    )
    assert CONTENT_TYPE == "multipart/mixed; boundary=batch_vrijplek"
    assert body.decode().split("\r\n") == [
        "--batch_vrijplek",
        "Content-Type: multipart/mixed; boundary=changeset_vrijplek",
        "",
        "--changeset_vrijplek",
        "Content-Type: application/http",
        "Content-Transfer-Encoding: binary",
        "",
        "PUT https://acct.table.core.windows.net/bookings"
        "(PartitionKey='2026-11-23',RowKey='a%7Cb%27%27c') HTTP/1.1",
        "Content-ID: 1",
        'If-Match: W/"v"',
        "Accept: application/json;odata=nometadata",
        "Content-Type: application/json",
        "Prefer: return-no-content",
        "DataServiceVersion: 3.0",
        "",
        '{"PartitionKey":"2026-11-23","RowKey":"a|b\'c","n":1}',
        "--changeset_vrijplek",
        "Content-Type: application/http",
        "Content-Transfer-Encoding: binary",
        "",
        "DELETE https://acct.table.core.windows.net/bookings"
        "(PartitionKey='2026-11-23',RowKey='d') HTTP/1.1",
        "Content-ID: 2",
        "If-Match: *",
        "Accept: application/json;odata=nometadata",
        "DataServiceVersion: 3.0",
        "",
        "",
        "--changeset_vrijplek--",
        "--batch_vrijplek--",
        "",
    ]


def test_only_conditional_operations_carry_a_condition() -> None:
    operations: list[Operation] = [Insert("a", {}), Merge("b", {}), Upsert("c", {})]
    body = transaction_body("https://h/t", "p", operations, frozenset())
    assert b"If-Match" not in body
    assert [line.split()[0] for line in body.split(b"\r\n") if line.endswith(b"HTTP/1.1")] == [
        b"POST",
        b"PATCH",
        b"PUT",
    ]


def multipart(*parts: str) -> Answer:
    head = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    changes = "".join(f"--changesetresponse_1\r\n{head}{part}\r\n" for part in parts)
    text = (
        "--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n"
        f"{changes}--changesetresponse_1--\r\n--batchresponse_1--\r\n"
    )
    return Answer(202, {}, text.encode())


def done(version: str = "") -> str:
    etag = f"ETag: {version}\r\n" if version else ""
    return (
        "HTTP/1.1 204 No Content\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-cache\r\n"
        f"DataServiceVersion: 1.0;\r\n{etag}\r\n"
    )


def failed(status: str, code: str, message: str, extra: str = "") -> str:
    return (
        f"HTTP/1.1 {status}\r\n{extra}X-Content-Type-Options: nosniff\r\nDataServiceVersion: 3.0;\r\n"
        "Content-Type: application/json;odata=minimalmetadata;streaming=true;charset=utf-8\r\n\r\n"
        f'{{"odata.error":{{"code":"{code}","message":{{"lang":"en-US","value":"{message}\\n'
        'RequestId:a1f47a48\\nTime:2014-01-31T10:28:02.5907425Z"}}}'
    )


def test_versions_come_in_the_order_of_the_operations() -> None:
    answer = multipart(done("W/\"datetime'1'\""), done(), done("W/\"datetime'3'\""))
    assert versions_of(answer, ["a", "b", "c"], {1}) == (
        "W/\"datetime'1'\"",
        "",
        "W/\"datetime'3'\"",
    )


@pytest.mark.parametrize(
    ("part", "index"),
    [
        (
            failed("409 Conflict", "EntityAlreadyExists", "1:The specified entity already exists."),
            1,
        ),
        (  # the message counts from nought, and wins over what is only an echo
            failed("409 Conflict", "EntityAlreadyExists", "2:It exists.", "Content-ID: 1\r\n"),
            2,
        ),
        (failed("409 Conflict", "EntityAlreadyExists", "It exists.", "Content-ID: 3\r\n"), 2),
        (failed("404 Not Found", "ResourceNotFound", "The specified resource does not exist."), 0),
        (failed("412 Precondition Failed", "UpdateConditionNotSatisfied", "99:Out of range."), 2),
    ],
)
def test_the_operation_that_failed_is_found(part: str, index: int) -> None:
    with pytest.raises(Stale) as stale:
        versions_of(multipart(part), ["a", "b", "c"], set())
    assert (stale.value.index, stale.value.key) == (index, "abc"[index])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (multipart(done("v1")), Unavailable),  # one of two is missing
        (multipart(done("v1"), done()), Unavailable),  # not a deletion, and yet no version
        (multipart(done("v1"), done("v2"), done("v3")), Unavailable),
        (Answer(202, {}, b""), Unavailable),
        (Answer(202, {}, b"--batchresponse_1\r\nHTTP/1.1 "), Unavailable),
        (Answer(202, {}, b"HTTP/1.1 409 Conflict\r\n\r\nno JSON"), Unavailable),
        (Answer(200, {}, b"<html>"), Unavailable),
        (multipart(failed("500 Internal Server Error", "InternalError", "0:Oops")), Unavailable),
        (multipart(failed("404 Not Found", "TableNotFound", "0:No table.")), Misconfigured),
        (multipart(failed("403 Forbidden", "AuthorizationFailure", "0:No.")), Misconfigured),
        (multipart(failed("400 Bad Request", "InvalidDuplicateRow", "1:Twice.")), ValueError),
    ],
)
def test_what_cannot_be_read_is_unknown_and_what_can_is_said(
    answer: Answer, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        versions_of(answer, ["a", "b"], set())
