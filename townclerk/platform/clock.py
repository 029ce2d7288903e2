"""The one place where the clock is read. Only `web`, `api`, jobs and commands call it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

LOCAL = ZoneInfo("Europe/London")


def now() -> datetime:
    return timezone.now()


def today() -> date:
    """The calendar date in England at this moment."""
    return timezone.now().astimezone(LOCAL).date()
