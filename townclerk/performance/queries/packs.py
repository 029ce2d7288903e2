"""Reading a quarter: what its items answer, what stops it, its pack for a portfolio."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import F, Q

from townclerk.figures import (
    COUNCIL,
    Ask,
    Figure,
    NotAnswerable,
    Unit,
    UnknownFigure,
    definition,
    keys,
    links,
)
from townclerk.figures.asking import those_open
from townclerk.figures.core.terms import Status, Value
from townclerk.figures.display import parse_value, shown
from townclerk.figures.models import ReturnedValue
from townclerk.figures.questions import scopes
from townclerk.kernel.display import date_display
from townclerk.kernel.money import Money
from townclerk.performance.core import measures, packs
from townclerk.performance.models import (
    Measure,
    PackFigure,
    PackIssue,
    PackItem,
    Quarter,
)
from townclerk.platform import records
from townclerk.platform.access.reader import Reader
from townclerk.platform.organisation.models import Unit as OrganisationUnit
from townclerk.platform.organisation.queries import all_below, nodes

ORDER = ("red", "amber", "green", "none")
"""Exceptions first."""


@dataclass(frozen=True)
class Collected:
    """What an item answers for the council, or for one portfolio."""

    item: PackItem
    portfolio: OrganisationUnit | None
    values: dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A figure of a pack with what is done about it."""

    figure: PackFigure
    issues: tuple[PackIssue, ...]

    @property
    def address(self) -> str:
        """The figure itself, which opens to its records."""
        one = self.figure
        scope = one.portfolio.code if one.portfolio else one.item.scope
        day = one.as_at if one.item.speaks == PackItem.Speaks.DAY else None
        return links.url(one.item.key, scope, one.period, day)


@dataclass(frozen=True)
class Pack:
    """A quarter's pack, of the council or of one portfolio."""

    quarter: Quarter
    portfolio: str
    """The code of the one it is of; none for the council's."""
    lines: tuple[Line, ...]
    portfolios: tuple[OrganisationUnit, ...]
    signed: frozenset[int]
    differences: tuple[str, ...]
    missing: tuple[PackItem, ...]
    unanswered: tuple[PackIssue, ...]


def items_on(day: date) -> list[PackItem]:
    rows = PackItem.objects.filter(Q(end=None) | Q(end__gte=day), start__lte=day)
    return list(rows)


def collected(quarter: Quarter, reader: Reader) -> list[Collected]:
    """What every item of the quarter answers now, in a number of queries that does not grow."""
    asked: dict[tuple[str, str], tuple[PackItem, OrganisationUnit | None, Ask]] = {}
    known = nodes(quarter.last)
    units = {unit.code: unit for unit in OrganisationUnit.objects.filter(code__in=known)}
    named = set(keys())
    for item in items_on(quarter.last):
        if item.key not in named:
            continue
        asked[item.code, ""] = (item, None, _ask(item, item.scope, quarter))
        for code in portfolios_of(item, known, quarter.last):
            asked[item.code, code] = (item, units[code], _ask(item, code, quarter))
    answers = _answers([ask for _, _, ask in asked.values()], reader)
    targets = _targets({item.key for item, _, _ in asked.values()})
    tolerances = dict(Measure.objects.values_list("key", "tolerance"))
    found = []
    for item, unit, ask in asked.values():
        figure = answers.get(_place_of(ask))
        if figure is not None:
            tolerance = tolerances.get(item.key)
            day = _day_of(figure, item, quarter, reader.on)
            values = _values(figure, day, targets, tolerance)
            found.append(Collected(item, unit, values))
    return found


def _answers(asked: Sequence[Ask], reader: Reader) -> dict[tuple[str, str, str], Figure]:
    """What is answered, by place. What is worked out by year and not by day is asked of the year;
    a stated value of a later day is no answer for this one."""
    found = those_open(asked, reader=reader)
    there = {(one.key, one.scope) for one in found}
    left = [
        replace(one, as_at=None)
        for one in asked
        if one.period
        and one.as_at
        and (one.key, one.scope or COUNCIL) not in there
        and not definition(one.key).returned
    ]
    found += those_open(left, reader=reader)
    return {_place(one.key, one.scope, one): one for one in found}


def _day_of(figure: Figure, item: PackItem, quarter: Quarter, collected_on: date) -> date:
    """The day a value speaks of: its own, but of the quarter none after its last; what is kept by
    year alone is as it was known when it was collected."""
    if figure.as_at is not None:
        of_quarter = item.speaks == PackItem.Speaks.QUARTER
        return min(figure.as_at, quarter.last) if of_quarter else figure.as_at
    return collected_on if item.speaks == PackItem.Speaks.YEAR else quarter.last


def portfolios_of(item: PackItem, known: Iterable[str], on: date) -> list[str]:
    """The units a figure speaks of, without those below another of them."""
    if not item.by_portfolio:
        return []
    there = set(known)
    try:
        named = [one.code for one in scopes(definition(item.key)) if one.code in there]
    except NotAnswerable:
        return []
    below = all_below(named, on)
    inside = {code for one in named for code in below[one] if code != one}
    return [code for code in named if code not in inside]


