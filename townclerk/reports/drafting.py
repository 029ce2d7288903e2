"""A report as it is being written: its cover, its recommendations and its chapters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from townclerk.democracy.public import headings_asked
from townclerk.figures.links import kept_url
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, TownclerkError
from townclerk.kernel.reporting_period import parse_period
from townclerk.platform import parameters
from townclerk.reports import annexing, assembling, catalogue, exhibiting, versions
from townclerk.reports.catalogue import Sentence, Template
from townclerk.reports.core import exempt
from townclerk.reports.core.blocks import Image, Shown
from townclerk.reports.core.cover import Section, form, recommendation_problems, with_asked
from townclerk.reports.core.cover import problems as cover_problems
from townclerk.reports.core.exempt import Withheld
from townclerk.reports.core.exhibits import Exhibit
from townclerk.reports.core.passages import Passage, TableQuery, Written, passages, places
from townclerk.reports.core.passages import reference_problems as see_problems
from townclerk.reports.core.prose import FigureRef, Part, Span, figures_of, read
from townclerk.reports.models import Report
from townclerk.reports.picturing import Files, files_for
from townclerk.reports.picturing import problems as picture_problems

if TYPE_CHECKING:
    from townclerk.reports.annexing import Sheets

EXEMPT_LAW = "reports/exempt-information"


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
    chapters: tuple[Written, ...] = ()
    heading: str = catalogue.Form.heading
    """What stands over the cover, by the form."""
    status: str = "Draft"
    dated: str = ""
    """Whom the report is for and when."""
    reference: str = ""
    """Set when the numbers lead to the figures as this report prints them."""
    withholds: bool = False
    """The public version: exempt passages are left out, and what is left out is said."""
    descriptions: Mapping[str, str] = field(default_factory=dict)
    """What each paragraph of Schedule 12A covers on the day of the meeting."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """The public interest reason for each paragraph that is used."""
    annexed: "Sheets | None" = field(default=None, compare=False)
    """The option sheets of the annex as a reader may see them; without, every one."""

    files: Files = field(default_factory=dict, compare=False)
    """The files of the report, by name."""

    @cached_property
    def sheets(self) -> "Sheets":
        return self.annexed or annexing.Sheets(self.template.annex)

    def address(self, span: Span) -> str:
        """Where a number of the report leads: to its figure, as printed once it is published."""
        if not self.reference or span.figure is None:
            return span.url
        ref = span.figure
        period = parse_period(ref.period) if ref.period else None
        return kept_url(ref.key, self.reference, ref.scope, period)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every paragraph and table of every chapter, numbered, exempt ones among them."""
        return tuple(
            passage
            for number, chapter in enumerate(self.chapters, start=1)
            for passage in passages(chapter, number)
        )

    @cached_property
    def images(self) -> tuple[Image, ...]:
        """The pictures of the text this version prints."""
        return tuple(dict.fromkeys(one.shown for one in self.shown if isinstance(one.shown, Image)))

    @cached_property
    def placed(self) -> dict[tuple[str, int], Exhibit]:
        """The tables and pictures of the template that the text places, by section and place."""
        known = {one.caption: one for one in self.template.exhibits}
        return {
            (one.section, one.place): known[one.shown.caption]
            for one in self.passages
            if isinstance(one.shown, Shown) and one.shown.caption in known
        }

    @cached_property
    def beside(self) -> dict[tuple[str, int], tuple[Exhibit, ...]]:
        """The pictures that follow a paragraph of this version, by its section and its place: each
        the first that tells its figure."""
        found: dict[tuple[str, int], tuple[Exhibit, ...]] = {}
        for exhibit in self.template.exhibits:
            here = next((one for one in self.shown if _tells(one, exhibit)), None)
            if here is not None:
                place = here.section, here.place
                found[place] = (*found.get(place, ()), exhibit)
        return found

    @cached_property
    def places(self) -> dict[str, str]:
        return places(self.chapters)

    @property
    def shown(self) -> tuple[Passage, ...]:
        """The passages this version prints."""
        return tuple(one for one in self.passages if not (self.withholds and one.exempt))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences this version prints, in their order."""
        return tuple(one for passage in self.shown for one in catalogue.sentences_of(passage))

    @property
    def tables(self) -> tuple[TableQuery, ...]:
        return tuple(dict.fromkeys(one.table for one in self.shown if one.table is not None))

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """The tables and pictures of the template, without those of a chapter or a paragraph that
        is withheld."""
        kept = {one.title for one in self.chapters if not (self.withholds and one.exempt)}
        beside = {exhibit for found in self.beside.values() for exhibit in found}
        return tuple(
            one
            for one in self.template.exhibits
            if one.chapter in kept and (one.beside is None or one in beside)
        )

    @cached_property
    def table_numbers(self) -> dict[object, str]:
        """The number of each table, by exhibit or by section and place, the withheld counted."""
        found: list[object] = []
        for chapter in self.chapters:
            told = [one for one in self.passages if one.section == chapter.name]
            for one in told:
                here = (one.section, one.place)
                if one.table is not None:
                    found.append(here)
                elif here in self.placed and self.placed[here].kind == "table":
                    found.append(self.placed[here])
            found += [
                one
                for one in self.template.exhibits
                if one.chapter == chapter.title
                and one.kind == "table"
                and one not in self.placed.values()
            ]
        return {one: str(number) for number, one in enumerate(found, start=1)}

    @property
    def closed(self) -> frozenset[str]:
        """Names of sections and anchors that this version does not hold."""
        if not self.withholds:
            return frozenset()
        hidden = [one.name for one in self.chapters if one.exempt]
        return frozenset([*hidden, *(one.anchor for one in self.passages if one.exempt)])

    @property
    def withheld(self) -> tuple[Withheld, ...]:
        return exempt.withheld(self.passages, self.descriptions, self.reasons)

    @property
    def cover_figures(self) -> tuple[FigureRef, ...]:
        """The questions the prose of the cover and the recommendations asks."""
        return figures_of([part for _, parts in self.cover_parts for part in parts])

    @property
    def cover_parts(self) -> list[tuple[str, tuple[Part, ...]]]:
        """The prose of the cover and each recommendation, with the place where it stands."""
        found = [
            (f"Cover, {section.title}", read(str(self.cover.get(section.name) or ""))[0])
            for section in self.sections
            if section.kind == "text"
        ]
        return found + [
            (f"Recommendation {number}", read(text)[0])
            for number, text in enumerate(self.recommendations, start=1)
        ]

    @property
    def figures(self) -> tuple[FigureRef, ...]:
        """The questions of the prose this version prints, each once."""
        return figures_of([part for one in self.sentences for part in one.parts])


def _tells(passage: Passage, exhibit: Exhibit) -> bool:
    """Whether a paragraph tells the figure an exhibit is to stand beside."""
    if exhibit.beside is None or passage.title != exhibit.chapter:
        return False
    said = [part for _, parts in passage.sentences for part in parts]
    return exhibit.beside in figures_of(said)


def of_template(template: Template, period: str) -> Draft:
    """The template as it comes, before anybody has commissioned a report from it."""
    return Draft(
        template=exhibiting.as_known(template),
        period=period,
        title=template.title,
        body="",
        sections=catalogue.form_sections(template.form),
        cover=template.cover,
        recommendations=template.recommendations,
        chapters=template.chapters,
        heading=catalogue.form(template.form).heading,
    )


def sections(of: Report) -> tuple[Section, ...]:
    """The sections of the form for the report's body on the day of its meeting, with those that
    resolutions ask for in it."""
    given = form(versions.form_of(of).sections, body=of.body, on=of.meeting_date)
    return with_asked(given, _asked(of))


def _asked(of: Report) -> tuple[Section, ...]:
    """What resolutions ask of it. Once it is submitted it keeps those it was submitted with."""
    name = versions.template_of(of).form
    asked = headings_asked(name, of.body, of.meeting_date)
    writing = of.state in (Report.State.COMMISSIONED, Report.State.DRAFTING)
    return tuple(
        Section(name=one.name, title=one.title, mandatory=one.mandatory)
        for one in asked
        if writing or of.cover.get(one.name)
    )


def chapters_of(report: Report) -> tuple[Written, ...]:
    """The report's own chapters; of one from before it had any, those of its template."""
    own = tuple(
        Written(name=one.name, title=one.title, text=one.text, exempt=one.exempt)
        for one in report.chapters.order_by("place", "pk")
    )
    return own or versions.template_of(report).chapters


