"""Signatures as computed by another program, and tokens kept no longer than they are good."""

import asyncio

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError

from adapters.tables.auth import SCOPE, EntraTokens, SharedKey
from application.faults import Misconfigured, Unavailable
from tests.azurite import KEY


@pytest.mark.parametrize(
    ("account", "path", "signature"),
    [
        (  # openssl dgst -sha256 -mac HMAC; the emulator's account stands in the path as well
            "devstoreaccount1",
            "/devstoreaccount1/$batch",
            "N5uXmVKQ4QJUVFZcGt/dmXRg2DZ1LT08L5hMDtnDZ5o=",
        ),
        (
            "acct",
            "/bookings(PartitionKey='2026-11-23',RowKey='booking%7Ca%27%27b')",
            "CjiU++7USSwbzsHdYz3Ewv7SlQdM9/Ifr3YKH4QSeP0=",
        ),
    ],
)
def test_a_signature_covers_date_and_path(account: str, path: str, signature: str) -> None:
    signed = SharedKey(account, KEY).authorization("Mon, 23 Nov 2026 09:00:00 GMT", path)
    assert signed == f"SharedKeyLite {account}:{signature}"


class FakeEntra:
    """Gives tokens that last an hour, unless told to fail."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.asked: list[tuple[str, ...]] = []
        self.failure: Exception | None = None

    async def get_token(self, *scopes: str) -> AccessToken:
        self.asked.append(scopes)
        await asyncio.sleep(0)
        if self.failure is not None:
            raise self.failure
        return AccessToken(f"token{len(self.asked)}", int(self.now) + 3600)


async def test_a_token_serves_until_five_minutes_before_its_end() -> None:
    entra = FakeEntra()
    tokens = EntraTokens(entra, now=lambda: entra.now)
    assert await tokens() == "token1"
    entra.now += 3600 - 301
    assert await tokens() == "token1"
    entra.now += 2
    assert await tokens() == "token2"
    assert entra.asked == [(SCOPE,), (SCOPE,)]


async def test_many_callers_ask_entra_once() -> None:
    entra = FakeEntra()
    tokens = EntraTokens(entra, now=lambda: entra.now)
    assert set(await asyncio.gather(*(tokens() for _ in range(50)))) == {"token1"}
    assert len(entra.asked) == 1


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (ClientAuthenticationError("no identity"), Misconfigured),
        (ServiceRequestError("no route"), Unavailable),
        (TimeoutError(), Unavailable),
    ],
)
async def test_without_a_new_token_the_old_one_serves_to_its_end(
    failure: Exception, kind: type[Exception]
) -> None:
    entra = FakeEntra()
    tokens = EntraTokens(entra, now=lambda: entra.now)
    await tokens()
    entra.failure = failure
    entra.now += 3600 - 10
    assert await tokens() == "token1"
    entra.now += 10
    with pytest.raises(kind):
        await tokens()
    entra.failure = None
    assert (await tokens()).startswith("token")


def test_the_provider_serves_a_second_event_loop() -> None:
    entra = FakeEntra()
    tokens = EntraTokens(entra, now=lambda: entra.now)
    assert asyncio.run(tokens.__call__()) == "token1"
    entra.now += 3600
    assert asyncio.run(tokens.__call__()) == "token2"
