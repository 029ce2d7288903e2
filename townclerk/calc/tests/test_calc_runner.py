"""Cases in, answers out: printed numbers, faults, printed values, the case's own parameters."""

from typing import Any

import pytest

from townclerk.calc.cases import read_document
from townclerk.calc.runner import Answer, run_case, run_document
from townclerk.kernel.calculation import Calculation
from townclerk.kernel.errors import Problems
from townclerk.platform.parameters import source

CASE = {"lines": [{"amount": "1,000.01"}, {"amount": "(500)"}, {"amount": "–"}], "parts": "3"}


def run(calculation: Calculation, case: Any) -> Answer:
    return run_case(calculation, case, source(), file="case.json")


def checks(calculation: Calculation, printed: dict[str, Any]) -> list[tuple[str, str, str]]:
    answer = run(calculation, CASE | {"printed": printed}).to_json(explain=False)
    return [
        (check["name"], check["verdict"], check.get("difference", "")) for check in answer["checks"]
    ]


def test_it_reads_numbers_as_people_print_them(sharing: Calculation) -> None:
    answer = run(sharing, CASE).to_json(explain=True)
    assert answer["result"]["total"] == "500.01"
    assert answer["result"]["share"] == "166.67"
    assert answer["explanation"]["how"] == "summed"
    assert "explanation" not in run(sharing, CASE).to_json(explain=False)


def test_it_tells_every_fault_at_once_with_its_path(sharing: Calculation) -> None:
    case = {
        "lines": [{"amount": "12,34"}, {"amount": "[c]"}, {}, {"amount": 1, "on": "2026-02-30"}],
        "parts": 0,
        "extra": 1,
    }
    with pytest.raises(Problems) as caught:
        run(sharing, case)
    found = {problem.field: problem.message for problem in caught.value.problems}
    assert "12,34" in found["$.lines[0].amount"]
    assert "null is not of type number" in found["$.lines[1].amount"]
    assert "amount missing" in found["$.lines[2]"]
    assert "is not a date" in found["$.lines[3].on"]
    assert "$.parts" in found
    assert "extra not known here" in found["$"]
    assert all(problem.file == "case.json" for problem in caught.value.problems)


def test_it_reads_a_note_as_no_value_where_none_may_be(sharing: Calculation) -> None:
    case = CASE | {"lines": [{"amount": 1, "rate": "[x]"}]}
    assert run(sharing, case).to_json(explain=False)["result"]["total"] == "1.00"


@pytest.mark.parametrize("value", [1.5, True])
def test_it_refuses_numbers_that_are_not_exact(sharing: Calculation, value: Any) -> None:
    with pytest.raises(Problems):
        run(sharing, CASE | {"lines": [{"amount": value}]})


def test_it_runs_a_list_and_names_the_case_that_is_wrong(sharing: Calculation) -> None:
    assert len(run_document(sharing, [CASE, CASE], source(), file="c.json")) == 2
    with pytest.raises(Problems) as caught:
        run_document(sharing, [CASE, {"parts": 1}, 5], source(), file="c.json")
    assert {problem.field for problem in caught.value.problems} == {"$[1]", "$[2]"}


def test_it_sets_printed_values_beside_the_result(sharing: Calculation) -> None:
    printed = {"total": "500", "share": "£166.70", "days": 20, "none": 5, "what": 1, "rows": "x"}
    assert checks(sharing, printed) == [
        ("total", "agrees", ""),
        ("share", "differs", "0.03"),
        ("days", "agrees", ""),
        ("none", "cannot be derived", ""),
        ("what", "cannot be derived", ""),
        ("rows", "cannot be derived", ""),
    ]


def test_it_never_bends_the_result_to_the_printed_value(sharing: Calculation) -> None:
    bare = run(sharing, CASE).to_json(explain=False)["result"]
    told = run(sharing, CASE | {"printed": {"total": "1.00"}}).to_json(explain=False)
    assert told["result"] == bare
    assert told["checks"][0]["difference"] == "-499.01"


@pytest.mark.parametrize("printed", [{"rows": [{"a": "x"}]}, {"rows.0.a": "x"}])
def test_it_finds_a_printed_value_by_its_path(sharing: Calculation, printed: Any) -> None:
    assert checks(sharing, printed) == [("rows.0.a", "agrees", "")]


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [("£0.5k", "agrees"), ("£0.6k", "differs"), ("500.0", "agrees"), ("500.00", "differs")],
)
def test_it_compares_at_the_precision_printed(
    sharing: Calculation, printed: str, verdict: str
) -> None:
    assert checks(sharing, {"total": printed})[0][1] == verdict


def test_a_printed_note_gives_nothing_to_compare(sharing: Calculation) -> None:
    assert checks(sharing, {"total": "[c]"}) == [("total", "cannot be derived", "")]


@pytest.mark.parametrize(
    "own",
    [
        40,
        {"values": [{"value": 40}]},
        [{"from": "2025-04-01", "to": "2026-03-31", "value": 40}],
        {"kind": "days", "values": [{"from": "2025-04-01", "value": "40", "instrument": "A rule"}]},
    ],
)
def test_it_uses_the_parameters_the_case_carries(sharing: Calculation, own: Any) -> None:
    answer = run(sharing, CASE | {"parameters": {"platform/foi-reply": own}})
    assert int(answer.to_json(explain=False)["result"]["days"]) == 40
    assert [name for name, _ in answer.used] == ["platform/foi-reply"]
    assert any("case's own value" in warning for warning in answer.warnings)


def test_it_says_when_a_carried_parameter_was_not_read(sharing: Calculation) -> None:
    answer = run(sharing, CASE | {"parameters": {"platform/unused": 1}})
    assert any("did not use it" in warning for warning in answer.warnings)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"platform/foi-reply": {"values": [{"from": "soon", "value": 1}]}}, "soon is not a date"),
        ({"platform/foi-reply": {"values": 5}}, "not a list"),
        ({"platform/foi-reply": {"values": [{"note": "x"}]}}, "value is missing"),
        ([1], "not a mapping"),
    ],
)
def test_it_refuses_carried_parameters_it_cannot_read(
    sharing: Calculation, own: Any, words: str
) -> None:
    with pytest.raises(Problems, match=words):
        run(sharing, CASE | {"parameters": own})


def test_it_says_which_parameter_values_the_result_rests_on(sharing: Calculation) -> None:
    (used,) = run(sharing, CASE).to_json(explain=False)["parameters"]
    assert used["name"] == "platform/foi-reply"
    assert (used["from"], used["to"], used["confidence"]) == ("2005-01-01", None, "high")
    assert used["source"] == "Freedom of Information Act 2000, section 10(1) and (6)"


def test_it_is_unconfirmed_when_a_value_it_rests_on_is(sharing: Calculation) -> None:
    own = {"platform/foi-reply": [{"from": "2020-01-01", "value": 1, "confidence": "low"}]}
    assert run(sharing, CASE | {"parameters": own}).unconfirmed
    assert not run(sharing, CASE).unconfirmed


def test_a_carried_value_outside_its_dates_is_not_used(sharing: Calculation) -> None:
    own = {"platform/foi-reply": [{"from": "2030-01-01", "value": 40}]}
    with pytest.raises(Problems, match="has no value on 2026-01-01"):
        run_document(sharing, CASE | {"parameters": own}, source(), file="c.json")


@pytest.mark.parametrize("text", ["{", "", '{"a": NaN}', '{"a": Infinity}'])
def test_it_refuses_what_is_not_json(text: str) -> None:
    with pytest.raises(Problems, match="not readable JSON"):
        read_document(text, "c.json")
