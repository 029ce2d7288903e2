"""Why each option is in or out, what changes when one falls, and what more saving costs in harm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from townclerk.change.core.chooser import Choice, Choosable, Question, Standing, harm, possible
from townclerk.change.core.chooser_solving import WITHIN, choose
from townclerk.kernel.display import number_display, percent_display, pounds_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear

LEVELS = tuple(range(10, 130, 10))
MILLION = 100_000_000
LEAST = "least harm"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why one option is in or out, in a sentence and by its kind."""

    key: str
    chosen: bool
    kind: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Fall:
    """What changes if one option falls."""

    key: str
    choice: Choice
    comes_in: tuple[str, ...]
    goes_out: tuple[str, ...]
    more_harm: Fraction


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point of the curve: a share of the gap closed, and the least harm that closes it."""

    percent: int
    choice: Choice


def reasons(question: Question, choice: Choice) -> tuple[Reason, ...]:
    """Why each option is in or out, read from the choice and from what the question settles.

    Units: none. Source: local practice.
    Applies: a choice of `choose` for this very question. 'Forced' is said only where adding up
    everything else proves it; what else is proved is said with its bound.
    Rounding: points and pounds as shown.

    >>> options = (Choosable(key="a", savings=(Money.pounds(9),), posts=1),
    ...            Choosable(key="b", savings=(Money.pounds(9),), posts=2))
    >>> asked = Question(years=(2017,), gaps=(Money.pounds(5),), options=options)
    >>> [reason.kind for reason in reasons(asked, choose(asked))]
    ['least harm', 'dearer']
    """
    free = possible(question)
    most = _most(question)
    inside = {key: _why_in(question, choice, question.by_key[key], most) for key in choice.waits}
    rates = (rated(question, key) for key, (kind, _) in inside.items() if kind == LEAST)
    dearest = max((rate for rate in rates if rate is not None), default=None)
    found = []
    for option in question.options:
        chosen = option.key in inside
        if chosen:
            kind, said = inside[option.key]
            said += _waiting(question, choice, option)
        else:
            kind, said = _why_out(
                question, choice, option, free=option.key in free, dearest=dearest
            )
        found.append(Reason(key=option.key, chosen=chosen, kind=kind, said=said))
    return tuple(found)


def rated(question: Question, key: str) -> Fraction | None:
    """Points of harm for each £1m an option saves in all; None when it saves nothing.

    Units: points for each million pounds. Source: local practice. Rounding: none.

    >>> asked = Question(years=(2017,), gaps=(Money.zero,),
    ...     options=(Choosable(key="a", savings=(Money.pounds(500_000),), posts=3),))
    >>> rated(asked, "a")
    Fraction(6, 1)
    """
    option = question.by_key[key]
    saved = sum(amount.pence for amount in option.savings)
    return harm(option, question.weights) * MILLION / saved if saved > 0 else None


def if_falls(question: Question, choice: Choice, key: str, *, within: Fraction = WITHIN) -> Fall:
    """The choice without one option, beside the choice with it.

    Units: points. Source: local practice. Applies: an option that is not said to be in.
    Rounding: none. Raises: `BadChoice` when what must be in needs it.

    >>> options = (Choosable(key="a", savings=(Money.pounds(9),), posts=1),
    ...            Choosable(key="b", savings=(Money.pounds(9),), posts=2))
    >>> asked = Question(years=(2017,), gaps=(Money.pounds(5),), options=options)
    >>> fall = if_falls(asked, choose(asked), "a")
    >>> fall.comes_in, fall.goes_out, fall.more_harm
    (('b',), ('a',), Fraction(1, 1))
    """
    again = choose(question.without(key), within=within)
    return Fall(
        key=key,
        choice=again,
        comes_in=tuple(sorted(again.waits.keys() - choice.waits.keys())),
        goes_out=tuple(sorted(choice.waits.keys() - again.waits.keys())),
        more_harm=again.harm - choice.harm,
    )


def curve(
    question: Question, *, levels: Sequence[int] = LEVELS, within: Fraction = WITHIN
) -> tuple[Point, ...]:
    """The least harm at which each share of the gap closes; it ends with the first that cannot.

    Units: shares in percent of the gap of each year, money, points. Source: local practice.
    Applies: years with a gap; a year without one asks for nothing more.
    Rounding: a share of a gap is taken up to the next penny.

    >>> options = (Choosable(key="a", savings=(Money.pounds(9),), posts=1),)
    >>> asked = Question(years=(2017,), gaps=(Money.pounds(9),), options=options)
    >>> [(point.percent, point.choice.closes) for point in curve(asked, levels=(50, 110, 120))]
    [(50, True), (110, False)]
    """
    points: list[Point] = []
    for percent in levels:
        gaps = tuple(_share(gap, percent) for gap in question.gaps)
        point = Point(percent=percent, choice=choose(replace(question, gaps=gaps), within=within))
        points.append(point)
        if not point.choice.closes:
            break
    return tuple(points)


def _share(gap: Money, percent: int) -> Money:
    return gap if gap.pence <= 0 else Money(-(-gap.pence * percent // 100))


def missing_said(question: Question, choice: Choice) -> str:
    """Which year falls short first and by how much, every year named; empty when the gap closes.

    Units: money. Source: arithmetic. Rounding: pounds and pence are shown whole.

    >>> asked = Question(years=(2017,), gaps=(Money.pounds(9),), options=())
    >>> missing_said(asked, choose(asked))
    'The gap cannot be closed: 2017/18 stays £9.00 short.'
    """
    told = [
        f"{FinancialYear(year).label} stays {pounds_display(missing, '£')} short"
        for year, missing in zip(question.years, choice.shortfall, strict=True)
        if missing
    ]
    if not told:
        return ""
    carried = " Each counts all the years up to it." if question.carries and len(told) > 1 else ""
    return f"The gap cannot be closed: {', '.join(told)}.{carried}"


def _why_in(
    question: Question, choice: Choice, option: Choosable, most: Sequence[int]
) -> tuple[str, str]:
    if option.standing is Standing.MUST:
        return "must", "You said it must be in."
    if choice.closes and (forced := _forced(question, option, most)):
        return "forced", forced
    needing = [
        question.by_key[key].name
        for key in choice.waits
        if option.key in question.by_key[key].needs
    ]
    if needing:
        return "needed", f"Needed by {_listed(needing)}."
    if not choice.closes:
        return "nearest", "With it the gap comes nearest to closing."
    return _least(question, choice, option)


def _least(question: Question, choice: Choice, option: Choosable) -> tuple[str, str]:
    rate = rated(question, option.key)
    if rate == 0:
        return "no harm", "It does no harm by these weights."
    proof = f"no choice without it does less harm{_proved(choice)}."
    if rate is None:
        return LEAST, f"{proof[0].upper()}{proof[1:]}"
    return LEAST, f"{_points(rate)} for each £1m it saves; {proof}"


def _forced(question: Question, option: Choosable, most: Sequence[int]) -> str:
    """Said when everything else together, each at its best, still leaves a year short."""
    for place, needed in enumerate(question.required):
        own = _best(question, option, place)
        rest = most[place] - own
        if rest < needed and own > 0:
            year = FinancialYear(question.years[place]).label
            short = pounds_display(Money(needed - rest), "£")
            return f"Forced: without it {year} stays at least {short} short, whatever else is in."
    return ""


def _most(question: Question) -> tuple[int, ...]:
    """The most that all options could give each year, were each free to be at its best."""
    free = [option for option in question.options if option.standing is not Standing.MUST_NOT]
    places = range(len(question.years))
    return tuple(sum(_best(question, option, place) for option in free) for place in places)


def _best(question: Question, option: Choosable, place: int) -> int:
    waits = range(option.may_wait + 1)
    return max(0, *(question.counted(option.key, wait)[place] for wait in waits))


def _waiting(question: Question, choice: Choice, option: Choosable) -> str:
    wait = choice.waits[option.key]
    if not wait:
        return ""
    place = min(option.starts(wait), len(question.years) - 1)
    starts = FinancialYear(question.years[place]).label
    later = "a year later" if wait == 1 else f"{wait} years later"
    late = [question.by_key[need].name for need in option.needs if choice.waits[need] >= wait]
    why = f", as {_listed(late)} does" if late else ", where its saving is needed"
    return f" It starts in {starts}, {later} than proposed{why}."


def _why_out(
    question: Question,
    choice: Choice,
    option: Choosable,
    *,
    free: bool,
    dearest: Fraction | None,
) -> tuple[str, str]:
    settled = _settled_out(question, choice, option, free=free)
    if settled is not None:
        return settled
    rate = rated(question, option.key)
    if rate is None:
        return "saves nothing", "It saves nothing within the years of the plan."
    if not choice.closes:
        return "no help", "No choice with it comes nearer to closing the gap."
    said = f"{_points(rate)} for each £1m it would save"
    if dearest is not None and rate > dearest:
        return "dearer", f"{said}, against at most {_points(dearest)} among those chosen."
    return "not needed", (
        f"{said}, but the gap closes without it, and no choice with it does less harm"
        f"{_proved(choice)}."
    )


def _settled_out(
    question: Question, choice: Choice, option: Choosable, *, free: bool
) -> tuple[str, str] | None:
    """Out whatever it would save: by what was said, by what it needs or by what is in."""
    if option.standing is Standing.MUST_NOT:
        return "must not", "You said it must stay out."
    if not free:
        needs = _listed([question.by_key[need].name for need in option.needs])
        return "impossible", f"It needs {needs}, of which something must stay out."
    rivals = [
        question.by_key[key].name for key in choice.waits if key in question.rivals[option.key]
    ]
    if rivals:
        return "excluded", f"It cannot go with {_listed(rivals)}, which is in."
    return None


def _proved(choice: Choice) -> str:
    if not choice.within:
        return " (proved)"
    return f" (proved to within {percent_display(choice.within * 100, 3)})"


def _points(rate: Fraction) -> str:
    return f"{number_display(rate, 1)} points"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
