"""The same period's report cut by portfolio, and the proof that the cuts add up to the whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from townclerk.figures.declaration import COUNCIL, Definition
from townclerk.figures.display import shown
from townclerk.figures.register import definitions_of
from townclerk.kernel.money import Money
from townclerk.platform import extracts
from townclerk.platform.organisation.models import Unit
from townclerk.platform.organisation.queries import unit_label
from townclerk.reports import assembling, drafting
from townclerk.reports.building import answers
from townclerk.reports.core.asked_for import FigureDue, extract_due, figure_due
from townclerk.reports.core.passages import Written, passages
from townclerk.reports.drafting import Draft
from townclerk.reports.models import PeriodSection, Report, ReportPeriod
from townclerk.reports.opening import QUESTIONS
from townclerk.reports.windows import PART

if TYPE_CHECKING:
    from townclerk.figures.permission import Operator
    from townclerk.platform.access.reader import Reader

_TABLE = re.compile(r'(extract="([^"]+)", window="[^"]*")(?:, where="([^"]*)")?')
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
    closed: bool = False
    """Not open to the reader, and so without values: the rest would give the one closed back."""

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
    """Its own, which are in no other cut."""
    shared: tuple[PeriodSection, ...] = ()
    """Of the whole council, with tables that have a part of this portfolio."""

    @property
    def count(self) -> int:
        return len(self.sections) + len(self.shared)


def cuts_of(period: ReportPeriod) -> tuple[Cut, ...]:
    """Every section in exactly one portfolio, those of none last; and the portfolios into which
    tables of the whole council can be cut."""
    sections = list(period.sections.select_related("portfolio", "unit"))
    by_code: dict[str, list[PeriodSection]] = {}
    for one in sections:
        by_code.setdefault(one.portfolio.code if one.portfolio else NONE, []).append(one)
    shared = tuple(one for one in sections if one.portfolio is None and _parted(one))
    for code in _portfolios(shared, period):
        by_code.setdefault(code, [])
    codes = sorted(by_code, key=lambda code: (code == NONE, code))
    return tuple(
        Cut(
            code,
            unit_label(code, period.last) if code else "In no portfolio",
            tuple(by_code[code]),
            shared if code else (),
        )
        for code in codes
    )


def _parted(section: PeriodSection) -> set[str]:
    """The tables of a section that can be cut by portfolio, by the names of their extracts."""
    names = (extract_due(given).name for given in section.extracts)
    return {name for name in names if extracts.by_name(name).parts is not None}


def _portfolios(sections: Sequence[PeriodSection], period: ReportPeriod) -> list[str]:
    asked = {
        parts.codes
        for one in sections
        for name in _parted(one)
        if (parts := extracts.by_name(name).parts) is not None
    }
    return sorted({code for codes in asked for code in codes(period.first, period.last)})


def draft_of(report: Report, period: ReportPeriod, portfolio: Unit) -> Draft:
    """The report as it stands, with the sections of one portfolio and its part of the tables that
    speak of the whole council; nothing else."""
    every = list(period.sections.select_related("portfolio"))
    own = {one.section for one in every if one.portfolio == portfolio}
    parted = {
        one.section: names for one in every if one.portfolio is None and (names := _parted(one))
    }
    draft = drafting.of_report(report)
    chapters = tuple(
        _part_of(one, parted[one.name], portfolio.code) if one.name in parted else one
        for one in draft.chapters
        if one.name in own or one.name in parted or one.name == QUESTIONS
    )
    titles = {one.title for one in chapters if one.name not in parted}
    exhibits = tuple(one for one in draft.template.exhibits if one.chapter in titles)
    return replace(
        draft,
        title=f"{draft.title}: {unit_label(portfolio.code, period.last)}",
        chapters=chapters,
        template=replace(draft.template, exhibits=exhibits),
    )


def _part_of(chapter: Written, names: set[str], code: str) -> Written:
    """The tables of a chapter that can be cut, with the rows of one portfolio."""

    def narrowed(found: re.Match[str]) -> str:
        where = "&".join(one for one in (found[3], f"{PART}={code}") if one)
        return f'{found[1]}, where="{where}"'

    told = [one for one in passages(chapter, 1) if one.table and one.table.extract in names]
    return replace(chapter, text="\n\n".join(_TABLE.sub(narrowed, one.source) for one in told))


def lines_of(
    period: ReportPeriod, cuts: Sequence[Cut], *, reader: "Reader | Operator"
) -> tuple[Line, ...]:
    """The figures of the period that may be added, by portfolio, in the order of the sections, as
    far as they are open to a reader."""
    due = {
        one.code: [figure_due(given) for section in one.sections for given in section.figures]
        for one in cuts
    }
    known = definitions_of({one.key for given in due.values() for one in given})
    keys = dict.fromkeys(
        one.key for given in due.values() for one in given if known[one.key].additive
    )
    every = [one for given in due.values() for one in given if one.key in keys]
    of_council: dict[str, FigureDue] = {}
    for one in every:
        of_council.setdefault(one.key, replace(one, scope=COUNCIL))
    values, closed = _values([*every, *of_council.values()], period, reader)
    found = []
    for key in keys:
        if key in closed:
            found.append(Line(known[key], (), None, None, closed=True))
            continue
        parts = tuple(_added(key, due[one.code], values) for one in cuts)
        alone = any(one.key == key and one.scope in ("", COUNCIL) for one in every)
        whole = None if alone else values.get(of_council[key])
        found.append(Line(known[key], parts, _sum(parts), whole))
    return tuple(found)


def _added(key: str, due: Sequence[FigureDue], values: Mapping[FigureDue, Any]) -> Any:
    return _sum([values[one] for one in dict.fromkeys(due) if one.key == key and one in values])


def _values(
    wanted: Sequence[FigureDue], period: ReportPeriod, reader: "Reader | Operator"
) -> tuple[dict[FigureDue, Any], set[str]]:
    """The values there are, and the keys of which one is not open to the reader, or another to
    them: who sees what is published alone may see none of it, or one that stood before."""
    refs = {one: assembling.ref_of(one, period) for one in wanted}
    there = answers(refs.values())
    seen = answers(refs.values(), reader=reader)
    values = {one: there[ref].value for one, ref in refs.items() if ref in there}
    closed = {
        one.key
        for one, value in values.items()
        if (own := seen.get(refs[one])) is None or own.value != value
    }
    return values, closed


def _sum(values: Sequence[Any]) -> Any:
    if any(isinstance(one, Money) for one in values):
        return sum((one for one in values if isinstance(one, Money)), Money(0))
    total = sum((Fraction(str(one)) for one in values), Fraction(0))
    return int(total) if total.denominator == 1 else total
