from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.democracy.core.political_balance import committee_seats
from townclerk.kernel.errors import Problems


def test_it_proposes_an_eleven_seat_committee_with_its_arithmetic():
    answer = committee_seats({"A": 51, "B": 9, "C": 5, "D": 1}, 11)
    assert answer.value.seats == {"A": 9, "B": 1, "C": 1, "D": 0}
    assert answer.value.tied == ("A", "B")
    assert answer.step.parts[0].how == "51 × 11 ÷ 66 = 8.500"


def test_it_recalculates_when_one_member_moves():
    answer = committee_seats({"A": 50, "B": 10, "C": 5, "D": 1}, 11)
    assert answer.value.seats == {"A": 8, "B": 2, "C": 1, "D": 0}
    assert answer.value.tied == ()


def test_it_gives_most_seats_to_a_group_with_most_members():
    assert committee_seats({"A": 34, "B": 32}, 4).value.seats == {"A": 3, "B": 1}


def test_it_does_not_give_every_seat_to_one_group():
    assert committee_seats({"A": 65, "B": 1}, 3).value.seats == {"A": 2, "B": 1}


@pytest.mark.parametrize(("members", "size"), [({}, 11), ({"A": 0}, 3), ({"A": 5}, 0)])
def test_it_refuses_what_cannot_be_shared(members, size):
    with pytest.raises(Problems):
        committee_seats(members, size)


@given(
    st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 60), min_size=1), st.integers(1, 20)
)
def test_it_gives_out_every_seat_and_stays_near_the_exact_share(members, size):
    seats = committee_seats(members, size).value.seats
    assert sum(seats.values()) == size
    assert all(count >= 0 for count in seats.values())
    total = sum(members.values())
    assert all(abs(seats[name] - Fraction(members[name] * size, total)) < 3 for name in members)
