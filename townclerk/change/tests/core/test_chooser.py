"""The chooser against brute force, and what it says of its choices."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from townclerk.change.core.chooser import (
    BadChoice,
    Choosable,
    Question,
    Standing,
    Weights,
    added_up,
    kept_to,
    possible,
)
from townclerk.change.core.chooser_reasons import curve, if_falls, missing_said, reasons
from townclerk.change.core.chooser_solving import WITHIN, choose
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money


def option(key, *thousands, **more):
    return Choosable(key=key, savings=tuple(map(Money.thousands, thousands)), **more)


def asked(*options, gaps, **more):
    years = tuple(range(2017, 2017 + len(gaps)))
    return Question(years=years, gaps=tuple(map(Money.thousands, gaps)), options=options, **more)


def every_choice(question):
    """All sets of options with all waits that keep to the question, added up."""
    ways = [(None, *range(option.may_wait + 1)) for option in question.options]
    for picked in product(*ways):
        waits = {o.key: w for o, w in zip(question.options, picked, strict=True) if w is not None}
        if kept_to(question, waits):
            yield added_up(question, waits, Fraction(0))


@st.composite
def questions(draw):
    count, years = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    keys = "abcde"[:count]
    others = {key: st.sets(st.sampled_from(keys), max_size=1) for key in keys}
    amounts = st.tuples(*[st.integers(-200_00, 900_00).map(Money)] * years)
    options = tuple(
        Choosable(
            key=key,
            savings=draw(amounts),
            posts=draw(st.integers(0, 9)),
            equality=draw(st.integers(0, 3)),
            risk=draw(st.integers(0, 5)),
            cost=Money(draw(st.integers(0, 10**8))),
            may_wait=draw(st.integers(0, 1)),
            needs=tuple(draw(others[key]) - {key}),
            excludes=tuple(draw(others[key]) - {key}),
            standing=draw(st.sampled_from([Standing.FREE] * 4 + list(Standing))),
        )
        for key in keys
    )
    gaps = tuple(draw(st.integers(-100_00, 1_200_00).map(Money)) for _ in range(years))
    return Question(
        years=tuple(range(2017, 2017 + years)),
        gaps=gaps,
        options=options,
        carries=draw(st.booleans()),
        weights=Weights(equality=Decimal(draw(st.integers(0, 9))), cost=Decimal("0.7")),
    )


@settings(max_examples=150, deadline=None)
@given(questions())
def test_it_does_no_more_harm_than_the_best_of_all_sets(question):
    every = list(every_choice(question))
    if not every:
        with pytest.raises(BadChoice):
            choose(question)
        return
    choice = choose(question)
    least = min(sum(c.shortfall, Money.zero) for c in every)
    best = min(c.harm for c in every if sum(c.shortfall, Money.zero) == least)
    assert kept_to(question, choice.waits)
    assert sum(choice.shortfall, Money.zero) == least
    assert choice.harm <= best * (1 + WITHIN) + Fraction(1, 10**6)
    if choice.closes:
        assert choice.bound <= best
        assert best <= choice.harm
    assert choice == added_up(question, choice.waits, choice.bound)


def test_it_takes_what_an_option_needs_and_leaves_its_rival():
    question = asked(
        option("pool", 500, posts=1, needs=("booking",)),
        option("booking", 10, posts=1),
        option("trust", 505, posts=4, excludes=("booking",)),
        option("grants", 480, posts=30),
        gaps=(500,),
    )
    choice = choose(question)
    said = {reason.key: reason for reason in reasons(question, choice)}
    assert set(choice.waits) == {"pool", "booking"}
    assert said["booking"].said == "Needed by pool."
    assert said["trust"].said == "It cannot go with booking, which is in."
    assert said["grants"].kind == "dearer"


def test_it_waits_as_long_as_what_it_needs_and_says_so():
    needing = option("assets", 10, 10, needs=("locality",), may_wait=1, standing=Standing.MUST)
    locality = option("locality", 100, 0, may_wait=1)
    question = asked(locality, needing, gaps=(0, 100), carries=False)
    choice = choose(question)
    assert choice.waits == {"assets": 1, "locality": 1}
    said = {reason.key: reason.said for reason in reasons(question, choice)}
    waits = " It starts in 2018/19, a year later than proposed, as locality does."
    assert said["assets"] == f"You said it must be in.{waits}"
    hasty = asked(locality, replace(needing, may_wait=0), gaps=(0, 100), carries=False)
    assert [str(amount) for amount in choose(hasty).shortfall] == ["0.00", "90000.00"]


def test_it_says_which_year_falls_short_and_by_how_much():
    question = asked(option("a", 100, 50), option("b", 20, 0, may_wait=1), gaps=(110, 80))
    choice = choose(question)
    assert [str(amount) for amount in choice.shortfall] == ["0.00", "20000.00"]
    assert missing_said(question, choice) == (
        "The gap cannot be closed: 2018/19 stays £20,000.00 short."
    )


def test_it_says_what_changes_when_one_falls():
    question = asked(
        option("cheap", 100, posts=1),
        option("mid", 90, posts=3),
        option("dear", 100, posts=9),
        gaps=(100,),
    )
    choice = choose(question)
    fall = if_falls(question, choice, "cheap")
    assert (fall.goes_out, fall.comes_in, fall.more_harm) == (("cheap",), ("dear",), 8)
    two = asked(option("only", 100), gaps=(100,))
    assert not if_falls(two, choose(two), "only").choice.closes


def test_harm_never_falls_as_more_of_the_gap_closes():
    options = [option(f"o{n}", 40 + 7 * n, 11 * n % 30, posts=n % 5 + 1) for n in range(12)]
    points = curve(asked(*options, gaps=(400, 100)), within=Fraction(0))
    assert [point.percent for point in points][:2] == [10, 20]
    harms = [point.choice.harm for point in points if point.choice.closes]
    assert len(harms) > 3
    assert harms == sorted(harms)


def test_what_must_be_in_is_in_though_it_costs_more():
    question = asked(
        option("dear", 100, posts=9, standing=Standing.MUST),
        option("cheap", 100, posts=1),
        option("barred", 100, standing=Standing.MUST_NOT),
        gaps=(100,),
    )
    choice = choose(question)
    assert set(choice.waits) == {"dear"}
    assert [r.kind for r in reasons(question, choice)] == ["must", "not needed", "must not"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            (
                option("a", 1, standing=Standing.MUST, excludes=("b",)),
                option("b", 1, standing=Standing.MUST),
            ),
            "a and b cannot go together, but both must be in",
        ),
        (
            (
                option("a", 1, standing=Standing.MUST, needs=("b",)),
                option("b", 1, standing=Standing.MUST_NOT),
            ),
            "a must be in, but an option it needs must stay out",
        ),
    ],
)
def test_it_refuses_what_contradicts_itself(options, told):
    with pytest.raises(BadChoice, match=told):
        possible(asked(*options, gaps=(1,)))


def test_it_tells_everything_that_is_badly_put_at_once():
    question = asked(option("a", 1, 2, needs=("z",)), option("a", 1, posts=-1), gaps=(1,))
    with pytest.raises(Problems) as told:
        choose(question)
    messages = [problem.message for problem in told.value.problems]
    assert "Option a is given twice." in messages
    assert "Option a needs z, which is not among the options." in messages
    assert "Option a does not give one saving for each year." in messages
    assert "Option a has posts, equality, risk or cost below nil." in messages
