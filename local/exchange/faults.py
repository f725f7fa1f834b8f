"""Failures to order: of the next requests that fit, before or after what they ask for is done, or of a share of all."""

import base64
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime

from local.exchange.calls import Call, Reply
from local.exchange.errors import GraphError

DROP = 0
"""The status of an answer that never comes: the connection is cut."""
_CODES = {
    400: ("ErrorInvalidRequest", "The request is invalid."),
    401: ("InvalidAuthenticationToken", "Access token has expired or is not yet valid."),
    403: ("ErrorAccessDenied", "Access is denied. Check credentials and try again."),
    404: ("ErrorItemNotFound", "The specified object was not found in the store."),
    409: ("ErrorConcurrentItemSave", "The item was changed at the same time."),
    410: ("SyncStateNotFound", "The sync state generation is not found; generation=149."),
    412: (
        "ErrorIrresolvableConflict",
        "The send or update operation could not be performed because the change key passed in the "
        "request does not match the current change key for the item.",
    ),
    429: ("ApplicationThrottled", "Application is over its MailboxConcurrency limit."),
    500: ("ErrorInternalServerError", "An internal server error occurred. The operation failed."),
    502: ("UnknownError", ""),
    503: ("ServiceUnavailable", "The service is unavailable."),
    504: ("UnknownError", "The gateway timed out."),
}
_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway"
    "</h1></center>\r\n</body>\r\n</html>\r\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with requests whose method is `method` and whose path (as sent, still encoded) has `path` in it.

    `times` requests; None: until it is taken away. `after`: what was asked for is done first. `claims`: 401 asks for a
    new token. `html`: the answer is a gateway's page.
    """

    status: int
    method: str = ""
    path: str = ""
    after: bool = False
    times: int | None = 1
    retry_after: int | None = None
    as_date: bool = False
    claims: bool = False
    html: bool = False
    code: str = ""

    def fits(self, call: Call) -> bool:
        return (not self.method or self.method.upper() == call.method) and bool(
            re.search(self.path, call.path, re.IGNORECASE)
        )

    def answer(self, now: datetime) -> Reply:
        """The answer; raises where it has the form of every error."""
        headers = retry_headers(now, self.retry_after, as_date=self.as_date)
        if self.html or self.status == 502:
            headers["Content-Type"] = "text/html"
            return Reply(status=self.status, text=_PAGE, headers=headers)
        if self.claims:
            claims = json.dumps({"access_token": {"nbf": {"essential": True, "value": "1"}}})
            encoded = base64.b64encode(claims.encode()).decode()
            headers["WWW-Authenticate"] = (
                'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/'
                f'authorize", client_id="00000003-0000-0000-c000-000000000000", error='
                f'"insufficient_claims", claims="{encoded}"'
            )
        code, message = _CODES.get(self.status, ("UnknownError", ""))
        raise GraphError(self.status, self.code or code, message, headers=headers)


class Faults:
    """Orders are carried out in the order in which they were given."""

    def __init__(self, chance: random.Random) -> None:
        self._orders: list[Fault] = []
        self._share = 0.0
        self._kinds: Sequence[Fault] = ()
        self._chance = chance

    def add(
        self,
        status: int,
        *,
        method: str = "",
        path: str = "",
        after: bool = False,
        times: int | None = 1,
        retry_after: int | None = None,
        as_date: bool = False,
        claims: bool = False,
        html: bool = False,
        code: str = "",
    ) -> None:
        """Order a failure; see Fault. Status 0 (DROP) cuts the connection."""
        self._orders.append(
            Fault(
                status=status,
                method=method,
                path=path,
                after=after,
                times=times,
                retry_after=retry_after,
                as_date=as_date,
                claims=claims,
                html=html,
                code=code,
            )
        )

    def chaos(self, share: float, kinds: Sequence[Fault] = ()) -> None:
        """From now on this share of all requests fails, each in one of these ways."""
        self._share = share
        self._kinds = kinds or (
            Fault(status=429, retry_after=2),
            Fault(status=503, retry_after=2),
            Fault(status=503, after=True),
            Fault(status=504, after=True),
            Fault(status=500),
            Fault(status=502, html=True),
            Fault(status=DROP),
            Fault(status=DROP, after=True),
        )

    def clear(self) -> None:
        self._orders.clear()
        self._share = 0.0

    def take(self, call: Call) -> Fault | None:
        """What goes wrong with this request, if anything."""
        for place, fault in enumerate(self._orders):
            if fault.fits(call):
                if fault.times is not None:
                    self._orders[place] = replace(fault, times=fault.times - 1)
                    if fault.times <= 1:
                        del self._orders[place]
                return fault
        if self._share and self._chance.random() < self._share:
            return self._chance.choice(self._kinds)
        return None


def retry_headers(now: datetime, seconds: int | None, *, as_date: bool) -> dict[str, str]:
    if seconds is None:
        return {}
    when = format_datetime(now + timedelta(seconds=seconds), usegmt=True)
    return {"Retry-After": when if as_date else str(seconds)}
