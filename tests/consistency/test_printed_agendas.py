"""What the two portfolio reports tell of meetings, counted from the records."""

import pytest

from townclerk import figures
from townclerk.democracy.models import AgendaItem
from townclerk.figures.permission import OPERATOR

pytestmark = pytest.mark.django_db


def items(scope, period):
    return figures.ask(
        "democracy.meetings.items", scope=scope, period=period, reader=OPERATOR
    ).value


@pytest.mark.parametrize(
    ("body", "period", "count"),
    [
        ("audit-governance", "2024-06", 10),
        ("licensing-regulatory", "2024-06", 6),
        ("scrutiny-board", "2024-06", 9),
        ("scrutiny-children", "2021-09", 9),
        ("city-region-scrutiny", "2024-07", 7),
    ],
)
def test_the_items_each_body_considered_are_counted(demonstration, body, period, count):
    assert items(body, period) == count


def test_three_petitions_came_to_the_childrens_committee(demonstration):
    found = AgendaItem.objects.filter(
        meeting__reference="scrutiny-children-2024-06-04", title__startswith="Petition"
    )
    assert found.count() == 3


def test_the_city_region_committee_met_twice_in_july(demonstration):
    """Counted from the calendar, and as the report returned it."""
    held = figures.ask(
        "democracy.meetings.held", scope="city-region-scrutiny", period="2024-07", reader=OPERATOR
    )
    stated = figures.ask("democratic.lcr_oands.meetings", reader=OPERATOR)
    assert held.value == stated.value == 2
