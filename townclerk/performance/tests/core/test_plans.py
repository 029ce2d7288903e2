"""Ratings, likeness of aims, progress and aims nobody serves."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.performance.core.plans import (
    OPEN,
    Aim,
    Work,
    likenesses,
    missing_ratings,
    progress,
    unattended,
)

CODES = ["protect", "place", "reform"]


@pytest.mark.parametrize(
    ("given_ratings", "missing"),
    [
        ({}, ("protect", "place", "reform")),
        ({"protect": "positive", "place": "neutral", "reform": "negative"}, ()),
        ({"protect": "positive", "place": "", "reform": "negative"}, ("place",)),
        ({"protect": "good", "place": "neutral", "reform": "neutral"}, ("protect",)),
    ],
)
def test_a_blank_or_unknown_rating_is_missing(given_ratings, missing):
    assert missing_ratings(CODES, given_ratings) == missing


def test_an_aim_is_likest_to_the_one_that_shares_most_words():
    old = [Aim("a", "Sustainable economic prosperity")]
    new = [Aim("b", "Everyday services"), Aim("c", "Economic growth and prosperity")]
    (found,) = likenesses(old, new)
    assert (found.new, found.share) == ("c", Fraction(2, 4))


def test_aims_without_a_word_in_common_are_not_matched():
    assert likenesses([Aim("a", "Libraries")], [Aim("b", "Roads")]) == ()


@given(st.lists(st.text(alphabet="abc ", min_size=1), min_size=1, max_size=5))
def test_an_aim_that_keeps_its_words_is_matched_whole(words):
    aims = [Aim(str(place), f"word{text}x") for place, text in enumerate(words)]
    for found in likenesses(aims, aims):
        assert found.share == 1


def test_an_action_due_on_the_day_is_not_late():
    due = date(2024, 4, 1)
    work = [Work("on", "a", "on-track", due), Work("done", "a", "done", date(2024, 1, 1))]
    assert progress(work, on=due).late == ()
    assert progress(work, on=date(2024, 4, 2)).late == ("on",)


def test_what_is_carried_counts_in_no_share():
    work = [Work("1", "a", "done", None), Work("2", "a", "carried", None)]
    assert progress(work, on=date(2024, 4, 1)).done == 1
    assert progress([], on=date(2024, 4, 1)).done is None


@given(st.lists(st.sampled_from(["planned", "on-track", "off-track", "done", "carried"])))
def test_the_states_add_up_to_the_actions(states):
    work = [Work(str(place), "a", state, None) for place, state in enumerate(states)]
    found = progress(work, on=date(2024, 4, 1))
    assert sum(found.by_state.values()) == len(states)
    assert found.done is None or 0 <= found.done <= 1


@pytest.mark.parametrize("state", ["planned", "on-track", "off-track", "done", "carried"])
def test_an_aim_is_served_by_open_work_beneath_it_only(state):
    aims = [Aim("top", ""), Aim("below", "", "top"), Aim("other", "")]
    left = unattended(aims, [Work("1", "below", state, None)])
    assert left == (("other",) if state in OPEN else ("top", "below", "other"))
