"""The one place where the clock is read. Only `web`, `api`, jobs and commands call it.

It imports no Django, so that commands which need no database can read it too.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/London")


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The calendar date in England at this moment."""
    return now().astimezone(LOCAL).date()
