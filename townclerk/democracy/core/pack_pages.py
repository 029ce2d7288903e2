"""Which page each paper of a pack begins on, and where a supplement goes on from."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Numbers:
    """The page each paper begins on, and the last page of the pack."""

    starts: tuple[int, ...]
    last: int


def page_numbers(first: int, front: int, papers: Sequence[int]) -> Numbers:
    """Number the pages of a pack: the sheets in front, then each paper in its order.

    Units: pages. Source: practice: every page of a meeting has one number, through all supplements.
    Applies: to one pack; `first` is 1 for the agenda, and for a supplement one more than the last.
    Rounding: none.
    Raises: nothing.
    Example:

    >>> page_numbers(13, 1, [4, 2])
    Numbers(starts=(14, 18), last=19)
    """
    starts, at = [], first + front
    for pages in papers:
        starts.append(at)
        at += pages
    return Numbers(tuple(starts), at - 1)
