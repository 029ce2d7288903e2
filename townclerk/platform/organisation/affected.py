"""What hangs on a unit. Areas say so here, and a close, split or merge lists it beforehand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Hanging:
    """Records of one kind that name a unit."""

    what: str
    count: int
    url: str = ""


Finder = Callable[[frozenset[str], date], list[Hanging]]
_finders: dict[str, Finder] = {}


def register_hanging(name: str, finder: Finder) -> None:
    """`finder(codes, on)` answers what names any of the units from that day on."""
    _finders[name] = finder


def what_hangs_on(codes: frozenset[str], on: date) -> list[Hanging]:
    return [
        found for name in sorted(_finders) for found in _finders[name](codes, on) if found.count
    ]
