"""The number check of a report: what it finds, what is accepted, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.reader import Reader
from townclerk.reports import composing, drafting
from townclerk.reports.checking_sources import earlier_of, figures_in_reach, paper_of
from townclerk.reports.core.checking import run
from townclerk.reports.core.checking.model import Finding as Found
from townclerk.reports.core.checking.model import Value
from townclerk.reports.models import AcceptedFinding, Report

if TYPE_CHECKING:
    from townclerk.figures.permission import Operator


@dataclass(frozen=True)
class Finding:
    """A finding of a report, with the acceptance it has, when it has one."""

    found: Found
    accepted: AcceptedFinding | None = None

    @property
    def key(self) -> str:
        return self.found.key

    @property
    def kind(self) -> str:
        return self.found.kind

    @property
    def severity(self) -> str:
        return self.found.severity.value

    @property
    def section(self) -> str:
        return self.found.place.section

    @property
    def paragraph(self) -> int:
        return self.found.place.paragraph

    @property
    def words(self) -> str:
        return self.found.place.words

    @property
    def where(self) -> str:
        return self.found.where

    @property
    def why(self) -> str:
        return self.found.why

    @property
    def what_to_do(self) -> str:
        return self.found.what_to_do

    @property
    def values(self) -> tuple[Value, ...]:
        return self.found.values

    @property
    def bind(self) -> str:
        return self.found.bind

    @property
    def open(self) -> bool:
        """Whether it stands in the way of clearance."""
        return self.found.severity.blocks and self.accepted is None


def findings_of(report: Report, reader: "Reader | Operator") -> list[Finding]:
    """Every finding as this reader may see it, accepted ones among them, worst first.

    Compares only with figures the reader may open; exempt paragraphs are read only by those who
    hold the clearance for them.

    Raises: NotForReader when a figure of the report is not open to the reader.
    """
    return _found(report, text_for=reader, figures_for=reader)


def open_findings(report: Report, on: date | None = None) -> list[Finding]:
    """What blocks clearance: the whole text, held against the figures its author may read.

    `on` is the day for which the author's roles are asked; the day of the meeting without it.
    """
    every = _found(report, text_for=OPERATOR, figures_for=_author(report, on))
    return [one for one in every if one.open]


def blocking(report: Report, on: date | None = None) -> None:
    """Refuse while a finding is neither put right nor accepted with a reason.

    The message of a contradiction with a figure keeps the figure's value to itself: who moves the
    report on may not be allowed to read it. The page of the check shows what its reader may see.
    """
    found = open_findings(report, on)
    if found:
        raise Problems(
            [
                Problem(
                    f"{one.where}, “{one.words}”: {_told(one)}",
                    field=one.section,
                    hint=f"{one.what_to_do} Or accept it with a reason in the number check.",
                    code=one.kind,
                )
                for one in found
            ]
        )


def panel(report: Report, reader: "Reader | Operator") -> dict[str, Any]:
    """What the panel beside a report shows of its check."""
    found = findings_of(report, reader)
    return {
        "findings": found,
        "open": sum(one.open for one in found),
        "address": reverse("reports:check", args=[report.reference]),
    }


def by_section(found: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """The findings under their sections in the order of the report, worst first in each."""
    sections = sorted({(one.found.place.number, one.section) for one in found})
    return [
        (title, [one for one in found if (one.found.place.number, one.section) == (place, title)])
        for place, title in sections
    ]


def accepted_but_gone(report: Report, found: Sequence[Finding]) -> list[AcceptedFinding]:
    """Acceptances whose finding is no longer there: the words or the values have changed."""
    keys = {one.key for one in found}
    return [one for one in report.accepted_findings.all() if one.key not in keys]


def _told(one: Finding) -> str:
    if one.kind == "against-figure":
        return "a figure its author may read says otherwise."
    return one.why


def _author(report: Report, on: date | None) -> Reader:
    day = on or report.meeting_date
    return Reader.of(report.author, day) if report.author else Reader.anonymous(day)


def _found(
    report: Report, *, text_for: "Reader | Operator", figures_for: "Reader | Operator"
) -> list[Finding]:
    with records.one_look():
        document = composing.preview(report, drafting.of_report(report), reader=text_for)
        paper = paper_of(document, on=report.meeting_date)
        figures = figures_in_reach(paper, figures_for)
    accepted = {one.key: one for one in report.accepted_findings.select_related("accepted_by")}
    return [
        Finding(one, accepted.get(one.key))
        for one in run.check(paper, figures=figures, earlier=earlier_of(report))
    ]
