"""Who gives a command, as far as it is known: the account on this machine, and whom Entra ID sees at the storage.

It stands in the audit where an act comes from: `command-line anna`, `command-line anna 3d1f2a64-…`; the second is the object
id, by which Entra ID finds the person or identity.
"""

import base64
import getpass
import json

from adapters.azure import identity
from adapters.settings import Settings

STORAGE = "https://storage.azure.com/.default"
COMMAND_LINE = "command-line"


def account() -> str:
    """Of the operating system; empty where it knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


async def object_id(settings: Settings) -> str:
    """Empty where a key opens the storage, and where nobody is signed in: what is done then says so itself."""
    if settings.storage_account_key:
        return ""
    from azure.core.exceptions import AzureError

    async with identity(settings) as entra:
        try:
            return object_id_in((await entra.get_token(STORAGE)).token)
        except AzureError:
            return ""


def object_id_in(token: str) -> str:
    """Of whom a token speaks. Entra ID gave it to us, so nothing is believed of it that it could not say anyway."""
    try:
        payload = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(told.get("oid", ""))
    except (IndexError, ValueError, AttributeError):
        return ""


def origin_of(*known: str) -> str:
    """As the audit has it."""
    return " ".join((COMMAND_LINE, *filter(None, known)))
