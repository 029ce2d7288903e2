"""Which options close the gap at the least harm, as the chooser of a portfolio is asked it."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.money import Money

PENCE_IN_100K = 10_000_000


class BadChoice(TownclerkError):
    """The question contradicts itself, so no choice can answer it; the sentence says where."""


class Standing(StrEnum):
    """What was settled about an option before anything is worked out."""

    FREE = "free"
    MUST = "must be in"
    MUST_NOT = "must stay out"


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The points of harm that one unit of each kind counts for; chosen by who asks."""

    posts: Decimal = Decimal(1)
    """For each post made redundant."""
    equality: Decimal = Decimal(10)
    """For each level of equality impact, 0 none to 3 high."""
    risk: Decimal = Decimal(1)
    """For each point of the risk of delivery."""
    cost: Decimal = Decimal(1)
    """For each £100,000 of one-off cost."""


@dataclass(frozen=True, kw_only=True)
class Choosable:
    """An option as the chooser sees it. Savings are year-on-year; positive narrows the gap."""

    key: str
    title: str = ""
    savings: tuple[Money, ...]
    posts: int = 0
    equality: int = 0
    risk: int = 0
    cost: Money = Money.zero
    may_wait: int = 0
    """How many years later than proposed it may start; its savings then move as they are."""
    needs: tuple[str, ...] = ()
    """Options that must be in with it, and be put off no longer than it is."""
    excludes: tuple[str, ...] = ()
    standing: Standing = Standing.FREE

    @property
    def name(self) -> str:
        return self.title or self.key

    def starts(self, wait: int = 0) -> int:
        """The place of the year it starts in: the first with an amount, and what it waits."""
        return wait + next((place for place, amount in enumerate(self.savings) if amount), 0)

    def pence(self, wait: int = 0) -> tuple[int, ...]:
        """Savings by year when it waits; what moves past the last year is not counted."""
        kept = self.savings[: max(0, len(self.savings) - wait)]
        return (*([0] * wait), *(amount.pence for amount in kept))[: len(self.savings)]


@dataclass(frozen=True, kw_only=True)
class Question:
    """The gaps to close and the options there are.

    `carries` says that a saving more than a year needs helps the years after it, as in a plan of
    year-on-year amounts; without it each year stands alone.
    """

    years: tuple[int, ...]
    gaps: tuple[Money, ...]
    options: tuple[Choosable, ...]
    weights: Weights = Weights()
    carries: bool = True

    @cached_property
    def by_key(self) -> Mapping[str, Choosable]:
        return {option.key: option for option in self.options}

    @cached_property
    def required(self) -> tuple[int, ...]:
        """Pence that must be saved: up to and with each year when savings carry, else in it."""
        gaps = [gap.pence for gap in self.gaps]
        return tuple(accumulate(gaps)) if self.carries else tuple(gaps)

    @cached_property
    def rivals(self) -> Mapping[str, frozenset[str]]:
        """Those each option cannot go with, whichever of the two said so."""
        found: dict[str, set[str]] = {option.key: set(option.excludes) for option in self.options}
        for option in self.options:
            for other in option.excludes:
                found[other].add(option.key)
        return {key: frozenset(others) for key, others in found.items()}

    def counted(self, key: str, wait: int) -> tuple[int, ...]:
        """Pence of an option towards each requirement."""
        pence = self.by_key[key].pence(wait)
        return tuple(accumulate(pence)) if self.carries else pence

    def harm(self, keys: Iterable[str]) -> Fraction:
        return sum((harm(self.by_key[key], self.weights) for key in keys), Fraction(0))

    def without(self, key: str) -> "Question":
        """The same question when one option falls."""
        options = tuple(
            replace(option, standing=Standing.MUST_NOT) if option.key == key else option
            for option in self.options
        )
        return replace(self, options=options)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What was chosen, re-added in whole pence, with the bound that proves it."""

    waits: Mapping[str, int]
    """Each chosen option and how many years it waits."""
    savings: tuple[Money, ...]
    """Saved in each year, year-on-year."""
    shortfall: tuple[Money, ...]
    """What is still missing towards each year's requirement; all nil when the gap closes."""
    harm: Fraction
    bound: Fraction
    """No choice can do less harm than this (proved by the solver)."""

    @property
    def closes(self) -> bool:
        return not any(self.shortfall)

    @property
    def saved(self) -> Money:
        return Money.total(self.savings)

    @property
    def within(self) -> Fraction:
        """How far above the bound the harm may be, as a share of the harm."""
        return max(Fraction(0), 1 - self.bound / self.harm) if self.harm else Fraction(0)


def harm(option: Choosable, weights: Weights) -> Fraction:
    """Points of harm of one option by the weights chosen.

    Units: points. Source: local practice; the weights are the asker's and are kept with the run.
    Applies: an option taken whole; waiting does not lessen its harm.
    Rounding: none, the result is exact.

    >>> harm(Choosable(key="a", savings=(), posts=3, cost=Money.pounds(50_000)), Weights())
    Fraction(7, 2)
    """
    return (
        Fraction(weights.posts) * option.posts
        + Fraction(weights.equality) * option.equality
        + Fraction(weights.risk) * option.risk
        + Fraction(weights.cost) * option.cost.pence / PENCE_IN_100K
    )


