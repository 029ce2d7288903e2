"""A disposal leaves every figure as it was, or does not happen."""

import pytest

from townclerk.figures.asking import ask
from townclerk.figures.models import Residual
from townclerk.figures.permission import OPERATOR
from townclerk.finance.models import PlanLine
from townclerk.kernel.money import Money
from townclerk.platform import clock
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.retention import operations
from townclerk.platform.retention.models import Disposal

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PERIODS = ("2017/18", "2018/19", "2019/20", None)
GAP = "finance.plan.remaining_gap"


def test_it_keeps_the_sum_and_says_what_stands_for_the_record(printed_plan):
    officer = Actor(a_user("s151-officer", "finance-partner"))
    before = {period: ask(GAP, period=period, reader=OPERATOR).value for period in PERIODS}
    line = PlanLine.objects.order_by("code").first()
    asked = operations.propose(line, Disposal.Ground.PERIOD, actor=officer, moment=clock.now())
    decider = Actor(a_user("monitoring-officer"))
    made = operations.approve(asked, actor=decider, moment=clock.now())

    assert not PlanLine.objects.filter(pk=line.pk).exists()
    after = {period: ask(GAP, period=period, reader=OPERATOR) for period in PERIODS}
    assert {period: figure.value for period, figure in after.items()} == before
    kept = Residual.objects.filter(key=GAP)
    assert kept.exists()
    assert set(kept.values_list("certificate", flat=True)) == {made.number}
    told = {(one["key"], one["period"]) for one in made.content["figures_kept"]}
    assert (GAP, kept[0].period) in told
    explained = after[kept[0].period or None].explanation
    part = explained.parts[-1]
    assert part.label == "Records that were disposed of"
    assert part.value == Money(kept[0].amount)
    assert str(made.number) in part.how
