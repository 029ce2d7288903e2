"""Telling a person's answer from a machine's, without asking anybody who they are."""

from datetime import datetime, timedelta

QUICKEST = timedelta(seconds=4)
LONGEST = timedelta(hours=12)


def doubtful(*, shown: datetime | None, sent: datetime, trap: str) -> str:
    """Why an answer is not taken; empty when it is.

    Units: moments. Source: the council's own rule; nothing about the sender is asked or kept.
    Applies: to the public form. A machine fills the field that people do not see, or sends
        within seconds of the page. Rounding: none. Raises: nothing.
    Example: sent a second after the page was shown.

        >>> at = datetime(2026, 1, 1, 12, 0)
        >>> doubtful(shown=at, sent=at + timedelta(seconds=1), trap="")
        'It was sent faster than it can be read. Look it over and send it again.'
    """
    if trap.strip():
        return "A field that nobody sees was filled in. Leave it empty and send it again."
    if shown is None or sent - shown > LONGEST or shown > sent:
        return "This page was open too long. Look over what you wrote and send it again."
    if sent - shown < QUICKEST:
        return "It was sent faster than it can be read. Look it over and send it again."
    return ""
