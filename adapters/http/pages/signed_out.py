"""What someone sees who has signed out."""

from dataclasses import dataclass

from adapters.http.pages.shell import Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOutPage:
    """Context of signed_out.html. `again`: where to sign in; `onwards`: where to sign out at the identity provider,
    to which the browser is on its way; empty where that is done."""

    shell: Shell
    again: str
    onwards: str = ""
