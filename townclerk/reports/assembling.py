"""A period's report put together: what was written, and the figures and extracts that were due."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from townclerk.figures import Ask, Definition
from townclerk.figures.asking import those_open
from townclerk.figures.permission import OPERATOR
from townclerk.figures.register import definitions_of
from townclerk.kernel.display import date_display
from townclerk.platform import extracts
from townclerk.reports.catalogue import Template
from townclerk.reports.core.asked_for import FigureDue, extract_due, figure_due
from townclerk.reports.core.exhibits import Exhibit, Row
from townclerk.reports.core.passages import Written, passages
from townclerk.reports.core.prose import FigureRef, figures_of
from townclerk.reports.models import PeriodSection, Report, ReportPeriod

NOTHING = "There is nothing to report for this period."


@dataclass(frozen=True, kw_only=True)
class DueRow(Row):
    """A figure that was due, of this period and of the one before."""

    by_column: tuple[tuple[str, FigureRef], ...] = field(default=())

    def ref(self, period: str) -> FigureRef:
        return dict(self.by_column).get(period) or super().ref(period)


@dataclass(frozen=True)
class Assembled:
    chapters: tuple[Written, ...]
    template: Template


def assembled(report: Report, chapters: Sequence[Written], template: Template) -> Assembled:
    """The chapters with the tables of their extracts, and a table of the figures not yet told.

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
    tables = _tables(found, asked, period)
    if not tables:
        return Assembled(found, template)
    return Assembled(found, replace(template, exhibits=(*template.exhibits, *tables)))


def ref_of(due: FigureDue, period: ReportPeriod) -> FigureRef:
    """The question a figure due asks of a period."""
    stretch, day = due.question(period.first, period.last)
    return FigureRef(due.key, due.scope, stretch, day)


def ask_of(ref: FigureRef) -> Ask:
    return Ask(key=ref.key, scope=ref.scope or None, period=ref.period or None, as_at=ref.day)


def told(chapter: Written) -> set[FigureRef]:
    """The figures a section's own text tells."""
    said = [part for one in passages(chapter, 1) for _, parts in one.sentences for part in parts]
    return set(figures_of(said))


def figure_label(due: FigureDue, definition: Definition, period: ReportPeriod) -> str:
    """What a figure due is called, with its scope, and its day where it is not the period's."""
    scope = f", {due.scope}" if due.scope else ""
    stretch, day = due.question(period.first, period.last)
    if stretch and stretch != period.window:
        return f"{definition.label}{scope} ({stretch})"
    if day:
        return f"{definition.label}{scope} (as at {date_display(period.last)})"
    return f"{definition.label}{scope}"


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
        where = f', where="{given.where}"' if given.where else ""
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
        said = {(ref.key, ref.scope) for ref in told(chapter)}
        due = [figure_due(one) for one in asked[chapter.name].figures]
        if left := [one for one in due if (one.key, one.scope) not in said]:
            wanted[chapter.title] = left
    if not wanted:
        return []
    known = definitions_of({one.key for due in wanted.values() for one in due})
    earlier = before(period)
    every = [ref_of(one, earlier) for due in wanted.values() for one in due] if earlier else []
    there = {_named(one) for one in those_open([ask_of(ref) for ref in every], reader=OPERATOR)}
    found = []
    for title, due in wanted.items():
        columns = [period]
        if earlier and all(_asked(ref_of(one, earlier)) in there for one in due):
            columns.append(earlier)
        found.append(_table(title, due, known, columns))
    return found


def _table(
    title: str,
    due: Sequence[FigureDue],
    known: dict[str, Definition],
    columns: Sequence[ReportPeriod],
) -> Exhibit:
    rows = [
        DueRow(
            label=figure_label(one, known[one.key], columns[0]),
            key=one.key,
            scope=one.scope,
            by_column=tuple((period.window_title, ref_of(one, period)) for period in columns),
        )
        for one in due
    ]
    return Exhibit(
        chapter=title,
        kind="table",
        caption=f"Figures: {title}",
        columns=tuple(period.window_title for period in columns),
        rows=tuple(rows),
        as_displayed=True,
    )


def _named(figure: object) -> tuple[str, str, str]:
    scope = getattr(figure, "scope", "") or ""
    period = getattr(figure, "period", None)
    return getattr(figure, "key", ""), "" if scope == "council" else scope, str(period or "")


def _asked(ref: FigureRef) -> tuple[str, str, str]:
    return ref.key, ref.scope, ref.period
