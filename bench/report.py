"""The budget report in all three formats, warm, beside Typst alone on the same document; and the
check of all its numbers.

Run: .venv/bin/python -m bench.report
"""

import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

BEST_OF = 5
BUDGET = "budget-2017-18"
LIMIT = 3.0
CHECKED = 5.0


def best(work):
    """The best of a few, in seconds, and what came of it."""
    fastest, found = float("inf"), None
    for _ in range(BEST_OF):
        start = time.perf_counter()
        found = work()
        fastest = min(fastest, time.perf_counter() - start)
    return fastest, found


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TOWNCLERK_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        measure(Path(folder))


def measure(folder):
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from townclerk.demonstration import loading, reporting
    from townclerk.figures.permission import OPERATOR
    from townclerk.platform import clock
    from townclerk.platform.documents import render_docx, render_html, render_pdf
    from townclerk.platform.tables import bring_up_to_date
    from townclerk.reports import composing, drafting
    from townclerk.reports.models import Report

    bring_up_to_date()
    moment = datetime.now(UTC)
    loading.load(moment=moment, today=clock.today())
    reporting.publish_budget_report(home=settings.HOME, moment=moment)
    checked(Report.objects.get(reference=BUDGET))
    draft = drafting.named("budget-report", "2017/18")

    def whole():
        document = composing.compose(draft, reader=OPERATOR)
        return document, [draw(document) for draw in (render_html, render_docx, render_pdf)]

    whole()
    with CaptureQueriesContext(connection) as seen:
        whole()
    took, (document, _) = best(whole)
    asked, _ = best(lambda: composing.compose(draft, reader=OPERATOR))
    floor, _ = best(lambda: render_pdf(document))
    figures = len(composing.refs_of(draft))
    verdict = "under" if took < LIMIT else "OVER"
    print(f"three formats of {figures} figures: {took:.2f} s, {verdict} {LIMIT:.0f} s")
    print(
        f"asking and composing: {asked:.2f} s in {len(seen)} queries; the PDF alone {floor:.2f} s"
    )


def checked(report):
    """The whole check as its page makes it: composing, the figures in reach, every comparison."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from townclerk.figures.permission import OPERATOR
    from townclerk.reports import checking, composing, drafting

    checking.findings_of(report, OPERATOR)
    with CaptureQueriesContext(connection) as seen:
        found = checking.findings_of(report, OPERATOR)
    took, _ = best(lambda: checking.findings_of(report, OPERATOR))
    figures = len(composing.refs_of(drafting.of_report(report)))
    open_ones = sum(one.open for one in found)
    print(
        f"checking the numbers of {report.reference}, {figures} figures: {took:.2f} s in "
        f"{len(seen)} queries ({'under' if took < CHECKED else 'OVER'} {CHECKED:.0f} s), "
        f"{open_ones} open findings"
    )


if __name__ == "__main__":
    main()