def _ask(item: PackItem, scope: str, quarter: Quarter) -> Ask:
    if item.speaks == PackItem.Speaks.DAY:
        return Ask(key=item.key, scope=scope, as_at=quarter.last)
    year = quarter.period.partition("-")[0]
    period = quarter.period if item.speaks == PackItem.Speaks.QUARTER else year
    last = quarter.last if item.speaks == PackItem.Speaks.YEAR else None
    return Ask(key=item.key, scope=scope, period=period, as_at=last)


def _place(key: str, scope: str, figure: Figure) -> tuple[str, str, str]:
    return key, scope, figure.period.label if figure.period else ""


def _place_of(ask: Ask) -> tuple[str, str, str]:
    return ask.key, ask.scope or COUNCIL, str(ask.period or "")


Targets = dict[tuple[str, str, str, date | None], ReturnedValue]
"""The last target stated, by figure, scope and period, or day where it has no period."""


def _targets(keys: Iterable[str]) -> Targets:
    rows = ReturnedValue.objects.filter(key__in=list(keys), basis=ReturnedValue.Basis.TARGET)
    return {
        (row.key, row.scope, row.period, None if row.period else row.as_at): row
        for row in rows.order_by("revision")
    }


def _values(
    figure: Figure,
    day: date,
    targets: Targets,
    tolerance: Any,
) -> dict[str, Any]:
    shape = figure.definition
    of_day = None if figure.period else figure.as_at
    row = targets.get((*_place(figure.key, figure.scope, figure), of_day))
    target = parse_value(row.value, shape.unit) if row else None
    stands = measures.standing(
        number(figure.value), number(target), tolerance, shape.polarity.value
    )
    return {
        "label": figure.label,
        "value": figure.display if figure.value is None else exact(figure.value),
        "display": figure.display,
        "period": figure.period.label if figure.period else "",
        "as_at": day,
        "origin": shape.source[:300],
        "signed": not shape.returned or figure.status is not Status.PROVISIONAL,
        "target": "" if target is None else shown(target, shape.unit, shape.display),
        "status": packs.RED_AMBER.get(stands.status, "none"),
        "caveats": " ".join(figure.caveats),
    }


def number(value: Value) -> Fraction | None:
    if isinstance(value, Money):
        return Fraction(value.as_pounds())
    return Fraction(value) if isinstance(value, Fraction | Decimal | int) else None


def exact(value: Value) -> str:
    found = number(value)
    return str(value) if found is None else str(found)


def figures_of(quarter: Quarter) -> list[PackFigure]:
    return list(quarter.figures.select_related("item", "portfolio"))


def differences(figures: Sequence[PackFigure]) -> tuple[packs.Difference, ...]:
    """The items of a quarter whose portfolios do not add up to the council. One with a value that
    is withheld, and so no number here, cannot be added."""
    held: list[packs.Held] = []
    withheld: set[str] = set()
    for one in figures:
        if not one.item.by_portfolio:
            continue
        value = _kept(one)
        if value is None:
            withheld.add(one.item.code)
        else:
            code = one.portfolio.code if one.portfolio else ""
            held.append(packs.Held(one.item.code, code, value))
    added = dict.fromkeys(one.item for one in held if one.item not in withheld)
    return packs.differences(held, added)


def _kept(one: PackFigure) -> Fraction | None:
    """The number a figure was collected with; none where its value is withheld or in words."""
    try:
        return Fraction(one.value)
    except ValueError:
        return None


def not_adding_up(figures: Sequence[PackFigure]) -> list[str]:
    """Where portfolios and the council differ, in sentences."""
    labels = {one.item.code: (one.label, one.item.key) for one in figures}
    found = []
    for one in differences(figures):
        label, key = labels[one.item]
        parts, whole = (_as_shown(key, value) for value in (one.portfolios, one.council))
        found.append(f"{label}: the portfolios come to {parts} and the council to {whole}.")
    return found


def _as_shown(key: str, value: Fraction) -> str:
    """An amount as its figure writes it; as it is, once no such figure is declared."""
    try:
        shape = definition(key)
    except UnknownFigure:
        return str(value)
    amount = Money(int(value * 100)) if shape.unit is Unit.MONEY else value
    return shown(amount, shape.unit, shape.display)


def without_action(figures: Sequence[PackFigure]) -> list[PackFigure]:
    """The red figures for which nothing is to be done yet."""
    actions: dict[str, list[str]] = defaultdict(list)
    for issue in PackIssue.objects.filter(figure__in=[one.pk for one in figures]):
        actions[str(issue.figure_id)].append(issue.action)
    left = packs.red_without_action({str(one.pk): one.status for one in figures}, actions)
    return [one for one in figures if str(one.pk) in left]


def missing(quarter: Quarter, figures: Sequence[PackFigure]) -> list[PackItem]:
    """Items the quarter wants of the council that nothing answers."""
    there = {one.item_id for one in figures if one.portfolio_id is None}
    return [item for item in items_on(quarter.last) if item.pk not in there]


