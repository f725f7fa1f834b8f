"""Settings: what is wrong is said in a sentence that names the variable."""

from pathlib import Path

import pytest

from adapters.settings import read_settings
from application.faults import Misconfigured

AZURE = {
    "TABLES_ENDPOINT": "https://plek.table.core.windows.net/",
    "QUEUES_ENDPOINT": "https://plek.queue.core.windows.net",
    "BLOBS_ENDPOINT": "https://plek.blob.core.windows.net",
}
LOCAL = {
    "TABLES_ENDPOINT": "http://127.0.0.1:10002/devstoreaccount1",
    "QUEUES_ENDPOINT": "http://127.0.0.1:10001/devstoreaccount1",
    "BLOBS_ENDPOINT": "http://127.0.0.1:10000/devstoreaccount1",
    "STORAGE_ACCOUNT": "devstoreaccount1",
    "STORAGE_ACCOUNT_KEY": "c2VjcmV0",
    "MAIL_OUTBOX": "/var/outbox",
}


def test_a_process_on_a_storage_account_is_in_azure() -> None:
    settings = read_settings(AZURE)
    assert not settings.local
    assert settings.tables_endpoint == "https://plek.table.core.windows.net"
    assert settings.mail_outbox is None and settings.storage_account_key == ""


def test_a_local_process_has_a_key_and_an_outbox() -> None:
    settings = read_settings(LOCAL)
    assert settings.local and settings.mail_outbox == Path("/var/outbox")


def test_the_mailboxes_that_send_are_named_once_each() -> None:
    settings = read_settings(
        AZURE | {"MAIL_SENDERS": " Plek@example.org post@example.org  plek@example.org "}
    )
    assert settings.exchange.senders == ("plek@example.org", "post@example.org")
    assert read_settings(AZURE).exchange.senders == ()


@pytest.mark.parametrize("name", AZURE)
def test_local_means_that_all_storage_is_on_this_machine(name: str) -> None:
    mixed = {**LOCAL, name: AZURE[name], "STORAGE_ACCOUNT_KEY": ""}
    assert not read_settings(mixed).local


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"TABLES_ENDPOINT": "plek"}, "TABLES_ENDPOINT: is not an address"),
        ({"TABLES_ENDPOINT": "http://plek.example.org"}, "TABLES_ENDPOINT: must use https"),
        ({"PUBLIC_URL": "ftp://x"}, "PUBLIC_URL: is not an address"),
        ({"MAIL_SENDERS": "plek@example.org plek"}, "MAIL_SENDERS: must be addresses"),
        ({"STORAGE_ACCOUNT_KEY": "k"}, "STORAGE_ACCOUNT_KEY is accepted for a loopback"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        read_settings(AZURE | wrong)


def test_what_is_missing_is_named_all_at_once() -> None:
    with pytest.raises(Misconfigured) as caught:
        read_settings({})
    assert all(f"{name} is not set." in str(caught.value) for name in AZURE)


def test_a_key_needs_its_account() -> None:
    with pytest.raises(Misconfigured, match="STORAGE_ACCOUNT must name"):
        read_settings(LOCAL | {"STORAGE_ACCOUNT": ""})


def test_the_key_is_not_shown() -> None:
    assert "c2VjcmV0" not in repr(read_settings(LOCAL))
    with pytest.raises(Misconfigured) as caught:
        read_settings(LOCAL | {"TABLES_ENDPOINT": "https://plek.table.core.windows.net"})
    assert "c2VjcmV0" not in f"{caught.value}{caught.value.__cause__}"
