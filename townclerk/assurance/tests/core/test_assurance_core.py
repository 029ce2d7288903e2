"""Scores, tables of opinions, coverage and follow-up, held against published worked examples."""

import doctest
import inspect
import pkgutil
from datetime import date
from fractions import Fraction
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.assurance import core
from townclerk.assurance.core.auditing import (
    ImpossibleCount,
    Line,
    added,
    delivery,
    normalised,
    why_to_audit,
)
from townclerk.assurance.core.follow_up import followed_up
from townclerk.assurance.core.scoring import (
    BadMatrix,
    Band,
    Matrix,
    Place,
    check_matrix,
    judged,
    movement,
)
from townclerk.kernel.errors import Problems

FIVE = (1, 2, 3, 4, 5)
BANDS = (Band("low", 1), Band("medium", 5), Band("high", 10), Band("very high", 16))
USUAL = Matrix(key="usual", likelihood=FIVE, impact=FIVE, bands=BANDS)
MODULES = [f"{core.__name__}.{found.name}" for found in pkgutil.iter_modules(core.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_it_runs_its_examples_and_states_units_and_source(name):
    module = import_module(name)
    assert doctest.testmod(module).failed == 0
    for function in vars(module).values():
        own = inspect.isfunction(function) and function.__module__ == name
        if own and ">>>" in (function.__doc__ or ""):
            assert "Units:" in function.__doc__
            assert "Source:" in function.__doc__


@pytest.mark.parametrize(
    ("inherent", "current", "target", "appetite", "scores", "bands", "over", "gap"),
    [
        ((5, 5), (4, 5), (3, 4), 12, (25, 20, 12), ("very high", "very high", "high"), 8, 8),
        ((5, 5), (3, 5), (2, 5), 10, (25, 15, 10), ("very high", "high", "high"), 5, 5),
        ((5, 4), (5, 4), (4, 3), 12, (20, 20, 12), ("very high", "very high", "high"), 8, 8),
        ((4, 4), (3, 4), (2, 3), 9, (16, 12, 6), ("very high", "high", "medium"), 3, 6),
        ((2, 3), (2, 2), (1, 2), 6, (6, 4, 2), ("medium", "low", "low"), 0, 2),
    ],
    ids=["plan", "cyber", "deficit", "recruitment", "flood"],
)
def test_it_scores_the_worked_examples(
    inherent, current, target, appetite, scores, bands, over, gap
):
    found = judged(
        inherent=Place(*inherent),
        current=Place(*current),
        target=Place(*target),
        matrix=USUAL,
        appetite=appetite,
    )
    assert (found.inherent, found.current, found.target) == scores
    assert (found.inherent_band, found.current_band, found.target_band) == bands
    assert (found.over_appetite, found.gap_to_target) == (over, gap)
    assert found.control_effect == scores[0] - scores[1]


def test_a_missing_target_or_appetite_is_missing_and_not_nil():
    found = judged(inherent=Place(3, 3), current=Place(2, 2), target=None, matrix=USUAL)
    assert (found.target, found.gap_to_target, found.over_appetite) == (None, None, None)


def test_it_tells_every_place_outside_the_matrix_at_once():
    with pytest.raises(Problems) as refused:
        judged(inherent=Place(6, 5), current=Place(0, 5), target=Place(1, 9), matrix=USUAL)
    assert {one.field for one in refused.value.problems} == {
        "inherent_likelihood",
        "current_likelihood",
        "target_impact",
    }
    with pytest.raises(Problems) as refused:
        judged(inherent=Place(1, 5), current=Place(2, 5), target=Place(3, 5), matrix=USUAL)
    assert len(refused.value.problems) == 2


def test_a_matrix_of_another_shape_counts_by_its_points():
    weighted = Matrix(key="w", likelihood=(1, 2, 3, 4), impact=(1, 3, 6, 10), bands=BANDS)
    check_matrix(weighted)
    assert (
        judged(inherent=Place(4, 4), current=Place(2, 3), target=None, matrix=weighted).current
        == 12
    )


@pytest.mark.parametrize(
    "wrong",
    [
        Matrix(key="w", likelihood=(1,), impact=FIVE, bands=BANDS),
        Matrix(key="w", likelihood=(1, 3, 2), impact=FIVE, bands=BANDS),
        Matrix(key="w", likelihood=FIVE, impact=FIVE, bands=BANDS[1:]),
    ],
    ids=["one step", "falling points", "no band for the lowest"],
)
def test_a_matrix_with_holes_is_refused(wrong):
    with pytest.raises(BadMatrix):
        check_matrix(wrong)


def test_movement_is_never_told_between_two_versions():
    assert movement([]).said == "closed"
    assert movement([("v1", 12)]).said == "new"
    assert movement([("v1", 12), ("v2", 20)]).said == "new"
    assert movement([("v2", 12), ("v1", 16), ("v2", 8)]).said == "down"


counts = st.integers(0, 50)


@given(st.lists(st.tuples(counts, counts, counts, st.booleans()), max_size=30))
def test_the_table_adds_across_and_down(rows):
    lines = [
        Line(title=str(n), opinion="major", draft=draft, high=h, medium=m, low=low)
        for n, (h, m, low, draft) in enumerate(rows)
    ]
    whole = added(lines)
    assert whole.total == sum(line.total for line in lines)
    assert whole.high + whole.medium + whole.low == whole.total
    assert whole.opinions == ({"major": len(rows)} if rows else {})


@pytest.mark.parametrize(
    ("planned", "final", "draft", "days", "used", "expected"),
    [
        (54, 44, 4, "1020", "985.5", ("88.9", "81.5", "96.6")),
        (40, 36, 2, "760", "790", ("95.0", "90.0", "103.9")),
        (28, 20, 1, "510", "455", ("75.0", "71.4", "89.2")),
        (66, 62, 4, "1300", "1275", ("100.0", "93.9", "98.1")),
        (12, 9, 0, "210", "198", ("75.0", "75.0", "94.3")),
    ],
)
def test_coverage_follows_the_worked_examples(planned, final, draft, days, used, expected):
    found = delivery(
        planned=planned,
        final=final,
        draft=draft,
        days_planned=Fraction(days),
        days_used=Fraction(used),
    )
    shown = tuple(f"{float(x * 100):.1f}" for x in (found.to_draft, found.final, found.days))
    assert shown == expected


@pytest.mark.parametrize(
    ("done", "part", "overdue", "expected"),
    [
        (37, 6, 5, ("77.1", "12.5", "10.4")),
        (20, 0, 0, ("100.0", "0.0", "0.0")),
        (41, 10, 12, ("65.1", "15.9", "19.0")),
        (3, 2, 4, ("33.3", "22.2", "44.4")),
        (85, 9, 6, ("85.0", "9.0", "6.0")),
    ],
)
def test_follow_up_follows_the_worked_examples(done, part, overdue, expected):
    found = followed_up(implemented=done, part=part, overdue=overdue)
    shown = tuple(f"{float(x * 100):.1f}" for x in (found.implemented, found.part, found.overdue))
    assert shown == expected


@pytest.mark.parametrize(
    ("high", "seen", "every", "why"),
    [
        (True, date(2025, 1, 1), None, "high risk"),
        (False, None, 2, "never looked at"),
        (False, None, None, None),
        (False, date(2024, 3, 31), 2, "due every 2 years"),
        (False, date(2024, 4, 1), 2, None),
        (False, date(2025, 3, 31), 1, "due every year"),
        (False, date(2024, 2, 29), 2, "due every 2 years"),
    ],
)
def test_risk_or_time_brings_an_area_into_the_plan(high, seen, every, why):
    found = why_to_audit(high=high, seen_on=seen, every_years=every, by=date(2026, 3, 31))
    assert found == why


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(ImpossibleCount):
        delivery(planned=1, final=1, draft=1, days_planned=Fraction(1), days_used=Fraction(0))
    with pytest.raises(ImpossibleCount):
        followed_up(implemented=-1, part=0, overdue=0)
    with pytest.raises(ImpossibleCount):
        added([Line(title="A", opinion="", draft=False, low=-1)])
    assert followed_up(implemented=0, part=0, overdue=0).overdue is None


@given(st.text(alphabet="abc XYZ-–.", max_size=20))
def test_a_title_is_the_same_however_it_is_cased_and_pointed(title):
    assert normalised(title.upper()) == normalised(title.replace("-", "  ").lower())
