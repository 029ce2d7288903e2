"""The aims that risks threaten, as the area that keeps the corporate plan tells of them.

A risk holds the code of an aim and no more. The plan is kept by an area that stands above this one,
so it declares here, when it is loaded, how an aim is found.
"""

from collections.abc import Callable
from dataclasses import dataclass

from townclerk.platform.access.reader import Reader


@dataclass(frozen=True, kw_only=True)
class ThreatenedAim:
    """What a risk may say of the aim it threatens."""

    code: str
    title: str
    address: str


Finder = Callable[[str, Reader | None], ThreatenedAim | None]
_finders: list[Finder] = []


def finds_aims(finder: Finder) -> Finder:
    """Declare what finds an aim by its code; with a reader, only one that is open to them."""
    _finders.append(finder)
    return finder


def aim_of(code: str, reader: Reader | None = None) -> ThreatenedAim | None:
    """The aim with a code, or none; with a reader, only where it is open to them."""
    if not code:
        return None
    found = (finder(code, reader) for finder in _finders)
    return next((aim for aim in found if aim is not None), None)
