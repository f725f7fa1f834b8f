"""Where a front door stands before us: its address is not that of whoever asks.

The last entry of X-Forwarded-For is whoever spoke to the platform (adapters/http/limiting.py). Behind a front door that is
the front door, for everybody; who spoke to that stands before it. So its entry is taken away, but only from a request that
carries the front door's own id: whoever goes past it could claim any address otherwise.
"""

from starlette.types import Scope

ID, ADDRESSES = b"x-azure-fdid", b"x-forwarded-for"


def behind(scope: Scope, front_door: str) -> Scope:
    """The request as the front door got it; as it is where none is set, or where it came another way."""
    headers = list(scope.get("headers", ()))
    if not front_door or [value for name, value in headers if name == ID] != [front_door.encode()]:
        return scope
    entries = b",".join(value for name, value in headers if name == ADDRESSES).split(b",")
    others = [(name, value) for name, value in headers if name != ADDRESSES]
    before = [(ADDRESSES, b",".join(entries[:-1]))] if len(entries) > 1 else []
    return {**scope, "headers": [*others, *before]}
