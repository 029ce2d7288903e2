"""The example portfolio report draws what it prints of collection over the years it is told of."""

import pytest

from townclerk.figures.permission import OPERATOR
from townclerk.platform.charts import Picture
from townclerk.reports import composing, drafting
from townclerk.reports.models import Report

pytestmark = pytest.mark.usefixtures("demonstration")


def test_collection_of_council_tax_and_business_rates_is_drawn_beside_the_numbers():
    report = Report.objects.get(reference="portfolio-report-2024-08")
    document = composing.preview(report, drafting.of_report(report), reader=OPERATOR)
    tax, rates = [one for one in document.blocks if isinstance(one, Picture)]
    assert tax.title.endswith("down from 95.8% in 2019/20 to 94.9% in 2023/24")
    assert rates.title.endswith("up from 98.3% in 2019/20 to 98.8% in 2023/24")
    assert len(tax.table.rows) == len(rates.table.rows) == 5
