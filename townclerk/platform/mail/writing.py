"""The words of a mail as it leaves: text, one link, and how to turn it off."""

from collections.abc import Sequence

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse

from townclerk.platform.mail.kinds import KINDS
from townclerk.platform.mail.models import Letter

SALT = "townclerk.mail.stop"
HIDDEN = "(a link that only its receiver sees)"


def absolute(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def stop_address(receiver: str, kind: str) -> str:
    """Where whoever holds the mail turns its kind off, without signing in."""
    return reverse("mail:stop", args=[signing.dumps([receiver, kind], salt=SALT)])


def stopped(token: str) -> tuple[str, str]:
    """The receiver and the kind of such an address. Raises signing.BadSignature."""
    receiver, kind = signing.loads(token, salt=SALT)
    return receiver, kind


def body(letter: Letter, *, hide: bool = False) -> str:
    parts = [letter.text]
    kind = KINDS.get(letter.kind)
    if letter.link:
        parts.append(HIDDEN if hide else absolute(letter.link))
    for words, path in letter.links:
        address = HIDDEN if hide or not path else absolute(path)
        parts.append(f"{words}:\n{address}")
    if kind is not None and kind.optional:
        way = HIDDEN if hide else absolute(stop_address(letter.receiver, letter.kind))
        parts.append(f"No more mail of this kind: {way}")
    elif letter.user is not None and letter.kind == "digest":
        parts.append(f"What you are sent, and what you may turn off: {absolute('/mail/choices/')}")
    return "\n\n".join(parts)


def message(letter: Letter, address: str) -> EmailMessage:
    headers = {"Auto-Submitted": "auto-generated", "X-Townclerk-Letter": str(letter.pk)}
    return EmailMessage(subject=letter.subject, body=body(letter), to=[address], headers=headers)


def own_text(letter: Letter) -> str:
    """The text of a letter inside the mail of a day. Who has no account turns it off from there."""
    kind = KINDS.get(letter.kind)
    if kind is None or not kind.optional or letter.user_id is not None:
        return letter.text
    way = absolute(stop_address(letter.receiver, letter.kind))
    return f"{letter.text}\n\nNo more mail of this kind: {way}"


def gathered_text(letters: Sequence[Letter]) -> str:
    """What the mail of a day says: each with its own text and link."""
    lines = []
    for letter in letters:
        lines.append(letter.subject)
        lines += [f"  {line}" if line else "" for line in own_text(letter).splitlines()]
        if letter.link:
            lines.append(f"  {absolute(letter.link)}")
        lines.append("")
    return "\n".join(lines).strip()
