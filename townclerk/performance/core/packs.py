"""Whether portfolio packs add up to the council's, and what stops a pack from being signed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

RED_AMBER = {"missed": "red", "near": "amber", "met": "green"}
"""The colour of how a measure stands to its target."""


@dataclass(frozen=True)
class Held:
    """A figure of a pack: of which item, of which portfolio (none for the council), its value."""

    item: str
    portfolio: str
    value: Fraction


@dataclass(frozen=True)
class Difference:
    """An item whose portfolios do not add up to the council."""

    item: str
    council: Fraction
    portfolios: Fraction


def differences(figures: Iterable[Held], added: Iterable[str]) -> tuple[Difference, ...]:
    """The items whose portfolios do not add up to the council, exactly.

    Units: as each figure is worked with. Applies: items that are asked of each portfolio; one
    without the council's value or without any portfolio differs from nothing.

    >>> held = [Held("b", "", Fraction(10)), Held("b", "x", Fraction(9))]
    >>> differences(held, ["b"])
    (Difference(item='b', council=Fraction(10, 1), portfolios=Fraction(9, 1)),)
    """
    council: dict[str, Fraction] = {}
    portfolios: dict[str, list[Fraction]] = {}
    for one in figures:
        if one.portfolio:
            portfolios.setdefault(one.item, []).append(one.value)
        else:
            council[one.item] = one.value
    found = []
    for item in added:
        parts = portfolios.get(item)
        if parts and item in council and sum(parts, Fraction(0)) != council[item]:
            found.append(Difference(item, council[item], sum(parts, Fraction(0))))
    return tuple(found)


def red_without_action(
    statuses: Mapping[str, str], actions: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """The red figures for which nothing is to be done yet.

    Units: colour of each figure, and the actions that answer it. Applies: an action counts when it
    says something.

    >>> red_without_action({"a": "red", "b": "red", "c": "green"}, {"a": ["Recruit"], "b": [" "]})
    ('b',)
    """
    return tuple(
        code
        for code, status in statuses.items()
        if status == "red" and not any(one.strip() for one in actions.get(code, ()))
    )
