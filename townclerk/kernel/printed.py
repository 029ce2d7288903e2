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

LONGEST = 60
"""Digits before or after the point beyond which a number is not taken for one."""

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

    Units: as printed; "4%" reads as 4, "£3.2m" as 3.2E+6, which equals 3200000 and keeps the
    precision printed. A blank or a dash is nil.
    Source: the house rule for accepting a table as printed.
    Raises: `UnreadableNumber`; correct the text.

    >>> parse_number("(1,234)"), parse_number("−5"), parse_number("7.50-"), parse_number("£3.2m")
    (Decimal('-1234'), Decimal('-5'), Decimal('-7.50'), Decimal('3.2E+6'))
    >>> parse_number(""), parse_number("–"), parse_number("[c]")
    (Decimal('0'), Decimal('0'), None)
    """
    if isinstance(text, bool | float):
        raise UnreadableNumber(text)
    if text is None:
        return Decimal(0)
    if isinstance(text, int | Decimal):
        return _bounded(Decimal(text))
    bare = re.sub(r"\s", " ", _IDLE_SPACE.sub("", text))
    if _NOTE.fullmatch(bare):
        return None
    if not bare or (len(bare) == 1 and bare in MINUSES):
        return Decimal(0)
    return _signed(bare, text)


def _bounded(number: Decimal) -> Decimal:
    """Refuse what is not finite, and powers of ten that would tie up a machine."""
    if not number.is_finite() or not -LONGEST <= int(number.as_tuple().exponent) <= LONGEST:
        raise UnreadableNumber(number)
    if number.adjusted() > LONGEST:
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
    # Built from text and negated by copy: Decimal arithmetic would round at 28 digits.
    number = Decimal(f"{digits}E{_MULTIPLES[(found['multiple'] or '').lower()]}")
    return _bounded(number.copy_negate() if negatives else number)
