"""Reading numbers as people print them.

Tables come with thousands separators in some cells only, pound and percent signs, brackets or a
leading or trailing minus for negatives, a blank or a dash for nil, and notes in square brackets
for no value. A malformed number is an error to report, never one to guess at.
"""

import re
from decimal import Decimal

from townclerk.kernel.errors import TownclerkError

MINUSES = "-−–‒—‐‑"
"""Hyphen, true minus, dashes: all are typed and printed for minus, and alone for nil."""

_NOTE = re.compile(r"\[[^\[\]]*\]")
_MULTIPLES = {"": 0, "k": 3, "m": 6, "bn": 9}
_BODY = re.compile(
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)?"
    r"(?P<part>\.\d+)?(?P<multiple>k|m|bn)?",
    re.IGNORECASE,
)
_IDLE_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
"""Space that does not lie between two digits, where it could part thousands."""


class UnreadableNumber(TownclerkError):
    """The text is not a number as people print them. Correct the cell and try again."""

    def __init__(self, text: object) -> None:
        self.text = text
        super().__init__(
            f"“{text}” is not a number. Write it like 1,234.50, -1,234.50 or (1,234.50)."
        )


def parse_number(text: str | int | Decimal | None) -> Decimal | None:
    """Read a number as printed; None when the cell holds a note such as [c] instead of a value.

    Units: as printed; "4%" reads as 4, "£3.2m" as 3200000. A blank or a dash is nil.
    Source: the house rule for accepting a table as printed.
    Raises: `UnreadableNumber`; correct the text.

    >>> parse_number("(1,234)"), parse_number("−5"), parse_number("7.50-"), parse_number("£3.2m")
    (Decimal('-1234'), Decimal('-5'), Decimal('-7.50'), Decimal('3200000'))
    >>> parse_number(""), parse_number("–"), parse_number("[c]")
    (Decimal('0'), Decimal('0'), None)
    """
    if isinstance(text, bool | float):
        raise UnreadableNumber(text)
    if text is None:
        return Decimal(0)
    if isinstance(text, int | Decimal):
        return _finite(Decimal(text))
    bare = re.sub(r"\s", " ", _IDLE_SPACE.sub("", text))
    if _NOTE.fullmatch(bare):
        return None
    if not bare or (len(bare) == 1 and bare in MINUSES):
        return Decimal(0)
    return _signed(bare, text)


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise UnreadableNumber(number)
    return number


def _signed(bare: str, text: str) -> Decimal:
    """Take off brackets, signs, pound and percent; two marks for minus are an error."""
    negatives = 0
    pounds = bare.count("£")
    bare = bare.replace("£", "", 1).removesuffix("%")
    if bare.startswith("(") and bare.endswith(")"):
        negatives, bare = 1, bare[1:-1].removesuffix("%")
    if bare and bare[0] in MINUSES:
        negatives, bare = negatives + 1, bare[1:]
    elif bare.startswith("+"):
        bare = bare[1:]
    if bare and bare[-1] in MINUSES:
        negatives, bare = negatives + 1, bare[:-1].removesuffix("%")
    found = _BODY.fullmatch(bare)
    if found is None or negatives > 1 or pounds > 1 or not (found["whole"] or found["part"]):
        raise UnreadableNumber(text)
    digits = (found["whole"] or "0").replace(",", "").replace(" ", "") + (found["part"] or "")
    places = _MULTIPLES[(found["multiple"] or "").lower()]
    number = Decimal(digits).scaleb(places) if places else Decimal(digits)
    if places and number == number.to_integral_value():
        number = Decimal(int(number))
    return -number if negatives else number
