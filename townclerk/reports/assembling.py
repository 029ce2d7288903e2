"""A period's report put together: what was written, and the figures and extracts that were due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from townclerk.figures import COUNCIL, Definition
from townclerk.figures.models import Scope
from townclerk.figures.questions import Listing
from townclerk.figures.register import definitions_of
from townclerk.kernel.display import date_display
from townclerk.kernel.reporting_period import parse_period
from townclerk.platform import extracts
from townclerk.reports import trending
from townclerk.reports.building import answers
from townclerk.reports.catalogue import Template
from townclerk.reports.core.asked_for import ABOUT, LAST_DAY, FigureDue, extract_due, figure_due
from townclerk.reports.core.exhibits import DueRow, Exhibit
from townclerk.reports.core.passages import Written, passages
from townclerk.reports.core.prose import FigureRef, figures_of
from townclerk.reports.models import PeriodSection, Report, ReportPeriod
from townclerk.reports.trending import Printed

NOTHING = "There is nothing to report for this period."


@dataclass(frozen=True)
class Assembled:
    chapters: tuple[Written, ...]
    template: Template


def assembled(report: Report, chapters: Sequence[Written], template: Template) -> Assembled:
    """The chapters with the tables of their extracts, a table of the figures not yet told, and
    pictures of the figures of those sections that have them.

    A report that is of no period stays as it is.
    """
    period = ReportPeriod.objects.filter(report=report).first()
    if period is None:
        return Assembled(tuple(chapters), template)
    asked = {one.section: one for one in period.sections.all()}
    nothing = set(report.contributions.filter(nothing=True).values_list("section", flat=True))
    found = tuple(
        _with_extracts(one, asked[one.name], period, nothing=one.name in nothing)
        if one.name in asked
        else one
        for one in chapters
    )
    shown = [*_tables(found, asked, period), *_trends(found, asked, period)]
    if not shown:
        return Assembled(found, template)
    return Assembled(found, replace(template, exhibits=(*template.exhibits, *shown)))


def ref_of(due: FigureDue, period: ReportPeriod) -> FigureRef:
    """The question a figure due asks of a period."""
    stretch, day = due.question(period.first, period.last)
    return FigureRef(due.key, due.scope, stretch, day)


def told(chapter: Written) -> tuple[FigureRef, ...]:
    """The figures a section's own text tells, in their order."""
    said = [part for one in passages(chapter, 1) for _, parts in one.sentences for part in parts]
    return figures_of(said)


def figure_label(
    due: FigureDue,
    definition: Definition,
    period: ReportPeriod,
    words: str,
    day: date | None = None,
) -> str:
    """What a figure due is called, with its scope in words, and its day where it is not the
    period's: the day it is really of, when one is known."""
    scope = f", {words}" if words else ""
    stretch, asked = due.question(period.first, period.last)
    if stretch and stretch != period.window:
        return f"{definition.label}{scope} ({parse_period(stretch).title})"
    if asked:
        return f"{definition.label}{scope} (as at {date_display(day or period.last)})"
    return f"{definition.label}{scope}"


def scope_words(
    wanted: Iterable[FigureDue], known: Mapping[str, Definition]
) -> dict[FigureDue, str]:
    """The scope of each figure due in words, where it has one; its code where nobody named it."""
    scoped = [one for one in dict.fromkeys(wanted) if one.scope and one.scope != COUNCIL]
    if not scoped:
        return {}
    listing = Listing()
    listing.read(known[key] for key in dict.fromkeys(one.key for one in scoped))
    named = dict(Scope.objects.values_list("code", "label"))
    found = {}
    for one in scoped:
        own = {choice.code: choice.label for choice in listing.scopes(known[one.key])}
        found[one] = own.get(one.scope) or named.get(one.scope) or one.scope
    return found


def _with_extracts(
    chapter: Written, asked: PeriodSection, period: ReportPeriod, *, nothing: bool
) -> Written:
    text = chapter.text
    if nothing and not text.strip():
        text = NOTHING
    shown = {one.table.extract for one in passages(chapter, 1) if one.table and one.table.extract}
    for given in map(extract_due, asked.extracts):
        if given.name in shown:
            continue
        register = extracts.by_name(given.name).register
        narrowed = given.where.replace(ABOUT, period.about)
        where = f', where="{narrowed}"' if narrowed else ""
        binding = f'extract="{given.name}", window="{period.window}"{where}'
        text += f'\n\n{{{{ register("{register}", {binding}) }}}}'
    return replace(chapter, text=text.strip())


def _tables(
    chapters: Sequence[Written], asked: dict[str, PeriodSection], period: ReportPeriod
) -> list[Exhibit]:
    from townclerk.reports.opening import before

    wanted: dict[str, list[FigureDue]] = {}
    for chapter in chapters:
        if chapter.name not in asked:
            continue
        if left := _left(chapter, asked[chapter.name]):
            wanted[chapter.title] = left
    if not wanted:
        return []
    every_due = [one for due in wanted.values() for one in due]
    known = definitions_of({one.key for one in every_due})
    words, days = scope_words(every_due, known), _days(every_due, period)
    earlier = before(period)
    there = answers(ref_of(one, earlier) for one in every_due) if earlier else {}
    found = []
    for title, due in wanted.items():
        columns = [period]
        if earlier and all(ref_of(one, earlier) in there for one in due):
            columns.append(earlier)
        labels = {
            one: figure_label(one, known[one.key], period, words.get(one, ""), days.get(one))
            for one in due
        }
        found.append(_table(title, labels, columns))
    return found


def _left(chapter: Written, asked: PeriodSection) -> list[FigureDue]:
    """The figures that were due of a section and that its words do not tell."""
    said = {(ref.key, ref.scope) for ref in told(chapter)}
    due = [figure_due(one) for one in asked.figures]
    return [one for one in due if (one.key, one.scope) not in said]


def _trends(
    chapters: Sequence[Written], asked: Mapping[str, PeriodSection], period: ReportPeriod
) -> list[Exhibit]:
    """A picture of each figure over time, of the sections the catalogue chose it for."""
    printed: list[Printed] = []
    for one in chapters:
        if one.name in asked and asked[one.name].trends:
            left = _left(one, asked[one.name])
            printed += [Printed(one.title, ref, in_words=True) for ref in told(one)]
            printed += [Printed(one.title, ref_of(due, period), in_words=False) for due in left]
    return trending.exhibits_of(printed) if printed else []


def _days(wanted: Sequence[FigureDue], period: ReportPeriod) -> dict[FigureDue, date]:
    """The day each figure asked for as at a day is really of: its last value may be older."""
    asked = {one: ref_of(one, period) for one in wanted if one.at == LAST_DAY}
    there = answers(asked.values())
    return {
        one: day
        for one, ref in asked.items()
        if ref in there and (day := there[ref].as_at) is not None
    }


def _table(title: str, labels: Mapping[FigureDue, str], columns: Sequence[ReportPeriod]) -> Exhibit:
    rows = [
        DueRow(
            label=label,
            key=one.key,
            scope=one.scope,
            by_column=tuple((period.window_title, ref_of(one, period)) for period in columns),
        )
        for one, label in labels.items()
    ]
    return Exhibit(
        chapter=title,
        kind="table",
        caption=f"Figures: {title}",
        columns=tuple(period.window_title for period in columns),
        rows=tuple(rows),
        as_displayed=True,
    )
