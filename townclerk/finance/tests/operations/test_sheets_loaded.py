"""What the sheets left behind once all of them are loaded."""

import pytest

from townclerk.finance.imports.tables import BY_NAME
from townclerk.finance.models import PrintedFigure, Reserve
from townclerk.finance.tests.builders import MOMENT, ORDER, rows
from townclerk.kernel.money import Money

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]


@pytest.mark.parametrize("name", ORDER)
def test_it_changes_nothing_when_a_sheet_comes_twice(officer, name):
    again = BY_NAME[name].load(rows(name), actor=officer, moment=MOMENT)
    assert (again.added, again.changed) == (0, 0)
    assert again.same


def test_it_keeps_printed_money_apart_from_printed_numbers():
    share = PrintedFigure.objects.get(row="General balance as a share of net budget")
    assert (str(share.number.normalize()), share.amount) == ("3.39", None)
    total = PrintedFigure.objects.get(row="TOTAL BUDGET SHORTFALL", column="total")
    assert total.amount == Money.thousands(64418)


def test_it_keeps_an_unprinted_opening_balance_unknown():
    assert not Reserve.objects.get(code="transforming").opening_known
