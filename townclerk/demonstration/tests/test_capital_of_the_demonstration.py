"""The capital schemes that the self-assessment of 2023 tells of, and no more than it prints."""

import pytest
from django.urls import reverse

from townclerk import figures
from townclerk.figures.permission import OPERATOR
from townclerk.finance.models import CapitalScheme, FinancialStrategy
from townclerk.finance.queries.capital_programme import schemes
from townclerk.kernel.money import Money
from townclerk.platform.access.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("demonstration")
def test_schemes_wait_for_what_is_not_printed():
    found = {one.scheme.code: one.stack.value for one in schemes()}
    assert set(found) == {"events-centre", "strand", "crown-buildings"}
    assert found["events-centre"].short == Money.thousands(33_300)
    assert all(not one.is_complete for one in found.values())
    assert set(CapitalScheme.objects.values_list("stage", flat=True)) == {"pipeline"}
    deal = figures.ask("finance.capital.pot_left", reader=OPERATOR, scope="town-deal")
    assert deal.value == Money.thousands(36_000)
    assert all(CapitalScheme.objects.values_list("source", flat=True))
    assert FinancialStrategy.objects.get().year is None


@pytest.mark.usefixtures("demonstration")
def test_the_council_report_of_the_round_names_what_is_missing(client):
    client.force_login(User.objects.get(username="s151"))
    page = client.get(reverse("finance:council-report", args=[2017])).content.decode()
    assert "No capital scheme is approved, and none is put up for approval." in page
    assert "Missing for 2017/18: treasury management strategy" in page
