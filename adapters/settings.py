"""Settings: what the environment says, read once; every variable is named here and nowhere else.

Locally the storage account's key signs requests; it is accepted for a loopback address only, so that a key can never
be what a deployment in Azure runs on.
"""

from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from application.exchange_terms import ExchangeTerms, Organiser
from application.faults import Misconfigured
from domain.ids import mailbox
from domain.limits import Limits, limits_from
from domain.sessions import Lifetime

GRAPH = "https://graph.microsoft.com/v1.0"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def _an_endpoint(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise ValueError("is not an address: it must begin with https:// (or http:// on loopback)")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must use https: plain http is for loopback only")
    return url.rstrip("/")


def _apart(address: str) -> tuple[str, str, str]:
    return address.partition("@")


type Endpoint = Annotated[str, AfterValidator(_an_endpoint)]


FRONT_DOOR = r"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Settings(BaseModel):
    """Frozen. `storage_account_key` is empty in Azure; there, Entra tokens open the storage account.
    `backup_blobs_endpoint`: of the account for copies; empty where none are made. `erased_after_days`: within how many
    an erased person is promised to be gone from copies too.
    `public_url`: how people reach us, for links in mails; without a slash at its end.
    `mail_outbox`: the folder in which mails are laid; None while mail goes nowhere. `mail_senders`: the mailboxes that
    send it through Exchange instead.
    `oidc_issuer`: who tells us who somebody is; None while nobody can sign in. `oidc_client_secret`, `oidc_client_key`:
    only where the issuer knows no other way; in Azure this app's identity vouches for it.
    `rate_limits`: what differs from domain/limits.py; `own_networks`: the municipality's own address ranges.
    `front_door`: the id of the front door before us; empty where there is none.
    `open_telemetry`: what is counted is a span too.
    `codes_on_phones`: number and code will do at a scanned place, on a phone too.
    `graph_service_mailbox`: the one that invites rooms; empty where there is no Exchange to keep in step with.
    `graph_token`: for a Graph on loopback only; elsewhere this app's identity gets one. `graph_notification_url`: where
    Graph reaches us when a calendar changes; empty where it cannot, and then only the timer looks.
    `oidc_tenant`: the only one whose people may enter. `oidc_roles_claim`: empty where the issuer knows no roles."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    tables_endpoint: Endpoint = Field(alias="TABLES_ENDPOINT")
    queues_endpoint: Endpoint = Field(alias="QUEUES_ENDPOINT")
    blobs_endpoint: Endpoint = Field(alias="BLOBS_ENDPOINT")
    backup_blobs_endpoint: str = Field(default="", alias="BACKUP_BLOBS_ENDPOINT")
    erased_after_days: int = Field(default=30, ge=14, le=90, alias="ERASED_AFTER_DAYS")
    storage_account: str = Field(default="", alias="STORAGE_ACCOUNT")
    storage_account_key: str = Field(default="", alias="STORAGE_ACCOUNT_KEY", repr=False)
    managed_identity: str = Field(default="", alias="AZURE_CLIENT_ID")
    public_url: Endpoint = Field(default="http://127.0.0.1:7071", alias="PUBLIC_URL")
    mail_outbox: Path | None = Field(default=None, alias="MAIL_OUTBOX")
    mail_sender: str = Field(default="vrijplek@localhost", alias="MAIL_SENDER")
    mail_senders: str = Field(default="", alias="MAIL_SENDERS")

    oidc_issuer: Endpoint | None = Field(default=None, alias="OIDC_ISSUER")
    oidc_client_id: str = Field(default="", alias="OIDC_CLIENT_ID")
    oidc_client_secret: str = Field(default="", alias="OIDC_CLIENT_SECRET", repr=False)
    oidc_client_key: str = Field(default="", alias="OIDC_CLIENT_KEY", repr=False)
    oidc_tenant: str = Field(default="", alias="OIDC_TENANT")
    oidc_scopes: str = Field(default="openid profile email", alias="OIDC_SCOPES")
    oidc_roles_claim: str = Field(default="roles", alias="OIDC_ROLES_CLAIM")
    oidc_api_audience: str = Field(default="", alias="OIDC_API_AUDIENCE")
    oidc_api_scope: str = Field(default="access_as_user", alias="OIDC_API_SCOPE")
    session_idle_hours: float = Field(default=8, gt=0, le=72, alias="SESSION_IDLE_HOURS")
    session_longest_hours: float = Field(default=24, gt=0, le=72, alias="SESSION_LONGEST_HOURS")

    graph_base_url: Endpoint = Field(default=GRAPH, alias="GRAPH_BASE_URL")
    graph_token: str = Field(default="", alias="GRAPH_TOKEN", repr=False)
    graph_organiser: Organiser = Field(default=Organiser.SERVICE, alias="GRAPH_ORGANIZER_MODE")
    graph_service_mailbox: str = Field(default="", alias="GRAPH_SERVICE_MAILBOX")
    graph_notification_url: str = Field(default="", alias="GRAPH_NOTIFICATION_URL")
    graph_window_days: int = Field(default=90, ge=1, le=1080, alias="GRAPH_SYNC_WINDOW_DAYS")

    open_telemetry: bool = Field(default=False, alias="OPEN_TELEMETRY")
    insights: str = Field(default="", alias="APPLICATIONINSIGHTS_CONNECTION_STRING")
    codes_on_phones: bool = Field(default=True, alias="CODES_ON_PHONES")
    rate_limits: str = Field(default="", alias="RATE_LIMITS")
    own_networks: str = Field(default="", alias="OWN_NETWORKS")
    front_door: str = Field(default="", pattern=FRONT_DOOR, alias="FRONT_DOOR_ID")

    @field_validator("rate_limits")
    @classmethod
    def _limits(cls, text: str) -> str:
        limits_from(text)
        return text

    @field_validator("own_networks")
    @classmethod
    def _networks(cls, text: str) -> str:
        for each in text.split():
            ip_network(each)
        return text

    @field_validator("oidc_issuer", mode="before")
    @classmethod
    def _no_issuer(cls, issuer: object) -> object:
        return issuer or None

    @field_validator("mail_outbox", mode="before")
    @classmethod
    def _nowhere(cls, folder: object) -> object:
        return folder or None

    @field_validator("mail_senders")
    @classmethod
    def _mailboxes(cls, text: str) -> str:
        if not all(name and at and host for name, at, host in map(_apart, text.split())):
            raise ValueError("must be addresses of mailboxes, with spaces between them")
        return text

    @model_validator(mode="after")
    def _keys_stay_local(self) -> Self:
        if self.storage_account_key and not self.local:
            raise ValueError(
                "STORAGE_ACCOUNT_KEY is accepted for a loopback address only: remove it and give "
                "this app's identity its roles on the storage account"
            )
        if self.storage_account_key and not self.storage_account:
            raise ValueError("STORAGE_ACCOUNT must name the account that STORAGE_ACCOUNT_KEY opens")
        return self

    @field_validator("graph_notification_url", "backup_blobs_endpoint")
    @classmethod
    def _reachable(cls, url: str) -> str:
        return _an_endpoint(url) if url else ""

    @model_validator(mode="after")
    def _exchange_is_whole(self) -> Self:
        if self.graph_token and urlsplit(self.graph_base_url).hostname not in LOOPBACK:
            raise ValueError(
                "GRAPH_TOKEN is accepted where GRAPH_BASE_URL is on loopback only: remove it and let "
                "this app's identity in at Exchange"
            )
        if self.graph_service_mailbox and "@" not in self.graph_service_mailbox:
            raise ValueError("GRAPH_SERVICE_MAILBOX must be the address of a mailbox")
        return self

    @model_validator(mode="after")
    def _sign_in_is_whole(self) -> Self:
        if self.oidc_issuer is None:
            return self
        if not self.oidc_client_id:
            raise ValueError("OIDC_CLIENT_ID must name us to the issuer")
        if "openid" not in self.oidc_scopes.split():
            raise ValueError("OIDC_SCOPES must have openid among them")
        if not self.local and not self.public_url.startswith("https://"):
            raise ValueError("PUBLIC_URL must use https where people sign in")
        return self

    @property
    def vouches_for_itself(self) -> bool:
        """Whether the issuer takes a secret, a key or (locally) our word, instead of our identity's assertion."""
        return bool(self.oidc_client_secret or self.oidc_client_key or self.local)

    @property
    def roles_at_sign_in(self) -> bool:
        """Whether the issuer says which roles somebody has."""
        return self.oidc_issuer is not None and bool(self.oidc_roles_claim)

    @property
    def secure(self) -> bool:
        """Whether people reach us over https, so that cookies may be bound to it."""
        return self.public_url.startswith("https://")

    @property
    def lifetime(self) -> Lifetime:
        return Lifetime(
            idle=timedelta(hours=self.session_idle_hours),
            longest=timedelta(hours=self.session_longest_hours),
        )

    @property
    def limits(self) -> Limits:
        return limits_from(self.rate_limits, own_networks=tuple(self.own_networks.split()))

    @property
    def exchange(self) -> ExchangeTerms:
        """There is an Exchange to keep in step with where somebody's mailbox may invite its rooms."""
        service = mailbox(self.graph_service_mailbox) if self.graph_service_mailbox else None
        return ExchangeTerms(
            on=service is not None or self.graph_organiser is Organiser.USER,
            organiser=self.graph_organiser,
            service=service,
            window=timedelta(days=self.graph_window_days),
            notify=self.graph_notification_url,
            senders=tuple(dict.fromkeys(map(mailbox, self.mail_senders.split()))),
        )

    @property
    def local(self) -> bool:
        """Whether all storage is on this machine, so that this is nobody's deployment."""
        return not self._outside()

    def _outside(self) -> list[str]:
        endpoints = (self.tables_endpoint, self.queues_endpoint, self.blobs_endpoint)
        named = (*endpoints, self.backup_blobs_endpoint)
        return [url for url in named if url and urlsplit(url).hostname not in LOOPBACK]


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings. Raises Misconfigured with a sentence that names each variable that is wrong."""
    try:
        return Settings.model_validate(dict(environment))
    except ValidationError as error:
        raise Misconfigured(" ".join(_sentence(each) for each in error.errors())) from error


def _sentence(error: Mapping[str, object] | object) -> str:
    found = dict(error) if isinstance(error, Mapping) else {}
    place, said = found.get("loc"), str(found.get("msg", "")).removeprefix("Value error, ")
    variable = ".".join(str(part) for part in place) if isinstance(place, tuple) else ""
    if found.get("type") == "missing":
        return f"{variable} is not set."
    return f"{variable}: {said}." if variable else f"{said}."
