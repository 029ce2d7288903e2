"""The sheet of plan lines, read into a version that has none yet."""

import pytest

from townclerk.finance.imports import plan_lines
from townclerk.finance.models import PlanLine
from townclerk.finance.operations import plan as operations
from townclerk.finance.tests.builders import MOMENT, rows
from townclerk.kernel.errors import Problems

pytestmark = pytest.mark.django_db


def test_it_names_the_row_of_a_broken_total_and_saves_nothing(analyst):
    sheet = rows("plan-lines")
    total = next(number for number, found in enumerate(sheet, start=2) if found["row"] == "total")
    sheet[total - 2]["y2"] = "14615"
    operations.create_version(number=1, title="One", first_year=2017, actor=analyst, moment=MOMENT)
    with pytest.raises(Problems) as caught:
        plan_lines.load(sheet, actor=analyst, moment=MOMENT)
    assert {(found.row, found.column) for found in caught.value.problems} == {
        (total, "y2"),
        (total, "printed_total"),
    }
    assert not PlanLine.objects.exists()


def test_it_tells_every_wrong_cell_at_once(analyst):
    operations.create_version(number=1, title="One", first_year=2017, actor=analyst, moment=MOMENT)
    wrong = [
        {"plan": "1", "code": "a", "heading": "A", "step": "nowhere", "type": "grant", "y1": "x"},
        {"plan": "9", "code": "", "heading": "B", "step": "original", "type": "grant"},
    ]
    with pytest.raises(Problems) as caught:
        plan_lines.load(wrong, actor=analyst, moment=MOMENT)
    places = {(found.row, found.column) for found in caught.value.problems}
    assert places == {(2, "step"), (2, "y1"), (3, "plan"), (3, "code")}
