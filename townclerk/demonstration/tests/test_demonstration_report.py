import csv
from datetime import UTC, datetime

from townclerk.demonstration import reporting
from townclerk.demonstration.loading import DATA
from townclerk.performance.models import Contribution
from townclerk.platform.home import Home
from townclerk.reports import queries, signing
from townclerk.reports.core import chain


def test_it_publishes_the_budget_report_with_its_cover_and_five_recommendations(
    demonstration, tmp_path
):
    moment, home = datetime(2026, 11, 26, 9, tzinfo=UTC), Home(tmp_path)
    made = reporting.publish_budget_report(home=home, moment=moment)
    said = bytes(made.outputs.get(name="report.html").body).decode()
    for text in ("FD 4466/17", "LD 3749/17", "12 January 2017", "All wards", "£14.028m"):
        assert text in said
    assert "Not filled in yet" not in said
    assert len(made.content["recommendations"]) == 5
    assert chain.verify(queries.chain(), signing.public_key(home), head=made.checksum) == ()
    assert queries.rerun(made) == []
    rated = Contribution.objects.filter(subject="report", reference="budget-2017-18")
    assert rated.count() == 7


def test_it_publishes_three_periods_with_every_printed_value_bound(demonstration, tmp_path):
    moment, home = datetime(2026, 11, 26, 9, tzinfo=UTC), Home(tmp_path)
    made = reporting.publish_periods(home=home, moment=moment)
    assert [one.report.reference for one in made] == [
        "portfolio-report-2021-10",
        "self-assessment-2023",
        "portfolio-report-2024-08",
    ]
    for publication in made:
        assert queries.rerun(publication) == []
        with (DATA / "performance" / "crosswalk.csv").open(newline="") as rows:
            printed = {
                (row["key"], row["scope"] or "council", row["period"])
                for row in csv.DictReader(rows)
                if row["document"] == publication.report.reference
            }
        frozen = publication.figures.values_list("key", "scope", "period")
        assert printed - set(frozen) == set()