def of_report(report: Report, *, withholds: bool = False) -> Draft:
    """The report as it stands; with `withholds` the version the public gets."""
    final = report.state in (Report.State.APPROVED, Report.State.PUBLISHED)
    given = sections(report)
    put = assembling.assembled(report, chapters_of(report), versions.template_of(report))
    return Draft(
        template=exhibiting.as_known(put.template),
        period=report.period,
        title=report.subject,
        body=report.body_title,
        sections=given,
        cover={**report.cover, **_cleared(report, given)},
        recommendations=tuple(one.text for one in report.recommendations.order_by("number")),
        chapters=put.chapters,
        heading=versions.form_of(report).heading,
        status="Final" if final else "Draft",
        dated=f"{report.body_title}, {date_display(report.meeting_date)}",
        reference=report.reference if final else "",
        withholds=withholds,
        descriptions=exempt_paragraphs(report),
        reasons={one.paragraph: one.public_interest for one in report.exemptions.all()},
        files=files_for(report),
    )


def exempt_paragraphs(report: Report) -> Mapping[str, str]:
    """What may be exempt on the day of the meeting, by paragraph of Schedule 12A."""
    law = parameters.source().parameter(EXEMPT_LAW)
    found: Mapping[str, str] = law.at(max(report.meeting_date, law.values[0].start)).value
    return found


