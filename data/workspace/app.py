"""[app]: where the app listens, under which address people open it, and who signs them in."""

from __future__ import annotations

import ipaddress
import os
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from data.errors import ConfigError
from data.workspace.values import Table, web_url

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8501
OIDC_SECRET = "OVERHEARD_OIDC_SECRET"  # noqa: S105 - the name of a variable


def listening_address(value: str) -> str:
    """`value`, an IP address to listen on, without brackets and in its shortest form. Raises ValueError."""
    try:
        return str(ipaddress.ip_address("127.0.0.1" if value == "localhost" else value.strip().strip("[]")))
    except ValueError:
        raise ValueError("expected an IP address of this machine, or 0.0.0.0 for all of them") from None


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches a listening address."""
    return ipaddress.ip_address(address).is_loopback


def _public_url(value: str) -> str:
    """An address without query, ending in no slash; '' for none. Raises ValueError."""
    if not value:
        return ""
    parts = urlsplit(web_url(value))
    if parts.query or parts.fragment:
        raise ValueError("expected an address without ? and #, such as https://cx.acme.example/overheard")
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def _issuer(value: str) -> str:
    if not value:
        return ""
    parts = urlsplit(web_url(value))
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("expected an address with https, for what a provider says must not be changed on the way")
    return value.strip().rstrip("/")


class App(Table):
    """[app]: the app as it is served. Beyond this machine, or under a `url` of its own, it asks people to sign in."""

    address: Annotated[str, AfterValidator(listening_address)] = Field(
        default=LOOPBACK,
        description="IP address to listen on; another than 127.0.0.1 demands a login. `dashboard --address` wins.",
    )
    port: int = Field(default=DEFAULT_PORT, ge=1, le=65535, description="Port to listen on. `dashboard --port` wins.")
    url: Annotated[str, AfterValidator(_public_url)] = Field(
        default="",
        description="Address under which people open the app, such as that of a proxy, its path included; demands a login.",
    )
    session_hours: int = Field(
        default=12, ge=1, le=720, description="Hours after which somebody signed in has to sign in again."
    )
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] = Field(
        default="",
        description="Address of an OpenID Connect provider that signs people in, beside passwords. "
        "Its secret is in OVERHEARD_OIDC_SECRET.",
    )
    oidc_client_id: str = Field(
        default="", max_length=500, description="The id under which the provider knows the app."
    )
    oidc_trust_email: bool = Field(
        default=False,
        description="Whether an e-mail address counts of which the provider does not say that it is verified.",
    )

    @model_validator(mode="after")
    def _complete(self) -> App:
        if bool(self.oidc_issuer) != bool(self.oidc_client_id):
            there = "oidc_issuer" if self.oidc_issuer else "oidc_client_id"
            raise ValueError(f"oidc_issuer and oidc_client_id: expected both or none, found {there} alone")
        return self

    def provider_secret(self) -> str:
        """The secret of the provider, from the environment. Raises ConfigError where it is not there."""
        secret = os.environ.get(OIDC_SECRET, "")
        if not secret:
            raise ConfigError(f"app.oidc_issuer: expected the provider's secret in {OIDC_SECRET}, found nothing there.")
        return secret

    @property
    def path(self) -> str:
        """The path below which the app lives: '' or '/overheard'."""
        return urlsplit(self.url).path

    @property
    def host(self) -> str:
        """Host and port of `url`; '' without one."""
        return urlsplit(self.url).netloc

    @property
    def demands_login(self) -> bool:
        """Whether others than who sits at this machine can reach the app."""
        return bool(self.url) or not is_loopback(self.address)
