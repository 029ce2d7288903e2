"""The public political balance calculation."""

import pytest

from townclerk.calc.runner import run_case
from townclerk.democracy.core.calculations import POLITICAL_BALANCE
from townclerk.kernel.calculation import Verdict
from townclerk.kernel.errors import TownclerkError
from townclerk.platform.parameters import source

GROUPS = {"A": 51, "B": 9, "C": 5, "D": 1}


def run(**case):
    return run_case(POLITICAL_BALANCE, case, source())


def test_it_proposes_seats_and_shows_the_arithmetic():
    answer = run(groups=GROUPS, size=11)
    assert answer.outcome.result["seats"] == {"A": 9, "B": 1, "C": 1, "D": 0}
    assert answer.outcome.result["tied"] == ["A", "B"]
    assert answer.outcome.explanation.parts[0].how == "51 × 11 ÷ 66 = 8.500"
    assert answer.unconfirmed


def test_it_compares_with_what_was_printed():
    answer = run(groups=GROUPS, size=11, printed={"seats.A": 8, "seats.C": 1})
    found = {check.name: check.verdict for check in answer.checks}
    assert found == {"seats.A": Verdict.DIFFERS, "seats.C": Verdict.AGREES}


def test_it_takes_several_committees_one_by_one_and_warns_of_the_total():
    answer = run(groups=GROUPS, committees={"Audit": 11, "Planning": 15})
    result = answer.outcome.result
    assert result["committees"]["Planning"]["seats"] == {"A": 12, "B": 2, "C": 1, "D": 0}
    assert result["total"] == {"A": 21, "B": 3, "C": 2, "D": 0}
    assert answer.outcome.explanation.value == 26
    assert any("15(5)(c)" in warning for warning in answer.outcome.warnings)


@pytest.mark.parametrize(
    "case",
    [
        {"groups": {}, "size": 11},
        {"groups": {"A": 0}, "size": 11},
        {"groups": GROUPS},
        {"groups": GROUPS, "size": 11, "committees": {"Audit": 11}},
    ],
)
def test_it_refuses_a_case_it_cannot_answer(case):
    with pytest.raises(TownclerkError):
        run(**case)
