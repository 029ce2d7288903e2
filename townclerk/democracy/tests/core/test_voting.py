"""When a motion is carried, and when enough members are there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.democracy.core.voting import BadCount, Count, carried, counted, quorate

numbers = st.integers(0, 100)


@pytest.mark.parametrize(
    ("count", "casting", "expected"),
    [
        pytest.param(Count(5, 4), "", True, id="a majority"),
        pytest.param(Count(4, 5), "", False, id="a minority"),
        pytest.param(Count(1, 0, 30), "", True, id="abstentions are no votes"),
        pytest.param(Count(5, 5), "for", True, id="a tie, cast for"),
        pytest.param(Count(5, 5), "against", False, id="a tie, cast against"),
        pytest.param(Count(0, 0, 9), "for", True, id="nobody voted but the chair"),
    ],
)
def test_a_motion_is_carried_by_those_voting(count, casting, expected):
    assert carried(count, casting) is expected


def test_a_tie_asks_for_the_casting_vote():
    with pytest.raises(BadCount, match="tie"):
        carried(Count(5, 5))


def test_without_a_tie_there_is_no_casting_vote():
    with pytest.raises(BadCount, match="no tie"):
        carried(Count(5, 4), "for")


@given(numbers, numbers, numbers)
def test_one_more_vote_for_never_loses_a_motion_that_was_carried(more, less, abstained):
    if more > less:
        assert carried(Count(more + 1, less, abstained))


@given(st.lists(st.sampled_from(["for", "against", "abstained"])))
def test_the_count_of_names_is_all_of_them(choices):
    found = counted(choices)
    assert found.votes_for + found.votes_against + found.abstained == len(choices)


@pytest.mark.parametrize(
    ("present", "quorum", "size", "expected"),
    [
        (17, None, 66, True),
        (16, None, 66, False),
        (3, 3, 11, True),
        (2, 3, 11, False),
        (4, None, None, None),
    ],
)
def test_the_quorum_is_the_bodys_own_or_a_quarter(present, quorum, size, expected):
    assert quorate(present, quorum, size) is expected
