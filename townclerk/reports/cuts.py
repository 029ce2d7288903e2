"""The same period's report cut by portfolio, and the proof that the cuts add up to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from townclerk.figures.asking import those_open
from townclerk.figures.declaration import COUNCIL, Definition, Figure
from townclerk.figures.display import shown
from townclerk.figures.permission import OPERATOR
from townclerk.figures.register import definitions_of
from townclerk.kernel.money import Money
from townclerk.platform.organisation.models import Unit
from townclerk.platform.organisation.queries import unit_label
from townclerk.reports import assembling, drafting
from townclerk.reports.core.asked_for import FigureDue, figure_due
from townclerk.reports.drafting import Draft
from townclerk.reports.models import PeriodSection, Report, ReportPeriod
from townclerk.reports.opening import QUESTIONS

NONE = ""
"""Sections that are in no portfolio."""


@dataclass(frozen=True)
class Line:
    """A figure that adds up: its part of each portfolio, their sum, and the council's own value."""

    definition: Definition
    parts: tuple[Any, ...]
    total: Any
    whole: Any | None
    """What the figure says of the whole council, where it says so."""

    @property
    def agrees(self) -> bool:
        return self.whole is None or self.whole == self.total

    def display(self, value: Any) -> str:
        return shown(value, self.definition.unit, self.definition.display)


@dataclass(frozen=True)
class Cut:
    """One portfolio of a period: its code, its name and its sections."""

    code: str
    title: str
    sections: tuple[PeriodSection, ...]


def cuts_of(period: ReportPeriod) -> tuple[Cut, ...]:
    """Every section in exactly one portfolio; those of none come last."""
    sections = list(period.sections.select_related("portfolio", "unit"))
    by_code: dict[str, list[PeriodSection]] = {}
    for one in sections:
        by_code.setdefault(one.portfolio.code if one.portfolio else NONE, []).append(one)
    codes = sorted(by_code, key=lambda code: (code == NONE, code))
    return tuple(
        Cut(
            code, unit_label(code, period.last) if code else "In no portfolio", tuple(by_code[code])
        )
        for code in codes
    )


def draft_of(report: Report, period: ReportPeriod, portfolio: Unit) -> Draft:
    """The report as it stands, with the sections of one portfolio and no others."""
    kept = set(period.sections.filter(portfolio=portfolio).values_list("section", flat=True))
    draft = drafting.of_report(report)
    chapters = tuple(one for one in draft.chapters if one.name in kept or one.name == QUESTIONS)
    titles = {one.title for one in chapters}
    exhibits = tuple(one for one in draft.template.exhibits if one.chapter in titles)
    return replace(
        draft,
        title=f"{draft.title}: {unit_label(portfolio.code, period.last)}",
        chapters=chapters,
        template=replace(draft.template, exhibits=exhibits),
    )


def lines_of(period: ReportPeriod, cuts: Sequence[Cut]) -> tuple[Line, ...]:
    """The figures of the period that may be added, by portfolio, in the order of the sections."""
    due = {
        one.code: [figure_due(given) for section in one.sections for given in section.figures]
        for one in cuts
    }
    known = definitions_of({one.key for given in due.values() for one in given})
    keys = dict.fromkeys(
        one.key for given in due.values() for one in given if known[one.key].additive
    )
    found = []
    for key in keys:
        parts = tuple(_added(key, due[one.code], period) for one in cuts)
        at = next(one.at for given in due.values() for one in given if one.key == key)
        stated = _answer(FigureDue(key, COUNCIL, at), period)
        alone = any(
            one.key == key and one.scope in ("", COUNCIL) for given in due.values() for one in given
        )
        whole = stated.value if stated is not None and not alone else None
        found.append(Line(known[key], parts, _sum(parts), whole))
    return tuple(found)


def _added(key: str, due: Sequence[FigureDue], period: ReportPeriod) -> Any:
    answers = (_answer(one, period) for one in dict.fromkeys(due) if one.key == key)
    return _sum([one.value for one in answers if one is not None])


def _answer(due: FigureDue, period: ReportPeriod) -> Figure | None:
    ref = assembling.ref_of(due, period)
    found = those_open([assembling.ask_of(ref)], reader=OPERATOR)
    return found[0] if found else None


def _sum(values: Sequence[Any]) -> Any:
    if any(isinstance(one, Money) for one in values):
        return sum((one for one in values if isinstance(one, Money)), Money(0))
    total = sum((Fraction(str(one)) for one in values), Fraction(0))
    return int(total) if total.denominator == 1 else float(total)
