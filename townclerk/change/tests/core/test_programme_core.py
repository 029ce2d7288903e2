"""How projects stand, gates open, risks score and changes find who decides them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.change.core.programme import (
    Confidence,
    Mark,
    Need,
    State,
    Tolerance,
    Work,
    rolled_up,
    standing,
)
from townclerk.change.core.programme_control import (
    BadScore,
    Colour,
    Level,
    Matrix,
    level_of,
    scored,
)
from townclerk.change.core.programme_gates import (
    Case,
    Gate,
    MemberDecision,
    Readiness,
    refusals,
    warnings,
)
from townclerk.kernel.money import Money

TODAY = date(2017, 6, 1)
WORK = Work(key="p", title="P", reported=State.ON_TRACK, saving=Money.thousands(3_300))


@pytest.mark.parametrize(
    ("change", "state", "told"),
    [
        ({}, State.ON_TRACK, ""),
        ({"red_risks": ("capacity",)}, State.AT_RISK, "Red risk: capacity"),
        ({"issues": ("no premises",)}, State.AT_RISK, "no premises"),
        ({"reported": State.OFF_TRACK, "reported_why": "staff left"}, State.OFF_TRACK, "staff"),
        ({"reported": State.DONE, "red_risks": ("capacity",)}, State.DONE, ""),
    ],
)
def test_it_is_as_bad_as_the_worst_of_its_records(change, state, told):
    found = standing(replace(WORK, **change), on=TODAY)
    assert found.state is state
    assert told in " ".join(found.reasons)


@pytest.mark.parametrize(
    ("days", "state"), [(14, State.ON_TRACK), (15, State.AT_RISK), (91, State.OFF_TRACK)]
)
def test_a_milestone_slips_by_tolerance(days, state):
    planned = date(2017, 9, 1)
    mark = Mark(title="Open", planned=planned, forecast=planned + timedelta(days=days))
    assert standing(replace(WORK, marks=(mark,)), on=TODAY).state is state


def test_a_milestone_nobody_moved_is_late_from_its_day_on():
    mark = Mark(title="Open", planned=date(2017, 5, 1), forecast=date(2017, 5, 1))
    assert standing(replace(WORK, marks=(mark,)), on=date(2017, 5, 15)).state is State.ON_TRACK
    assert standing(replace(WORK, marks=(mark,)), on=TODAY).state is State.AT_RISK
    done = replace(mark, done=date(2017, 5, 20))
    assert standing(replace(WORK, marks=(done,)), on=TODAY).state is State.ON_TRACK


def test_a_need_that_is_met_or_in_time_moves_nothing():
    need = Need(giver="G", what="sites", need_on=TODAY, expected=TODAY)
    late = replace(need, expected=TODAY + timedelta(days=1))
    assert standing(replace(WORK, needs=(need,)), on=TODAY).state is State.ON_TRACK
    assert standing(replace(WORK, needs=(late,)), on=TODAY).state is State.AT_RISK
    assert standing(replace(WORK, needs=(replace(late, given=True),)), on=TODAY).reasons == ()


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**7), st.sampled_from(State), st.sampled_from([None, *Confidence])
        ),
        max_size=6,
    )
)
def test_parts_of_a_roll_up_add_up_to_it(drawn):
    works = [
        Work(key=str(n), title=str(n), reported=state, saving=Money(pence), confidence=confidence)
        for n, (pence, state, confidence) in enumerate(drawn)
    ]
    whole = rolled_up(works, on=TODAY, tolerance=Tolerance()).value
    assert Money.total(whole.by_state.values()) == whole.saving
    assert Money.total(whole.by_confidence.values()) == whole.saving
    assert sum(whole.counts.values()) == len(works)


def test_a_whole_names_what_makes_it_worse_and_how_sure_it_is():
    works = [
        replace(WORK, key="a", title="A", confidence=Confidence.HIGH),
        replace(
            WORK,
            key="b",
            title="B",
            reported=State.AT_RISK,
            saving=Money.thousands(1_700),
            confidence=Confidence.MEDIUM,
        ),
    ]
    found = rolled_up(works, on=TODAY)
    assert "at risk because of B" in found.step.how
    assert found.value.confidence is Confidence.MEDIUM


FULL = Readiness(
    gate=Gate.FULL,
    full=Case(signed=True, risk_analysis=True, delivery_plan=True),
    capacity=True,
    equality=True,
    decision=MemberDecision(reference="c-1", known=True, taken=True, by_executive=True),
)


@pytest.mark.parametrize(
    ("ready", "told"),
    [
        (replace(FULL, decision=None), "Members have not signed"),
        (replace(FULL, decision=MemberDecision(reference="x")), "no decision x"),
        (replace(FULL, decision=replace(FULL.decision, by_executive=False)), "not a decision of"),
        (replace(FULL, decision=replace(FULL.decision, taken=False)), "not made yet"),
        (replace(FULL, full=None), "There is no full business case"),
        (replace(FULL, full=replace(FULL.full, signed=False)), "No officer has signed"),
        (replace(FULL, full=replace(FULL.full, risk_analysis=False)), "no risk analysis"),
        (replace(FULL, capacity=False), "not confirmed skills and capacity"),
        (replace(FULL, gate=Gate.IDEA), "No sponsor is named"),
        (replace(FULL, gate=Gate.PID), "There is no initiation document"),
        (replace(FULL, gate=Gate.OUTLINE), "No delivery model"),
        (replace(FULL, gate=Gate.DELIVERY, open_milestones=2), "2 milestones are still open"),
        (replace(FULL, gate=Gate.REVIEW), "What was learned is not written"),
        (replace(FULL, gate=Gate.CLOSED), "no further gate"),
    ],
)
def test_a_gate_stays_shut_with_its_reason(ready, told):
    assert told in " ".join(refusals(ready))


def test_delivery_opens_with_both_signatures_and_warns_without_an_assessment():
    assert refusals(FULL) == ()
    assert warnings(FULL) == ()
    assert "No equality assessment" in warnings(replace(FULL, equality=False))[0]


@pytest.mark.parametrize(
    ("pair", "colour"),
    [((2, 3), Colour.GREEN), ((2, 4), Colour.AMBER), ((3, 5), Colour.RED)],
)
def test_a_score_has_the_colour_of_the_matrix(pair, colour):
    assert scored(*pair, Matrix()).colour is colour


def test_a_score_outside_the_matrix_is_refused():
    with pytest.raises(BadScore, match="from 1 to 4"):
        scored(5, 1, Matrix(size=4))


@pytest.mark.parametrize(
    ("money", "benefit", "days", "level"),
    [
        (0, 0, 29, Level.SPONSOR),
        (0, 0, -30, Level.BOARD),
        (50_000, 0, 0, Level.BOARD),
        (0, -250_000, 0, Level.CABINET),
        (0, 0, 180, Level.CABINET),
    ],
)
def test_a_change_goes_up_by_its_largest_effect(money, benefit, days, level):
    effect = {"money": Money.pounds(money), "benefit": Money.pounds(benefit), "days": days}
    assert level_of(**effect, matrix=Matrix()) is level
