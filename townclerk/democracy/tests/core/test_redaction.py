"""Exempt words that would be published, found before they are."""

import pytest

from townclerk.democracy.core.redaction import repeated

KEPT = "The lowest tender was £412,300 from the second bidder, who asked that it stay private."


@pytest.mark.parametrize(
    ("opened", "found"),
    [
        ("The tender was accepted.", ()),
        ("The tender of 412,300 was accepted.", ("412,300",)),
        (
            "Agreed as the second bidder, who asked that it be so.",
            ("second bidder who asked that it",),
        ),
        ("", ()),
    ],
)
def test_it_finds_amounts_and_whole_phrases(opened, found):
    assert tuple(one.removeprefix("the ") for one in repeated(opened, KEPT)) == found


def test_paragraphs_and_years_are_no_secrets():
    assert repeated("Paragraph 3, in 2026", "Paragraph 3 until 2026, for 99 years") == ()


def test_a_phrase_is_told_once_and_whole():
    assert len(repeated(KEPT, KEPT)) == 2
