"""What someone sees whose page could not be shown."""

from dataclasses import dataclass

from adapters.http.pages.shell import Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """Context of error.html. `words`: what went wrong, in the reader's language; `reference`: the request's id, as it is
    read out; `another`: where to sign in with another account, where that may help."""

    shell: Shell
    words: str
    reference: str = ""
    another: str = ""
