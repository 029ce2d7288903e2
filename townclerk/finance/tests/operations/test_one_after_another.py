"""Two acts at once take no more than there is: each waits for the other before it asks.

SQLite lets one transaction write at a time; other databases lock the record the answer is of.
"""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk.finance.models import BudgetRound, CapitalScheme, Reserve, SchemeCost
from townclerk.finance.operations import capital, reserves, virements
from townclerk.finance.tests.budget_builders import CABINET, COUNCIL, P, a_unit
from townclerk.finance.tests.builders import MOMENT
from townclerk.finance.tests.capital_builders import a_decision, a_scheme, cost, pay
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        "not connection.features.has_select_for_update", reason="one transaction writes at a time"
    ),
]


def locked(seen: CaptureQueriesContext, model: type) -> list[int]:
    """Where among the queries records of the model are locked."""
    table = model._meta.db_table
    return [
        place
        for place, one in enumerate(seen)
        if "FOR UPDATE" in one["sql"] and f'FROM "{table}"' in one["sql"]
    ]


def asks(seen: CaptureQueriesContext, table: str) -> int:
    """Where the records that say what is left are first read."""
    return next(place for place, one in enumerate(seen) if f'FROM "{table}"' in one["sql"])


def test_a_use_of_a_reserve_waits_for_the_one_before_it(officer):
    values = {"code": "a", "name": "A", "kind": "earmarked", "opened_on": date(2016, 4, 1)}
    stamp = {"actor": officer, "moment": MOMENT}
    reserve = reserves.create_reserve({**values, "opening": Money.thousands(10)}, **stamp)
    said = {"reference": "u", "year": 2017, "kind": "use", "decision": "D 1"}
    with CaptureQueriesContext(connection) as seen:
        reserves.post_movement(reserve, amount=Money.thousands(-1), **said, **stamp)
    assert locked(seen, Reserve)[0] < asks(seen, "finance_reservemovement")


def test_a_virement_waits_for_the_one_before_it(officer):
    days = {"cabinet_on": CABINET, "council_on": COUNCIL, "state": BudgetRound.State.LOCKED}
    year = BudgetRound.objects.create(code="2017-18", year=2017, **days)
    values = {"reference": "v", "round": year, "on": date(2017, 6, 1), "why": "W", "amount": P(1)}
    for side, group in (("from", "Pay"), ("to", "Fees")):
        values |= {f"{side}_unit": a_unit("care"), f"{side}_group": group}
    with CaptureQueriesContext(connection) as seen, pytest.raises(Problems):
        virements.propose(values, actor=officer, moment=MOMENT)
    assert locked(seen, BudgetRound)[0] < asks(seen, "finance_virement")


def test_a_scheme_is_approved_and_its_parts_altered_one_after_the_other(officer):
    roof = a_scheme(officer)
    with CaptureQueriesContext(connection) as seen:
        spent = cost(roof, 2017, P(5), officer)
    table = f'INSERT INTO "{SchemeCost._meta.db_table}"'
    added = next(place for place, one in enumerate(seen) if table in one["sql"])
    assert locked(seen, CapitalScheme)[0] < added
    with CaptureQueriesContext(connection) as seen:
        capital.change_part(spent, {"amount": P(6)}, actor=officer, moment=MOMENT)
    assert locked(seen, CapitalScheme)[0] < locked(seen, SchemeCost)[0]
    pay(roof, "Loans", 2017, P(6), officer)
    stamp = {"actor": officer, "moment": MOMENT}
    roof = capital.change_scheme(roof, {"decision": a_decision("CL-1")}, **stamp)
    roof = capital.move_scheme(roof, "make-case", **stamp)
    with CaptureQueriesContext(connection) as seen:
        capital.move_scheme(roof, "approve", **stamp)
    assert locked(seen, CapitalScheme)[0] < asks(seen, "finance_schemecost")
