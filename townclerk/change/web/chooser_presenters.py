"""From a choice to what its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from townclerk.change.core.chooser import Choice, Question, Standing, harm
from townclerk.change.core.chooser_reasons import (
    Point,
    Reason,
    curve,
    if_falls,
    missing_said,
    reasons,
)
from townclerk.change.queries.chooser import Offers
from townclerk.kernel.display import (
    money_display,
    number_display,
    percent_display,
    pounds_display,
)
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.years import FinancialYear
from townclerk.platform.charts.picture import Picture

NEAR = Fraction(1, 200)
"""How near to the least harm each point of the curve is proved to be."""


@dataclass(frozen=True)
class OptionRow:
    key: str
    title: str
    chosen: bool
    saves: str
    harm: str
    starts: str
    why: str


@dataclass(frozen=True)
class Answer:
    """The answer in a sentence, its money by year, and every option with its reason."""

    said: str
    proof: str
    missing: str
    money: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...]
    inside: tuple[OptionRow, ...]
    outside: tuple[OptionRow, ...]


def points(value: Fraction) -> str:
    return number_display(value, 1)


def offer_rows(offers: Offers) -> list[tuple[str, str, tuple[str, ...], str]]:
    """Each option with its savings by year and in all, and what was assumed of it."""
    return [
        (
            offer.sheet.reference,
            offer.sheet.title,
            tuple(
                money_display(amount, "£m")
                for amount in (*offer.savings, Money.total(offer.savings))
            ),
            " ".join(offer.assumed),
        )
        for offer in offers.offers
    ]


def answer(question: Question, choice: Choice) -> Answer:
    said = f"{len(choice.waits)} of {len(question.options)} options "
    said += "close the gap" if choice.closes else "come nearest to closing the gap"
    said += f": they save {pounds_display(choice.saved)} at {points(choice.harm)} points of harm."
    rows = [_row(question, choice, reason) for reason in reasons(question, choice)]
    return Answer(
        said=said,
        proof=_proof(choice),
        missing=missing_said(question, choice),
        money=_money(question, choice),
        labels=tuple(FinancialYear(year).label for year in question.years),
        inside=tuple(row for row in rows if row.chosen),
        outside=tuple(row for row in rows if not row.chosen),
    )


def _proof(choice: Choice) -> str:
    if not choice.closes:
        return "No choice of these options comes nearer."
    if not choice.within:
        return "No choice of these options does less harm: this is proved."
    return (
        f"No choice of these options does less than {points(choice.bound)} points: this one is "
        f"proved to be within {percent_display(choice.within * 100, 2)} of the least."
    )


def _money(question: Question, choice: Choice) -> tuple[tuple[str, ...], ...]:
    """Gap, saved and what is left, by year and in all; what is left counts the years before."""
    left = list(
        accumulate(
            gap.pence - saved.pence
            for gap, saved in zip(question.gaps, choice.savings, strict=True)
        )
    )
    return (
        ("Gap", *_shown(question.gaps), _one(Money.total(question.gaps))),
        ("Saved by what is in", *_shown(choice.savings), _one(choice.saved)),
        ("Left up to the year", *_shown([Money(pence) for pence in left]), _one(Money(left[-1]))),
    )


def _shown(amounts: Sequence[Money]) -> tuple[str, ...]:
    return tuple(_one(amount) for amount in amounts)


def _one(amount: Money) -> str:
    return money_display(amount, "£m")


def _row(question: Question, choice: Choice, reason: Reason) -> OptionRow:
    key = reason.key
    option = question.by_key[key]
    wait = choice.waits.get(key, 0)
    place = min(option.starts(wait), len(question.years) - 1)
    return OptionRow(
        key=key,
        title=option.name,
        chosen=key in choice.waits,
        saves=_one(Money.total(option.savings)),
        harm=points(harm(option, question.weights)),
        starts=FinancialYear(question.years[place]).label,
        why=reason.said,
    )


def trade_off(question: Question, choice: Choice) -> Picture | None:
    """Harm against the share of the gap that is closed; None where there is no gap to close."""
    if not any(gap.pence > 0 for gap in question.gaps):
        return None
    found = curve(question, within=NEAR)
    closed = [point for point in found if point.choice.closes]
    if len(closed) < 2:
        return None
    # The drawing library takes half a second to load: only where a picture is drawn.
    from townclerk.platform.charts import Series, lines

    labels = [f"{point.percent}%" for point in closed]
    harms = tuple(Rounding.HALF_UP.decimal(point.choice.harm, 1) for point in closed)
    return lines(
        labels,
        [Series("Least harm", tuple(map(Decimal, harms)))],
        title=_finding(closed, found[-1]),
        unit="points of harm, by share of the gap closed",
    )


def _finding(closed: Sequence[Point], last: Point) -> str:
    before, after = closed[-2], closed[-1]
    more = after.choice.harm - before.choice.harm
    said = (
        f"From {before.percent}% to {after.percent}% of the gap the harm grows by "
        f"{points(more)} points"
    )
    return said if last.choice.closes else f"{said}; {last.percent}% cannot be closed"


@dataclass(frozen=True)
class FallShown:
    title: str
    said: str
    comes_in: tuple[str, ...]
    goes_out: tuple[str, ...]


def fall(question: Question, choice: Choice, key: str) -> FallShown:
    """What changes if one option falls, in words."""
    title = question.by_key[key].name
    try:
        found = if_falls(question, choice, key)
    except TownclerkError as error:
        return FallShown(title, str(error), (), ())
    if not found.choice.closes:
        said = missing_said(question, found.choice)
    elif found.more_harm:
        said = f"The gap still closes, at {points(found.more_harm)} points more harm."
    else:
        said = "The gap still closes, at no more harm."
    names = question.by_key
    return FallShown(
        title,
        said,
        tuple(names[one].name for one in found.comes_in),
        tuple(names[one].name for one in found.goes_out if one != key),
    )


def weights(question: Question) -> list[tuple[str, str]]:
    given = question.weights
    return [
        ("Each post made redundant", f"{given.posts} points"),
        ("Each level of equality impact", f"{given.equality} points"),
        ("Each point of risk", f"{given.risk} points"),
        ("Each £100,000 of one-off cost", f"{given.cost} points"),
    ]


def settled(question: Question) -> list[tuple[str, str]]:
    """What was said about options before the choice."""
    found = [
        (option.name, option.standing.value.capitalize())
        for option in question.options
        if option.standing is not Standing.FREE
    ]
    for option in question.options:
        found += [
            (option.name, f"Not together with {question.by_key[other].name}")
            for other in option.excludes
        ]
        if option.may_wait:
            found.append((option.name, "May start a year later"))
    return found
