"""How a strategy stands on a day, and which boards look alike."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

SHARED = 4
"""Members that two boards of one purpose share before they are listed for review."""


@dataclass(frozen=True)
class Board:
    """A board by its code, its purpose in a word and who sits on it."""

    code: str
    theme: str
    members: Collection[str]


@dataclass(frozen=True)
class Overlap:
    """Two boards with the same purpose, and the members they share."""

    one: str
    other: str
    shared: tuple[str, ...]


def strategy_standing(state: str, end: date | None, review_on: date | None, on: date) -> str:
    """How a strategy stands on a day: as its state says, or review due, or expired.

    Applies: an adopted strategy holds on its last day; it is expired the day after, whatever its
    review. One without an end never expires.

    >>> strategy_standing("adopted", date(2023, 3, 31), None, date(2023, 4, 1))
    'expired'
    >>> strategy_standing("adopted", date(2024, 3, 31), date(2023, 4, 1), date(2023, 4, 1))
    'review-due'
    """
    if state != "adopted":
        return state
    if end is not None and end < on:
        return "expired"
    if review_on is not None and review_on <= on:
        return "review-due"
    return state


def overlaps(boards: Sequence[Board], *, shared: int = SHARED) -> tuple[Overlap, ...]:
    """Pairs of boards with the same purpose and at least so many members in common.

    Applies: boards whose purpose is not said are never alike; capitals and spaces do not count.

    >>> members = ("Police", "Fire", "Probation", "Health")
    >>> overlaps([Board("a", "Safety", members), Board("b", "safety ", members)])[0].other
    'b'
    """
    found = []
    for one, other in combinations(boards, 2):
        if not one.theme.strip() or _plain(one.theme) != _plain(other.theme):
            continue
        theirs = {_plain(member) for member in other.members}
        common = tuple(sorted(member for member in one.members if _plain(member) in theirs))
        if len(common) >= shared:
            found.append(Overlap(one.code, other.code, common))
    return tuple(found)


def _plain(words: str) -> str:
    return " ".join(words.lower().split())
