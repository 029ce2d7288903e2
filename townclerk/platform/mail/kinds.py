"""The kinds of mail there are, each declared beside the operation that queues it."""

from dataclasses import dataclass
from enum import StrEnum


class Rhythm(StrEnum):
    AT_ONCE = "at once"
    DAILY = "daily"
    """Waits for the one mail a day that gathers what is not urgent."""


@dataclass(frozen=True)
class MailKind:
    name: str
    label: str
    rhythm: Rhythm = Rhythm.AT_ONCE
    optional: bool = False
    """Whoever receives it may turn it off."""
    secret: bool = False
    """Its link opens something by itself: it is shown nowhere and wiped once the mail is sent."""
    capped: bool = True
    """Counts against the most mails an hour to one address."""


KINDS: dict[str, MailKind] = {}


def mail_kind(
    name: str,
    label: str,
    *,
    rhythm: Rhythm = Rhythm.AT_ONCE,
    optional: bool = False,
    secret: bool = False,
    capped: bool = True,
) -> MailKind:
    """Declare a kind of mail; declaring it again in the same words is the same kind."""
    if secret and rhythm is Rhythm.DAILY:
        raise ValueError(f"the secret link of {name} cannot wait in a mail that gathers others")
    made = MailKind(name, label, rhythm, optional, secret, capped)
    if KINDS.setdefault(name, made) != made:
        raise ValueError(f"two kinds of mail are called {name}")
    return made


DIGEST = mail_kind("digest", "The mail of the day")


def label_of(name: str) -> str:
    """What a kind is called, also when nothing declares it any more."""
    return KINDS[name].label if name in KINDS else name