def _cleared(report: Report, form_sections: Sequence[Section]) -> dict[str, str]:
    """The references of the clearances given, in their places on the cover."""
    given = {f"{one.kind}_reference": one.reference for one in report.clearances.all()}
    asked = {one.name for one in form_sections if one.kind == "clearance"}
    return {name: reference for name, reference in given.items() if name in asked}


def public_of(draft: Draft) -> Draft:
    return draft if draft.withholds else replace(draft, withholds=True)


def problems(draft: Draft) -> tuple[Problem, ...]:
    """Why the report cannot be submitted, all at once."""
    return (
        *cover_problems(draft.sections, draft.cover),
        *recommendation_problems(draft.recommendations),
        *_text_problems(draft.passages),
        *_shown_problems(draft),
        *see_problems(draft.chapters),
        *exempt.problems(
            draft.passages, draft.descriptions, draft.reasons, draft.cover.get("exempt")
        ),
    )


def _text_problems(told: Sequence[Passage]) -> list[Problem]:
    return [problem for one in told for problem in one.problems]


def _shown_problems(draft: Draft) -> list[Problem]:
    """Pictures that are not among the files, and exhibits the template has not."""
    found: list[Problem] = []
    known = [one.caption for one in draft.template.exhibits]
    for one in draft.passages:
        if isinstance(one.shown, Image) and one.shown.name:
            found += picture_problems(one.shown, draft.files, one.where)
        elif isinstance(one.shown, Shown) and one.shown.caption not in known:
            said = f"The template has no table or picture “{one.shown.caption}”."
            hint = f"There are: {'; '.join(known)}." if known else ""
            found.append(Problem(said, field=one.where, hint=hint, code="exhibit"))
    return found


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
