"""The sections of a report as texts: chapters, and the prose of the cover, in one way."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from townclerk.kernel.errors import TownclerkError
from townclerk.reports import drafting
from townclerk.reports.core.passages import passages
from townclerk.reports.models import Chapter, Contribution, Report, ReportPeriod

if TYPE_CHECKING:
    from django.db.models import QuerySet

COVER = "cover-"


class UnknownSection(TownclerkError):
    """The report has no section of this name."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A section that is written: its text as it stands."""

    name: str
    title: str
    text: str
    number: str = ""
    exempt: str = ""
    """The paragraph of Schedule 12A that keeps the whole of it from the public."""
    closed: bool = False
    """Whether any of it is exempt: then it opens only with the clearance for exempt papers."""
    chapter: Chapter | None = None

    @property
    def on_cover(self) -> bool:
        return self.name.startswith(COVER)


@dataclass(frozen=True)
class Version:
    """A text as it stood: counted from one, when, by whom."""

    number: int
    text: str
    at: datetime
    by: str


def parts(report: Report) -> tuple[Part, ...]:
    """Every section that holds prose: those of the cover first, then the chapters."""
    cover = [
        Part(
            name=f"{COVER}{section.name}",
            title=section.title,
            text=str(report.cover.get(section.name) or ""),
        )
        for section in drafting.sections(report)
        if section.kind == "text"
    ]
    own = {one.name: one for one in report.chapters.all()}
    chapters = [
        Part(
            name=one.name,
            title=one.title,
            text=one.text,
            number=str(number),
            exempt=one.exempt,
            closed=bool(one.exempt) or any(passage.exempt for passage in passages(one, number)),
            chapter=own.get(one.name),
        )
        for number, one in enumerate(drafting.chapters_of(report), start=1)
    ]
    return (*cover, *chapters)


def part(report: Report, name: str) -> Part:
    found = next((one for one in parts(report) if one.name == name), None)
    if found is None:
        raise UnknownSection(f"{report.subject} has no section called {name}.")
    return found


def versions(report: Report, section: Part) -> tuple[Version, ...]:
    """Every text the section has had, the first first. A save that changed nothing is none."""
    found: list[Version] = []
    for text, at, by in _texts(report, section):
        if not found or found[-1].text != text:
            found.append(Version(len(found) + 1, text, at, by))
    return tuple(found)


def _texts(report: Report, section: Part) -> list[tuple[str, datetime, str]]:
    if section.chapter is not None:
        rows = section.chapter.history.order_by("history_date", "history_id")
        return [
            (row.text, row.history_date, _who(row)) for row in rows.select_related("history_user")
        ]
    if not section.on_cover:
        return []
    field = section.name.removeprefix(COVER)
    rows = report.history.order_by("history_date", "history_id").select_related("history_user")
    return [(str(row.cover.get(field) or ""), row.history_date, _who(row)) for row in rows]


def _who(row: object) -> str:
    user = getattr(row, "history_user", None)
    return str(user.username) if user else "the installation"


@dataclass(frozen=True, kw_only=True)
class Before:
    """The same section of the report before this one."""

    subject: str
    reference: str
    on: date
    source: str
    printed: str
    """As published, with its numbers; as written when it was not published."""


def last_period(report: Report, name: str) -> Before | None:
    """The text of this section in the last report from the same template."""
    earlier = earlier_reports(report).order_by("-meeting_date", "-pk").first()
    if earlier is None:
        return None
    try:
        then = part(earlier, name)
    except UnknownSection:
        return None
    if then.closed:
        return None
    return Before(
        subject=earlier.subject,
        reference=earlier.reference,
        on=earlier.meeting_date,
        source=then.text,
        printed=_printed(earlier, then) or then.text,
    )


def earlier_reports(report: Report) -> "QuerySet[Report]":
    """Reports of the same kind for earlier meetings; of a period, those of its kind."""
    found = Report.objects.filter(
        template=report.template, meeting_date__lt=report.meeting_date
    ).exclude(pk=report.pk)
    cycle = ReportPeriod.objects.filter(report=report).first()
    if cycle is not None:
        found = found.filter(cycle__kind=cycle.kind, cycle__portfolio=cycle.portfolio)
    return found


def _printed(report: Report, section: Part) -> str:
    publication = getattr(report, "publication", None)
    if publication is None or section.on_cover:
        return ""
    paragraphs: dict[int, list[str]] = {}
    for row in publication.content["sentences"]:
        if row["chapter"] == section.title:
            paragraphs.setdefault(row["paragraph"], []).append(row["text"])
    return "\n\n".join(" ".join(said) for said in paragraphs.values())


def contribution(report: Report, name: str) -> Contribution | None:
    return report.contributions.filter(section=name).select_related("user").first()
