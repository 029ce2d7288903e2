"""What covers the same ground, and what only sounds like business."""

from datetime import date

import pytest

from townclerk.democracy.core.overlap import Piece, overlaps
from townclerk.democracy.core.weekdays import weekday_problem

SUBJECTS = {
    "Customer contact": ("channel shift", "Contact centres", "customer journey"),
    "Children in care": ("looked after", "care leaver"),
}


@pytest.mark.parametrize(
    ("mine", "other", "same"),
    [
        ("Channel shift review", "Contact-centre activity", True),
        ("Customer Journey/Channel Shift", "Customer Contact Centre Activity", True),
        ("Family Hubs", "Update on the family hub programme", True),
        ("Provision of housing for care leavers", "Looked after children: placements", True),
        ("Council Housing Programme", "Homes for Ukraine Scheme", False),
        ("Annual progress report", "Progress report of the committee", False),
        ("Pharmacies", "Pharmacy closures", True),
        ("Housing for older people", "Housing enforcement", False),
    ],
)
def test_titles_overlap_by_their_telling_words_or_by_their_subject(mine, other, same):
    found = overlaps(Piece("topic", "a", mine), [Piece("topic", "b", other)], SUBJECTS)
    assert bool(found) is same


def test_without_subjects_only_words_tell():
    mine, other = Piece("topic", "a", "Channel shift"), Piece("topic", "b", "Contact centre")
    assert not overlaps(mine, [other])
    (found,) = overlaps(mine, [other], SUBJECTS)
    assert (found.words, found.subjects) == ((), ("Customer contact",))


@pytest.mark.parametrize(
    ("day", "said", "found"),
    [
        (date(2021, 12, 16), "Friday", "16 December 2021 is a Thursday, not a Friday."),
        (date(2021, 12, 16), "Thursday", ""),
        (date(2024, 10, 19), "sat", ""),
        (date(2024, 2, 29), "Fri", "29 February 2024 is a Thursday, not a Friday."),
        (date(2024, 2, 29), "Frensday", "“Frensday” is no day of the week."),
        (date(2024, 2, 29), "", ""),
    ],
)
def test_a_day_of_the_week_is_held_against_its_date(day, said, found):
    assert weekday_problem(day, said) == found
