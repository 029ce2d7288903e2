"""GOV.UK Notify as a backend of Django's mail: one call for each message, signed with its key.

Its scheme is published at docs.notifications.service.gov.uk/rest-api.html. An API key is its name,
the id of the service and the secret, with hyphens between; the token is a JWT of HS256 with the
service as issuer and the time as issued at. The template at Notify holds ((subject)) and ((body)).
"""

import re
from collections.abc import Sequence
from typing import Any

import requests
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from joserfc import jwt
from joserfc.jwk import OctKey

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock

TIMEOUT = 20
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
KEY = re.compile(rf".*-?(?P<service>{UUID})-(?P<secret>{UUID})", re.IGNORECASE)
TRIED_LATER = {408, 429}


class NotTaken(TownclerkError):
    """Notify did not take a message; `for_good` where asking again could not help."""

    def __init__(self, sentence: str, *, for_good: bool) -> None:
        self.for_good = for_good
        super().__init__(sentence)


class EmailBackend(BaseEmailBackend):
    """Chosen by TOWNCLERK_NOTIFY_KEY."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for address in message.to:
                self._send(message, address)
        return len(email_messages)

    def _send(self, message: EmailMessage, address: str) -> None:
        answer = requests.post(
            f"{settings.NOTIFY_URL.rstrip('/')}/v2/notifications/email",
            json={
                "email_address": address,
                "template_id": settings.NOTIFY_TEMPLATE,
                "personalisation": {"subject": message.subject, "body": message.body},
                "reference": message.extra_headers.get("X-Townclerk-Letter", ""),
            },
            headers={"Authorization": f"Bearer {token(settings.NOTIFY_KEY)}"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        if answer.status_code != 201:
            lasting = 400 <= answer.status_code < 500 and answer.status_code not in TRIED_LATER
            raise NotTaken(_said(answer), for_good=lasting)


def token(key: str) -> str:
    """The token of one call."""
    found = KEY.fullmatch(key)
    if found is None:
        raise NotTaken(
            "TOWNCLERK_NOTIFY_KEY is no key of GOV.UK Notify: a name, the service and the secret, "
            "with hyphens between. Copy it again.",
            for_good=False,
        )
    claims = {"iss": found["service"], "iat": int(clock.now().timestamp())}
    return jwt.encode(
        {"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(found["secret"].encode())
    )


def _said(answer: requests.Response) -> str:
    """Status and the reasons that Notify gives."""
    try:
        told: Any = answer.json()
        reasons = "; ".join(str(each["message"]) for each in told["errors"])
    except (ValueError, KeyError, TypeError):
        reasons = ""
    return f"GOV.UK Notify answered {answer.status_code}. {reasons}".strip()
