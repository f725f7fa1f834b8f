"""Who gives a command: the machine's account, and whom the token for the storage speaks of."""

import base64
import json

import pytest

from adapters.cli.operator import object_id, object_id_in, origin_of
from adapters.settings import read_settings

OBJECT = "3d1f2a64-0c1b-4a57-9a53-5e0a6c0f1b01"
HERE = {
    "TABLES_ENDPOINT": "http://127.0.0.1:1/x",
    "QUEUES_ENDPOINT": "http://127.0.0.1:1/x",
    "BLOBS_ENDPOINT": "http://127.0.0.1:1/x",
    "STORAGE_ACCOUNT": "x",
    "STORAGE_ACCOUNT_KEY": "eA==",
}


def a_token(payload: object) -> str:
    middle = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
    return f"e30.{middle}.x"


def test_the_object_id_is_read_out_of_a_token() -> None:
    assert object_id_in(a_token({"oid": OBJECT, "upn": "anna@town.example"})) == OBJECT


@pytest.mark.parametrize("token", ["", "x", "x.y.z", a_token([]), a_token({}), "e30.!!.x"])
def test_a_token_that_says_nothing_of_it_is_nobodys(token: str) -> None:
    assert object_id_in(token) == ""


async def test_where_a_key_opens_the_storage_entra_id_is_not_asked() -> None:
    assert await object_id(read_settings(HERE)) == ""


def test_what_is_not_known_is_left_out() -> None:
    assert origin_of("", "") == "command-line"
    assert origin_of("anna", OBJECT) == f"command-line anna {OBJECT}"
