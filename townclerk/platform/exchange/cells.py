"""Reading the cells that people type and that spreadsheets make of what they typed."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from townclerk.kernel.errors import TownclerkError

YES = {"yes", "y", "true", "1", "on"}
NO = {"no", "n", "false", "0", ""}
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_BRITISH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]+),?[\s-]+(\d{4})")


class UnreadableDay(TownclerkError):
    """The text is not a date. Write it like 31 March 2018, 31/03/2018 or 2018-03-31."""

    def __init__(self, text: object) -> None:
        super().__init__(
            f"“{text}” is not a date. Write it like 31 March 2018, 31/03/2018 or 2018-03-31."
        )


class UnreadableFlag(TownclerkError):
    def __init__(self, text: object) -> None:
        super().__init__(f"“{text}” is neither yes nor no. Enter yes or no.")


def plain(given: Any) -> str:
    """The text of a cell: a whole number without its point, a date as 2018-03-31."""
    if given is None:
        return ""
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, datetime):
        return given.date().isoformat()
    if isinstance(given, date):
        return given.isoformat()
    if isinstance(given, Decimal):
        return format(given, "f")
    return str(given).strip()


def parse_day(given: Any) -> date:
    """Read a date, day before month, as people in England write it.

    >>> parse_day("31/03/2018") == parse_day("31 March 2018") == parse_day("2018-03-31")
    True
    """
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    text = str(given).strip().lower()
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _BRITISH.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if (found := _WORDS.fullmatch(text)) and (month := _month(found[2])):
            return date(int(found[3]), month, int(found[1]))
    except ValueError as error:
        raise UnreadableDay(given) from error
    raise UnreadableDay(given)


def _month(word: str) -> int | None:
    """A month by its name or by its first letters, at least three."""
    matching = [n for n, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word)]
    return matching[0] if len(matching) == 1 else None


def parse_flag(given: Any) -> bool:
    text = plain(given).casefold()
    if text not in YES | NO:
        raise UnreadableFlag(given)
    return text in YES
