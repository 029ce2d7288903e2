"""A period's report put together: what was written, and the figures and extracts that were due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from townclerk.figures import COUNCIL, Ask, Definition
from townclerk.figures.asking import those_open
from townclerk.figures.models import Scope
from townclerk.figures.permission import OPERATOR
from townclerk.figures.questions import Listing
from townclerk.figures.register import definitions_of
from townclerk.kernel.display import date_display
from townclerk.kernel.reporting_period import parse_period
from townclerk.platform import extracts
from townclerk.reports.catalogue import Template
from townclerk.reports.core.asked_for import ABOUT, LAST_DAY, FigureDue, extract_due, figure_due
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
        said = {(ref.key, ref.scope) for ref in told(chapter)}
        due = [figure_due(one) for one in asked[chapter.name].figures]
        if left := [one for one in due if (one.key, one.scope) not in said]:
            wanted[chapter.title] = left
    if not wanted:
        return []
    every_due = [one for due in wanted.values() for one in due]
    known = definitions_of({one.key for one in every_due})
    words, days = scope_words(every_due, known), _days(every_due, period)
    earlier = before(period)
    every = [ref_of(one, earlier) for due in wanted.values() for one in due] if earlier else []
    there = {_named(one) for one in those_open([ask_of(ref) for ref in every], reader=OPERATOR)}
    found = []
    for title, due in wanted.items():
        columns = [period]
        if earlier and all(_asked(ref_of(one, earlier)) in there for one in due):
            columns.append(earlier)
        labels = {
            one: figure_label(one, known[one.key], period, words.get(one, ""), days.get(one))
            for one in due
        }
        found.append(_table(title, labels, columns))
    return found


def _days(wanted: Sequence[FigureDue], period: ReportPeriod) -> dict[FigureDue, date]:
    """The day each figure asked for as at a day is really of: its last value may be older."""
    asked = [one for one in dict.fromkeys(wanted) if one.at == LAST_DAY]
    asks = [ask_of(ref_of(one, period)) for one in asked]
    answers = {
        (one.key, one.scope): one.as_at for one in those_open(asks, reader=OPERATOR) if one.as_at
    }
    return {
        one: day
        for one in asked
        if (day := answers.get((one.key, one.scope or COUNCIL))) is not None
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


def _named(figure: object) -> tuple[str, str, str]:
    scope = getattr(figure, "scope", "") or ""
    period = getattr(figure, "period", None)
    return getattr(figure, "key", ""), "" if scope == "council" else scope, str(period or "")


def _asked(ref: FigureRef) -> tuple[str, str, str]:
    return ref.key, ref.scope, ref.period
