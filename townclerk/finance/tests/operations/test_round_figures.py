"""Figures of a round and of a simulation: their value, as it stood, and what they rest on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from townclerk import figures
from townclerk.figures.permission import OPERATOR
from townclerk.finance.models import (
    BudgetRound,
    PlanVersion,
    SimulationRun,
    SubmissionLine,
    TaxSetting,
)
from townclerk.finance.operations import budget_submissions
from townclerk.finance.tests.budget_builders import MOMENT, P, a_round, a_submission, a_whole_round
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import records
from townclerk.platform.access.testing import an_actor

pytestmark = pytest.mark.django_db
LATER = datetime(2017, 2, 1, 9, 0, tzinfo=UTC)


def asked(key, **question):
    question.setdefault("period", "2017/18")
    return figures.ask(key, reader=OPERATOR, **question)


def test_it_counts_what_is_not_agreed_and_what_is_late(officer):
    found = a_whole_round(officer)
    care = found.submissions.get(unit__code="care")
    found.submissions.filter(pk=care.pk).update(state="submitted")
    assert asked("finance.round.unagreed_submissions").value == 2
    late = asked("finance.round.late_submissions", as_at=date(2016, 12, 1))
    assert (late.value, late.explanation.records.keys) == (1, ("2017-18-parks",))
    assert asked("finance.round.late_submissions", as_at=date(2016, 9, 9)).value == 0


def test_it_says_the_requirement_and_band_d_as_they_stood(officer):
    found = a_whole_round(officer)
    line = SubmissionLine.objects.get(code="crews")
    assert asked("finance.budget.requirement").value == P(10_020_400)
    assert asked("finance.budget.band_d").display == "£1,000.00"
    budget_submissions.change_line(line, {"amount": P(2_100_000)}, actor=officer, moment=LATER)
    now = asked("finance.budget.requirement")
    assert now.value == P(10_120_400)
    assert "£100,000.00 is not paid for" in now.explanation.notes[0]
    tax = TaxSetting.objects.get(round=found)
    records.change(tax, {"band_d": P(1010)}, actor=officer, moment=LATER)
    assert asked("finance.budget.band_d").value == P(1010)
    with pytest.raises(TownclerkError, match="by year, not by day"):
        asked("finance.budget.band_d", as_at=date(1950, 1, 1))
    with pytest.raises(TownclerkError, match="as it is known"):
        asked("finance.round.unagreed_submissions", as_at=date(1950, 1, 1))


def test_it_answers_as_was_known_before_a_line_was_changed(officer):
    a_round(officer)
    made = BudgetRound.objects.get()
    one = a_submission(made, "care", 100, actor=officer)
    values = {"submission": one, "code": "pay", "heading": "Pay", "kind": "pay"}
    line = budget_submissions.add_line({**values, "amount": P(500)}, actor=officer, moment=MOMENT)
    tax = {"round": made, "tax_base": 10, "band_d": P(50), "last_band_d": P(49)}
    records.create(TaxSetting(**tax), actor=officer, moment=MOMENT)
    budget_submissions.change_line(line, {"amount": P(600)}, actor=officer, moment=LATER)
    key = "finance.budget.requirement"
    assert asked(key).value == P(600)
    before = asked(key, known_at=LATER - timedelta(days=1))
    assert before.value == P(500)
    (leaf,) = before.explanation.parts
    assert (leaf.label, leaf.source.who) == ("Pay", str(officer.user))


def test_it_has_no_value_where_the_records_hold_none():
    with pytest.raises(TownclerkError):
        asked("finance.budget.requirement")
    with pytest.raises(TownclerkError):
        asked("finance.plan.simulated_gap", scope="p50")


def test_it_is_not_open_to_the_public_before_the_council_has_set_it(officer):
    from townclerk.platform.access.testing import a_reader

    a_whole_round(officer)
    with pytest.raises(figures.NotForReader):
        figures.ask("finance.budget.requirement", period="2017/18", reader=a_reader("resident"))


def test_a_simulated_gap_is_a_figure_of_the_last_run(officer):
    plan = PlanVersion(number=1, title="Plan", first_year=2017, years=1)
    plan = records.create(plan, actor=officer, moment=LATER)
    row = {"5": 1_000_000.4, "25": 2.0, "50": 3.5e6, "75": 4e6, "95": 5e6}
    given = {
        "years": [2017],
        "fixed": [3.5e6],
        "drivers": [{"key": "pay", "shape": "normal", "low": 0, "high": 0, "deviation": 1}],
        "effects": [[1.0]],
        "correlations": [],
    }
    run = SimulationRun(
        plan=plan, draws=1000, seed=7, given=given, digest="d", found={"2017": row, "total": row},
        run_at=LATER,
    )  # fmt: skip
    records.create(run, actor=an_actor("finance-partner"), moment=LATER)
    found = asked("finance.plan.simulated_gap", scope="p50")
    assert (found.value, found.display) == (P(3_500_000), "£3.500m")
    assert "a simulation, not a forecast" in found.caveats[0]
    assert asked("finance.plan.simulated_gap", scope="p5", period=None).value == P(1_000_000)
    with pytest.raises(TownclerkError, match="no value for the scope"):
        asked("finance.plan.simulated_gap", scope="p51")
