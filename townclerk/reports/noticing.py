"""What the compiler of a period is told: what is missing, stale, named or of another day."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from townclerk.figures.declaration import Figure
from townclerk.figures.register import definitions_of
from townclerk.kernel.display import date_range
from townclerk.performance import public as performance
from townclerk.platform import extracts
from townclerk.platform.extracts import Extract
from townclerk.reports import assembling, drafting, opening
from townclerk.reports.building import answers
from townclerk.reports.core import warning
from townclerk.reports.core.asked_for import extract_due, figure_due
from townclerk.reports.core.passages import Written, passages
from townclerk.reports.core.prose import BINDING, FigureRef, figures_of, plain_source
from townclerk.reports.core.warning import Told, Warned
from townclerk.reports.models import PeriodSection, ReportPeriod


def warnings_of(period: ReportPeriod) -> list[Warned]:
    """Every warning of a period, those of missing sections first."""
    now = told(period)
    found = stopping(period)
    earlier = opening.before(period)
    if earlier is not None:
        before = told(earlier)
        when = date_range(earlier.first, earlier.last)
        labels = _labels(before)
        found += warning.dropped(before, now, when)
        found += warning.dropped_figures(before, now, labels)
        found += warning.unchanged(before, now, when)
    found += warning.told_twice(now)
    if period.kind.evidenced:
        found += warning.unevidenced(now, performance.evidence_marks(period.about))
    found += warning.styled(now)
    found += _other_days(period)
    found += _tables_of_other_days(period)
    return found


def stopping(period: ReportPeriod) -> list[Warned]:
    """What the areas whose tables the report holds say keeps it from being signed."""
    what = "Put it right where it is kept."
    return [
        Warned("stops", section.section, section.title, words, what)
        for section, words in _asked_of(period, lambda extract: extract.stops)
    ]


def _tables_of_other_days(period: ReportPeriod) -> Iterator[Warned]:
    """Rows of tables that say their own day: labelled as they are, or to be aligned."""
    what = "Its day stands beside it. Collect again to bring it to the period’s."
    for one, words in _asked_of(period, lambda extract: extract.asks):
        yield Warned("as-at", one.section, one.title, words, what)


def _asked_of(
    period: ReportPeriod, which: Callable[[Extract], Callable[..., Sequence[str]] | None]
) -> Iterator[tuple[PeriodSection, str]]:
    """Each question once, however many tables ask it, at the first section that has one."""
    asked: dict[Callable[..., Sequence[str]], PeriodSection] = {}
    for section in period.sections.all():
        for given in map(extract_due, section.extracts):
            question = which(extracts.by_name(given.name))
            if question is not None:
                asked.setdefault(question, section)
    for question, section in asked.items():
        for words in question(period.first, period.last):
            yield section, words


def told(period: ReportPeriod) -> list[Told]:
    """Each section of a period as it was given."""
    if period.report is None:
        return []
    chapters = {one.name: one for one in drafting.chapters_of(period.report)}
    nothing = set(
        period.report.contributions.filter(nothing=True).values_list("section", flat=True)
    )
    found = []
    for asked in period.sections.all():
        chapter = chapters.get(asked.section)
        if chapter is None:
            continue
        due = [figure_due(one).key for one in asked.figures]
        own = [ref.key for ref in assembling.told(chapter)]
        found.append(
            Told(
                name=asked.section,
                title=asked.title,
                text=chapter.text,
                nothing=asked.section in nothing,
                figures=tuple(dict.fromkeys([*due, *own])) if chapter.text.strip() else (),
            )
        )
    return found


def _labels(before: Sequence[Told]) -> dict[str, str]:
    keys = {key for one in before for key in one.figures}
    return {key: one.label for key, one in definitions_of(keys).items()}


def _other_days(period: ReportPeriod) -> Iterator[Warned]:
    """Figures in the words of a section that speak of another day than the period's last."""
    if period.report is None:
        return
    chapters = drafting.chapters_of(period.report)
    said = [(chapter, source, ref) for chapter in chapters for source, ref in _said(chapter)]
    there = answers(ref for _, _, ref in said)
    for chapter, source, ref in said:
        figure = there.get(ref)
        day = _day_of(figure) if figure is not None else None
        if figure is None or day is None or _named(figure, source):
            continue
        one = warning.other_day(chapter.name, chapter.title, figure.label, day, period.last, source)
        if one is not None:
            yield one


def _named(figure: Figure, sentence: str) -> bool:
    """Whether the sentence says of which year, quarter or month the figure is."""
    period = figure.period
    return period is not None and (period.label in sentence or period.title in sentence)


def _said(chapter: Written) -> Iterator[tuple[str, FigureRef]]:
    for passage in passages(chapter, 1):
        for source, parts in passage.sentences:
            for ref in figures_of(parts):
                yield BINDING.sub(" ", plain_source(source)), ref


def _day_of(figure: Figure) -> date | None:
    """The day a figure speaks of: its own, or the last of its period."""
    if figure.as_at is not None:
        return figure.as_at
    return figure.period.period.last if figure.period else None
