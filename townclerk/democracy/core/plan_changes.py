"""What became of the decisions to come between one forward plan and the next."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """How one decision to come stood in a plan."""

    state: str
    deferrals: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """Decisions by their key, each where a reader of the last plan looks for it."""

    new: tuple[int, ...]
    deferred: tuple[int, ...]
    withdrawn: tuple[int, ...]
    decided: tuple[int, ...]

    @property
    def anything(self) -> bool:
        return bool(self.new or self.deferred or self.withdrawn or self.decided)


def changes(*, before: Mapping[int, Standing], now: Mapping[int, Standing]) -> Changes:
    """What is new, deferred, withdrawn or decided since the last plan.

    Units: none; decisions by their key, in the order they are given.
    Source: SI 2012/2089, regulation 9, asks for notice of each decision; that a plan says what
        changed since the one before is the practice of councils.
    Applies: to decisions the public was told of. One that came and ended between two plans is named
        by its end alone.
    Rounding: none.
    Raises: nothing.
    Example:

    >>> before = {1: Standing("published", 0), 2: Standing("published", 0)}
    >>> now = {1: Standing("deferred", 1), 2: Standing("withdrawn", 0), 3: Standing("published", 0)}
    >>> changes(before=before, now=now)
    Changes(new=(3,), deferred=(1,), withdrawn=(2,), decided=())
    """

    def ended(state: str) -> tuple[int, ...]:
        return tuple(
            key
            for key, one in now.items()
            if one.state == state and (key not in before or before[key].state != state)
        )

    live = {key: one for key, one in now.items() if one.state not in ("withdrawn", "decided")}
    return Changes(
        new=tuple(key for key in live if key not in before),
        deferred=tuple(
            key
            for key, one in live.items()
            if key in before and one.deferrals > before[key].deferrals
        ),
        withdrawn=ended("withdrawn"),
        decided=ended("decided"),
    )
