"""A report of thirty sections and three hundred figures built whole: its figures asked, its tables
and small pictures made, page, PDF and Word file drawn, and all of it kept.

Run: .venv/bin/python -m bench.report_built

The report is one of a period: each section owes ten figures, tells six of them in its words, and
prints the other four beside the period before; one section in ten has pictures of what it prints
over time. The floor is the three files alone, drawn from the same finished document. Fails at 4 s.
"""

import os
import random
import tempfile
from datetime import UTC, date, datetime, timedelta

from bench.report import best

SECTIONS, FIGURES, TOLD, MONTHS = 30, 10, 6, 6
LIMIT = 4.0
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
STATED = datetime(2026, 7, 1, 9, tzinfo=UTC)
CHOSEN = random.Random(20261127)  # noqa: S311 (a fixed sequence, so that runs compare)


def key(section, figure):
    return f"service_{section}.measure_{figure}"


def fill():
    """The measures with their values by month, and who works on reports."""
    from townclerk.figures.models import ReturnedValue
    from townclerk.performance.models import Measure
    from townclerk.platform.access.loading import load_roles
    from townclerk.platform.access.models import Holding, Role, User
    from townclerk.platform.audit.log import Actor

    load_roles(actor=Actor.at_terminal(None), moment=STATED)
    writer = User.objects.create_user(username="writer", email="writer@example.org")
    role = Role.objects.get(code="programme-office")
    Holding.objects.create(user=writer, role=role, start=date(2020, 1, 1))
    every = [(section, figure) for section in range(SECTIONS) for figure in range(FIGURES)]
    Measure.objects.bulk_create(
        Measure(
            key=key(*one),
            label=f"Visits to service {one[0] + 1}, kind {one[1] + 1}",
            definition="What is counted.",
            kind=Measure.Kind.COUNT,
            owner_role="head-of-service",
            source="the counter",
            public=True,
        )
        for one in every
    )
    ReturnedValue.objects.bulk_create(
        ReturnedValue(
            key=key(*one),
            period=f"2026-{month:02}",
            value=str(CHOSEN.randrange(10_000)),
            evidence="counter",
            stated_at=STATED,
            signed_at=STATED,
            published_at=STATED,
        )
        for one in every
        for month in range(1, MONTHS + 1)
    )
    return Actor(user=writer)


def text_of(section):
    """Two paragraphs that tell the first figures of the section."""
    bound = [f'{{{{ figure("{key(section, one)}", period="2026-06") }}}}' for one in range(TOLD)]
    half = TOLD // 2
    return "\n\n".join(
        f"The service was open on every day of the month. It had {', '.join(few)} visits of one "
        "kind and another, and what people asked for was given to them when they came."
        for few in (bound[:half], bound[half:])
    )


def written(writer):
    """The report with its words, and the period before with the values its tables print beside."""
    from townclerk.reports import kinds, opening, periods
    from townclerk.reports.models import Chapter, ReportKind, SectionEntry

    by = {"actor": writer, "moment": STATED}
    kind = kinds.create(
        {
            "code": "services",
            "title": "Report of the services",
            "owner_role": "programme-office",
            "cadence": ReportKind.Cadence.MONTH,
        },
        **by,
    )
    for section in range(SECTIONS):
        SectionEntry.objects.create(
            reference=f"services-{section}",
            kind=kind,
            section=f"service-{section}",
            title=f"Service {section + 1}",
            position=section,
            figures="\n".join(f"{key(section, one)} at=month" for one in range(FIGURES)),
            trends=section % 10 == 0,
            start=date(2026, 1, 1),
        )
    days = {"body": "cabinet", "kind": kind, "title": "Report of the services"}
    for reference, first, last in (
        ("services-05", date(2026, 5, 1), date(2026, 5, 31)),
        ("services-06", FIRST, LAST),
    ):
        values = {"reference": reference, "first": first, "last": last, **days}
        values |= {"due": last + timedelta(days=7), "meeting_date": last + timedelta(days=28)}
        period = opening.open_period(values, **by)
    report = periods.report_of(period)
    for section in range(SECTIONS):
        chapters = Chapter.objects.filter(report=report, name=f"service-{section}")
        chapters.update(text=text_of(section))
    return report


def measure():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from townclerk.platform.documents import render_docx, render_html, render_pdf
    from townclerk.platform.tables import bring_up_to_date
    from townclerk.reports import composing, drafting, making

    bring_up_to_date()
    writer = fill()
    report = written(writer)
    by = {"actor": writer, "moment": STATED}
    draft = drafting.of_report(report)
    document = composing.document_of(draft, making.todays(report, draft))

    def drawn():
        return [draw(document) for draw in (render_html, render_pdf, render_docx)]

    making.make(report, **by)
    with CaptureQueriesContext(connection) as seen:
        making.make(report, **by)
    took, _ = best(lambda: making.make(report, **by))
    composed, _ = best(lambda: making.todays(report, drafting.of_report(report)))
    floor, _ = best(drawn)
    figures = sum(ref.period == "2026-06" for ref in composing.refs_of(draft))
    pictures = sum(one.kind == "trend" for one in draft.exhibits)
    print(
        f"{len(draft.chapters)} sections, {figures} figures, {pictures} small pictures, built "
        f"whole: {took:.2f} s ({'under' if took < LIMIT else 'OVER'} {LIMIT:.0f} s) in "
        f"{len(seen)} queries"
    )
    print(f"asking for the figures: {composed:.2f} s; drawing the three files alone: {floor:.2f} s")
    raise SystemExit(0 if took < LIMIT else 1)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TOWNCLERK_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        measure()


if __name__ == "__main__":
    main()
