"""A question of the chooser and its answer as they are kept: whole, exact, and read again."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from townclerk.change.core.chooser import (
    Choice,
    Choosable,
    Question,
    Standing,
    Weights,
    added_up,
)
from townclerk.kernel.money import Money

WEIGHTS = ("posts", "equality", "risk", "cost")


def question_kept(question: Question) -> dict[str, Any]:
    """The question as JSON: pence as numbers, weights as text.

    Units: pence. Source: none. Rounding: none.

    >>> asked = Question(years=(2017,), gaps=(Money.pounds(1),), options=())
    >>> question_read(question_kept(asked)) == asked
    True
    """
    return {
        "years": list(question.years),
        "gaps": [gap.pence for gap in question.gaps],
        "carries": question.carries,
        "weights": {name: str(getattr(question.weights, name)) for name in WEIGHTS},
        "options": [_option_kept(option) for option in question.options],
    }


def _option_kept(option: Choosable) -> dict[str, Any]:
    return {
        "key": option.key,
        "title": option.title,
        "savings": [amount.pence for amount in option.savings],
        "posts": option.posts,
        "equality": option.equality,
        "risk": option.risk,
        "cost": option.cost.pence,
        "may_wait": option.may_wait,
        "needs": list(option.needs),
        "excludes": list(option.excludes),
        "standing": option.standing.value,
    }


def question_read(kept: Mapping[str, Any]) -> Question:
    """The question as it was asked.

    Units: pence. Source: none. Rounding: none.

    >>> question_read({"years": [2017], "gaps": [5], "carries": True, "options": [],
    ...     "weights": {"posts": "1", "equality": "2", "risk": "3", "cost": "4"}}).weights.cost
    Decimal('4')
    """
    return Question(
        years=tuple(kept["years"]),
        gaps=tuple(map(Money, kept["gaps"])),
        carries=kept["carries"],
        weights=Weights(**{name: Decimal(text) for name, text in kept["weights"].items()}),
        options=tuple(_option_read(fields) for fields in kept["options"]),
    )


def _option_read(fields: Mapping[str, Any]) -> Choosable:
    given = dict(fields)
    return Choosable(
        **given
        | {
            "savings": tuple(map(Money, given["savings"])),
            "cost": Money(given["cost"]),
            "needs": tuple(given["needs"]),
            "excludes": tuple(given["excludes"]),
            "standing": Standing(given["standing"]),
        }
    )


def choice_kept(choice: Choice) -> dict[str, Any]:
    """The answer as JSON; its money is added again when it is read.

    Units: points as fractions in text. Source: none. Rounding: none.

    >>> asked = Question(years=(2017,), gaps=(Money.pounds(1),), options=())
    >>> choice_kept(added_up(asked, {}, Fraction(1, 3)))
    {'waits': {}, 'bound': '1/3'}
    """
    return {"waits": dict(choice.waits), "bound": str(choice.bound)}


def choice_read(question: Question, kept: Mapping[str, Any]) -> Choice:
    """The answer, added up again from the question it was given to.

    Units: points and pence. Source: none. Rounding: none.

    >>> asked = Question(years=(2017,), gaps=(Money.pounds(1),), options=())
    >>> str(choice_read(asked, {"waits": {}, "bound": "0"}).shortfall[0])
    '1.00'
    """
    return added_up(question, kept["waits"], Fraction(kept["bound"]))
