"""Which Graph we speak to: its address, who gives tokens for it, and which addresses a token may travel to.

The national clouds have their own addresses, scopes and authorities, which belong together. On loopback there is a
simulator, which takes the static token of the settings or one for the global cloud.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from adapters.settings import LOOPBACK

GLOBAL = "graph.microsoft.com"
AUTHORITIES: Mapping[str, str] = {
    GLOBAL: "https://login.microsoftonline.com",
    "graph.microsoft.us": "https://login.microsoftonline.us",
    "dod-graph.microsoft.us": "https://login.microsoftonline.us",
    "microsoftgraph.chinacloudapi.cn": "https://login.chinacloudapi.cn",
}


@dataclass(frozen=True, slots=True)
class Cloud:
    """`base`: the root of the version we speak, without a slash at its end."""

    base: str

    @property
    def host(self) -> str:
        return (urlsplit(self.base).hostname or "").lower()

    @property
    def scope(self) -> str:
        """What a token is asked for: never for another host than the one it goes to."""
        host = GLOBAL if self.host in LOOPBACK else self.host
        return f"https://{host}/.default"

    @property
    def authority(self) -> str:
        return AUTHORITIES.get(self.host, AUTHORITIES[GLOBAL])

    def ours(self, url: str) -> bool:
        """Whether a link leads to the Graph of the settings, so that a token may go with it."""
        try:
            return _origin(url) == _origin(self.base)
        except ValueError:
            return False


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    if "@" in parts.netloc or "\\" in url:
        raise ValueError("a link with a user in it is nobody's of ours")
    usual = {"https": 443, "http": 80}.get(parts.scheme.lower())
    return parts.scheme.lower(), (parts.hostname or "").lower(), parts.port or usual