def unanswered(quarter: Quarter) -> list[PackIssue]:
    """Questions of the quarter before that have no answer yet."""
    before = Quarter.objects.filter(last__lt=quarter.first).order_by("-last").first()
    rows = PackIssue.objects.filter(quarter=before, kind=PackIssue.Kind.QUESTION)
    return list(rows.exclude(state=PackIssue.State.DONE))


def named(one: PackFigure) -> str:
    return f"{one.label} of {one.portfolio}" if one.portfolio else one.label


def unready(quarter: Quarter, figures: Sequence[PackFigure]) -> list[str]:
    """Why the figures of a quarter cannot be stood behind: missing, unsigned, not adding up."""
    found = [
        f"{item.get_section_display()}: {item.key} has no value for it. Have one stated, or "
        "end the figure’s place in the pack."
        for item in missing(quarter, figures)
    ]
    found += [f"{named(one)} is not signed by its owner." for one in figures if not one.signed]
    return found + [
        f"{said} Have the one that is wrong revised, then collect again."
        for said in not_adding_up(figures)
    ]


def red_and_idle(figures: Sequence[PackFigure]) -> list[str]:
    """What is red and has no action, in sentences."""
    return [
        f"{named(one)} is red and nothing is to be done. Raise an issue with one."
        for one in without_action(figures)
    ]


def in_the_way(first: date, last: date) -> list[str]:
    """What keeps a report of the quarters that end in a stretch from being signed."""
    quarters = list(Quarter.objects.filter(last__range=(first, last)))
    if not quarters:
        return ["No quarter that ends in this period is open, so its pack holds nothing."]
    found: list[str] = []
    for one in quarters:
        if (one.first, one.last) != (first, last):
            found.append(f"{one} has other days than this period. Give each quarter its own.")
        if one.state == Quarter.State.OPEN:
            found.append(f"{one} is not collected yet.")
            continue
        figures = figures_of(one)
        found += [*unready(one, figures), *red_and_idle(figures)]
        found += [f"Asked the quarter before and not answered: {left}" for left in unanswered(one)]
    return found


def of_other_days(first: date, last: date) -> list[str]:
    """The figures of a quarter that speak of another day than its last: the pack says the day."""
    rows = PackFigure.objects.filter(quarter__last__range=(first, last)).exclude(
        as_at=F("quarter__last")
    )
    return [
        f"{named(one)} is as at {date_display(one.as_at)}; the quarter ends on "
        f"{date_display(one.quarter.last)}."
        for one in rows.select_related("quarter", "portfolio")
    ]


def pack(quarter: Quarter, portfolio: str = "") -> Pack:
    """The pack of the council, or of one portfolio by its code; exceptions first."""
    every = figures_of(quarter)
    issues: dict[int, list[PackIssue]] = defaultdict(list)
    for issue in quarter.issues.exclude(figure=None):
        issues[issue.figure_id or 0].append(issue)
    chosen = [one for one in every if (one.portfolio.code if one.portfolio else "") == portfolio]
    chosen.sort(key=lambda one: (ORDER.index(one.status), one.item.position, one.item.code))
    return Pack(
        quarter=quarter,
        portfolio=portfolio,
        lines=tuple(Line(one, tuple(issues[one.pk])) for one in chosen),
        portfolios=_portfolios(every),
        signed=frozenset(quarter.signs.values_list("portfolio_id", flat=True)),
        differences=tuple(not_adding_up(every)),
        missing=tuple(missing(quarter, every)),
        unanswered=tuple(unanswered(quarter)),
    )


def portfolios(quarter: Quarter) -> tuple[OrganisationUnit, ...]:
    """The portfolios that have a figure in the quarter."""
    return _portfolios(figures_of(quarter))


def _portfolios(figures: Sequence[PackFigure]) -> tuple[OrganisationUnit, ...]:
    units = {one.portfolio.pk: one.portfolio for one in figures if one.portfolio}
    return tuple(sorted(units.values(), key=lambda unit: unit.code))


def figures_held(known_at: datetime | None) -> list[PackFigure]:
    """Every kept figure with its quarter and whether anything is done about it beside it."""
    quarters = {one.pk: one for one in records.as_known(Quarter, known_at)}
    acted = {
        issue.figure_id
        for issue in records.as_known(PackIssue, known_at)
        if issue.figure_id is not None and issue.action.strip()
    }
    held = [one for one in records.as_known(PackFigure, known_at) if one.quarter_id in quarters]
    for one in held:
        one.quarter = quarters[one.quarter_id]
        vars(one)["acted"] = one.pk in acted
    return held


def is_latest(one: PackFigure, day: date, wanted: str) -> bool:
    """Whether it is a figure of the council, of a quarter over by the day, of this colour."""
    return one.portfolio_id is None and one.quarter.last <= day and one.status == wanted


def issues_held(known_at: datetime | None) -> list[PackIssue]:
    """Every issue with its quarter beside it, as known at a moment."""
    quarters = {one.pk: one for one in records.as_known(Quarter, known_at)}
    held = [one for one in records.as_known(PackIssue, known_at) if one.quarter_id in quarters]
    for one in held:
        one.quarter = quarters[one.quarter_id]
    return held
