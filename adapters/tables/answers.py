"""What an answer of the Table service means: a version, nothing there, or one of the three faults.

An answer this module cannot read is Unavailable: the outcome is unknown and the caller must look.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from application.faults import Misconfigured, Stale, Unavailable

LONGEST_RETRY_AFTER = 60.0
STALE = {
    (404, "ResourceNotFound"),
    (404, "EntityNotFound"),
    (409, "EntityAlreadyExists"),
    (412, "UpdateConditionNotSatisfied"),
    (412, "ConditionNotMet"),
}
OUR_BUG = {400, 405, 411, 413, 414, 415, 501}

_etag = re.compile(rb"(?im)^etag:[ \t]*(\S[^\r\n]*)")
_content_id = re.compile(rb"(?im)^content-id:[ \t]*(\d+)")
_index = re.compile(r"(\d{1,9}):")


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def error_of(body: bytes) -> tuple[str, str]:
    """Code and message of an OData error; two empty strings if it is not one."""
    start = body.find(b"{")
    try:
        error = json.JSONDecoder().raw_decode(body[max(start, 0) :].decode())[0]["odata.error"]
        return str(error["code"]), str(error["message"]["value"])
    except (ValueError, KeyError, TypeError):
        return "", ""


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds from a Retry-After header; 1 if it has none we can read (a date is not sent here)."""
    try:
        return min(max(float(headers.get("Retry-After", "1")), 0.0), LONGEST_RETRY_AFTER)
    except ValueError:
        return 1.0


def fault_of(answer: Answer, *, key: str = "", index: int = 0) -> Exception:
    """The fault an unsuccessful answer stands for; a ValueError if our request was malformed."""
    status, (code, message) = answer.status, error_of(answer.body)
    first_line = message.partition("\n")[0]
    if (status, code) in STALE:
        return Stale(key=key, reason=code, index=index)
    if code == "TableNotFound":
        return Misconfigured(
            "A table does not exist in this storage account: run the set-up that makes the tables, "
            "and check that the endpoint names the right account."
        )
    if status in (401, 403):
        return Misconfigured(
            f"The storage account refuses us ({code or status}): give this app's identity the role "
            "Storage Table Data Contributor (it may take some minutes to work), check the network "
            f"rules of the account, and the clock of this machine. {first_line}"
        )
    if status in OUR_BUG and code:
        return ValueError(f"the service calls our request wrong: {status} {code} {first_line}")
    return Unavailable(
        f"storage answered {status} {code}".rstrip(), retry_after=retry_after(answer.headers)
    )


def versions_of(answer: Answer, keys: Sequence[str], deletions: set[int]) -> tuple[str, ...]:
    """The new version of each row of a transaction, "" for a deleted one; raises what went wrong."""
    if answer.status != 202:
        raise fault_of(answer)
    parts = answer.body.split(b"HTTP/1.1 ")[1:]
    for part in parts:
        if not part.startswith(b"2"):
            raise _failed_part(part, keys, answer.headers)
    found = [match[1].rstrip().decode() if (match := _etag.search(p)) else "" for p in parts]
    if len(found) != len(keys) or any(not v and i not in deletions for i, v in enumerate(found)):
        raise Unavailable("the answer to a transaction cannot be read: the outcome is unknown")
    return tuple(found)


def _failed_part(part: bytes, keys: Sequence[str], headers: Mapping[str, str]) -> Exception:
    try:
        status = int(part[:3])
    except ValueError:
        return Unavailable("the answer to a transaction cannot be read: the outcome is unknown")
    head, _, body = part.partition(b"\r\n\r\n")
    index = min(_failed_index(head, body), len(keys) - 1)
    return fault_of(Answer(status, headers, body), key=keys[index], index=index)


def _failed_index(head: bytes, body: bytes) -> int:
    """`"2:The specified…"` says it. Storage leaves it out for the first operation at times."""
    if match := _index.match(error_of(body)[1]):
        return int(match[1])
    if found := _content_id.search(head):
        return max(int(found[1]) - 1, 0)
    return 0
