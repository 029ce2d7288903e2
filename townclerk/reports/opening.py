"""Opening a period: its report with a section for each line of the catalogue in force."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from townclerk.figures import keys
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import extracts, records
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor
from townclerk.reports import contributing, operations
from townclerk.reports.core.asked_for import ABOUT, extracts_due, figures_due
from townclerk.reports.models import (
    Chapter,
    PeriodSection,
    Report,
    ReportKind,
    ReportPeriod,
    SectionEntry,
)
from townclerk.reports.permissions import require_writer

TEMPLATE = "period-report"
QUESTIONS = "questions"
"""The section in which a report answers what its body asked last time."""


def in_force(kind: ReportKind, on: date, portfolio: Any = None) -> "QuerySet[SectionEntry]":
    """The lines of the catalogue in force on a day, in their order; of one portfolio if named."""
    found = kind.sections.filter(Q(end=None) | Q(end__gt=on), start__lte=on)
    if portfolio is not None:
        found = found.filter(portfolio=portfolio)
    return found.select_related("unit", "portfolio").order_by("position", "reference")


def before(period: ReportPeriod) -> ReportPeriod | None:
    """The period before: of the same kind and the same portfolio."""
    return (
        ReportPeriod.objects.filter(
            kind=period.kind, portfolio=period.portfolio, last__lt=period.last
        )
        .select_related("report", "kind")
        .order_by("-last", "-pk")
        .first()
    )


@transaction.atomic
def open_period(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ReportPeriod:
    """Open a period: nobody is asked yet, and its report has its sections.

    Raises: Problems, all at once; Refused for who does not write reports.
    """
    require_writer(actor, moment)
    period = ReportPeriod(**values)
    entries = list(in_force(period.kind, period.last, period.portfolio))
    if not entries:
        said = f"No section of {period.kind} is in force on {date_display(period.last)}."
        hint = "Add lines to the catalogue of sections, or import a sheet of them."
        raise Problems([Problem(said, field="kind", hint=hint)])
    if not period.about and any(ABOUT in one.extracts for one in entries):
        said = f"{period.kind} is about one record, and this period names none."
        hint = "Give the reference of the record, as of the review it reports."
        raise Problems([Problem(said, field="about", hint=hint)])
    period.full_clean(exclude=["report"])
    wanted = operations.Commission(
        reference=period.reference,
        template=TEMPLATE,
        body=period.body,
        meeting_date=period.meeting_date,
        subject=period.title,
    )
    by: dict[str, Any] = {"actor": actor, "moment": moment}
    period.report = operations.commission(wanted, **by)
    period = records.create(period, reason=reason or "Opened", **by)
    _head(period, by)
    places = iter(range(1, len(entries) + 2))
    _questions(period, places, by)
    for entry, place in zip(entries, places, strict=False):
        _section(period, entry, place, by)
    return period


def _head(period: ReportPeriod, by: Mapping[str, Any]) -> None:
    report = _report(period)
    authors = [roles().get(period.kind.owner_role, period.kind.owner_role)]
    cover = {**report.cover, "window": period.window_title, "authors": authors}
    period.report = records.change(report, {"cover": cover}, **by)


def _questions(period: ReportPeriod, places: Iterator[int], by: Mapping[str, Any]) -> None:
    """What the body asked last time opens the report, with what came of it."""
    earlier = before(period)
    if earlier is None or not earlier.questions.exists():
        return
    day = earlier.meeting_date.isoformat()
    table = (
        '{{ register("committee-actions", extract="actions-raised", '
        f'window="{day}..{day}", where="origin=question", '
        'columns="title,owner_role,progress,state", '
        'caption="Asked at the last meeting, and what came of it") }}'
    )
    chapter = Chapter(
        report=period.report,
        place=next(places),
        name=QUESTIONS,
        title="Questions of the last meeting",
        text=table,
    )
    records.create(chapter, reason="Asked last time", **by)


def _section(period: ReportPeriod, entry: SectionEntry, place: int, by: Mapping[str, Any]) -> None:
    figures, _ = figures_due(entry.figures, _known(entry))
    tables, _ = extracts_due(entry.extracts, _extracts())
    records.create(
        PeriodSection(
            period=period,
            entry=entry,
            section=entry.section,
            title=entry.title,
            place=place,
            unit=entry.unit,
            portfolio=entry.portfolio,
            figures=[one.to_json() for one in figures],
            extracts=[one.to_json() for one in tables],
            trends=entry.trends,
        ),
        reason="As the catalogue had it",
        **by,
    )
    chapter = Chapter(
        report=period.report, place=place, name=entry.section, title=entry.title, text=""
    )
    records.create(chapter, reason="As the catalogue had it", **by)


def catalogue_problems(values: Mapping[str, Any], existing: Any) -> list[Problem]:
    """What is wrong with a line of the catalogue, all at once."""
    found: list[Problem] = []
    role, person = values.get("contributor_role") or "", values.get("contributor") or ""
    if role and role not in contributing.contributing_roles():
        hint = f"These may: {', '.join(contributing.contributing_roles())}."
        found.append(
            Problem(f"The role {role} does not write reports.", field="contributor_role", hint=hint)
        )
    if person and not User.objects.filter(username=person).exists():
        found.append(Problem(f"There is no account {person}.", field="contributor"))
    found += figures_due(values.get("figures") or "", set(keys()))[1]
    found += extracts_due(values.get("extracts") or "", _extracts())[1]
    found += _overlapping(values, existing)
    return found


def _overlapping(values: Mapping[str, Any], existing: Any) -> list[Problem]:
    """One line a section at a time, or a period would have it twice."""
    start, end = values.get("start"), values.get("end")
    if not isinstance(start, date):
        return []
    rows = SectionEntry.objects.filter(
        Q(end=None) | Q(end__gt=start), kind=values.get("kind"), section=values.get("section")
    )
    if isinstance(end, date):
        rows = rows.filter(start__lt=end)
    if existing is not None:
        rows = rows.exclude(pk=existing.pk)
    return [
        Problem(
            f"{one.reference} is in force for {one.section} at the same time.",
            field="start",
            hint="End it first, or begin later.",
        )
        for one in rows
    ]


def _known(entry: SectionEntry) -> set[str]:
    return {
        line.split()[0] for line in entry.figures.replace(";", "\n").splitlines() if line.strip()
    }


def _extracts() -> set[str]:
    return {one.name for one in extracts.all_extracts()}


def _report(period: ReportPeriod) -> Report:
    if period.report is None:
        raise Problems([Problem(f"{period} has no report.")])
    return period.report
