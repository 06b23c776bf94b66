"""An OpenID Connect provider that says who somebody is: code flow with PKCE, by Authlib.

Streamlit has a login of the same library, which runs inside the app; this one runs before it, so that nothing of the app is
served to somebody who is not signed in.
"""

from __future__ import annotations

import logging
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from dashboard.reports.messages import t
from data.workspace.app import App

LOG = logging.getLogger(__name__)


class ProviderError(Exception):
    """The provider did not say who it is; the message is for the person who wants to sign in."""


class Provider:
    """The provider of `settings`. Raises ConfigError where its secret is not in the environment."""

    def __init__(self, settings: App) -> None:
        self.trust_email = settings.oidc_trust_email
        self.client = OAuth().register(
            "provider",
            client_id=settings.oidc_client_id,
            client_secret=settings.provider_secret(),
            server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": 20},
        )

    async def ask(self, request: Request, callback: str) -> Response:
        """Where to send the browser. Raises ProviderError where the provider cannot be reached."""
        try:
            response: Response = await self.client.authorize_redirect(request, callback)
        except (httpx.HTTPError, AuthlibBaseError, ValueError, KeyError) as error:
            LOG.warning("the provider of app.oidc_issuer cannot be used: %s", error)
            raise ProviderError(t("login.unreachable")) from None
        return response

    async def answer(self, request: Request) -> str:
        """The e-mail address that the provider vouches for. Raises ProviderError."""
        try:
            token: dict[str, Any] = await self.client.authorize_access_token(request)
        except (httpx.HTTPError, AuthlibBaseError, JoseError, ValueError, KeyError) as error:
            LOG.warning("the provider of app.oidc_issuer signed nobody in: %s", error)
            raise ProviderError(t("login.refused")) from None
        claims = token.get("userinfo") or {}
        email, verified = str(claims.get("email") or ""), claims.get("email_verified")
        if not email or verified is False or (verified is not True and not self.trust_email):
            raise ProviderError(t("login.unverified"))
        return email
