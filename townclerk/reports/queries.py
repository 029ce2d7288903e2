"""Reads of reports: the form that applies, what has moved since clearance, what was published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from townclerk.figures.links import kept_url
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.reporting_period import parse_period
from townclerk.platform.clock import LOCAL
from townclerk.reports import building, composing, drafting
from townclerk.reports.core.chain import Published, stated_figure
from townclerk.reports.core.prose import FigureRef, bind, figures_of, parse, plain
from townclerk.reports.models import Clearance, FrozenFigure, Publication, Report, ReportPeriod

if TYPE_CHECKING:
    from townclerk.platform.access.reader import Reader


class UnknownReport(TownclerkError):
    """No report has this reference."""


@dataclass(frozen=True)
class Moved:
    """A value that is no longer what was cleared."""

    kind: str
    cleared_on: str
    question: str
    cleared: str
    now: str
    now_value: str
    held: bool

    @property
    def sentence(self) -> str:
        return (
            f"{self.question}: cleared on {self.cleared_on} as {self.cleared}, "
            f"source now {self.now}."
        )

    @property
    def hint(self) -> str:
        return f"Clear the report for {self.kind} again, or hold the cleared value with a reason."


@dataclass(frozen=True)
class Drift:
    """A published sentence that would read otherwise today."""

    chapter: str
    then: str
    now: str


def report(reference: str) -> Report:
    found = Report.objects.filter(reference=reference).first()
    if found is None:
        raise UnknownReport(f"There is no report {reference}. “townclerk report list” shows them.")
    return found


def moved(clearances: Sequence[Clearance]) -> list[Moved]:
    """What has moved since each clearance; the figures are asked once for all of them."""
    if not clearances:
        return []
    draft = drafting.of_report(clearances[0].report)
    today = composing.answered(clearances[0].report, replace(draft, reference=""), reader=OPERATOR)
    found = []
    for clearance in clearances:
        day = date_display(clearance.cleared_at.astimezone(LOCAL).date())
        for question in composing.questions_of(draft):
            then, now = clearance.values.get(question), today[question]
            value = "" if now["value"] is None else str(now["value"])
            if then is not None and str(then["value"]) == value:
                continue
            found.append(
                Moved(
                    kind=clearance.kind,
                    cleared_on=day,
                    question=question,
                    cleared=then["display"] if then else "nothing",
                    now=now.get("why") or now["display"],
                    now_value=value,
                    held=clearance.held_values.get(question) == value,
                )
            )
    return found


def chain() -> list[Published]:
    """Every publication with its files and figures, in order, in three queries."""
    found = Publication.objects.prefetch_related("outputs", "figures").order_by("number")
    return [
        Published(
            number=one.number,
            manifest=one.manifest,
            checksum=one.checksum,
            signature=_bytes(one.signature),
            outputs={output.name: bytes(output.body) for output in one.outputs.all()},
            figures=[stated_figure(_kept(figure)) for figure in one.figures.all()],
            content=one.content,
            issued_on=one.issued_on.isoformat(),
        )
        for one in found
    ]


def _kept(figure: FrozenFigure) -> dict[str, Any]:
    names = ("key", "scope", "period", "document", "restricted")
    return {name: getattr(figure, name) for name in names}


def rerun(publication: Publication) -> list[Drift]:
    """The published sentences that would read otherwise with today's figures."""
    rows: list[dict[str, Any]] = publication.content["sentences"]
    parsed = [(row, parse(row["source"])) for row in rows]
    refs = figures_of([part for _, parts in parsed for part in parts])
    today, refused = building.those_answered(refs, reader=OPERATOR)
    bound = {ref: building.bound_of(today[str(ref)]) for ref in refs if str(ref) in today}
    places = publication.content.get("places")
    found = []
    for row, parts in parsed:
        gone = [refused[str(ref)] for ref in figures_of(parts) if str(ref) in refused]
        now = "; ".join(gone) if gone else plain(bind(parts, bound, places))
        if now != row["text"]:
            found.append(Drift(row["chapter"], row["text"], now))
    return found


def period(reference: str) -> ReportPeriod:
    """The period with this reference. Raises UnknownReport."""
    found = ReportPeriod.objects.select_related("kind", "report", "portfolio")
    one = found.filter(reference=reference).first()
    if one is None:
        raise UnknownReport(f"There is no period {reference}.")
    return one


def publication(reference: str) -> Publication | None:
    """The publication of the report with this reference, when it has been published."""
    return Publication.objects.select_related("report").filter(report__reference=reference).first()


@dataclass(frozen=True)
class Beside:
    """A printed figure beside what it is today; empty when the reader may not open it now."""

    label: str
    period: str
    printed: str
    today: str
    moved: bool
    printed_url: str
    url: str


def beside_today(of: Publication, reader: "Reader") -> list[Beside]:
    """Every printed figure beside today's, those that have moved first."""
    kept = list(of.figures.filter(restricted=False))
    asked = [
        FigureRef(one.key, one.scope, one.period, "" if one.period else _day_of(one.document))
        for one in kept
    ]
    today, _ = building.those_answered(asked, reader=reader)
    found = []
    for one, ref in zip(kept, asked, strict=True):
        now = today.get(str(ref))
        period = parse_period(one.period) if one.period else None
        found.append(
            Beside(
                label=one.document["label"],
                period=one.period or "Whole plan",
                printed=one.document["display"],
                today=now["display"] if now else "",
                moved=now is not None and now["value"] != one.document["value"],
                printed_url=kept_url(one.key, of.report.reference, one.scope, period),
                url=one.document["url"],
            )
        )
    return sorted(found, key=lambda row: not row.moved)


def _day_of(document: dict[str, Any]) -> str:
    """The day a returned figure was printed for, so that it is held against the same day."""
    return str(document.get("as_at") or "")[:10]


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        # A signature that is no longer hexadecimal fails as a wrong signature does.
        return b""
