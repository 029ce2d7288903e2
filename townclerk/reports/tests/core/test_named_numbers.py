"""A contributor sees the names of numbers where the text binds them, and gives them back."""

from townclerk.reports.core.named_numbers import bound, named, names_in
from townclerk.reports.core.prose import FigureRef

VISITS = '{{ figure("a.visits", period="2024-06") }}'
BEFORE = '{{ figure("a.visits", period="2024-05") }}'
MOVED = '{{ direction("a.visits", up="more", down="fewer", period="2024-06") }}'
TYPED = '{{ literal("169", source="the table") }}'
DATE = '{{ marked("section 31A") }}'
TEXT = f"{VISITS} visits, {MOVED} than {BEFORE}, and {TYPED} under {DATE}. {VISITS} again."
LABELS = {FigureRef("a.visits", period="2024-06"): "Visits [all]"}


def test_numbers_are_shown_by_name_and_come_back_as_they_were():
    names = names_in(TEXT, LABELS)
    shown = named(TEXT, names)
    assert shown == (
        f"[Visits (all)] visits, [more or fewer] than [visits], and [169] under {DATE}. "
        "[Visits (all)] again."
    )
    assert bound(shown, names) == TEXT


def test_two_of_one_name_are_told_apart_and_other_brackets_stay():
    both = f"{BEFORE} and {VISITS} [sic]"
    names = names_in(both, {})
    assert named(both, names) == "[visits] and [visits, 2] [sic]"
    assert bound(named(both, names), names) == both
    assert bound("Gone: [visits].", {}) == "Gone: [visits]."


def test_what_cannot_be_read_stays_as_it_is_written():
    broken = '{{ figure("a.visits" }} and {{ unknown("x") }}'
    assert names_in(broken, {}) == {}
    assert named(broken, {}) == broken
