"""The sheets of the demonstration council, brought in by the door users bring theirs through."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from townclerk import figures
from townclerk.democracy.models import Body, Decision, Meeting, Membership
from townclerk.democracy.queries.bodies import balance
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.exchange import template

DATA = Path(__file__).parents[4] / "data" / "democracy"
MOMENT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
ORDER = (
    "political-groups",
    "members",
    "group-members",
    "bodies",
    "bodies-below",
    "memberships",
    "meetings",
    "decisions",
    "constitution-sections",
    "delegations",
    "allowance-schemes",
    "allowance-rates",
)

pytestmark = pytest.mark.django_db


def rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(name, actor, given=None):
    return template(name.removesuffix("-below")).load(
        rows(name) if given is None else given, actor=actor, moment=MOMENT, batch="b"
    )


def test_it_loads_every_sheet_and_loads_it_again_unchanged(clerk):
    for name in ORDER:
        assert load(name, clerk).added == len(rows(name)), name
    whole = figures.ask("democracy.members.count", as_at=date(2024, 1, 1), reader=OPERATOR)
    assert whole.explanation.how == "51 + 9 + 5 + 1 = 66"
    audit = Body.objects.get(code="audit-governance")
    seats = {row.code: row.proposed for row in balance(audit, date(2024, 1, 1), 11).groups}
    assert seats == {
        "labour": 9,
        "lib-dem-progressive": 1,
        "conservative": 1,
        "independent": 0,
    }
    assert balance(audit, date(2024, 1, 1)).proposal is None
    assert Decision.objects.filter(state=Decision.State.MADE).count() == len(rows("decisions"))
    again = load("bodies", clerk)
    assert (again.added, again.changed, again.same) == (0, 0, len(rows("bodies")))


def test_every_row_names_its_source():
    for name in (*ORDER, "meetings-held"):
        assert all(row["source"] for row in rows(name)), name


def test_it_saves_nothing_of_a_sheet_with_a_meeting_on_a_bank_holiday(clerk):
    for name in ("bodies", "bodies-below"):
        load(name, clerk)
    sheet = rows("meetings")
    sheet[1] = sheet[1] | {"on": "2017-04-17"}
    with pytest.raises(Problems) as wrong:
        load("meetings", clerk, sheet)
    assert [problem.row for problem in wrong.value.problems] == [3]
    assert "Easter Monday" in wrong.value.problems[0].message
    assert not Meeting.objects.exists()


def test_it_names_every_row_that_would_overfill_a_body(clerk):
    load("members", clerk)
    load("bodies", clerk, [rows("bodies")[0] | {"size": "64"}])
    with pytest.raises(Problems) as wrong:
        load("memberships", clerk)
    assert [problem.row for problem in wrong.value.problems] == [66, 67]
    assert not Membership.objects.exists()


def test_it_takes_sheets_from_democratic_services_only():
    with pytest.raises((Refused, Problems)):
        load("bodies", an_actor("procurement-officer"))
    assert not Body.objects.exists()
