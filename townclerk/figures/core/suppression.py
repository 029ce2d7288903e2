"""Hiding small counts so that no total gives them back."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Suppressed:
    """Counts as they may be shown: None where hidden; the total too may have to be hidden."""

    counts: tuple[int | None, ...]
    total: int | None


def suppress(counts: Sequence[int], threshold: int) -> Suppressed:
    """Hide counts from 1 up to, but not including, the threshold, and as many more as it takes.

    Units: persons or cases; a threshold of 5 hides 1 to 4.
    Source: the council's own rule on small numbers; 5 is usual in published English statistics.
    Applies: to the parts of one shown total. With one hidden part, or hidden parts that add up to
        less than the threshold, the next smallest part is hidden too; when there is none left,
        the total is hidden.
    Rounding: none.
    Raises: ValueError on a negative count.

    >>> suppress([2, 40, 9], 5)
    Suppressed(counts=(None, 40, None), total=51)
    >>> suppress([2], 5).total is None
    True
    """
    if any(count < 0 for count in counts):
        raise ValueError("a count cannot be negative")
    hidden = {place for place, count in enumerate(counts) if 0 < count < threshold}
    rest = sorted(
        (place for place in range(len(counts)) if place not in hidden),
        key=lambda place: (counts[place] == 0, counts[place], place),
    )

    def gives_back() -> bool:
        together = sum(counts[place] for place in hidden)
        return bool(hidden) and (len(hidden) == 1 or together < threshold)

    while gives_back() and rest:
        hidden.add(rest.pop(0))
    return Suppressed(
        counts=tuple(None if place in hidden else count for place, count in enumerate(counts)),
        total=None if gives_back() else sum(counts),
    )
