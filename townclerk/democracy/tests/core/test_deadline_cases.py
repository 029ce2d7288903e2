"""Deadline cases beyond the worked examples: whatever is asked, an answer or words."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from townclerk.calc.runner import run_case
from townclerk.democracy.core.calculations import DEADLINE
from townclerk.democracy.core.deadline_schema import QUESTIONS, RULES
from townclerk.kernel.deadlines import Convention, Direction, Pausing, Roll
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import to_json
from townclerk.platform.parameters import source

days = st.one_of(st.dates(), st.dates()).map(str) | st.sampled_from(
    ["2026-03-02", "2026-03-20", "2027-12-31", "0001-01-01", "9999-12-31", "soon"]
)
words = {
    "question": QUESTIONS,
    "rule": (*RULES, "none"),
    "convention": tuple(Convention),
    "direction": tuple(Direction),
    "calendar": ("england", "uk"),
    "roll": tuple(Roll),
    "pausing": tuple(Pausing),
    "effective_basis": ("calendar", "working"),
}
cases = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.sampled_from([str(word) for word in found]) for name, found in words.items()},
        **dict.fromkeys(("start", "event", "end", "due", "acted", "decided"), days),
        "moment": st.sampled_from(["2026-03-06T16:30", "2026-03-06", "9999-12-31T23:59", "x"]),
        "number": st.integers(-1, 400) | st.sampled_from([10**9, "5", "(5)", "1.5"]),
        "call_in_applies": st.booleans(),
        "pauses": st.lists(st.fixed_dictionaries({"first": days, "last": days}), max_size=2),
        "also_closed": st.lists(days, max_size=2),
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases)
def test_it_answers_or_says_what_is_wrong(case: dict[str, Any]) -> None:
    # Any other error than our own fails the test.
    with suppress(TownclerkError):
        answer = run_case(DEADLINE, case, source())
        assert to_json(answer.outcome.result)


def carried(**table: Any) -> dict[str, Any]:
    shape = {"number": 5, "convention": "working days"} | table
    own = {"democracy/ours": [{"from": "2020-01-01", "value": shape}]}
    return {"rule": "democracy/ours", "start": "2026-03-02", "parameters": own}


def due(case: dict[str, Any]) -> str:
    return str(to_json(run_case(DEADLINE, case, source()).outcome.result)["due"])


def test_it_counts_by_a_rule_the_case_carries() -> None:
    assert due(carried()) == "2026-03-09"
    assert due(carried(number=3)) == "2026-03-05"
    assert due(carried(calendar="uk", number=12)) == "2026-03-19"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"effective_basis": "sometime"}, "sometime"),
        ({"convention": "moons"}, "moons"),
        ({"calendar": "scotland"}, "no calendar called scotland"),
        ({"lenght": 5}, "lenght"),
        ({"number": "five"}, "five"),
    ],
)
def test_it_refuses_a_carried_rule_it_cannot_read(table: dict[str, Any], words: str) -> None:
    with pytest.raises(TownclerkError, match=words):
        due(carried(**table))


@pytest.mark.parametrize(("basis", "day"), [("calendar", "2026-03-14"), ("working", "2026-03-16")])
def test_it_takes_the_basis_of_the_case(basis: str, day: str) -> None:
    case = {"rule": "call-in", "start": "2026-03-06", "effective_basis": basis}
    result = run_case(DEADLINE, case, source()).outcome.result
    assert to_json(result)["effective"] == day


def test_it_says_when_the_case_asks_for_another_calendar_than_the_law() -> None:
    case = {"rule": "foi-reply", "start": "2026-03-02", "calendar": "england"}
    answer = run_case(DEADLINE, case, source())
    assert to_json(answer.outcome.result)["due"] == "2026-03-30"
    assert any("counted by the uk calendar" in warning for warning in answer.warnings)