def added_up(question: Question, waits: Mapping[str, int], bound: Fraction) -> Choice:
    """A choice with its money re-added in whole pence and its harm added exactly.

    Units: money and points. Source: arithmetic. Rounding: none.

    >>> asked = Question(years=(2017,), gaps=(Money.pounds(9),),
    ...     options=(Choosable(key="a", savings=(Money.pounds(7),), posts=1),))
    >>> str(added_up(asked, {"a": 0}, Fraction(0)).shortfall[0])
    '2.00'
    """
    places = range(len(question.years))
    chosen = dict(sorted(waits.items()))
    saved = [question.by_key[key].pence(wait) for key, wait in chosen.items()]
    towards = [question.counted(key, wait) for key, wait in chosen.items()]
    missing = [
        max(0, question.required[place] - sum(row[place] for row in towards)) for place in places
    ]
    return Choice(
        waits=chosen,
        savings=tuple(Money(sum(row[place] for row in saved)) for place in places),
        shortfall=tuple(map(Money, missing)),
        harm=question.harm(chosen),
        bound=bound,
    )


def kept_to(question: Question, waits: Mapping[str, int]) -> bool:
    """Whether a set of options keeps to everything but the money.

    Units: none. Source: local practice, as the question says it.
    Applies: must be in, must stay out, needed no later, not together, no longer wait than allowed.

    >>> asked = Question(years=(2017,), gaps=(Money.zero,), options=(
    ...     Choosable(key="a", savings=(Money.zero,), needs=("b",)),
    ...     Choosable(key="b", savings=(Money.zero,))))
    >>> kept_to(asked, {"a": 0}), kept_to(asked, {"a": 0, "b": 0})
    (False, True)
    """
    for option in question.options:
        if option.key not in waits:
            if option.standing is Standing.MUST:
                return False
            continue
        wait = waits[option.key]
        if option.standing is Standing.MUST_NOT or not 0 <= wait <= option.may_wait:
            return False
        if question.rivals[option.key] & waits.keys():
            return False
        for need in option.needs:
            if need not in waits:
                return False
            if waits[need] > wait:
                return False
    return True


def checked(question: Question) -> None:
    """Refuse a question that names what is not there, telling everything wrong at once."""
    found = [*_wrong_shape(question), *_wrong_options(question)]
    if found:
        raise Problems(Problem(message=message) for message in found)


def _wrong_shape(question: Question) -> list[str]:
    wrong = []
    if not question.years or len(question.gaps) != len(question.years):
        wrong.append("Give one gap for each year.")
    keys = [option.key for option in question.options]
    wrong += [f"Option {key} is given twice." for key in sorted(set(keys)) if keys.count(key) > 1]
    weights = question.weights
    if any(w < 0 for w in (weights.posts, weights.equality, weights.risk, weights.cost)):
        wrong.append("A weight is below nil. Give nil or more, so that harm cannot be wanted.")
    return wrong


def _wrong_options(question: Question) -> list[str]:
    wrong = []
    for option in question.options:
        said = f"Option {option.key}"
        if len(option.savings) != len(question.years):
            wrong.append(f"{said} does not give one saving for each year.")
        if min(option.posts, option.equality, option.risk, option.cost.pence) < 0:
            wrong.append(f"{said} has posts, equality, risk or cost below nil.")
        if option.may_wait < 0:
            wrong.append(f"{said} may wait less than no years.")
        for what, others in (("needs", option.needs), ("excludes", option.excludes)):
            for other in others:
                if other == option.key:
                    wrong.append(f"{said} {what} itself.")
                elif other not in question.by_key:
                    wrong.append(f"{said} {what} {other}, which is not among the options.")
    return wrong


def possible(question: Question) -> frozenset[str]:
    """The options that can be in at all: neither they nor any they need must stay out.

    Units: none. Source: arithmetic. Applies: before anything is chosen.
    Raises: `BadChoice` when options that must be in contradict each other or need what must stay
    out.

    >>> barred = Choosable(key="b", savings=(Money.pounds(1),), standing=Standing.MUST_NOT)
    >>> needing = Choosable(key="a", savings=(Money.pounds(1),), needs=("b",))
    >>> possible(Question(years=(2017,), gaps=(Money.zero,), options=(needing, barred)))
    frozenset()
    """
    found = {o.key for o in question.options if o.standing is not Standing.MUST_NOT}
    moved = True
    while moved:
        lost = {key for key in found if not found.issuperset(question.by_key[key].needs)}
        found -= lost
        moved = bool(lost)
    _no_contradiction(question, found)
    return frozenset(found)


def _no_contradiction(question: Question, found: AbstractSet[str]) -> None:
    musts: dict[str, str] = {
        option.key: "" for option in question.options if option.standing is Standing.MUST
    }
    queue = list(musts)
    while queue:
        key = queue.pop()
        for need in question.by_key[key].needs:
            if need not in musts:
                musts[need] = key
                queue.append(need)
    for key, why in musts.items():
        if key not in found:
            raise BadChoice(_impossible(question, why or key))
        for rival in sorted(question.rivals[key] & musts.keys()):
            names = question.by_key[key].name, question.by_key[rival].name
            raise BadChoice(
                f"{names[0]} and {names[1]} cannot go together, but both must be in. Free one."
            )


def _impossible(question: Question, key: str) -> str:
    name = question.by_key[key].name
    return f"{name} must be in, but an option it needs must stay out. Free one of them."
