from datetime import date
from itertools import product

import pytest

from townclerk.reports import catalogue
from townclerk.reports.core import cover
from townclerk.reports.core.cover import Section
from townclerk.reports.core.states import STATES, CannotMove, check_move

OPTIONS = ("none needed", "done", "to do")
EQUALITY = Section(name="equality", title="Equality", kind="choice", choices=OPTIONS)
PURPOSES = Section(
    name="purposes", title="Core purposes", kind="impacts", items=(("1", "Protect"), ("2", "Lead"))
)


@pytest.mark.parametrize("marks", list(product([False, True], repeat=3)))
def test_it_takes_exactly_one_equality_choice(marks):
    chosen = [option for option, mark in zip(OPTIONS, marks, strict=True) if mark]
    found = cover.problems([EQUALITY], {"equality": chosen})
    assert (not found) == (sum(marks) == 1)


@pytest.mark.parametrize("marks", list(product(["", *cover.IMPACTS, "good"], repeat=2)))
def test_it_takes_a_mark_for_every_core_purpose(marks):
    found = cover.problems([PURPOSES], {"purposes": dict(zip("12", marks, strict=True))})
    assert len(found) == sum(mark not in cover.IMPACTS for mark in marks)


@pytest.mark.parametrize("value", [None, "", "  ", [], ["", " "]])
def test_it_refuses_a_blank_mandatory_section_only(value):
    needed, spare = (Section(name="a", title="A", mandatory=must) for must in (True, False))
    assert [p.code for p in cover.problems([needed], {"a": value})] == ["blank"]
    assert cover.problems([spare], {"a": value}) == ()


def test_it_refuses_unknown_choices_sections_and_dates():
    day = Section(name="day", title="Day", kind="date")
    given = {"equality": "perhaps", "day": "tomorrow", "other": "x"}
    codes = {p.field: p.code for p in cover.problems([EQUALITY, day], given)}
    assert codes == {"equality": "choice", "day": "date", "other": "unknown"}


def test_it_changes_the_form_by_body_and_year():
    climate = Section(name="climate", title="Climate", bodies=("cabinet",), start=date(2019, 7, 1))
    names = [
        len(cover.form([climate], body=body, on=day))
        for body in ("cabinet", "council")
        for day in (date(2019, 6, 30), date(2019, 7, 1))
    ]
    assert names == [0, 1, 0, 0]


@pytest.mark.parametrize(("before", "after"), list(product(STATES, repeat=2)))
def test_it_moves_one_state_on_or_back_to_drafting(before, after):
    onward = STATES.index(after) == STATES.index(before) + 1
    back = after == "drafting" and before in ("consultation", "cleared", "approved")
    if onward or back:
        check_move(before, after)
    else:
        with pytest.raises(CannotMove):
            check_move(before, after)


HEADINGS = [
    "body",
    "date",
    "subject",
    "authors",
    "wards",
    "key_decision",
    "forward_plan",
    "exempt",
    "purpose",
    "core_purposes",
    "reasons",
    "revenue_cost",
    "capital_cost",
    "legal",
    "people",
    "equality",
    "service_impact",
    "finance_reference",
    "legal_reference",
    "director_reference",
    "portfolio_reference",
    "alternatives",
    "implementation",
    "contact",
    "background",
]


def test_the_standard_form_has_every_heading_in_its_order():
    every = catalogue.form_sections("committee")
    names = {
        day: [one.name for one in cover.form(every, body="cabinet", on=day)]
        for day in (date(2017, 1, 12), date(2019, 7, 17), date(2019, 7, 18))
    }
    assert names[date(2017, 1, 12)] == names[date(2019, 7, 17)] == HEADINGS
    assert set(names[date(2019, 7, 18)]) - set(HEADINGS) == {"climate"}
    assert catalogue.form("committee").heading == "Report for decision"
    assert catalogue.form("period-form").heading == "Report to note"
    found = {one.name: one for one in every}
    assert not found["climate"].mandatory
    assert len(found["core_purposes"].items) == 7
    assert len(found["equality"].choices) == 3
    assert {name for name, one in found.items() if one.kind == "clearance"} == {
        "finance_reference",
        "legal_reference",
        "director_reference",
        "portfolio_reference",
    }
