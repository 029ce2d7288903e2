"""What the portfolio reports tell of audits and risks, as it stands in the demonstration."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.assurance.models import Risk
from townclerk.assurance.operations.risks import corporate_rows
from townclerk.figures.permission import OPERATOR
from townclerk.platform import extracts
from townclerk.platform.access.reader import Reader, Refused

AUGUST, OCTOBER = date(2024, 8, 31), date(2021, 10, 31)


@pytest.fixture(autouse=True)
def council(demonstration):
    """The demonstration, loaded once for all who ask for it."""


def told(key, scope=None, day=AUGUST):
    return figures.ask(key, scope, as_at=day, reader=OPERATOR)


def test_it_counts_the_reviews_of_each_report_once():
    printed = told("audit.plan.reviews_in_focus", day=OCTOBER)
    assert told("assurance.audit.under_way", day=OCTOBER).value == printed.value == 5
    august = told("assurance.audit.under_way")
    # The report prints 20: it lists one review twice.
    assert (august.value, told("audit.plan.reviews_in_focus").value) == (19, 20)
    assert august.status.value == "published"
    assert told("assurance.audit.final", "audit-2021").value == 1


def test_it_tells_the_reviews_of_a_period_to_anybody():
    wanted = extracts.by_name("audits-in-hand")
    anybody = Reader.anonymous(AUGUST)
    found = extracts.rows(wanted, date(2024, 2, 1), date(2024, 6, 30), reader=anybody)
    assert found.count() == 19
    assert {row.plan.code for row in found} == {"audit-2024"}
    with pytest.raises(Refused):
        extracts.rows(extracts.by_name("audit-recommendations"), OCTOBER, AUGUST, reader=anybody)


def test_every_risk_names_its_source_and_the_overspend_its_figure():
    assert Risk.objects.count() == 19
    assert not Risk.objects.filter(source="").exists()
    assert told("assurance.risks.unscored").value == 18
    assert {row.risk.code for row in corporate_rows(AUGUST)} >= {"in-year-overspend", "cyber"}
    risk = Risk.objects.get(code="in-year-overspend")
    live = figures.ask(
        risk.figure, period=risk.figure_period, as_at=risk.figure_as_at, reader=OPERATOR
    )
    assert live.display == "£7.000m"
    assert told("assurance.recommendations.outstanding", "peer").value == 5
