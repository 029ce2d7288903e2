"""A report as it is being written: its template, its cover and its recommendations."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from townclerk.figures.links import kept_url
from townclerk.kernel.errors import Problem, TownclerkError
from townclerk.kernel.reporting_period import parse_period
from townclerk.reports import catalogue
from townclerk.reports.catalogue import Template
from townclerk.reports.core.cover import Section, form, recommendation_problems
from townclerk.reports.core.cover import problems as cover_problems
from townclerk.reports.core.prose import FigureRef, Part, Span, figures_of, parse
from townclerk.reports.models import Report


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is composed into a document: of a report, or of a template as it comes."""

    template: Template
    period: str
    title: str
    body: str
    sections: tuple[Section, ...]
    cover: Mapping[str, object]
    recommendations: tuple[str, ...]
    status: str = "Draft"
    reference: str = ""
    """Set when the numbers lead to the figures as this report prints them."""

    def address(self, span: Span) -> str:
        """Where a number of the report leads: to its figure, as printed once it is published."""
        if not self.reference or span.figure is None:
            return span.url
        ref = span.figure
        period = parse_period(ref.period) if ref.period else None
        return kept_url(ref.key, self.reference, ref.scope, period)

    @property
    def cover_figures(self) -> tuple[FigureRef, ...]:
        """The questions the prose of the cover and the recommendations asks."""
        parts: list[Part] = []
        for section in self.sections:
            if section.kind == "text":
                parts += parse(str(self.cover.get(section.name) or ""), where=section.title)
        for text in self.recommendations:
            parts += parse(text, where="Recommendations")
        return figures_of(parts)


def of_template(template: Template, period: str) -> Draft:
    """The template as it comes, before anybody has commissioned a report from it."""
    return Draft(
        template=template,
        period=period,
        title=template.title,
        body="",
        sections=catalogue.form_sections(template.form),
        cover=template.cover,
        recommendations=template.recommendations,
    )


def sections(of: Report) -> tuple[Section, ...]:
    """The sections of the form for the report's body on the day of its meeting."""
    every = catalogue.form_sections(catalogue.template(of.template).form)
    return form(every, body=of.body, on=of.meeting_date)


def of_report(report: Report) -> Draft:
    final = report.state in (Report.State.APPROVED, Report.State.PUBLISHED)
    return Draft(
        template=catalogue.template(report.template),
        period=report.period,
        title=report.subject,
        body=report.body,
        sections=sections(report),
        cover=report.cover,
        recommendations=tuple(one.text for one in report.recommendations.order_by("number")),
        status="Final" if final else "Draft",
        reference=report.reference if final else "",
    )


def problems(draft: Draft) -> tuple[Problem, ...]:
    """Why the cover and the recommendations cannot be submitted, all at once."""
    return (
        *cover_problems(draft.sections, draft.cover),
        *recommendation_problems(draft.recommendations),
    )


def named(name: str, period: str) -> Draft:
    """The report with this reference, or the template's report for the period, or the template."""
    report = (
        Report.objects.filter(reference=name).first()
        or Report.objects.filter(template=name, period=period).order_by("-meeting_date").first()
    )
    if report is None:
        return of_template(catalogue.template(name), period)
    if period and period != report.period:
        raise TownclerkError(f"{name} is for {report.period}, not for {period}.")
    draft = of_report(report)
    # Asked for by the name of its template, its numbers lead to the figures of this moment.
    return draft if name == report.reference else replace(draft, reference="")
