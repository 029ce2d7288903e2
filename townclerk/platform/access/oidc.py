"""OpenID Connect, the relying party's side: authorization code with state, nonce and PKCE.

The e-mail address in a token is never used: accounts are linked by issuer and subject.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.access.models import IdentityProvider

ALGORITHMS = ["RS256", "PS256", "ES256"]
"""Asymmetric only, so that a public key can never be taken for a shared secret."""
LEEWAY = 60
TIMEOUT = 10
OLDEST = 600


class SignInRefused(TownclerkError):
    """The answer of the provider cannot be trusted; the message says which check failed."""


@dataclass(frozen=True)
class Attempt:
    """What is remembered between leaving for the provider and coming back."""

    provider: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    issuer: str
    subject: str
    name: str = ""


class Client:
    """One provider over HTTP. Its secret or private key is read from the keys directory."""

    def __init__(self, provider: IdentityProvider, redirect_uri: str, keys: Path):
        self.provider, self.redirect_uri, self.keys = provider, redirect_uri, keys

    def begin(self) -> tuple[str, Attempt]:
        """The provider's address to go to, and what to remember."""
        attempt = Attempt(
            provider=self.provider.slug,
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
        )
        address, _ = self._session().create_authorization_url(
            self._discover()["authorization_endpoint"],
            state=attempt.state,
            nonce=attempt.nonce,
            code_verifier=attempt.verifier,
        )
        return str(address), attempt

    def finish(self, attempt: Attempt, answer: dict[str, str], now: datetime) -> Identity:
        """Exchange the code and verify everything about the token that comes back."""
        if not hmac.compare_digest(answer.get("state", ""), attempt.state):
            raise SignInRefused("The answer does not belong to this sign-in (state). Start again.")
        if "error" in answer or "code" not in answer:
            raise SignInRefused(f"{self.provider.name} did not sign you in. Start again.")
        if answer.get("iss", self.provider.issuer) != self.provider.issuer:
            raise SignInRefused("The answer comes from another provider (iss).")
        found = self._discover()
        token = self._exchange(found, answer["code"], attempt)
        claims = self._verified(found, str(token.get("id_token", "")))
        self._check(claims, attempt, now, str(token.get("access_token", "")))
        return Identity(str(claims["iss"]), str(claims["sub"]), str(claims.get("name", "")))

    def _session(self, token_endpoint: str = "") -> OAuth2Session:
        method: Any = self.provider.method
        if method == IdentityProvider.Method.KEY:
            method = PrivateKeyJWT(token_endpoint)
        return OAuth2Session(
            self.provider.client_id,
            self._secret(),
            token_endpoint_auth_method=method,
            scope="openid profile",
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
        )

    def _secret(self) -> str:
        ending = "pem" if self.provider.method == IdentityProvider.Method.KEY else "secret"
        place = self.keys / f"oidc-{self.provider.slug}.{ending}"
        if not place.is_file():
            raise SignInRefused(f"{self.provider.name} is not set up: its key is missing.")
        return place.read_text().strip()

    def _get(self, address: str) -> dict[str, Any]:
        try:
            response = requests.get(address, timeout=TIMEOUT, allow_redirects=False)
            response.raise_for_status()
            return dict(response.json())
        except (requests.RequestException, ValueError) as error:
            raise SignInRefused(f"{self.provider.name} cannot be reached. Try later.") from error

    def _discover(self) -> dict[str, Any]:
        base = self.provider.issuer.rstrip("/")
        found = self._get(f"{base}/.well-known/openid-configuration")
        if found.get("issuer") != self.provider.issuer:
            raise SignInRefused("The provider's own description names another issuer.")
        return found

    def _exchange(self, found: dict[str, Any], code: str, attempt: Attempt) -> dict[str, Any]:
        try:
            session = self._session(found["token_endpoint"])
            token = session.fetch_token(
                found["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=attempt.verifier,
                timeout=TIMEOUT,
            )
        except (OAuthError, requests.RequestException, ValueError) as error:
            raise SignInRefused(f"{self.provider.name} did not accept the code.") from error
        return dict(token)

    def _verified(self, found: dict[str, Any], token: str) -> dict[str, Any]:
        """The claims of a token signed by one of the provider's current keys.

        The keys are fetched at each sign-in, so a key that was changed is known at once.
        """
        try:
            keys = KeySet.import_key_set(self._get(found["jwks_uri"]))  # type: ignore[arg-type]
            return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError, KeyError) as error:
            raise SignInRefused("The identity token is not signed by the provider.") from error

    def _check(self, claims: dict[str, Any], attempt: Attempt, now: datetime, access: str) -> None:
        seconds = now.timestamp()
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        client = self.provider.client_id
        several = len(audiences) > 1
        checks = {
            "iss": claims.get("iss") == self.provider.issuer,
            "aud": client in audiences,
            "azp": claims.get("azp", None if several else client) == client,
            "exp": _number(claims.get("exp")) > seconds - LEEWAY,
            "iat": seconds - OLDEST < _number(claims.get("iat")) <= seconds + LEEWAY,
            "nonce": hmac.compare_digest(str(claims.get("nonce", "")), attempt.nonce),
            "sub": bool(claims.get("sub")),
            "at_hash": "at_hash" not in claims or self._half_hash(access) == claims["at_hash"],
        }
        wrong = [name for name, right in checks.items() if not right]
        if wrong:
            raise SignInRefused(f"The identity token fails a check ({', '.join(wrong)}).")

    @staticmethod
    def _half_hash(access: str) -> str:
        return str(create_half_hash(access, "RS256").decode())


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
