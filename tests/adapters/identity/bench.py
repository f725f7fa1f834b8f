"""Our side of signing in, against an issuer in the test's process."""

from typing import Any

from adapters.identity.issuer import OidcIssuer
from application.identity import Begun, Claims, Distrust, Finished
from tests.builders import NOW
from tests.fake_issuer import (
    FakeIssuer,
    an_oidc_issuer,
)
from tests.fakes import FakeClock, FakeIds, FakeKeys


class Bench:
    """Ours against a fake one."""

    def __init__(self, **registration: Any) -> None:
        self.clock, self.seconds = FakeClock(NOW), [0.0]
        self.fake = FakeIssuer(self.clock)
        self.ours: OidcIssuer = an_oidc_issuer(
            self.fake,
            keys=FakeKeys(self.clock),
            clock=self.clock,
            ids=FakeIds(),
            seconds=lambda: self.seconds[0],
            **registration,
        )

    async def begun(self, to: str = "/?date=2026-11-25") -> tuple[Begun, dict[str, str]]:
        begun = await self.ours.begin(to)
        return begun, self.fake.sign_in(begun.address)

    async def finished(self, **claims: Any) -> Finished | Distrust:
        """A sign-in from end to end, with these claims in the id token."""
        self.fake.claims = claims
        begun, answer = await self.begun()
        return await self.ours.finish(answer, begun.sealed)

    async def believed(self, token: str) -> Claims | Distrust:
        return await self.ours.token(token)
