from datetime import UTC, datetime

from townclerk.demonstration import reporting
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
