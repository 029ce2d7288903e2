"""What a text for everybody repeats of one that is kept from the public."""

import re

RUN = 5
"""So many words in a row are taken for the same sentence."""
_TOKEN = re.compile(r"[£$€]?\d[\d,.]*\d|\d|[a-z']+", re.IGNORECASE)
TELLING = 3
"""A number of at least so many digits tells something: an amount, not a paragraph."""


def repeated(opened: str, kept: str) -> tuple[str, ...]:
    """The numbers and runs of words of the kept text that stand in the open one too.

    Units: none. Source: Local Government Act 1972, sections 100C and 100D: what is open of minutes
        and reports leaves out what discloses exempt information.
    Applies: to an open minute or decision beside its exempt part. It finds copies; whether other
        words tell the same is for whoever reads it.
    Rounding: none; a year of four digits that begins with 19 or 20 is not taken for an amount.
    Raises: nothing.
    Example:

    >>> repeated("Agreed at £1,250,000.", "The price is £1,250,000 to Harbour Estates.")
    ('1,250,000',)
    """
    there, here = _words(kept), _words(opened)
    shown = set(here)
    numbers = [word for word in dict.fromkeys(there) if _tells(word) and word in shown]
    runs = {tuple(here[at : at + RUN]) for at in range(len(here) - RUN + 1)}
    found: list[list[str]] = []
    last = -RUN
    for at in range(len(there) - RUN + 1):
        if tuple(there[at : at + RUN]) not in runs:
            continue
        if found and at == last + 1:
            found[-1].append(there[at + RUN - 1])
        else:
            found.append(there[at : at + RUN])
        last = at
    return (*numbers, *(" ".join(run) for run in found))


def _words(text: str) -> list[str]:
    return [word.lstrip("£$€").rstrip(".,").casefold() for word in _TOKEN.findall(text)]


def _tells(word: str) -> bool:
    digits = re.sub(r"\D", "", word)
    if len(digits) < TELLING:
        return False
    return not (word.isdecimal() and len(word) == 4 and word[:2] in ("19", "20"))
